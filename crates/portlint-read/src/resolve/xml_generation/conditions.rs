//! Whether the conditions of a listener hold.

use super::Reading;
use super::place::Found;
use super::properties::entity;
use portlint_catalog::Text;
use portlint_catalog::xml_generation::{Condition, Place, Test};
use portlint_host::CowStr;

/// The outcome of a condition.
pub(super) enum Verdict {
    /// It holds.
    Holds,
    /// It does not, for this reason.
    Fails(CowStr),
    /// Nobody can tell from the files, for this reason.
    Unknown(CowStr),
}

impl Verdict {
    /// Both must hold. A failure outweighs an unknown; of equals the first is told.
    pub(super) fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Fails(reason), _) | (_, Verdict::Fails(reason)) => Verdict::Fails(reason),
            (Verdict::Unknown(reason), _) | (_, Verdict::Unknown(reason)) => {
                Verdict::Unknown(reason)
            }
            (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
        }
    }
}

/// Judges all conditions of a listener.
pub(super) fn judge_all(reading: &mut Reading<'_, '_, '_>, conditions: &[Condition]) -> Verdict {
    conditions.iter().fold(Verdict::Holds, |sum, condition| {
        sum.and(judge(reading, condition))
    })
}

fn judge(reading: &mut Reading<'_, '_, '_>, condition: &Condition) -> Verdict {
    match condition {
        Condition::Setting {
            at,
            test,
            absent,
            bare,
            otherwise,
        } => {
            let text = match reading.find(at) {
                Found::Text(found) => found.text,
                Found::Absent => match bare_text(reading, at, *bare).or(*absent) {
                    Some(text) => text.to_string(),
                    None => return Verdict::Unknown(format!("not told: {otherwise}").into()),
                },
                Found::Missing(file) => {
                    return Verdict::Unknown(format!("{file} is not there").into());
                }
                Found::Broken(file) => {
                    return Verdict::Unknown(format!("{file} cannot be read").into());
                }
            };
            if text.contains("${") {
                return Verdict::Unknown(format!("a placeholder decides: {otherwise}").into());
            }
            if entity(&text).is_some() {
                return Verdict::Unknown(
                    format!("an entity of a DOCTYPE decides: {otherwise}").into(),
                );
            }
            holds_if(test.passes(&text), otherwise)
        }
        Condition::Property {
            property,
            test,
            otherwise,
        } => {
            let passes = match reading.properties.get(property) {
                Some(value) => test.passes(value),
                None => !matches!(test, Test::Equals(_) | Test::Present(true)),
            };
            holds_if(passes, otherwise)
        }
        Condition::Any { any, otherwise } => {
            let verdicts = any.iter().map(|one| judge(reading, one));
            verdicts.fold(Verdict::Fails((*otherwise).into()), |sum, one| {
                match (sum, one) {
                    (Verdict::Holds, _) | (_, Verdict::Holds) => Verdict::Holds,
                    (Verdict::Unknown(reason), _) | (_, Verdict::Unknown(reason)) => {
                        Verdict::Unknown(reason)
                    }
                    (fails, Verdict::Fails(_)) => fails,
                }
            })
        }
        Condition::NotStartedWith {
            unless_started_with,
            otherwise,
        } => {
            let mut words = reading.context.facts.start_words();
            holds_if(
                !words.any(|word| unless_started_with.iter().any(|unless| unless == word)),
                otherwise,
            )
        }
        Condition::NotReplaced {
            unless_file,
            unless_property,
        } => {
            let path = reading.context.in_conf(unless_file);
            if reading.properties.get(unless_property).is_some() {
                Verdict::Unknown(format!("-D{unless_property} replaces this configuration").into())
            } else if reading.reader.exists(&path) {
                Verdict::Unknown(format!("{unless_file} replaces this configuration").into())
            } else {
                Verdict::Holds
            }
        }
    }
}

/// What counts for an attribute that is absent from an element which is there.
fn bare_text(
    reading: &mut Reading<'_, '_, '_>,
    places: &[Place],
    bare: Option<Text>,
) -> Option<Text> {
    let bare = bare?;
    let elements = places.iter().filter_map(|place| {
        let (path, _) = place.path.as_str().rsplit_once("/@")?;
        Some(Place {
            file: place.file,
            path: Text(path),
        })
    });
    let elements = elements.collect::<Vec<_>>();
    reading.locate(&elements).map(|_| bare)
}

fn holds_if(passes: bool, otherwise: &Text) -> Verdict {
    if passes {
        Verdict::Holds
    } else {
        Verdict::Fails((*otherwise).into())
    }
}
