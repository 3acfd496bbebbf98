//! System properties and environment of a server, as far as they are told.

use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use portlint_catalog::Version;

/// What `${name}` and `-Dname` give.
pub(super) struct ServerProperties<'c> {
    facts: &'c HomeFacts,
    /// Kernels before 4.4.5 do not look into the environment.
    reads_environment: bool,
    /// With `--debug` the start script forgets what `JAVA_OPTS` of the environment said.
    reads_java_opts: bool,
    /// The `-Dname=value` words of the start script, with the place in words.
    scripted: Vec<Scripted>,
}

/// A system property in a start script.
pub(super) struct Scripted {
    name: String,
    /// Its value as written, without quotes.
    pub(super) value: String,
    /// `bin/wso2server.sh line 290`
    pub(super) place: String,
}

/// A text after the replacement of `${name}`.
pub(super) enum Replaced {
    /// Nothing is left to replace.
    Known(String),
    /// This name is neither among the told properties nor in the told environment.
    Unknown(String),
}

impl<'c> ServerProperties<'c> {
    /// Takes what was told, and what the start scripts of the home add.
    pub(super) fn read(
        reader: &mut HomeReader<'_>,
        context: &RuntimeContext<'c>,
        kernel: Option<&Version>,
    ) -> Self {
        let debug = context
            .facts
            .start_arguments
            .iter()
            .flatten()
            .flat_map(|argument| argument.split_whitespace())
            .any(|word| matches!(word, "--debug" | "-debug" | "debug"));
        ServerProperties {
            facts: context.facts,
            reads_environment: super::at_least(kernel, "4.4.5"),
            reads_java_opts: !debug,
            scripted: scripts(context)
                .iter()
                .flat_map(|script| scripted(reader, script))
                .collect(),
        }
    }

    /// A start argument.
    pub(super) fn start_argument(&self, name: &str) -> Option<&'c str> {
        self.facts.start_property(name)
    }

    /// A word of `JAVA_OPTS`.
    pub(super) fn java_option(&self, name: &str) -> Option<&'c str> {
        let value = self.facts.java_property(name);
        value.filter(|_| self.reads_java_opts)
    }

    /// A system property that was told.
    pub(super) fn get(&self, name: &str) -> Option<&'c str> {
        self.start_argument(name).or_else(|| self.java_option(name))
    }

    /// A system property that the start script sets; the last one wins.
    pub(super) fn scripted(&self, name: &str) -> Option<&Scripted> {
        self.scripted.iter().rfind(|property| property.name == name)
    }

    /// Replaces `${name}` as the server does for `carbon.xml`: by system properties, then by the environment.
    pub(super) fn replace(&self, text: &str) -> Replaced {
        self.replace_by(text, |name| {
            self.get(name)
                .or_else(|| self.facts.env_var(name).filter(|_| self.reads_environment))
        })
    }

    /// Replaces `${name}` by system properties only, as axis2 and Tomcat do.
    pub(super) fn replace_properties(&self, text: &str) -> Replaced {
        self.replace_by(text, |name| self.get(name))
    }

    fn replace_by(&self, text: &str, value: impl Fn(&str) -> Option<&'c str>) -> Replaced {
        let mut known = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let Some(value) = value(name) else {
                return Replaced::Unknown(name.to_string());
            };
            known.push_str(before);
            known.push_str(value);
            rest = after;
        }
        known.push_str(rest);
        Replaced::Known(known)
    }
}

/// The scripts that start a runtime, relative to the home, in the order of their calls.
fn scripts(context: &RuntimeContext<'_>) -> Vec<String> {
    let directory = super::runtime_directory(context);
    let mut scripts = vec![format!("bin/{}.sh", context.runtime.id)];
    scripts.push(format!("{directory}bin/wso2server.sh"));
    scripts
}

fn scripted(reader: &mut HomeReader<'_>, script: &str) -> Vec<Scripted> {
    let Some(bytes) = reader.bytes(script) else {
        return Vec::new();
    };
    String::from_utf8_lossy(&bytes)
        .lines()
        .zip(1u32..)
        .filter(|(line, _)| !line.trim_start().starts_with(['#', ':']) && !line.contains("echo "))
        .flat_map(|(line, number)| {
            line.split_whitespace().filter_map(move |word| {
                let word = word.trim_matches(|c| matches!(c, '"' | '\'' | '\\'));
                let word = word.split_once("-D").map_or("", |(_, property)| property);
                let (name, value) = word.split_once('=')?;
                Some(Scripted {
                    name: name.to_string(),
                    value: value.trim_matches(|c| matches!(c, '"' | '\'')).to_string(),
                    place: format!("{script} line {number}"),
                })
            })
        })
        .collect()
}
