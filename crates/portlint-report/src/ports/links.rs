//! Where the runtimes of a host connect to, and who is there.

use portlint_host::{Host, Location, Network, Reference, State};
use std::path::{Path, PathBuf};

/// An address that a runtime connects to.
#[derive(Debug, Clone)]
pub struct Link {
    /// The home that connects, as shown.
    pub home: PathBuf,
    /// Its runtime.
    pub runtime: String,
    /// Symbolic address of the setting.
    pub route: String,
    /// What it points at, for people.
    pub description: String,
    /// URL scheme, when there is one.
    pub scheme: Option<String>,
    /// Host as written.
    pub host: String,
    /// Port number, when it could be computed.
    pub port: Option<i64>,
    /// Where it stands; `None` for a product default.
    pub location: Option<Location>,
    /// Who of the host opens or may open the port; empty for nobody, `None` when another host is meant or the port is
    /// not known.
    pub opened_by: Option<Vec<Opener>>,
}

/// A listener at the other end of a link.
#[derive(Debug, Clone)]
pub struct Opener {
    /// Home as shown, or the name of declared software.
    pub home: String,
    /// Runtime id; empty for declared software.
    pub runtime: String,
    /// Listener id; empty for declared software.
    pub listener: String,
}

/// Every link of a host, in the order of homes, runtimes and settings.
pub fn links(host: &Host) -> Vec<Link> {
    let mut links = Vec::new();
    for home in &host.homes {
        for runtime in &home.runtimes {
            links.extend(runtime.references.iter().map(|reference| Link {
                home: home.path.clone(),
                runtime: runtime.id.to_string(),
                route: reference.route.to_string(),
                description: reference.description.to_string(),
                scheme: reference.scheme.clone(),
                host: reference.host.clone(),
                port: reference.port,
                location: reference.location,
                opened_by: openers(host, home.network(), reference),
            }));
        }
    }
    links
}

impl Link {
    /// `https://localhost:9443`, without anything that stands beside host and port.
    pub(super) fn address(&self) -> String {
        let scheme = self.scheme.as_ref().map(|scheme| format!("{scheme}://"));
        let port = self.port.map_or("?".to_string(), |port| port.to_string());
        format!("{}{}:{port}", scheme.unwrap_or_default(), self.host)
    }

    /// Whether the link belongs to this runtime.
    pub(super) fn is_of(&self, home: &Path, runtime: &str) -> bool {
        self.home == home && self.runtime == runtime
    }
}

/// Who of the same machine is at the port that the reference names.
fn openers(host: &Host, network: Network<'_>, reference: &Reference) -> Option<Vec<Opener>> {
    let port = reference
        .port
        .filter(|_| portlint_rules::means_this_host(reference))?;
    let mut openers = Vec::new();
    let homes = host.homes.iter();
    for home in homes.filter(|home| home.active && home.network() == network) {
        for runtime in &home.runtimes {
            let there = runtime.listeners.iter().filter(|listener| {
                listener.port == Some(port)
                    && listener.protocol == reference.protocol
                    && listener.state != State::Closed
            });
            openers.extend(there.map(|listener| Opener {
                home: home.path.display().to_string(),
                runtime: runtime.id.to_string(),
                listener: listener.id.to_string(),
            }));
        }
    }
    let foreign = host.foreign.iter().filter(|_| network.is_host());
    let there = foreign
        .filter(|other| i64::from(other.port) == port && other.protocol == reference.protocol);
    openers.extend(there.map(|other| Opener {
        home: other.name.clone(),
        runtime: String::new(),
        listener: String::new(),
    }));
    Some(openers)
}
