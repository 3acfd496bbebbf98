//! A base port that stands as a text in a file.

use super::carbon_xml::{Number, UNREADABLE};
use super::conditions::Verdict;
use super::place::{Found, Text};
use super::properties::entity;
use super::{Reading, Socket};
use crate::resolve::Base;
use portlint_catalog::OffsetRule;
use portlint_catalog::OffsetSource;
use portlint_catalog::xml_generation::{Absent, Place, XmlListener, XmlReader};
use portlint_host::{CowStr, Problem, ProblemKind, RANDOM_PORT, showable};
use portlint_syntax::java_int;

/// Reads the setting of a specification whose reader is [`XmlReader::Setting`]. A setting without a default that no
/// file holds is no listener.
pub(super) fn read(reading: &mut Reading<'_, '_, '_>, specification: &XmlListener) -> Vec<Socket> {
    let XmlReader::Setting {
        sources,
        as_shipped,
        absent,
        anchors,
        lenient,
        ignored,
    } = &specification.reader
    else {
        return Vec::new();
    };
    let socket = match reading.find(sources) {
        Found::Text(text) => explicit(reading, specification, text, *lenient, anchors),
        Found::Absent | Found::Missing(_) if specification.facts.base.is_none() => {
            return Vec::new();
        }
        Found::Absent => by_default(reading, specification, *absent, anchors),
        Found::Missing(file) => {
            let socket = shipped(reading, specification, as_shipped.as_deref());
            let known = socket.base.value.zip(socket.added);
            let would = known.map_or_else(String::new, |(base, added)| {
                format!("; as shipped the port is {}", base.saturating_add(added))
            });
            Socket {
                verdict: Verdict::Unknown(format!("{file} is not there{would}").into()),
                ..socket
            }
        }
        Found::Broken(file) => unknown(specification, format!("{file} cannot be read")),
    };
    report_ignored(reading, ignored, &socket);
    vec![socket]
}

/// Says that a copy which the server never reads holds another number.
fn report_ignored(reading: &mut Reading<'_, '_, '_>, ignored: &[Place], socket: &Socket) {
    let Some(text) = reading.find_existing(ignored) else {
        return;
    };
    let written = java_int(text.text.trim()).map(i64::from);
    if written.is_some() && written != socket.base.value {
        let problem = Problem::at(
            ProblemKind::SettingWithoutEffect,
            text.location,
            "this copy of the file is not read",
        );
        let problem = match &socket.base.location {
            Some(location) => problem.with_related(*location, "the server reads this"),
            None => problem,
        };
        reading.reader.report(problem.with_route(text.path));
    }
}

/// A socket that is open as far as the number is concerned.
fn socket(base: Base, (added, follows_offset): (Option<i64>, bool)) -> Socket {
    Socket {
        suffix: String::new(),
        base,
        added,
        follows_offset,
        address: None,
        verdict: Verdict::Holds,
    }
}

fn route_of(specification: &XmlListener) -> CowStr {
    specification.facts.key.unwrap_or_default().into()
}

/// A socket whose base is not known.
pub(super) fn unknown(specification: &XmlListener, reason: String) -> Socket {
    let base = Base {
        reason: Some(reason.clone().into()),
        ..Base::product_default(None, route_of(specification))
    };
    Socket {
        verdict: Verdict::Unknown(reason.into()),
        ..socket(base, (Some(0), false))
    }
}

fn explicit(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    text: Text,
    lenient: bool,
    anchors: &[Place],
) -> Socket {
    let looked_up = lenient.then(|| lookup(reading, text.text.trim())).flatten();
    let trimmed = looked_up.as_deref().unwrap_or(text.text.trim());
    if let Some(value) = java_int(trimmed) {
        let base = Base {
            value: Some(i64::from(value)),
            reason: None,
            source: text.path.clone().into(),
            route: text.path.into(),
            location: Some(text.location),
        };
        return socket(base, reading.added_by_rule(specification, true));
    }
    // The configuration library of the broker has two lookups, and leaves other names as they are: no number.
    let is_left = |name: &str| lenient && !name.starts_with("sys:") && !name.starts_with("env:");
    if let Some(name) = placeholder(trimmed).filter(|name| !is_left(name)) {
        if specification.facts.offset == OffsetRule::DefaultOnly
            && let Some(socket) = from_carbon_xml(reading, specification, name, Some(&text))
        {
            return socket;
        }
        let name = format!("${{{name}}}");
        return unresolved(reading, specification, &name, text);
    }
    if let Some(name) = entity(trimmed).map(str::to_string) {
        return unresolved(reading, specification, &name, text);
    }
    let message = if lenient {
        "not a port number: the server takes its default".to_string()
    } else {
        "not a port number".to_string()
    };
    reading.reader.report(
        Problem::at(ProblemKind::PortInvalid, text.location, message.clone()).with_route(text.path),
    );
    if lenient {
        by_default(reading, specification, Absent::Default, anchors)
    } else {
        unknown(specification, message)
    }
}

/// What the lookups `${sys:name}` and `${env:NAME}` give, where it is told.
fn lookup(reading: &Reading<'_, '_, '_>, text: &str) -> Option<String> {
    let name = placeholder(text)?;
    if let Some(name) = name.strip_prefix("sys:") {
        return reading.properties.get(name).map(String::from);
    }
    let name = name.strip_prefix("env:")?;
    reading.context.facts.env_var(name).map(String::from)
}

/// A port of which a part, as it is written, is not known.
fn unresolved(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    part: &str,
    text: Text,
) -> Socket {
    let reason = format!("{} is not known", showable(part));
    let kind = ProblemKind::UnresolvedPlaceholder;
    let problem = Problem::at(kind, text.location, reason.clone()).with_route(text.path);
    reading.reader.report(problem);
    unknown(specification, reason)
}

fn by_default(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    absent: Absent,
    anchors: &[Place],
) -> Socket {
    let base = Base {
        location: reading.locate(anchors),
        ..Base::product_default(specification.facts.base, route_of(specification))
    };
    match absent {
        Absent::Default => socket(base, reading.added_by_rule(specification, false)),
        Absent::Literal => socket(base, (Some(0), false)),
        Absent::Number(number) => Socket {
            base: Base {
                value: Some(i64::from(number)),
                ..base
            },
            ..socket(Base::product_default(None, ""), (Some(0), false))
        },
        Absent::Random => Socket {
            base: Base {
                value: None,
                reason: Some(RANDOM_PORT.into()),
                ..base
            },
            ..unknown(specification, RANDOM_PORT.to_string())
        },
        Absent::Unknown => Socket {
            base: Base {
                value: None,
                reason: Some("what the server does without this setting is not known".into()),
                ..base
            },
            ..unknown(specification, "the setting is not there".to_string())
        },
    }
}

/// The number of the shipped file: a placeholder, a number, or the specification's own.
fn shipped(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    as_shipped: Option<&str>,
) -> Socket {
    let text = as_shipped.unwrap_or_default();
    if let Some(socket) =
        placeholder(text).and_then(|name| from_carbon_xml(reading, specification, name, None))
    {
        return socket;
    }
    let base = Base::product_default(specification.facts.base, route_of(specification));
    let value = java_int(text).map(i64::from).or(base.value);
    socket(
        Base { value, ..base },
        reading.added_by_rule(specification, false),
    )
}

/// The name in a text that is one `${name}` and nothing else.
fn placeholder(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

/// The value of `${Ports.A.B}`: the element of `carbon.xml` plus the offset; a missing element counts as -1.
/// `None` for a name that cannot be an element.
fn from_carbon_xml(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    name: &str,
    text: Option<&Text>,
) -> Option<Socket> {
    if !name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
    {
        return None;
    }
    let route = format!("Server/{}", name.replace('.', "/"));
    let (value, location) = match reading.carbon.number(&route, &reading.properties) {
        Number::Value(value, location) => (value, Some(location)),
        Number::Unreadable => return Some(unknown(specification, UNREADABLE.to_string())),
        Number::Absent => {
            if let Some(text) = text {
                reading.reader.report(
                    Problem::at(
                        ProblemKind::PortInvalid,
                        text.location,
                        format!("carbon.xml has no {route}: the server computes with -1"),
                    )
                    .with_route(route.clone()),
                );
            }
            (-1, text.map(|text| text.location))
        }
        Number::Invalid(_, location) => {
            reading.reader.report(
                Problem::at(ProblemKind::PortInvalid, location, "not a port number")
                    .with_route(route),
            );
            return Some(unknown(specification, "not a port number".to_string()));
        }
        Number::Unresolved(name, location) => {
            let reason = format!("{} is not known", showable(&name));
            reading.reader.report(
                Problem::at(ProblemKind::UnresolvedPlaceholder, location, reason.clone())
                    .with_route(route),
            );
            return Some(unknown(specification, reason));
        }
    };
    let base = Base {
        value: Some(value),
        reason: None,
        source: route.clone().into(),
        route: route.into(),
        location,
    };
    Some(socket(base, reading.added(OffsetSource::Runtime)))
}
