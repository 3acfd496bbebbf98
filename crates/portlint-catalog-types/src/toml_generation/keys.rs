//! Keys of `deployment.toml`: renamed, inferred, dead, misplaced, and those that name another server.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::{List, Table};
use crate::role::Role;
use crate::text::Text;
use serde::Deserialize;

/// Where the port offset comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OffsetFacts {
    /// The offset when nothing sets one.
    #[serde(default)]
    pub default: i64,
    /// The key that sets it; `None` for products without an offset.
    #[serde(default)]
    pub key: Option<Text>,
    /// The system property that wins over the key.
    #[serde(default)]
    pub property: Option<Text>,
    /// The key that the server turns into the system property, where the product has one.
    #[serde(default)]
    pub parameter: Option<Text>,
    /// Where `parameter` is rendered before it is read: it then wins over start arguments.
    #[serde(default)]
    pub parameter_first: List<Gate>,
    /// The file, relative to the configuration directory, that keeps system properties for the next start.
    #[serde(default)]
    pub parameter_file: Option<Text>,
    /// True when the server itself replaces `${name}` in the offset.
    #[serde(default)]
    pub carbon_placeholders: bool,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// When the files that `deployment.toml` renders are written anew.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rendering {
    /// The system property that lets the digest of `deployment.toml` alone decide: edits of generated files then stay
    /// until it changes.
    #[serde(default)]
    pub keeps_edits: Option<Text>,
    /// Where the mapper knows it; empty for everywhere.
    #[serde(default)]
    pub knows_it: List<Gate>,
    /// Where the start scripts give it.
    #[serde(default)]
    pub script: List<Gate>,
    /// Whether a server without its `deployment.toml` starts with the files that an earlier start rendered.
    #[serde(default)]
    pub counts_alone: bool,
    /// The kernels that come up without it before their first start, too.
    #[serde(default)]
    pub starts_unrendered: List<Text>,
    /// Those that do not come up then.
    #[serde(default)]
    pub fails_unrendered: List<Text>,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A renamed key.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyMapping {
    /// Where the mapping exists; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// As users write it.
    pub from: Text,
    /// What it feeds.
    pub to: List<Text>,
}

/// Values that follow from a value given by the user.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Inference {
    /// Where it holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The key after mapping.
    pub key: Text,
    /// The text of its value.
    pub equals: Text,
    /// Key to value; a value of the user is never replaced.
    pub sets: Table<Plain>,
}

/// A default that is no port of a listener.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DefaultValue {
    /// Where it holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The key after mapping.
    pub key: Text,
    /// The value.
    pub value: Plain,
}

/// A key that looks right and does nothing.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeadKey {
    /// Where it is dead.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The keys as users write them.
    pub keys: List<Text>,
    /// The only value that does nothing, whatever the case of its letters; `None` when none does anything.
    #[serde(default)]
    pub value: Option<Text>,
    /// Why, in words.
    pub why: Text,
    /// What to write instead.
    #[serde(default)]
    pub instead: Option<Text>,
    /// True when that key takes the same value for the same purpose.
    #[serde(default)]
    pub same: bool,
    /// Where this was read, when no listener says it.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A key in a table where no version reads it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MisplacedKey {
    /// Where it is misplaced; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The keys as users write them.
    pub keys: List<Text>,
    /// The key that is read.
    pub instead: Text,
    /// True when another key may have been meant.
    #[serde(default)]
    pub guess: bool,
}

/// A table of which every key is known.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClosedTable {
    /// Where these are all its keys.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The table as users write it.
    pub table: Text,
    /// Its keys.
    pub keys: List<Text>,
    /// Where they are read.
    pub evidence: List<Evidence>,
}

/// A key that names a host and port to connect to.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferenceKey {
    /// Where it exists; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The key as users write it, without positions in arrays of tables.
    pub key: Text,
    /// What it points at.
    pub description: Text,
    /// The id of the listener that it is meant for.
    #[serde(default)]
    pub target: Option<Text>,
    /// Products whose homes it is meant for; empty for this home, `*` for any.
    #[serde(default)]
    pub products: List<Text>,
    /// What the address is for.
    #[serde(default)]
    pub role: Role,
    /// The product's default, given only where it does not follow the offset.
    #[serde(default)]
    pub default: Option<Text>,
}

/// A placeholder that the server replaces by a port at run time.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PortPlaceholder {
    /// The name between `${` and `}`.
    pub names: List<Text>,
    /// The listener whose configured port it is.
    #[serde(default)]
    pub listener: Option<Text>,
    /// A number compiled into the product, to which only the offset is added.
    #[serde(default)]
    pub constant: Option<u16>,
}

/// An API that the Micro Integrator serves besides those that users deploy.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InternalApi {
    /// Where it exists; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The system property that switches it on.
    pub property: Text,
    /// The key of the protocols that it speaks, where one sets them.
    #[serde(default)]
    pub protocols_key: Option<Text>,
    /// Its protocols by default, separated by blanks.
    pub protocols: Text,
    /// Where the start script switches it on.
    #[serde(default)]
    pub script: List<Gate>,
    /// Where this was read, when no listener says it.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A value of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(untagged)]
pub enum Plain {
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A text.
    Text(Text),
}
