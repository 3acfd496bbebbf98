//! Ports that a server opens as shipped: its users know them, and there is nothing to choose.

use portlint_analysis::sites::Server;
use portlint_catalog::default_uses;
use portlint_host::Listener;

/// Whether the product opens this listener on this port with the shipped configuration.
pub(crate) fn is_shipped(server: &Server<'_>, listener: &Listener) -> bool {
    let Some(port) = listener.port.and_then(|port| u16::try_from(port).ok()) else {
        return false;
    };
    let product = server.home.product.as_deref();
    let mut uses = default_uses(port).into_iter();
    uses.any(|found| found.facts.id == listener.id && Some(found.product.id.as_str()) == product)
}
