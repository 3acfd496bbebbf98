//! The names of users: `/etc/passwd`.

use portlint_files::FileSystem;
use std::collections::BTreeMap;
use std::path::Path;

/// A file with more users than any host has.
const LIMIT: u64 = 8 << 20;

/// The names of users by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Users(BTreeMap<u32, String>);

impl Users {
    /// Reads them. A user who is in a directory service only has no name here.
    pub(crate) fn read(files: &dyn FileSystem) -> Users {
        let bytes = files.read(Path::new("/etc/passwd"), LIMIT);
        let bytes = bytes.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut names = BTreeMap::new();
        for line in text.lines() {
            let mut fields = line.split(':');
            let name = fields.next().filter(|name| !name.is_empty());
            let number = fields.nth(1).and_then(|number| number.parse().ok());
            if let (Some(name), Some(number)) = (name, number) {
                // The first of several names counts, as everywhere.
                names.entry(number).or_insert_with(|| name.to_string());
            }
        }
        Users(names)
    }

    /// The name of a user, else the number.
    pub(crate) fn name(&self, number: u32) -> String {
        let name = self.0.get(&number);
        name.cloned().unwrap_or_else(|| number.to_string())
    }
}
