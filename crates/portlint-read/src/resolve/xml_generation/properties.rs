//! System properties and environment of a server, as far as they are told.

use crate::facts::HomeFacts;
use crate::launch::{Channel, LaunchProperty};
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
    /// What scripts, units and containers give, the winner first.
    launched: Vec<LaunchProperty>,
}

/// A text after the replacement of `${name}`.
pub(super) enum Replaced {
    /// Nothing is left to replace.
    Known(String),
    /// This, as it is written, is not known: a `${name}` that is neither among the told properties nor in the told
    /// environment, or an entity that a DOCTYPE declares, which nobody expands here.
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
            .start_words()
            .any(|word| matches!(word, "--debug" | "-debug" | "debug"));
        ServerProperties {
            facts: context.facts,
            reads_environment: super::at_least(kernel, "4.4.5"),
            reads_java_opts: !debug,
            launched: launched(reader, context),
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

    /// What the files that start the server give a property, the winner first.
    pub(super) fn launched(&self, name: &str) -> impl Iterator<Item = &LaunchProperty> {
        self.launched.iter().filter(move |property| {
            let forgotten = property.channel == Channel::JavaOpts && !self.reads_java_opts;
            property.name == name && !forgotten
        })
    }

    /// A system property that was told, else the one of the start files where it is known.
    pub(super) fn get_or_launched(&self, name: &str) -> Option<&str> {
        let launched = || {
            self.launched(name)
                .next()
                .filter(|property| property.resolved)
        };
        self.get(name)
            .or_else(|| launched().map(|property| property.value.as_str()))
    }

    /// Replaces `${name}` as the server does for `carbon.xml`: by system properties, then by the environment.
    pub(super) fn replace(&self, text: &str) -> Replaced {
        self.replace_by(text, |name| {
            self.get_or_launched(name)
                .or_else(|| self.facts.env_var(name).filter(|_| self.reads_environment))
        })
    }

    /// Replaces `${name}` by system properties only, as axis2 and Tomcat do.
    pub(super) fn replace_properties(&self, text: &str) -> Replaced {
        self.replace_by(text, |name| self.get_or_launched(name))
    }

    fn replace_by<'v>(&self, text: &str, value: impl Fn(&str) -> Option<&'v str>) -> Replaced {
        if let Some(entity) = entity(text) {
            return Replaced::Unknown(entity.to_string());
        }
        let mut known = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let Some(value) = value(name) else {
                return Replaced::Unknown(format!("${{{name}}}"));
            };
            known.push_str(before);
            known.push_str(value);
            rest = after;
        }
        known.push_str(rest);
        Replaced::Known(known)
    }
}

/// The first `&name;` that the parser left as it is written, because a DOCTYPE declares it.
pub(super) fn entity(text: &str) -> Option<&str> {
    let start = text.find('&')?;
    let end = start + text.get(start..)?.find(';')?;
    let name = text.get(start + 1..end)?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    (!name.is_empty() && name.chars().all(is_name))
        .then(|| text.get(start..=end))
        .flatten()
}

/// What the start files give.
fn launched(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Vec<LaunchProperty> {
    crate::resolve::launched::launched(reader, context)
}
