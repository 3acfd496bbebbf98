//! Numbers that servers connect out to.

use crate::evidence::Evidence;
use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// Ports that servers or devices connect out to.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Outbound {
    /// Port numbers.
    pub ports: List<u16>,
    /// Product ids whose documentation lists them.
    pub products: List<Text>,
    /// What is there, in words.
    pub what: Text,
    /// Where this was read.
    pub evidence: List<Evidence>,
}
