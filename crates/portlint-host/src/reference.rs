//! Where a runtime connects to.

use crate::{CowStr, Location};
use portlint_catalog::{Protocol, Role};
use serde::{Deserialize, Serialize};

/// A host:port that a runtime connects to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reference {
    /// Symbolic address of the setting.
    pub route: CowStr,
    /// What it points at, for people.
    pub description: CowStr,
    /// URL scheme, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Host as written, placeholders resolved where they are known.
    pub host: String,
    /// Port number, when it could be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// How the file writes the port.
    pub written: PortForm,
    /// Protocol.
    pub protocol: Protocol,
    /// Where it stands; `None` for a product default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The id of the listener that it is meant for, when known: `servlet-https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<CowStr>,
    /// Product ids whose homes it is meant for; empty for "this home", `["*"]` for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_products: Vec<CowStr>,
    /// What the address is for.
    #[serde(default)]
    pub role: Role,
}

/// How a file writes the port of a reference, as far as it matters when the port moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PortForm {
    /// Its digits stand there.
    pub literal: bool,
    /// The server computes it from a placeholder, as `${receiver.url.port}`.
    pub computed: bool,
}

impl PortForm {
    /// What the text at the place of a reference shows about its port.
    pub fn of(text: &str, port: Option<i64>) -> PortForm {
        let placeholder = text.rsplit_once(":${").map(|(_, name)| name);
        PortForm {
            literal: port.is_some_and(|port| text.contains(&port.to_string())),
            computed: placeholder
                .is_some_and(|name| name.contains("port}") || name.contains("Port}")),
        }
    }
}
