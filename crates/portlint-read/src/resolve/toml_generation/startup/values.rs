//! Values that `validator.json` and `unit-resolve.json` of a home, or the catalogue for its release, refuse.

use super::because_of;
use crate::resolve::toml_generation::checks::Unit;
use crate::resolve::toml_generation::server::Server;
use crate::resolve::toml_generation::settings::{Origin, Setting};
use crate::resolve::toml_generation::tables::Tables;
use portlint_host::{Problem, quoted};
use portlint_syntax::ScalarStyle;
use std::path::Path;

/// What the mapper refuses.
pub(super) fn check(server: &Server<'_>, tables: &Tables, governing: &Path) -> Vec<Problem> {
    let durations = tables.checks.durations.iter().filter_map(|(key, unit)| {
        let setting = given(server, key)?;
        let why = refused_duration(server, setting, *unit)?;
        let why = format!("{} {why}", setting.written);
        let help = "write a number with one of the units ms, s, m, h, d".to_string();
        Some(because_of(setting, governing, &why, help))
    });
    let texts = tables.checks.texts.iter().filter_map(|(key, allowed)| {
        let setting = given(server, key)?;
        let text = server.text(setting).ok()?;
        let help = if allowed.is_empty() {
            "write it with quotes".to_string()
        } else {
            format!("write one of {}", allowed.join(", "))
        };
        let why = if is_no_text(setting) {
            format!(
                "{} is not a string, and the product needs one",
                setting.written
            )
        } else if !allowed.is_empty() && !allowed.iter().any(|value| *value == text) {
            format!(
                "{} is {}, which the product does not know",
                setting.written,
                quoted(&text)
            )
        } else {
            return None;
        };
        Some(because_of(setting, governing, &why, help))
    });
    durations.chain(texts).collect()
}

fn given<'s>(server: &'s Server<'_>, key: &str) -> Option<&'s Setting> {
    let setting = server.settings.get(key)?;
    (setting.origin != Origin::Catalogue).then_some(setting)
}

fn is_no_text(setting: &Setting) -> bool {
    matches!(
        setting.style,
        ScalarStyle::Integer | ScalarStyle::Float | ScalarStyle::Boolean | ScalarStyle::DateTime
    )
}

/// What is wrong with a duration. A number without a unit is taken as it is, wherever it stands in the text.
fn refused_duration(server: &Server<'_>, setting: &Setting, expected: Unit) -> Option<String> {
    match setting.style {
        ScalarStyle::Integer | ScalarStyle::Float => return None,
        ScalarStyle::Boolean => return Some("is no duration".to_string()),
        _ => {}
    }
    let text = server.text(setting).ok()?;
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else {
        return Some("is no duration".to_string());
    };
    let refused = |text: &str| {
        let rest = text.get(start..)?;
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (whole, rest) = rest.split_at_checked(digits)?;
        let rest = match rest.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
                after.trim_start_matches(|c: char| c.is_ascii_digit())
            }
            _ => rest,
        };
        let unit: String = rest
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        if unit.is_empty() {
            return None;
        }
        let Some(given) = Unit::named(&unit) else {
            return Some("has a unit that the server does not know".to_string());
        };
        let number: u128 = whole.parse().ok()?;
        let rounds_to_nothing =
            number != 0 && number * given.milliseconds() < expected.milliseconds();
        rounds_to_nothing.then(|| "is less than the unit that the server counts in".to_string())
    };
    refused(&text)
}
