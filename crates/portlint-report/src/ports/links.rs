//! Where the runtimes of a host connect to, and who is there.

use portlint_analysis::meaning::Meanings;
use portlint_analysis::sites::{self, Server};
use portlint_catalog::Protocol;
use portlint_host::{Host, Location, Reference};
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
    /// Protocol.
    pub protocol: Protocol,
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

/// Every link of a host, in the order of homes, runtimes and settings; then those of proxies.
pub fn links(host: &Host) -> Vec<Link> {
    let servers = sites::servers(host);
    let meanings = Meanings::of(host, &servers);
    let proxies = sites::proxies(host);
    let links = servers.iter().chain(&proxies).flat_map(|server| {
        let references = server.runtime.references.iter();
        references.map(|reference| Link {
            home: server.home.path.clone(),
            runtime: server.runtime.id.to_string(),
            route: reference.route.to_string(),
            description: reference.description.to_string(),
            scheme: reference.scheme.clone(),
            host: reference.host.clone(),
            port: reference.port,
            protocol: reference.protocol,
            location: reference.location,
            opened_by: openers(host, &meanings, server, reference),
        })
    });
    links.collect()
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

/// Who of the machine that is meant is at the port that the reference names.
fn openers<'a>(
    host: &Host,
    meanings: &Meanings<'a>,
    server: &Server<'a>,
    reference: &Reference,
) -> Option<Vec<Opener>> {
    let port = reference.port?;
    let network = meanings.network(server, reference)?;
    let there = meanings.there(network, reference.protocol, port);
    let there = there.into_iter().map(|(other, listener)| Opener {
        home: other.home.path.display().to_string(),
        runtime: other.runtime.id.to_string(),
        listener: listener.id.to_string(),
    });
    let foreign = host.foreign.iter().filter(|other| {
        other.is_in(network)
            && i64::from(other.port) == port
            && other.protocol == reference.protocol
    });
    let foreign = foreign.map(|other| Opener {
        home: other.name.clone(),
        runtime: String::new(),
        listener: String::new(),
    });
    Some(there.chain(foreign).collect())
}
