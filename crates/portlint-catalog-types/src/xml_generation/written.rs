//! Readers and conditions as the data files have them: one table each, of which every kind uses some keys.

use super::{Absent, Condition, ConnectorKind, Place, Test, XmlReader};
use crate::gate::Gate;
use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// The kinds of readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Setting,
    Compiled,
    Blocks,
    Connector,
    Receiver,
    OtherReceivers,
    Inbound,
}

/// Everything that a reader may say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReaderEntry {
    reader: Kind,
    sources: Option<List<Place>>,
    as_shipped: Option<Text>,
    absent: Option<Absent>,
    anchors: Option<List<Place>>,
    lenient: Option<bool>,
    ignored: Option<List<Place>>,
    property: Option<Text>,
    word: Option<Text>,
    kind: Option<ConnectorKind>,
    random: Option<List<Gate>>,
    secure: Option<bool>,
    binds_all: Option<List<Gate>>,
    inbound_protocol: Option<Text>,
}

impl TryFrom<ReaderEntry> for XmlReader {
    type Error = String;

    fn try_from(mut entry: ReaderEntry) -> Result<Self, String> {
        let reader = match entry.reader {
            Kind::Setting => XmlReader::Setting {
                sources: needed(entry.sources.take(), "sources")?,
                as_shipped: entry.as_shipped.take(),
                absent: entry.absent.take().unwrap_or_default(),
                anchors: entry.anchors.take().unwrap_or_default(),
                lenient: entry.lenient.take().unwrap_or_default(),
                ignored: entry.ignored.take().unwrap_or_default(),
            },
            Kind::Compiled => XmlReader::Compiled {
                property: entry.property.take(),
                anchors: entry.anchors.take().unwrap_or_default(),
            },
            Kind::Blocks => XmlReader::Blocks {
                word: needed(entry.word.take(), "word")?,
            },
            Kind::Connector => XmlReader::Connector {
                kind: needed(entry.kind.take(), "kind")?,
                random: entry.random.take().unwrap_or_default(),
            },
            Kind::Receiver => XmlReader::Receiver {
                secure: needed(entry.secure.take(), "secure")?,
                binds_all: entry.binds_all.take().unwrap_or_default(),
            },
            Kind::OtherReceivers => XmlReader::OtherReceivers,
            Kind::Inbound => XmlReader::Inbound {
                inbound_protocol: entry.inbound_protocol.take(),
            },
        };
        match entry.left_over() {
            Some(key) => Err(format!("`{key}` says nothing to this kind of `reader`")),
            None => Ok(reader),
        }
    }
}

impl ReaderEntry {
    /// A key that the kind of reader did not take.
    fn left_over(&self) -> Option<&'static str> {
        let keys = [
            ("sources", self.sources.is_some()),
            ("as-shipped", self.as_shipped.is_some()),
            ("absent", self.absent.is_some()),
            ("anchors", self.anchors.is_some()),
            ("lenient", self.lenient.is_some()),
            ("ignored", self.ignored.is_some()),
            ("property", self.property.is_some()),
            ("word", self.word.is_some()),
            ("kind", self.kind.is_some()),
            ("random", self.random.is_some()),
            ("secure", self.secure.is_some()),
            ("binds-all", self.binds_all.is_some()),
            ("inbound-protocol", self.inbound_protocol.is_some()),
        ];
        keys.into_iter()
            .find(|(_, given)| *given)
            .map(|(key, _)| key)
    }
}

/// Everything that a condition may say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConditionEntry {
    at: Option<List<Place>>,
    property: Option<Text>,
    equals: Option<Text>,
    one_of: Option<List<Text>>,
    differs: Option<Text>,
    present: Option<bool>,
    absent: Option<Text>,
    bare: Option<Text>,
    any: Option<List<Condition>>,
    unless_started_with: Option<List<Text>>,
    unless_file: Option<Text>,
    unless_property: Option<Text>,
    otherwise: Option<Text>,
}

impl TryFrom<ConditionEntry> for Condition {
    type Error = String;

    fn try_from(mut entry: ConditionEntry) -> Result<Self, String> {
        let condition = if let Some(at) = entry.at.take() {
            Condition::Setting {
                at,
                test: entry.test()?,
                absent: entry.absent.take(),
                bare: entry.bare.take(),
                otherwise: entry.reason()?,
            }
        } else if let Some(property) = entry.property.take() {
            Condition::Property {
                property,
                test: entry.test()?,
                otherwise: entry.reason()?,
            }
        } else if let Some(any) = entry.any.take() {
            Condition::Any {
                any,
                otherwise: entry.reason()?,
            }
        } else if let Some(unless_started_with) = entry.unless_started_with.take() {
            Condition::NotStartedWith {
                unless_started_with,
                otherwise: entry.reason()?,
            }
        } else {
            Condition::NotReplaced {
                unless_file: needed(
                    entry.unless_file.take(),
                    "at`, `property`, `any`, `unless-started-with` or `unless-file",
                )?,
                unless_property: needed(entry.unless_property.take(), "unless-property")?,
            }
        };
        match entry.left_over() {
            Some(key) => Err(format!("`{key}` says nothing to this kind of condition")),
            None => Ok(condition),
        }
    }
}

impl ConditionEntry {
    fn test(&mut self) -> Result<Test, String> {
        if let Some(texts) = self.one_of.take() {
            return Ok(Test::OneOf(texts));
        }
        match (self.equals.take(), self.differs.take(), self.present.take()) {
            (Some(text), None, None) => Ok(Test::Equals(text)),
            (None, Some(text), None) => Ok(Test::Differs(text)),
            (None, None, Some(wanted)) => Ok(Test::Present(wanted)),
            _ => Err("a condition has one of `equals`, `differs` and `present`".to_string()),
        }
    }

    fn reason(&mut self) -> Result<Text, String> {
        needed(self.otherwise.take(), "otherwise")
    }

    /// A key that the kind of condition did not take.
    fn left_over(&self) -> Option<&'static str> {
        let keys = [
            ("property", self.property.is_some()),
            ("equals", self.equals.is_some()),
            ("differs", self.differs.is_some()),
            ("present", self.present.is_some()),
            ("absent", self.absent.is_some()),
            ("bare", self.bare.is_some()),
            ("any", self.any.is_some()),
            ("unless-started-with", self.unless_started_with.is_some()),
            ("unless-file", self.unless_file.is_some()),
            ("unless-property", self.unless_property.is_some()),
            ("otherwise", self.otherwise.is_some()),
        ];
        keys.into_iter()
            .find(|(_, given)| *given)
            .map(|(key, _)| key)
    }
}

fn needed<T>(value: Option<T>, key: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("missing `{key}`"))
}
