//! Numbers of the documentation that no WSO2 server listens on.

use serde::Deserialize;
use std::sync::OnceLock;

/// Ports that servers or devices connect out to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Outbound {
    /// Port numbers.
    pub ports: Vec<u16>,
    /// Product ids whose documentation lists them.
    pub products: Vec<String>,
    /// What is there, in words.
    pub what: String,
    /// Where this was read.
    pub evidence: Vec<String>,
}

/// All of them, in the order of the data file.
pub fn outbound() -> &'static [Outbound] {
    static OUTBOUND: OnceLock<Vec<Outbound>> = OnceLock::new();
    #[derive(Deserialize)]
    struct File {
        outbound: Vec<Outbound>,
    }
    OUTBOUND.get_or_init(|| {
        crate::read_data::<File>(crate::data!("outbound")).map_or_else(Vec::new, |f| f.outbound)
    })
}
