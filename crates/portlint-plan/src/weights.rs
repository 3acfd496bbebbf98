//! How many references each listener of a host has: what it costs others when it moves.

use portlint_analysis::meaning::Meanings;
use portlint_analysis::sites;
use portlint_host::{Home, Host, Listener, Runtime};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The references that have to follow, by listener.
#[derive(Debug, Default)]
pub(crate) struct Weights(BTreeMap<Key, usize>);

/// Home, runtime and listener.
type Key = (PathBuf, String, String);

impl Weights {
    /// Those of a host. A reference that several servers can be meant by stays as it is while one of them does.
    pub(crate) fn of(host: &Host) -> Weights {
        let servers = sites::servers(host);
        let meanings = Meanings::of(host, &servers);
        let mut weights = Weights::default();
        for server in servers.iter().filter(|server| server.home.active) {
            let references = server.runtime.references.iter();
            for reference in references.filter(|r| r.location.is_some() && r.written.literal) {
                let meant = meanings.meant_now(server, reference);
                let Some((first, listener)) = meant.first() else {
                    continue;
                };
                if meant
                    .iter()
                    .all(|(other, _)| std::ptr::eq(other.runtime, first.runtime))
                {
                    let key = key(first.home, first.runtime, listener);
                    *weights.0.entry(key).or_default() += 1;
                }
            }
        }
        weights
    }

    /// How many references a listener has.
    pub(crate) fn get(&self, home: &Home, runtime: &Runtime, listener: &Listener) -> usize {
        if self.0.is_empty() {
            return 0;
        }
        let known = self.0.get(&key(home, runtime, listener));
        known.copied().unwrap_or_default()
    }
}

fn key(home: &Home, runtime: &Runtime, listener: &Listener) -> Key {
    (
        home.path.clone(),
        runtime.id.to_string(),
        listener.id.to_string(),
    )
}
