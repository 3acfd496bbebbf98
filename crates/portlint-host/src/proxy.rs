//! Proxies and load balancers before the servers: where one configuration file sends connections.

use crate::{Files, Home, Location, Offset, Reference, Runtime, machine};
use portlint_catalog::{Generation, Protocol};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What reads a configuration file of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxySoftware {
    /// nginx.
    Nginx,
    /// `HAProxy`.
    Haproxy,
}

impl ProxySoftware {
    /// The name in JSON, and in place of a runtime's.
    pub fn as_str(self) -> &'static str {
        match self {
            ProxySoftware::Nginx => "nginx",
            ProxySoftware::Haproxy => "haproxy",
        }
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            ProxySoftware::Nginx => "nginx",
            ProxySoftware::Haproxy => "HAProxy",
        }
    }
}

/// A port that a proxy opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProxyPort {
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: u16,
}

/// Something in a proxy's file of which it is not known where it sends connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unread {
    /// What it is.
    pub kind: UnreadKind,
    /// Where it stands.
    pub location: Location,
}

/// Why it is not known where a proxy sends connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnreadKind {
    /// An address with a variable of the proxy or of its environment.
    Variable,
    /// Files that the file includes.
    Include,
    /// Servers that a condition leaves out or takes in.
    Condition,
    /// Addresses that are found out at run time: a name service, a port of the connection.
    Dynamic,
    /// A group of servers that another file defines.
    Elsewhere,
    /// The file is not of the proxy's grammar from here on.
    Grammar,
}

impl UnreadKind {
    /// What it is, for one of them and for several.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            UnreadKind::Variable => ("address with a variable", "addresses with variables"),
            UnreadKind::Include => ("include", "includes"),
            UnreadKind::Condition => ("server under a condition", "servers under conditions"),
            UnreadKind::Dynamic => (
                "address found out at run time",
                "addresses found out at run time",
            ),
            UnreadKind::Elsewhere => ("upstream of another file", "upstreams of other files"),
            UnreadKind::Grammar => ("line that cannot be read", "lines that cannot be read"),
        }
    }
}

/// A proxy, as far as one file configures it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proxy {
    /// What reads the file.
    pub software: ProxySoftware,
    /// What stands for it where a server is asked for: the path of the file, its machine, and one runtime that opens nothing
    /// and has the addresses that connections are sent to.
    pub stand_in: Home,
    /// The ports that it opens, in order.
    pub ports: Vec<ProxyPort>,
    /// Where it is not known where connections are sent to, in the order of the file.
    pub unread: Vec<Unread>,
}

impl Proxy {
    /// A proxy of which nothing is known but its file.
    pub fn new(software: ProxySoftware, path: impl Into<PathBuf>) -> Proxy {
        let mut stand_in = Home::new(path);
        let offset = Offset::default_of(0, "");
        // No file of a server governs it; nothing asks for its generation.
        let runtime = Runtime::new(software.as_str(), Generation::Toml, offset);
        stand_in.runtimes.push(runtime);
        Proxy {
            software,
            stand_in,
            ports: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Its file, as shown.
    pub fn path(&self) -> &Path {
        &self.stand_in.path
    }

    /// Where it sends connections, in the order of the file.
    pub fn references(&self) -> &[Reference] {
        let runtime = self.stand_in.runtimes.first();
        runtime.map(|r| r.references.as_slice()).unwrap_or_default()
    }

    /// Adds an address that connections are sent to.
    pub fn push(&mut self, reference: Reference) {
        if let Some(runtime) = self.stand_in.runtimes.first_mut() {
            runtime.references.push(reference);
        }
    }

    /// Calls `visit` with every place.
    pub fn locations_mut(&mut self, visit: &mut dyn FnMut(&mut Location)) {
        self.stand_in.locations_mut(visit);
        let unread = self.unread.iter_mut();
        unread.map(|it| &mut it.location).for_each(visit);
    }

    /// The same proxy among those of other machines.
    pub(crate) fn of_machine(mut self, name: &str, place: &mut dyn FnMut(&mut Location)) -> Proxy {
        self.locations_mut(place);
        self.stand_in.path = machine::within(name, &self.stand_in.path);
        self.stand_in.canonical = machine::within(name, &self.stand_in.canonical);
        self.stand_in.group = Some(name.to_string());
        self.stand_in.is_remote = true;
        self
    }

    /// The same proxy, which points at files of another table.
    pub(crate) fn adopted(mut self, table: &mut Files, from: &Files) -> Proxy {
        self.locations_mut(&mut table.adopting(from));
        self
    }
}
