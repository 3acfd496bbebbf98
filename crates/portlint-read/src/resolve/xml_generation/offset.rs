//! The port offset: start argument, `JAVA_OPTS`, `carbon.xml`; and the listeners that read it in their own way.

use super::carbon_xml::{CarbonXml, Number, UNREADABLE};
use super::properties::ServerProperties;
use crate::reader::HomeReader;
use portlint_host::{Offset, OffsetCandidate, Problem, ProblemKind};
use portlint_host::{quoted, showable};
use portlint_syntax::java_int;

const ROUTE: &str = "Server/Ports/Offset";

/// The offset of a runtime, as its several readers see it.
pub(super) struct Offsets {
    /// What most listeners use.
    pub(super) effective: Offset,
    /// What `carbon.xml` alone says, blanks allowed; `None` when it says nothing usable.
    pub(super) of_carbon_xml: Option<i64>,
    /// True when nothing overrides `carbon.xml`.
    pub(super) carbon_xml_wins: bool,
    /// The first positive of `-DportOffset` and `carbon.xml`, else 0; `None` when `carbon.xml` is asked in vain.
    pub(super) first_positive: Option<i64>,
    /// Whether the server starts with this offset.
    pub(super) startup: Startup,
}

/// Whether the server starts.
pub(super) enum Startup {
    /// It does.
    Completes,
    /// It does not, for this reason.
    Fails(String),
    /// For this reason nobody can tell from the files.
    Unknown(String),
}

/// The winner before it is judged.
struct Winner {
    value: Option<i64>,
    reason: Option<String>,
    startup: Startup,
}

impl Offsets {
    /// Those of a server that has no port offset.
    pub(super) fn without_carbon() -> Offsets {
        Offsets {
            effective: Offset::default_of(0, "the product has no port offset"),
            of_carbon_xml: None,
            carbon_xml_wins: true,
            first_positive: None,
            startup: Startup::Completes,
        }
    }

    /// Reads all sources, and reports what is wrong with them. `has_offset`: the kernel is known to be one that wants an
    /// offset; those before 3.2 have none.
    pub(super) fn read(
        reader: &mut HomeReader<'_>,
        carbon: &CarbonXml,
        properties: &ServerProperties<'_>,
        has_offset: bool,
    ) -> Offsets {
        let mut candidates = declared(properties);
        let is_known = properties
            .launched("portOffset")
            .next()
            .is_some_and(|property| property.resolved);
        let overridden = candidates.first().cloned();
        let texts = carbon.texts(ROUTE);
        candidates.extend(
            texts
                .iter()
                .take(1)
                .map(|(text, location)| OffsetCandidate {
                    source: ROUTE.to_string(),
                    text: text.clone(),
                    location: Some(*location),
                }),
        );
        if let [(_, first), (_, second), ..] = texts.as_slice() {
            reader.report(
                Problem::at(
                    ProblemKind::DuplicateDefinition,
                    *second,
                    "a second Offset: the server takes the first",
                )
                .with_help("remove one of the two elements")
                .with_route(ROUTE)
                .with_related(*first, "the first Offset, which counts"),
            );
        }
        let number = carbon.number(ROUTE, properties);
        let of_carbon_xml = match &number {
            Number::Value(value, _) => Some(*value),
            Number::Invalid(text, _) => java_int(text.trim()).map(i64::from),
            Number::Absent | Number::Unresolved(..) | Number::Unreadable => None,
        };
        let winner = match &overridden {
            // Whatever else is told: without its carbon.xml no server starts.
            _ if matches!(number, Number::Unreadable) => unreadable(),
            Some(candidate) => judge_declared(reader, candidate, is_known),
            None if matches!(number, Number::Absent) && !has_offset => {
                unknown("carbon.xml has no Offset, and the kernel is not known".to_string())
            }
            None => judge_carbon_xml(reader, carbon, number),
        };
        let source = candidates
            .first()
            .map_or(ROUTE.to_string(), |c| c.source.clone());
        let anchor = carbon.anchor(&["Server/Ports"]);
        Offsets {
            of_carbon_xml,
            carbon_xml_wins: overridden.is_none(),
            first_positive: first_positive(overridden.as_ref().filter(|_| is_known), of_carbon_xml),
            effective: Offset {
                value: winner.value,
                source,
                location: candidates.first().and_then(|c| c.location),
                anchor: anchor.filter(|_| texts.is_empty()),
                reason: winner.reason,
                candidates,
            },
            startup: winner.startup,
        }
    }
}

/// What arguments, options and start files say, the winner first.
fn declared(properties: &ServerProperties<'_>) -> Vec<OffsetCandidate> {
    properties
        .launched("portOffset")
        .map(|property| OffsetCandidate {
            source: format!("-DportOffset ({})", property.source),
            text: property.value.clone(),
            location: property.location,
        })
        .collect()
}

fn unreadable() -> Winner {
    unknown(UNREADABLE.to_string())
}

fn judge_declared(
    reader: &mut HomeReader<'_>,
    candidate: &OffsetCandidate,
    is_known: bool,
) -> Winner {
    if !is_known {
        return unknown(format!("the value of {} is not known", candidate.source));
    }
    if let Some(value) = java_int(&candidate.text) {
        return completes(i64::from(value));
    }
    let reason = format!(
        "start-up fails: {} is not an integer: {}",
        candidate.source,
        quoted(&candidate.text)
    );
    let problem = match &candidate.location {
        Some(location) => Problem::at(ProblemKind::OffsetInvalid, *location, reason.clone()),
        None => Problem::of(
            ProblemKind::OffsetInvalid,
            reader.home().to_path_buf(),
            reason.clone(),
        ),
    };
    reader.report(
        problem
            .with_help("give an integer without blanks, for example -DportOffset=1")
            .with_route("-DportOffset"),
    );
    fails(reason)
}

fn judge_carbon_xml(reader: &mut HomeReader<'_>, carbon: &CarbonXml, number: Number) -> Winner {
    let (reason, location, help) = match number {
        Number::Value(value, _) => return completes(value),
        Number::Unresolved(name, location) => {
            let reason = format!("the offset is {}, which is not known", showable(&name));
            reader.report(
                Problem::at(ProblemKind::UnresolvedPlaceholder, location, reason.clone())
                    .with_help(if name.starts_with('&') { "write the number itself: nothing that a DOCTYPE declares is expanded here" } else { "set the system property or, from kernel 4.4.5 on, the environment variable; there is no syntax for a default" })
                    .with_route(ROUTE),
            );
            return unknown(reason);
        }
        Number::Invalid(text, location) => (
            match java_int(text.trim()) {
                Some(_) => "start-up fails: blanks around the Offset are not allowed",
                None => "start-up fails: the Offset is not an integer",
            },
            Some(location),
            "write an integer and nothing else between the tags",
        ),
        Number::Unreadable => return unreadable(),
        Number::Absent => (
            "start-up fails: carbon.xml has no Offset",
            carbon.anchor(&["Server/Ports/Offset", "Server/Ports"]),
            "add <Offset>0</Offset> to Ports, or start with -DportOffset=0",
        ),
    };
    if let Some(location) = location {
        reader.report(
            Problem::at(ProblemKind::OffsetInvalid, location, reason)
                .with_help(help)
                .with_route(ROUTE),
        );
    }
    fails(reason.to_string())
}

fn first_positive(overridden: Option<&OffsetCandidate>, of_carbon_xml: Option<i64>) -> Option<i64> {
    let declared = overridden.and_then(|candidate| java_int(&candidate.text));
    match declared {
        Some(value) if value > 0 => Some(i64::from(value)),
        _ => of_carbon_xml.map(|value| value.max(0)),
    }
}

fn completes(value: i64) -> Winner {
    Winner {
        value: Some(value),
        reason: None,
        startup: Startup::Completes,
    }
}

fn fails(reason: String) -> Winner {
    Winner {
        value: None,
        reason: Some(reason.clone()),
        startup: Startup::Fails(reason),
    }
}

fn unknown(reason: String) -> Winner {
    Winner {
        value: None,
        reason: Some(reason.clone()),
        startup: Startup::Unknown(reason),
    }
}
