//! The ports that others than the servers of the homes have at present: no plan may use them, and a snapshot keeps them.

use super::Running;
use crate::sites;
use portlint_host::{ForeignPort, Host};

/// Every socket of the host that is not of a server that is planned. Whoever cannot be told is another.
pub fn others(host: &Host) -> Vec<ForeignPort> {
    let servers = sites::servers(host);
    let Some(running) = Running::of(host, &servers) else {
        return Vec::new();
    };
    let is_planned = |number| {
        let active = servers.iter().filter(|server| server.home.active);
        active
            .flat_map(|server| running.processes(server))
            .any(|process| process.number == number)
    };
    let others = running.on_host().filter(|holder| {
        let process = holder.process.map(|process| process.number);
        !process.is_some_and(is_planned)
    });
    let mut others: Vec<ForeignPort> = others
        .map(|holder| ForeignPort {
            name: running.name(&holder),
            protocol: holder.socket.protocol,
            port: holder.socket.port,
            group: None,
            // Whether a socket of version 6 leaves version 4 alone is not always known, and need not be tried.
            address: (!holder.socket.address.is_unspecified())
                .then(|| holder.socket.address.to_string()),
        })
        .collect();
    others.dedup_by(|a, b| {
        (&a.name, a.protocol, a.port, &a.address) == (&b.name, b.protocol, b.port, &b.address)
    });
    others
}
