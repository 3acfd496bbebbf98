//! Keys of `deployment.toml`: renamed, inferred, dead, misplaced, and those that name another server.

use crate::gate::Gate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where the port offset comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OffsetFacts {
    /// The offset when nothing sets one.
    #[serde(default)]
    pub default: i64,
    /// The key that sets it; `None` for products without an offset.
    #[serde(default)]
    pub key: Option<String>,
    /// The system property that wins over the key.
    #[serde(default)]
    pub property: Option<String>,
    /// The key that the server turns into the system property, where the product has one.
    #[serde(default)]
    pub parameter: Option<String>,
    /// Where `parameter` is rendered before it is read: it then wins over start arguments.
    #[serde(default)]
    pub parameter_first: Vec<Gate>,
    /// The file, relative to the configuration directory, that keeps system properties for the next start.
    #[serde(default)]
    pub parameter_file: Option<String>,
    /// True when the server itself replaces `${name}` in the offset.
    #[serde(default)]
    pub carbon_placeholders: bool,
    /// Where this was read.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// A renamed key.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyMapping {
    /// Where the mapping exists; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: Vec<Gate>,
    /// As users write it.
    pub from: String,
    /// What it feeds.
    pub to: Vec<String>,
}

/// Values that follow from a value given by the user.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Inference {
    /// Where it holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: Vec<Gate>,
    /// The key after mapping.
    pub key: String,
    /// The text of its value.
    pub equals: String,
    /// Key to value; a value of the user is never replaced.
    pub sets: BTreeMap<String, Plain>,
}

/// A default that is no port of a listener.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DefaultValue {
    /// Where it holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: Vec<Gate>,
    /// The key after mapping.
    pub key: String,
    /// The value.
    pub value: Plain,
}

/// A key that looks right and does nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeadKey {
    /// Where it is dead.
    #[serde(rename = "for")]
    pub gates: Vec<Gate>,
    /// The keys as users write them.
    pub keys: Vec<String>,
    /// Why, in words.
    pub why: String,
    /// What to write instead.
    #[serde(default)]
    pub instead: Option<String>,
    /// True when that key takes the same value for the same purpose.
    #[serde(default)]
    pub same: bool,
}

/// A key in a table where no version reads it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MisplacedKey {
    /// Where it is misplaced; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: Vec<Gate>,
    /// The keys as users write them.
    pub keys: Vec<String>,
    /// The key that is read.
    pub instead: String,
    /// True when another key may have been meant.
    #[serde(default)]
    pub guess: bool,
}

/// A key that names a host and port to connect to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferenceKey {
    /// Where it exists; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: Vec<Gate>,
    /// The key as users write it, without positions in arrays of tables.
    pub key: String,
    /// What it points at.
    pub description: String,
    /// The id of the listener that it is meant for.
    #[serde(default)]
    pub target: Option<String>,
    /// Products whose homes it is meant for; empty for this home, `*` for any.
    #[serde(default)]
    pub products: Vec<String>,
    /// The product's default, given only where it does not follow the offset.
    #[serde(default)]
    pub default: Option<String>,
}

/// A placeholder that the server replaces by a port at run time.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PortPlaceholder {
    /// The name between `${` and `}`.
    pub names: Vec<String>,
    /// The listener whose configured port it is.
    #[serde(default)]
    pub listener: Option<String>,
    /// A number compiled into the product, to which only the offset is added.
    #[serde(default)]
    pub constant: Option<u16>,
}

/// An API that the Micro Integrator serves besides those that users deploy.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InternalApi {
    /// The system property that switches it on.
    pub property: String,
    /// The key of the protocols that it speaks.
    pub protocols_key: String,
    /// Its protocols by default, separated by blanks.
    pub protocols: String,
    /// Where the start script switches it on.
    #[serde(default)]
    pub script: Vec<Gate>,
}

/// A value of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Plain {
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
}
