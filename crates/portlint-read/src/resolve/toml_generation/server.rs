//! One server with its settings: what a value is once the references in it are resolved.

use super::origin::Origin;
use super::property_default::{PropertyDefault, Split};
use super::settings::{Setting, Settings, quoted};
use crate::launch::{Channel, LaunchProperty};
use crate::reader::at;
use crate::resolve::RuntimeContext;
use portlint_catalog::Gate;
use portlint_catalog::toml_generation::{Family, Fills, KeyTest, Test, TomlListener};
use portlint_host::{Location, SourceFile, showable};
use portlint_syntax::{ScalarStyle, java_int};
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

/// References that lead to each other are followed this far.
const REFERENCE_DEPTH: usize = 8;

/// No port, address or switch is longer; texts that multiply each other end here, in bytes.
const LONGEST_TEXT: usize = 1 << 16;

/// A server and everything that decides its ports.
pub(super) struct Server<'a> {
    /// Product, version and what the user told.
    pub context: &'a RuntimeContext<'a>,
    /// The catalogue.
    pub family: &'static Family,
    /// The rendered settings.
    pub settings: Settings,
    /// What the user, scripts, units and containers give, the winner first.
    pub launched: Vec<LaunchProperty>,
    /// `carbon.properties` of the previous start, where the server reads it before it renders.
    pub previous: Option<Arc<SourceFile>>,
    /// How a connector names the default of a property.
    pub property_default: PropertyDefault,
    /// Whether this start leaves that file as it is, so that it comes before everything else.
    pub keeps_previous: bool,
}

impl Server<'_> {
    /// Whether a list of gates admits this server; an empty one does.
    pub(super) fn admits(&self, gates: &[Gate]) -> bool {
        admits(self.context, gates)
    }

    /// A system property as the running server sees it.
    pub(super) fn property(&self, name: &str) -> Option<String> {
        Some(self.placed_property(name)?.0)
    }

    /// A system property as the running server sees it, and the place in a file that sets it.
    pub(super) fn placed_property(&self, name: &str) -> Option<(String, Option<Location>)> {
        if let Some(setting) = self.rendered_property(name) {
            let text = self
                .text(setting)
                .unwrap_or_else(|_| setting.text.to_string());
            return Some((text, setting.location));
        }
        let given = self.launched(name).next();
        let is_argument = given.is_some_and(|p| p.channel == Channel::StartArgument);
        if !is_argument && let Some((value, location)) = self.previous_property(name) {
            return Some((value, Some(location)));
        }
        let property = given.filter(|property| property.resolved)?;
        Some((property.value.clone(), property.location))
    }

    /// Whether `[system.parameter]` is rendered before it is read, and so wins over start arguments.
    pub(super) fn parameter_comes_first(&self) -> bool {
        self.context
            .is_admitted(&self.family.offset.parameter_first)
    }

    fn rendered_property(&self, name: &str) -> Option<&Setting> {
        let key = || format!("system.parameter.{}", quoted(name));
        self.parameter_comes_first()
            .then(|| self.settings.get(&key()))?
    }

    /// What the previous start left for this one.
    pub(super) fn previous_property(&self, name: &str) -> Option<(String, Location)> {
        let file = self.previous.as_ref()?;
        let value = file.document.value(file.document.lookup(&[name])?);
        Some((value.text, at(file, value.span)))
    }

    /// A system property as it is given to the server, where that is known.
    pub(super) fn given_property(&self, name: &str) -> Option<&str> {
        self.launched(name)
            .next()
            .filter(|property| property.resolved)
            .map(|property| property.value.as_str())
    }

    /// The place that gives a property a value which only the environment of the start tells.
    pub(super) fn depends_on_start(&self, name: &str) -> Option<Option<Location>> {
        let first = self.launched(name).next();
        let open = first.filter(|property| !property.resolved);
        open.map(|property| property.location)
    }

    /// Whether a system property that switches the mapper is given as true, in any case of letters.
    pub(super) fn is_switched_on(&self, name: &str) -> bool {
        self.given_property(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// What the start gives a property, the winner first.
    pub(super) fn launched(&self, name: &str) -> impl Iterator<Item = &LaunchProperty> {
        self.launched
            .iter()
            .filter(move |property| property.name == name)
    }

    /// Whether `[runtime_secrets]` counts.
    pub(super) fn knows_runtime_secrets(&self) -> bool {
        self.context
            .is_admitted(&self.family.mapper.runtime_secrets)
    }

    /// Whether the value of a variable may hold a `$`; that of a system property never may.
    pub(super) fn takes_dollar(&self, kind: &str) -> bool {
        kind == "env" && self.context.is_admitted(&self.family.mapper.dollar_in_env)
    }

    /// Whether the start script is called with this word.
    pub(super) fn has_argument(&self, word: &str) -> bool {
        let arguments = self.context.facts.start_arguments.iter().flatten();
        arguments
            .flat_map(|argument| argument.split_whitespace())
            .any(|argument| argument == word)
    }

    /// The text of a setting after the mapper resolved its references, or why it is not known.
    pub(super) fn text(&self, setting: &Setting) -> Result<String, String> {
        if let Origin::Unknown(template) = &setting.origin {
            return Err(format!(
                "{template} of this home does not put it out as the product's own template does"
            ));
        }
        self.resolved(&setting.text, REFERENCE_DEPTH)
    }

    /// The resolved text at a key, if anything sets it and it is known.
    pub(super) fn known(&self, key: &str) -> Option<String> {
        self.text(self.settings.get(key)?).ok()
    }

    fn resolved(&self, text: &str, depth: usize) -> Result<String, String> {
        const KINDS: [&str; 4] = ["sys", "env", "ref", "secret"];
        let mut result = String::new();
        let mut rest = text;
        let mut closes = true;
        while let Some((before, after)) = rest.split_once('$') {
            result.push_str(before);
            let opened = KINDS.iter().find_map(|kind| {
                let name = after.strip_prefix(kind)?.strip_prefix('{')?;
                Some((*kind, name))
            });
            // Once nothing closes any more, nobody needs to look again.
            let closed = opened.filter(|_| closes).and_then(|(kind, name)| {
                let parts = name.split_once('}');
                closes = parts.is_some();
                Some((kind, parts?))
            });
            match closed {
                Some((kind, (name, after))) => {
                    result.push_str(&self.reference(kind, name, depth)?);
                    rest = after;
                    if result.len() > LONGEST_TEXT {
                        return Err("the text is too long".to_string());
                    }
                }
                _ => {
                    result.push('$');
                    rest = after;
                }
            }
        }
        result.push_str(rest);
        Ok(result)
    }

    fn reference(&self, kind: &str, name: &str, depth: usize) -> Result<String, String> {
        let written = || showable(&format!("${kind}{{{name}}}"));
        let unknown = || format!("{} is not known", written());
        let facts = self.context.facts;
        let skipped = self.is_switched_on("avoidResolvingEnvAndSysVariables");
        match kind {
            "sys" | "env" if skipped => Ok(format!("${kind}{{{name}}}")),
            "env" => facts.env_var(name).map(unescaped).ok_or_else(unknown),
            "sys" => self.given_property(name).map(unescaped).ok_or_else(unknown),
            "ref" if depth > 0 => match self.settings.get(name) {
                Some(setting) => self.resolved(&setting.text, depth - 1),
                None => Err(format!("{} names no known setting", written())),
            },
            _ => Err(unknown()),
        }
    }

    /// Replaces `${name}` as the server itself does: system property, then environment.
    pub(super) fn carbon_resolved(&self, text: &str) -> Result<String, String> {
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let value = self
                .given_property(name)
                .or_else(|| self.context.facts.env_var(name))
                .ok_or_else(|| {
                    let written = showable(&format!("${{{name}}}"));
                    format!("{written} is not known")
                })?;
            result.push_str(before);
            result.push_str(value);
            rest = after;
        }
        result.push_str(rest);
        Ok(result)
    }

    /// A text with the `${name}` filled that the server fills itself, or why that is not known.
    pub(super) fn filled(&self, fills: Fills, text: &str) -> Result<String, String> {
        let mut result = String::new();
        let mut rest = text;
        while let (true, Some((before, after))) = (fills.any(), rest.split_once("${")) {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            result.push_str(before);
            result.push_str(&self.filling(fills, name)?);
            rest = after;
        }
        result.push_str(rest);
        Ok(result)
    }

    fn filling<'n>(&'n self, fills: Fills, written: &'n str) -> Result<Cow<'n, str>, String> {
        let unknown = || format!("{} is not known", showable(&format!("${{{written}}}")));
        if fills == Fills::Properties {
            return match self.property_default.split(written) {
                Split::Name(name, default) => self
                    .given_property(name)
                    .or(default)
                    .map(Cow::from)
                    .ok_or_else(unknown),
                // No property has such a name: the text stays, and is no number.
                Split::Stays => Ok(format!("${{{written}}}").into()),
                Split::Unknown => Err(format!(
                    "whether this Tomcat knows the default in {} is not known",
                    showable(&format!("${{{written}}}"))
                )),
            };
        }
        if written.contains(":-") {
            return Ok(written.into());
        }
        self.given_property(written)
            .or_else(|| self.context.facts.env_var(written))
            .map(Cow::from)
            .ok_or_else(unknown)
    }

    /// A host as configured, with the placeholders of the server's own name resolved.
    pub(super) fn host(&self, text: &str) -> String {
        if !text.contains("${carbon.host}") {
            return text.to_string();
        }
        let name = self.known("server.hostname");
        text.replace("${carbon.host}", name.as_deref().unwrap_or("localhost"))
    }

    /// The one address that a listener binds where a property keeps it from binding all.
    pub(super) fn narrowed(&self, facts: &TomlListener) -> Option<String> {
        let is_false = |name: &&str| {
            let written = || self.known(&format!("hazelcast.{}", quoted(name)));
            let value = self.property(name).or_else(written);
            value.is_some_and(|value| value.trim().eq_ignore_ascii_case("false"))
        };
        let mut names = facts.narrowed_by.iter().map(|name| name.as_str());
        names.find(is_false)?;
        self.known(facts.narrowed_to.as_deref()?)
    }

    /// Whether a name is certainly one of the machine itself.
    fn is_this_host(&self, name: &str) -> bool {
        let own = |address: IpAddr| address.is_loopback() || address.is_unspecified();
        name.eq_ignore_ascii_case("localhost")
            || name.parse().is_ok_and(own)
            || self.known("server.node_ip").is_some_and(|own| own == name)
    }

    /// A boolean that is referred to stays a boolean; anything else in a string is text.
    fn is_boolean(&self, setting: &Setting, depth: usize) -> bool {
        let target = || self.settings.get(only_reference(&setting.text)?);
        setting.style == ScalarStyle::Boolean
            || depth > 0 && target().is_some_and(|target| self.is_boolean(target, depth - 1))
    }

    /// Whether a test holds; an error says why that is not known.
    pub(super) fn holds(&self, test: &KeyTest) -> Result<bool, String> {
        if let Some(shadow) = self.settings.shadow(&test.key) {
            return Err(no_table(shadow));
        }
        let Some(setting) = self.settings.get(&test.key) else {
            return Ok(test.if_absent);
        };
        let text = self.text(setting)?;
        let is_true = text.eq_ignore_ascii_case("true");
        let trimmed = text.trim();
        let boolean = self.is_boolean(setting, REFERENCE_DEPTH);
        Ok(match &test.is {
            Test::Falsy => {
                let is_zero = setting.style == ScalarStyle::Integer && text == "0";
                is_zero || text.is_empty() || text.eq_ignore_ascii_case("false")
            }
            Test::NotEqualTrue => text.is_empty() || text.eq_ignore_ascii_case("false"),
            Test::NotSameAsTrue => !(boolean && is_true),
            Test::WrittenFalse => !text.is_empty() && !is_true,
            Test::TrimmedFalse => !trimmed.is_empty() && !trimmed.eq_ignore_ascii_case("true"),
            Test::TrimmedTrue => trimmed.is_empty() || trimmed.eq_ignore_ascii_case("true"),
            Test::JavaFalse => !is_true,
            Test::JavaFalseTrimmed => !trimmed.eq_ignore_ascii_case("true"),
            Test::NotPositiveTrimmed => java_int(trimmed).is_none_or(|number| number <= 0),
            Test::NotPositive => {
                !text.is_empty() && java_int(&text).is_none_or(|number| number <= 0)
            }
            Test::EmptyList => is_empty_list(&text),
            Test::NotEmptyList => !is_empty_list(&text),
            Test::JavaTrue => is_true,
            Test::Absent => false,
            Test::Present => setting.origin == Origin::User,
            Test::Differs(wanted) => text != *wanted,
            Test::MayBeElsewhere => {
                let is_user = setting.origin == Origin::User;
                is_user && !trimmed.is_empty() && !self.is_this_host(trimmed)
            }
        })
    }
}

/// Why nobody knows the values of a table in whose place the user wrote something else. The mapper puts both into one hash
/// table, and what it visits later replaces what it visited before.
pub(super) fn no_table(shadow: &Setting) -> String {
    format!(
        "{} is no table, and which of its defaults are left is a matter of a hash table",
        shadow.written
    )
}

fn is_empty_list(text: &str) -> bool {
    text.is_empty() || text == "[]"
}

/// What the mapper makes of a value that it puts in the place of a reference: a backslash goes, what it escapes stays.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.extend(match character {
            '\\' => characters.next(),
            other => Some(other),
        });
    }
    text
}

/// The name in a text that is one `$ref{name}` and nothing else.
fn only_reference(text: &str) -> Option<&str> {
    let name = text.strip_prefix("$ref{")?.strip_suffix('}')?;
    (!name.contains('}')).then_some(name)
}

/// Whether a list of gates admits a runtime; an empty one does.
pub(super) fn admits(context: &RuntimeContext<'_>, gates: &[Gate]) -> bool {
    gates.is_empty() || context.is_admitted(gates)
}
