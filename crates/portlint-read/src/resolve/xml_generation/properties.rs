//! System properties and environment of a server, as far as they are told.

use crate::facts::HomeFacts;
use crate::launch::LaunchProperty;
use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use portlint_catalog::Version;

/// What `${name}` and `-Dname` give.
pub(super) struct ServerProperties<'c> {
    facts: &'c HomeFacts,
    /// Kernels before 4.4.5 do not look into the environment.
    reads_environment: bool,
    /// What the user, scripts, units and containers give, the winner first.
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
        ServerProperties {
            facts: context.facts,
            reads_environment: super::at_least(kernel, "4.4.5"),
            launched: launched(reader, context),
        }
    }

    /// What the start gives a property, the winner first.
    pub(super) fn launched(&self, name: &str) -> impl Iterator<Item = &LaunchProperty> {
        self.launched
            .iter()
            .filter(move |property| property.name == name)
    }

    /// A system property that the start gives, where it is known.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let winner = self.launched(name).next();
        winner
            .filter(|property| property.resolved)
            .map(|property| property.value.as_str())
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
