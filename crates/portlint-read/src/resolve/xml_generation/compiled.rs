//! A base port that is compiled into the product; what files say about it has no effect.

use super::conditions::Verdict;
use super::{Reading, Socket};
use crate::resolve::Base;
use portlint_catalog::xml_generation::{Place, XmlListener};
use portlint_host::RANDOM_PORT;
use portlint_host::{Problem, ProblemKind};
use portlint_syntax::java_int;

/// Reads a specification whose number is compiled in; `property` replaces it.
pub(super) fn read(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    property: Option<&str>,
    anchors: &[Place],
) -> Socket {
    let route = specification.facts.key.unwrap_or_default();
    let replaced = property.and_then(|name| {
        let value = java_int(reading.properties.get(name)?)?;
        Some((i64::from(value), format!("-D{name}")))
    });
    let default = Base {
        location: reading.locate(anchors),
        ..Base::product_default(specification.facts.base, route)
    };
    report_ignored(reading, specification, anchors);
    let base = match replaced {
        Some((value, source)) => Base {
            value: Some(value),
            source: source.into(),
            location: None,
            ..default
        },
        None => default,
    };
    let random = base.value.is_none();
    let (added, follows_offset) = reading.added_by_rule(specification, false);
    Socket {
        suffix: String::new(),
        base: Base {
            reason: random.then(|| RANDOM_PORT.into()),
            ..base
        },
        added,
        follows_offset,
        address: None,
        verdict: if random {
            Verdict::Unknown(RANDOM_PORT.into())
        } else {
            Verdict::Holds
        },
    }
}

/// Says that an edited number has no effect.
fn report_ignored(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    anchors: &[Place],
) {
    let Some(text) = reading.find_existing(anchors) else {
        return;
    };
    let default = specification.facts.base.map(i64::from);
    let written = java_int(text.text.trim()).map(i64::from);
    if written.is_some() && written != default {
        let kept = default.map_or_else(String::new, |port| {
            format!(": the server computes with {port}")
        });
        reading.reader.report(
            Problem::at(
                ProblemKind::SettingWithoutEffect,
                text.location,
                format!("{} has no effect{kept}", text.path),
            )
            .with_route(text.path),
        );
    }
}
