//! Files with another content than the one on disk: an editor's unsaved buffer, a fix that is tried out.

use crate::file_system::{Entry, FileKind, FileSystem, Handle};
use crate::read_error::ReadError;
use std::collections::BTreeMap;

use std::path::{Path, PathBuf};

/// A file system of which some files have another content, or exist although they do not.
#[derive(Clone)]
pub struct Overlay<'a> {
    base: &'a dyn FileSystem,
    /// By true name, so that every way to the file leads to the new content.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl<'a> Overlay<'a> {
    /// The file system as it is.
    pub fn new(base: &'a dyn FileSystem) -> Overlay<'a> {
        Overlay {
            base,
            files: BTreeMap::new(),
        }
    }

    /// Gives a file a content. A file that does not exist appears, if its directory exists.
    pub fn put(&mut self, path: &Path, content: Vec<u8>) {
        let path = self.name(path).unwrap_or_else(|| path.to_path_buf());
        self.files.insert(path, content);
    }

    /// The true name of a file, or of one that would lie in an existing directory.
    fn name(&self, path: &Path) -> Option<PathBuf> {
        self.base.canonical(path).or_else(|| {
            let directory = match path.parent()? {
                here if here.as_os_str().is_empty() => Path::new("."),
                above => above,
            };
            Some(self.base.canonical(directory)?.join(path.file_name()?))
        })
    }

    fn content(&self, path: &Path) -> Option<&Vec<u8>> {
        // Asking for true names costs: not where nothing lies on top.
        if self.files.is_empty() {
            return None;
        }
        self.files.get(&self.name(path)?)
    }
}

impl FileSystem for Overlay<'_> {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        match self.content(path) {
            Some(content) => Some(FileKind::File(content.len() as u64)),
            None => self.base.kind(path),
        }
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.content(path) {
            Some(content) if content.len() as u64 > limit => Err(ReadError::TooLarge(limit)),
            Some(content) => Ok(content.clone()),
            None => self.base.read(path, limit),
        }
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        let mut entries = self.base.entries(path)?;
        if self.files.is_empty() {
            return Ok(entries);
        }
        let Some(directory) = self.base.canonical(path) else {
            return Ok(entries);
        };
        let added = self
            .files
            .keys()
            .filter(|file| file.parent() == Some(directory.as_path()))
            .filter_map(|file| file.file_name());
        for name in added {
            if !entries.iter().any(|entry| entry.name == name) {
                entries.push(Entry {
                    name: name.to_os_string(),
                    is_directory: Some(false),
                });
            }
        }
        entries.sort();
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        let added = || self.content(path).and_then(|_| self.name(path));
        self.base.canonical(path).or_else(added)
    }

    fn walk(&self, root: &Path, enter: &mut dyn FnMut(&Path) -> bool) {
        // No directory lies on top.
        self.base.walk(root, enter);
    }

    fn handle(&self, path: &Path) -> Option<Handle> {
        // A handle shows the directory as it is, without what lies on top.
        self.files
            .is_empty()
            .then(|| self.base.handle(path))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;

    #[test]
    fn contents_are_replaced_and_files_added() {
        let memory = Memory::new().with("/am/a", "old").with("/am/c", "same");
        let mut overlay = Overlay::new(&memory);
        overlay.put(Path::new("/am/a"), b"new".to_vec());
        overlay.put(Path::new("/am/b"), b"added".to_vec());
        let read = |path: &str| overlay.read(Path::new(path), 9);
        assert_eq!(read("/am/a"), Ok(b"new".to_vec()));
        assert_eq!(read("/am/b"), Ok(b"added".to_vec()));
        assert_eq!(read("/am/c"), Ok(b"same".to_vec()));
        assert_eq!(read("/am/d"), Err(ReadError::Missing));
        assert_eq!(
            overlay.read(Path::new("/am/b"), 4),
            Err(ReadError::TooLarge(4))
        );
        assert_eq!(overlay.kind(Path::new("/am/b")), Some(FileKind::File(5)));
        assert_eq!(overlay.canonical(Path::new("/am/b")), Some("/am/b".into()));
        assert_eq!(overlay.canonical(Path::new("/am/d")), None);
        assert_eq!(overlay.list(Path::new("/am")).unwrap(), ["a", "b", "c"]);
    }
}
