//! What a listener is, common to all generations.

use crate::evidence::Evidence;
use crate::gate::{Gate, any_admits};
use crate::list::List;
use crate::text::Text;
use crate::version::Version;
use serde::{Deserialize, Serialize};

/// Transport protocol.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, Default,
)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// `tcp` or `udp`.
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        }
    }
}

/// Whether the port offset is added at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum OffsetRule {
    /// Added, to explicit numbers too: what is configured is a base.
    #[default]
    Added,
    /// Added to the product's default (or to a `${Ports…}` placeholder) only; a number written by the user is literal.
    DefaultOnly,
    /// Never added.
    Never,
    /// Decided by another setting or by the version of a component; `offset-note` says how.
    Depends,
}

/// Whose offset is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum OffsetSource {
    /// The runtime's: `-DportOffset`, else `carbon.xml`.
    #[default]
    Runtime,
    /// `carbon.xml` only.
    CarbonXml,
    /// The first positive one of `-DportOffset` and `carbon.xml`, else none.
    FirstPositive,
}

/// What happens when the port is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Default)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum Sharing {
    /// The listener fails.
    #[default]
    Exclusive,
    /// The server takes the next free port (Hazelcast members, Spark, H2O).
    MovesOn,
    /// Several sockets may share it (multicast).
    Shared,
}

/// The facts about one listener that every generation states in the same way.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListenerFacts {
    /// Stable id, unique within a runtime, for example `servlet-https`. Listeners that a user can define freely (extra
    /// connectors, inbound endpoints) have ids that start with this one.
    pub id: Text,
    /// What it is, for people.
    pub description: Text,
    /// Protocol.
    #[serde(default)]
    pub protocol: Protocol,
    /// Products, versions and runtimes that have it.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The default base port; `None` when there is none (user-defined or random).
    #[serde(default)]
    pub base: Option<u16>,
    /// The setting that holds the base, as users write it; `None` when no key moves it.
    #[serde(default)]
    pub key: Option<Text>,
    /// The file that the setting stands in, relative to the configuration directory.
    #[serde(default)]
    pub file: Option<Text>,
    /// Whether the offset is added.
    #[serde(default)]
    pub offset: OffsetRule,
    /// The offset rule in words, where `offset` does not say it all.
    #[serde(default)]
    pub offset_note: Option<Text>,
    /// When it is open, in words.
    pub opened_when: Text,
    /// What happens when the port is taken.
    #[serde(default)]
    pub sharing: Sharing,
    /// The bundle that opens it, without its version: a home that lacks it does not.
    #[serde(default)]
    pub bundle: Option<Text>,
    /// Where the vendor's documentation differs, in words.
    #[serde(default)]
    pub remark: Option<Text>,
    /// Where this was read; never empty.
    pub evidence: List<Evidence>,
}

impl ListenerFacts {
    /// Whether this product, version and runtime has the listener.
    pub fn admits(&self, product: &str, version: Option<&Version>, runtime: &str) -> bool {
        any_admits(&self.gates, product, version, runtime)
    }
}
