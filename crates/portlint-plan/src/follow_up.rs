//! What has to follow a change of offsets: references to ports that move away, listeners that stay.

use super::puzzle::{Board, Server};
use portlint_analysis::address::is_loopback;
use portlint_host::{Location, Reference};
use std::path::PathBuf;

/// Something that the change of an offset does not do by itself.
#[derive(Debug, Clone)]
pub enum FollowUp {
    /// A setting names a port that moves.
    Reference {
        /// The home of the setting, as shown.
        home: PathBuf,
        /// Its runtime.
        runtime: String,
        /// The setting.
        route: String,
        /// Where it stands.
        location: Location,
        /// The port that it names.
        from: i64,
        /// Where the listener will be.
        to: i64,
        /// The home of the listener, as shown.
        target: PathBuf,
        /// The id of the listener.
        listener: String,
    },
    /// A listener does not move with the offset.
    Stays {
        /// The home, as shown.
        home: PathBuf,
        /// The runtime.
        runtime: String,
        /// The id of the listener.
        listener: String,
        /// Its port.
        port: i64,
        /// The setting that moves it; empty when there is none.
        route: String,
    },
}

/// What has to follow when the servers of a board get these offsets.
pub fn of(board: &Board<'_>, offsets: &[i64]) -> Vec<FollowUp> {
    let changed = || {
        board
            .servers
            .iter()
            .zip(offsets)
            .filter(|(server, to)| server.offset != **to)
    };
    let mut all = Vec::new();
    for (server, to) in changed() {
        for holder in &board.servers {
            let references = holder.runtime.references.iter();
            all.extend(references.filter_map(|reference| stale(holder, reference, server, *to)));
        }
    }
    for (server, _) in changed() {
        all.extend(staying(server));
    }
    all
}

/// The reference, if it means a listener of the server that moves.
fn stale(
    holder: &Server<'_>,
    reference: &Reference,
    server: &Server<'_>,
    to: i64,
) -> Option<FollowUp> {
    let (location, from) = (reference.location.as_ref()?, reference.port?);
    // A placeholder that gave the number follows by itself.
    if !reference.written.literal || !means(holder, reference, server) {
        return None;
    }
    let by = to.saturating_sub(server.offset);
    let claim = server.claims.iter().find(|claim| {
        claim.listener.follows_offset
            && claim.socket.port == from
            && claim.socket.protocol == reference.protocol
            && is_here(server, &reference.host, &claim.listener.address)
            && reference
                .target
                .as_ref()
                .is_none_or(|target| *target == claim.listener.id)
    })?;
    Some(FollowUp::Reference {
        home: holder.home.path.clone(),
        runtime: holder.runtime.id.to_string(),
        route: reference.route.to_string(),
        location: *location,
        from,
        to: from.saturating_add(by),
        target: server.home.path.clone(),
        listener: claim.listener.id.to_string(),
    })
}

/// Whether the reference is meant for the product of this server: its own home, or one of the named products.
fn means(holder: &Server<'_>, reference: &Reference, server: &Server<'_>) -> bool {
    if reference.target_products.is_empty() {
        return holder.home_index == server.home_index;
    }
    let product = server.home.product.as_deref();
    reference
        .target_products
        .iter()
        .any(|name| name == "*" || Some(name.as_ref()) == product)
}

/// Whether a host name leads to this machine: loopback, the machine's name, or the address that the listener is bound to.
fn is_here(server: &Server<'_>, host: &str, bound: &str) -> bool {
    let same = |name: &str| name.trim().eq_ignore_ascii_case(host.trim());
    is_loopback(host)
        || server.home.group.as_deref().is_some_and(same)
        || bound.split(',').any(same)
}

fn staying<'s>(server: &'s Server<'s>) -> impl Iterator<Item = FollowUp> + 's {
    let mut last = None;
    let claims = server
        .claims
        .iter()
        .filter(|claim| !claim.listener.follows_offset);
    claims
        .filter(move |claim| last.replace(&claim.listener.id) != Some(&claim.listener.id))
        .map(|claim| FollowUp::Stays {
            home: server.home.path.clone(),
            runtime: server.runtime.id.to_string(),
            listener: claim.listener.id.to_string(),
            port: claim.socket.port,
            route: claim.listener.route.to_string(),
        })
}
