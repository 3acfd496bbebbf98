//! Which listeners and references belong to clustering.

use portlint_catalog::Sharing;
use portlint_host::{Listener, Reference};

/// True for the port at which a server meets the other members of its cluster.
pub fn is_member_port(listener: &Listener) -> bool {
    listener.sharing == Sharing::MovesOn && listener.id.starts_with("cluster-member")
}

/// True for an entry of the list of members.
pub fn is_member(reference: &Reference) -> bool {
    let route = reference.route.to_ascii_lowercase();
    route.contains("clustering") && route.contains("members")
}
