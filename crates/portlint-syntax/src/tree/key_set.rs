//! Which keys were seen before in one mapping, in linear time and without memory for the small ones.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::Tree;
use crate::source::Source;

/// Up to so many keys are looked through; more are hashed.
const FEW: usize = 16;

/// The keys of the mappings that are open, innermost last.
#[derive(Default)]
pub(crate) struct KeySet {
    /// The slots of distinct keys, of all open mappings.
    keys: Vec<u32>,
    hasher: RandomState,
}

/// The keys of one open mapping.
pub(crate) struct Keys {
    /// Where its keys start in the set.
    start: usize,
    table: Option<HashTable<u32>>,
}

impl KeySet {
    /// Begins a mapping inside of the last one.
    pub(crate) fn open(&self) -> Keys {
        Keys {
            start: self.keys.len(),
            table: None,
        }
    }

    /// Ends the innermost mapping.
    pub(crate) fn close(&mut self, keys: &Keys) {
        self.keys.truncate(keys.start);
    }

    /// Adds a key of the innermost mapping. When one with its text is there already, gives the slot of that one.
    pub(crate) fn insert(
        &mut self,
        keys: &mut Keys,
        key: u32,
        tree: &Tree,
        source: &Source,
    ) -> Option<u32> {
        let text = |key: u32| tree.get(key).map_or("", |slot| tree.text(source, slot));
        let wanted = text(key);
        let seen = self.keys.get(keys.start..).unwrap_or_default();
        if seen.len() < FEW {
            let first = seen.iter().find(|seen| text(**seen) == wanted).copied();
            if first.is_none() {
                self.keys.push(key);
            }
            return first;
        }
        let hash = |key: &u32| self.hasher.hash_one(text(*key));
        let table = keys.table.get_or_insert_with(|| {
            let mut table = HashTable::with_capacity(2 * FEW);
            for key in seen {
                table.insert_unique(hash(key), *key, hash);
            }
            table
        });
        match table.find(hash(&key), |seen| text(*seen) == wanted) {
            Some(first) => Some(*first),
            None => {
                table.insert_unique(hash(&key), key, hash);
                None
            }
        }
    }
}
