//! Facts of the `yaml` generation besides its listeners: what each runtime has installed, and the rules that changed with
//! the versions of components.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::List;
use crate::text::Text;
use crate::version::{Version, VersionReq};
use serde::Deserialize;

/// A rule that depends on the version of a component.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Switch {
    /// Stable id, for example `http-offset`.
    pub id: Text,
    /// What is true while the switch is on, in words.
    pub description: Text,
    /// The component that decides.
    pub component: Text,
    /// The switch is on for component versions in any of these ranges.
    pub ranges: List<VersionReq>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

impl Switch {
    /// Whether the switch is on for this version of its component. An unknown version counts as the newest.
    pub fn is_on(&self, component: Option<&Version>) -> bool {
        match component {
            Some(version) => self.ranges.iter().any(|range| range.matches(version)),
            None => self
                .ranges
                .iter()
                .any(|range| !range.to_string().contains('<')),
        }
    }
}

/// Something that only some runtimes have installed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// Stable id, for example `receivers`.
    pub id: Text,
    /// What it is, in words.
    pub description: Text,
    /// The runtimes that have it.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// The offset in the file that a product ships.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShippedOffset {
    /// The number in the file.
    pub value: u16,
    /// The runtimes that ship it; all others ship 0.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}
