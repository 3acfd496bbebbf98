//! The files that describe containers: each is read once.

use super::layout::EmbeddedFile;
use crate::discover::reason;
use portlint_files::{FileKind, FileSystem, ReadError};
use portlint_host::{Files, NotLookedAt, SourceFile};
use portlint_syntax::{Embedded, Format, Limits};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads files and keeps them.
pub(super) struct ContainerFiles<'a> {
    files: &'a dyn FileSystem,
    limits: Limits,
    table: RefCell<Files>,
    read: RefCell<BTreeMap<PathBuf, Option<Arc<SourceFile>>>>,
    /// Files that lie in manifests.
    embedded: RefCell<BTreeMap<PathBuf, Arc<EmbeddedFile>>>,
    /// What is there and was not read.
    passed_over: RefCell<Vec<NotLookedAt>>,
}

impl<'a> ContainerFiles<'a> {
    /// Nothing read yet.
    pub(super) fn new(files: &'a dyn FileSystem, limits: Limits) -> ContainerFiles<'a> {
        ContainerFiles {
            files,
            limits,
            table: RefCell::default(),
            read: RefCell::default(),
            embedded: RefCell::default(),
            passed_over: RefCell::default(),
        }
    }

    /// A file as a tree; `None` when it is not there or cannot be read.
    pub(super) fn document(&self, path: &Path, format: Format) -> Option<Arc<SourceFile>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let bytes = self.bytes(path);
        let file = bytes.map(|bytes| {
            let document = Arc::new(portlint_syntax::parse(&bytes, format, &self.limits));
            let canonical = self.canonical(path);
            self.table.borrow_mut().add(path, &canonical, document)
        });
        self.read
            .borrow_mut()
            .insert(path.to_path_buf(), file.clone());
        file
    }

    /// A file as a text without a tree.
    pub(crate) fn undivided(&self, path: &Path, format: Format) -> Option<Arc<SourceFile>> {
        let bytes = self.bytes(path)?;
        let document = portlint_syntax::undivided(&bytes, format, &self.limits);
        let canonical = self.canonical(path);
        let mut table = self.table.borrow_mut();
        Some(table.add(path, &canonical, Arc::new(document)))
    }

    /// The documents of a stream.
    pub(crate) fn stream(&self, path: &Path) -> Vec<Arc<SourceFile>> {
        let Some(bytes) = self.bytes(path) else {
            return Vec::new();
        };
        let canonical = self.canonical(path);
        let outer = Arc::new(portlint_syntax::undivided(
            &bytes,
            Format::Yaml,
            &self.limits,
        ));
        let documents = portlint_syntax::stream(&outer, &self.limits).into_iter();
        let mut table = self.table.borrow_mut();
        let files = documents.map(|document| table.add(path, &canonical, Arc::new(document)));
        files.collect()
    }

    /// Keeps a file that lies in a manifest under a path of its own.
    pub(crate) fn embed(&self, path: &Path, manifest: &Path, text: Embedded) {
        let mut all = self.embedded.borrow_mut();
        all.entry(path.to_path_buf()).or_insert_with(|| {
            Arc::new(EmbeddedFile {
                manifest: manifest.to_path_buf(),
                canonical: self.canonical(manifest),
                text,
            })
        });
    }

    /// The file of this path that lies in a manifest.
    pub(crate) fn embedded(&self, path: &Path) -> Option<Arc<EmbeddedFile>> {
        self.embedded.borrow().get(path).cloned()
    }

    /// The text of a small file that no finding points at.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        if let Some(embedded) = self.embedded(path) {
            return Some(embedded.text.text().to_string());
        }
        let bytes = self.bytes(path)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        let read = self.files.read(path, self.limits.bytes as u64);
        if let Err(why) = &read
            && !matches!(why, ReadError::Missing | ReadError::NotAFile)
        {
            self.passed_over
                .borrow_mut()
                .push(NotLookedAt::new(path.to_path_buf(), reason(why)));
        }
        read.ok()
    }

    /// What a path names.
    pub(super) fn kind(&self, path: &Path) -> Option<FileKind> {
        if let Some(embedded) = self.embedded(path) {
            return Some(FileKind::File(embedded.text.text().len() as u64));
        }
        self.files.kind(path)
    }

    /// The names in a directory.
    pub(super) fn names(&self, path: &Path) -> Vec<String> {
        let names = self.files.list(path).unwrap_or_default().into_iter();
        names.filter_map(|name| name.into_string().ok()).collect()
    }

    /// The true name of a path, or the path itself.
    pub(super) fn canonical(&self, path: &Path) -> PathBuf {
        self.files
            .canonical(path)
            .unwrap_or_else(|| path.to_path_buf())
    }

    /// The files that were read, and those that are there and were not.
    pub(super) fn into_parts(self) -> (Files, Vec<NotLookedAt>) {
        (self.table.into_inner(), self.passed_over.into_inner())
    }
}
