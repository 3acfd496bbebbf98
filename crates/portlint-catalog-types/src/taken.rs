//! What a server does when it finds a port taken.

use crate::evidence::Evidence;
use crate::gate::{Gate, any_admits};
use crate::list::List;
use crate::text::Text;
use crate::version::Version;
use serde::Deserialize;

/// What becomes of a server that starts while somebody else has the port of one of its listeners. Only what was seen when
/// a server, or the class that opens the listener, was run.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Taken {
    /// Ids of listeners; those that continue with `-` or `/` are meant too where no entry names them.
    pub listeners: List<Text>,
    /// The products and versions that were run, and those between two that were run.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// True where the whole server ends, or opens nothing.
    #[serde(default)]
    pub ends: bool,
    /// What follows `the server that starts second`, for example `ends`.
    pub then: Text,
    /// Where it was seen; never empty.
    pub evidence: List<Evidence>,
}

impl Taken {
    /// Whether it is about this product, version and runtime.
    pub fn admits(&self, product: &str, version: Option<&Version>, runtime: &str) -> bool {
        any_admits(&self.gates, product, version, runtime)
    }

    /// Whether it names the listener itself.
    pub fn names(&self, id: &str) -> bool {
        self.listeners.contains(id)
    }

    /// Whether it names what a listener of a user's own is called after.
    pub fn names_family(&self, id: &str) -> bool {
        self.listeners.iter().any(|family| {
            let rest = id.strip_prefix(family.as_str());
            rest.is_some_and(|rest| rest.starts_with(['-', '/']))
        })
    }
}
