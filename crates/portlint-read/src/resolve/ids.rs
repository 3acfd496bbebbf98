//! Ids of listeners, in all generations.

use portlint_host::{CowStr, Listener};
use std::collections::{BTreeMap, BTreeSet};

/// The ids that are taken: files may give two sockets one name.
#[derive(Default)]
pub(super) struct Ids {
    taken: BTreeSet<CowStr>,
    /// The number that was given last to a socket of a name.
    numbers: BTreeMap<CowStr, u32>,
}

impl Ids {
    /// Makes the ids of a list unique.
    pub(super) fn unique(listeners: &mut [Listener]) {
        let mut ids = Ids::default();
        for listener in listeners {
            ids.make_unique(listener);
        }
    }

    /// Of listeners with one id the second gets `-2`, the third `-3`.
    pub(super) fn make_unique(&mut self, listener: &mut Listener) {
        let name = listener.id.clone();
        while !self.taken.insert(listener.id.clone()) {
            let number = self.numbers.entry(name.clone()).or_insert(1);
            *number += 1;
            listener.id = format!("{name}-{number}").into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_listeners_have_one_id() {
        let mut ids = Ids::default();
        let names = ["http", "http", "http-2", "http", "http-2"];
        let unique = names.map(|name| {
            let mut listener = Listener::new(name, 8080, 0);
            ids.make_unique(&mut listener);
            listener.id
        });
        assert_eq!(unique, ["http", "http-2", "http-2-2", "http-3", "http-2-3"]);
    }
}
