//! The port offset of a runtime, with every source that says something about it.

use crate::Location;
use serde::{Deserialize, Serialize};

/// The port offset of a runtime.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Offset {
    /// The number that is added; `None` when it is unknown or invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// What set it, in words: `[server] offset`, `product default`, `-DportOffset (start argument)`, `Server/Ports/Offset`.
    pub source: String,
    /// Where it was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Where a missing one would be written: the `[server]` header, the `<Ports>` element, `ports:`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Location>,
    /// Why there is no value: a placeholder that is not known, or text that the product cannot parse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Every source that says something about the offset, the winner first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<OffsetCandidate>,
}

/// One source of a port offset.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OffsetCandidate {
    /// What it is, in words.
    pub source: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl Offset {
    /// An offset of `value` that comes from the product itself.
    pub fn default_of(value: i64, source: &str) -> Offset {
        Offset {
            value: Some(value),
            source: source.to_string(),
            location: None,
            anchor: None,
            reason: None,
            candidates: Vec::new(),
        }
    }
}
