//! What a firewall request needs: the ports that are open for sure, of which home, and what for.

use super::row;
use crate::Style;
use portlint_host::{Host, Listener, State};

/// The columns of a firewall request.
pub(super) const COLUMNS: [&str; 6] = ["home", "product", "protocol", "port", "address", "purpose"];

/// The open listeners of the homes that are started, as rows of [`COLUMNS`], in the order of homes and ports.
pub(super) fn rows(host: &Host, style: &Style) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for home in host.homes.iter().filter(|home| home.active) {
        let mut open = open(home.runtimes.iter().flat_map(|runtime| &runtime.listeners));
        open.sort_by_key(|(port, listener)| (*port, listener.protocol.as_str()));
        rows.extend(open.into_iter().map(|(port, listener)| {
            vec![
                style.path(&home.path),
                row::product(home),
                listener.protocol.as_str().to_string(),
                port.to_string(),
                listener.address.to_string(),
                listener.description.to_string(),
            ]
        }));
    }
    rows
}

/// How many listeners may be open, but not for sure: at ports that are known or random, and at such that are not known.
pub(super) fn unlisted(host: &Host) -> (usize, usize) {
    let homes = host.homes.iter().filter(|home| home.active);
    let runtimes = homes.flat_map(|home| &home.runtimes);
    let listeners = runtimes.flat_map(|runtime| &runtime.listeners);
    let conditional = listeners.filter(|listener| listener.state == State::Conditional);
    let (unknown, known): (Vec<_>, Vec<_>) = conditional.partition(|l| l.is_unknown());
    (known.len(), unknown.len())
}

fn open<'a>(listeners: impl Iterator<Item = &'a Listener>) -> Vec<(i64, &'a Listener)> {
    listeners
        .filter(|listener| listener.state == State::Open)
        .filter_map(|listener| Some((listener.port?, listener)))
        .collect()
}
