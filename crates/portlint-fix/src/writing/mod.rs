//! How settings are written into the files of users: what is added looks like what is there, and every edit is tried
//! out before anyone sees it.

pub mod cut;
pub mod layout;
pub mod toml;
pub mod verify;
pub mod xml;
pub mod yaml;

use portlint_syntax::{Document, Entry};

/// The entries on the way along these keys, the last one included; `None` when the way ends before.
pub fn entries<'d>(document: &'d Document, keys: &[&str]) -> Option<Vec<Entry<'d>>> {
    let mut node = document.root?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let entry = document.entry(node, key)?;
        node = entry.value;
        found.push(entry);
    }
    Some(found)
}
