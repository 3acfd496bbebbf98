//! The words that the JVM gets.

use super::loaded::Loaded;
use super::run::Field;
use super::value::{Origin, Value};
use portlint_host::java::{is_refused, takes_a_value};
use portlint_syntax::Span;

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
            // An empty word in quotes is taken for the main class.
            Some("") => return Started::Server(at + 1),
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

/// The file that a word names as one of options.
pub(crate) fn options_file(word: &str) -> Option<&str> {
    let of_launcher = word.strip_prefix('@').filter(|rest| !rest.starts_with('@'));
    of_launcher.or_else(|| word.strip_prefix("-XX:VMOptionsFile="))
}

/// The words of a file of options, each with its place.
pub(crate) fn words_of_file(file: &Loaded) -> Vec<Field> {
    let mut words = Vec::new();
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim_start().starts_with('#') {
            continue;
        }
        for (from, to, text) in quoted_words(line) {
            let span = Span::new(start + from, start + to);
            let value = Value::text(text, file.origin(span));
            words.push(Field { value, open: false });
        }
    }
    words
}

/// CowStr between blanks, where each begins and ends, and what is left without its quotes.
fn quoted_words(text: &str) -> Vec<(usize, usize, String)> {
    let mut words = Vec::new();
    let mut current: Option<(usize, String)> = None;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        if quote.is_none() && c.is_ascii_whitespace() {
            words.extend(current.take().map(|(from, word)| (from, at, word)));
            continue;
        }
        let (_, word) = current.get_or_insert((at, String::new()));
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => word.push(c),
        }
    }
    words.extend(current.map(|(from, word)| (from, text.len(), word)));
    words
}

/// What `java -version` says of a major version, as far as scripts look at it.
pub(crate) fn version_text(jdk: u32) -> Value {
    let number = if jdk < 9 {
        format!("1.{jdk}.0")
    } else {
        format!("{jdk}.0.0")
    };
    Value::plain(&format!("openjdk version \"{number}\"\n"))
}

/// The first word that ends the machine at once: an option that it does not know, or one that is none in a variable.
pub(crate) fn refused(words: &[Field], is_variable: bool) -> Option<&Value> {
    let mut takes_value = false;
    for field in words {
        let known = field.value.known();
        let is_value = std::mem::take(&mut takes_value);
        let Some(word) = known.filter(|_| !is_value) else {
            continue;
        };
        takes_value = takes_a_value(&word);
        if is_refused(&word) || (is_variable && !word.starts_with(['-', '@'])) {
            return Some(&field.value);
        }
    }
    None
}

/// The words of a variable that the JVM reads itself.
pub(crate) fn split_of_jvm(value: &Value) -> Vec<Field> {
    match value.known().filter(|text| text.contains(['"', '\''])) {
        Some(text) => {
            let origin = value.origin().unwrap_or_default();
            let words = quoted_words(&text).into_iter();
            let words = words.map(|(_, _, word)| Field {
                value: Value::text(word, origin),
                open: false,
            });
            words.collect()
        }
        None => super::expand::split(value.clone()),
    }
}
