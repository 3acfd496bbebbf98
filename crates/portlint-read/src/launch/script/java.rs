//! The words that the JVM gets.

use super::run::Field;
use super::value::{Origin, Piece, Value};
use portlint_host::java::takes_a_value;

/// The name under which the options of the debugger agent are told, as if they were a property.
pub(crate) const DEBUGGER: &str = "agentlib:jdwp";

/// The options of the JVM that load the debugger agent.
const DEBUGGERS: [&str; 2] = ["-agentlib:jdwp=", "-Xrunjdwp:"];

/// What the words start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Started {
    /// A server: its arguments begin behind this many words.
    Server(usize),
    /// Something that opens no port and ends.
    Helper,
    /// There is no main class.
    Nothing,
}

/// What the words behind `java` start.
pub(super) fn started(words: &[Field]) -> Started {
    let mut at = 0;
    while let Some(field) = words.get(at) {
        let start = field.value.known_start();
        let known = field.value.known();
        match known.as_deref() {
            Some("-version" | "--version" | "-help" | "-h" | "-?") => return Started::Helper,
            Some("-jar") => {
                let jar = words.get(at + 1).map(|field| field.value.known_end());
                return if jar.is_some_and(|jar| is_helper(jar.trim_end_matches(".jar"))) {
                    Started::Helper
                } else {
                    Started::Server(at + 2)
                };
            }
            Some(option) if takes_a_value(option) => at += 2,
            // A text that begins unknown is an option, or nothing.
            _ if start.is_empty() || start.starts_with(['-', '@']) => at += 1,
            _ if is_helper(&start) => return Started::Helper,
            _ => return Started::Server(at + 1),
        }
    }
    Started::Nothing
}

/// Main classes that are no server: `EncryptionKeyGenerator`, `CarbonToolExecutor`, `CipherTool`.
fn is_helper(class: &str) -> bool {
    let name = class
        .rsplit(['.', '/'])
        .next()
        .unwrap_or(class)
        .to_ascii_lowercase();
    [
        "tool",
        "executor",
        "generator",
        "updater",
        "client",
        "diagnostics",
        "classpath",
        "migrat",
        "backup",
        "cleanup",
        "initializer",
        "checkin",
        "populator",
        "cleanup",
        "validator",
    ]
    .iter()
    .any(|part| name.contains(part))
}

/// One word that the JVM or the server gets.
#[derive(Debug, Clone)]
pub(crate) enum Word {
    /// `-Dname=value`; without `=` the value is `None`.
    Property {
        /// The name.
        name: String,
        /// The value.
        value: Option<Value>,
        /// Where the word stands.
        origin: Option<Origin>,
    },
    /// May be or hold any option.
    Anything(Value),
}

/// The properties among words.
pub(crate) fn properties(words: &[Field]) -> Vec<Word> {
    let mut found = Vec::new();
    let mut takes_value = false;
    for field in words {
        let known = field.value.known();
        if std::mem::take(&mut takes_value) && !field.open {
            continue;
        }
        if known.as_deref().is_some_and(takes_a_value) {
            takes_value = true;
            continue;
        }
        let start = field.value.known_start();
        let debugger = DEBUGGERS.iter().find(|word| start.starts_with(**word));
        if let Some(word) = debugger {
            found.push(Word::Property {
                name: DEBUGGER.to_string(),
                value: Some(field.value.after(word.len())),
                origin: field.value.origin(),
            });
        } else if let Some(rest) = start.strip_prefix("-D") {
            match rest.split_once('=') {
                Some((name, _)) => found.push(Word::Property {
                    name: name.to_string(),
                    value: Some(field.value.after(name.len() + 3)),
                    origin: field.value.origin(),
                }),
                None if known.is_some() => found.push(Word::Property {
                    name: rest.to_string(),
                    value: None,
                    origin: field.value.origin(),
                }),
                // The name goes on with something unknown.
                None => found.push(Word::Anything(field.value.clone())),
            }
        } else if start.starts_with('@')
            || start.starts_with("-XX:VMOptionsFile=")
            || (start.is_empty() && field.value.may_matter())
        {
            found.push(Word::Anything(field.value.clone()));
        }
        // CowStr that nobody knows may follow in the same text.
        if field.open && !start.is_empty() {
            found.push(Word::Anything(field.value.clone()));
        }
    }
    found
}

/// The words of a variable that the JVM reads itself.
pub(crate) fn split_of_jvm(value: &Value) -> Vec<Field> {
    let mut words = Vec::new();
    for field in super::expand::split(value.clone()) {
        let quoted =
            |piece: &Piece| matches!(piece, Piece::Text { text, .. } if text.contains(['"', '\'']));
        let value = if field.value.0.iter().any(quoted) {
            let origin = field.value.origin().unwrap_or_default();
            match field.value.known() {
                Some(text) => Value::text(text.replace(['"', '\''], ""), origin),
                None => field.value,
            }
        } else {
            field.value
        };
        words.push(Field { value, ..field });
    }
    words
}
