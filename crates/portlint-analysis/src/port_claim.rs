//! A port and everyone who wants it.

use crate::sites::Server;
use portlint_catalog::Protocol;
use portlint_host::{CowStr, Listener, Location, Runtime};
use std::sync::Arc;

/// A port and everyone who wants it.
#[derive(Debug, Clone)]
pub struct PortClaim {
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: i64,
    /// Its owners, in order.
    pub owners: Vec<Owner>,
}

/// A listener that wants a port.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Home as shown, or the name of foreign software.
    pub home: Arc<str>,
    /// Runtime id; empty for foreign software.
    pub runtime: CowStr,
    /// Listener id.
    pub listener: CowStr,
    /// What the listener is, for people.
    pub description: CowStr,
    /// The number before the offset.
    pub base: Option<i64>,
    /// What is added.
    pub offset: i64,
    /// Where the base was set.
    pub location: Option<Location>,
}

impl Owner {
    /// A listener as the owner of its port; `home` is the path of its home as shown.
    pub fn of(home: &Arc<str>, runtime: &Runtime, listener: &Listener) -> Owner {
        Owner {
            home: Arc::clone(home),
            runtime: runtime.id.clone(),
            listener: listener.id.clone(),
            description: listener.description.clone(),
            base: listener.base,
            offset: listener.offset,
            location: listener.location,
        }
    }
}

impl PortClaim {
    /// A port with the one listener of one server that wants it; `None` when its port is unknown.
    pub fn of(server: &Server<'_>, listener: &Listener) -> Option<PortClaim> {
        Some(PortClaim {
            protocol: listener.protocol,
            port: listener.port?,
            owners: vec![Owner::of(&server.shown, server.runtime, listener)],
        })
    }
}
