//! The files of a host, in one table: a place names its file by number, and so is a plain value that can be stored.

use crate::{Location, machine};
use portlint_syntax::{Document, Format, Limits, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of a [`Files`] table. It means nothing to another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(u32);

/// A file that was read, and its tree.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its number in the table that it was added to.
    pub id: FileId,
    /// The path as it is shown: as given on the command line, joined with the path inside.
    pub path: Arc<Path>,
    /// The true name of its home, joined with the path inside.
    pub canonical: Arc<Path>,
    /// The tree; files of the same bytes share one.
    pub document: Arc<Document>,
}

impl SourceFile {
    /// A place in the file.
    pub fn at(&self, span: Span) -> Location {
        Location {
            file: self.id,
            span,
            place: self.document.source.place(span),
        }
    }

    /// Its first character.
    pub fn start(&self) -> Location {
        self.at(Span::default())
    }

    /// The same text of the same path, parsed as the same format.
    fn is(&self, path: &Path, document: &Arc<Document>) -> bool {
        let same_text = || {
            let (own, other) = (&self.document.source, &document.source);
            self.document.format == document.format
                && own.origin().map(|origin| origin.start())
                    == other.origin().map(|origin| origin.start())
                && own.encoding() == other.encoding()
                && own.has_bom() == other.has_bom()
                && own.text() == other.text()
        };
        *self.path == *path && (Arc::ptr_eq(&self.document, document) || same_text())
    }
}

/// Files by number. Of those of a host that was stored, only the paths are known.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(into = "Vec<StoredFile>", from = "Vec<StoredFile>")]
pub struct Files {
    entries: Vec<Entry>,
    /// The last one of each path.
    by_path: BTreeMap<OsString, FileId>,
    /// Texts that lie in a file, by its path and where they start in it.
    within: BTreeMap<(OsString, u32), FileId>,
}

#[derive(Debug, Clone)]
enum Entry {
    Read(Arc<SourceFile>),
    Stored(Arc<StoredFile>),
}

impl Entry {
    fn path(&self) -> &Path {
        match self {
            Entry::Read(file) => &file.path,
            Entry::Stored(file) => &file.path,
        }
    }

    fn canonical(&self) -> &Path {
        match self {
            Entry::Read(file) => &file.canonical,
            Entry::Stored(file) => &file.canonical,
        }
    }
}

/// What is stored of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredFile {
    #[serde(serialize_with = "crate::snapshot::path")]
    pub path: PathBuf,
    #[serde(serialize_with = "crate::snapshot::path")]
    pub canonical: PathBuf,
    /// How many bytes at the beginning of its path name the machine that it is on.
    #[serde(skip)]
    pub beyond: usize,
}

impl From<Files> for Vec<StoredFile> {
    fn from(files: Files) -> Vec<StoredFile> {
        let stored = files.entries.iter().map(|file| StoredFile {
            path: file.path().to_path_buf(),
            canonical: file.canonical().to_path_buf(),
            beyond: 0,
        });
        stored.collect()
    }
}

impl From<Vec<StoredFile>> for Files {
    fn from(stored: Vec<StoredFile>) -> Files {
        let mut files = Files::default();
        for file in stored {
            files.add_stored(file);
        }
        files
    }
}

impl Files {
    /// Adds a file; one of the same path and content is there once.
    pub fn add(
        &mut self,
        path: &Path,
        canonical: &Path,
        document: Arc<Document>,
    ) -> Arc<SourceFile> {
        let origin = document.source.origin().cloned();
        let known = match &origin {
            None => self.by_path.get(path.as_os_str()),
            Some(origin) => {
                // Changes are made in the file around it.
                if let Some(outer) = document.outer() {
                    self.add(path, canonical, Arc::clone(outer));
                }
                let start = origin.start();
                self.within.get(&(path.as_os_str().to_os_string(), start))
            }
        };
        if let Some(file) = known.and_then(|id| self.source(*id))
            && file.is(path, &document)
        {
            return Arc::clone(file);
        }
        let file = Arc::new(SourceFile {
            id: self.next(),
            path: path.into(),
            canonical: canonical.into(),
            document,
        });
        match origin {
            None => {
                self.push(Entry::Read(Arc::clone(&file)));
            }
            Some(origin) => {
                let key = (path.as_os_str().to_os_string(), origin.start());
                self.within.insert(key, file.id);
                self.entries.push(Entry::Read(Arc::clone(&file)));
            }
        }
        file
    }

    /// The same place in the file around the text that it lies in; the place itself where that is a file of its own.
    pub fn outer(&self, location: &Location) -> Location {
        let outer = || {
            let origin = self.source(location.file)?.document.source.origin()?;
            let file = *self.by_path.get(self.path(location.file).as_os_str())?;
            Some(Location {
                file,
                span: origin.outer_span(location.span),
                place: location.place,
            })
        };
        outer().unwrap_or(*location)
    }

    fn next(&self) -> FileId {
        FileId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    fn push(&mut self, file: Entry) -> FileId {
        let (id, path) = (self.next(), file.path().as_os_str().to_os_string());
        self.by_path.insert(path, id);
        self.entries.push(file);
        id
    }

    /// Adds a file of which only the paths are known.
    pub(crate) fn add_stored(&mut self, file: StoredFile) -> FileId {
        self.push(Entry::Stored(Arc::new(file)))
    }

    /// Takes over all files of a machine, whose paths then name it; lets places of its table point here.
    pub fn absorb(&mut self, machine: &str, from: &Files) -> impl Fn(&mut Location) + use<> {
        let first = self.entries.len();
        for file in &from.entries {
            let stored = StoredFile {
                path: machine::within(machine, file.path()),
                canonical: machine::within(machine, file.canonical()),
                beyond: machine.len() + 1,
            };
            // Nobody looks for the file of another machine by its path.
            self.entries.push(Entry::Stored(Arc::new(stored)));
        }
        let shift = u32::try_from(first).unwrap_or(u32::MAX);
        move |location| location.file = FileId(location.file.0.saturating_add(shift))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Path and true name of each, in the order of their numbers.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (&Path, &Path)> {
        let files = self.entries.iter();
        files.map(|file| (file.path(), file.canonical()))
    }

    /// The file of this path that was added last.
    pub(crate) fn last_of(&self, path: &Path) -> Option<FileId> {
        self.by_path.get(path.as_os_str()).copied()
    }

    /// The path of a file on the machine that it is on.
    pub fn local_path(&self, id: FileId) -> &Path {
        let path = self.path(id);
        let beyond = match self.get(id) {
            Some(Entry::Stored(file)) => file.beyond,
            _ => 0,
        };
        let local = path.to_str().and_then(|path| path.get(beyond..));
        local.map_or(path, Path::new)
    }

    /// Whether this is a number of the table.
    pub fn holds(&self, id: FileId) -> bool {
        self.get(id).is_some()
    }

    fn get(&self, id: FileId) -> Option<&Entry> {
        self.entries.get(id.0 as usize)
    }

    /// Parses the bytes of a file and adds it; `path` is as it is shown.
    pub fn parse(
        &mut self,
        path: impl Into<PathBuf>,
        bytes: &[u8],
        format: Format,
        limits: &Limits,
    ) -> Arc<SourceFile> {
        let path = path.into();
        let document = Arc::new(portlint_syntax::parse(bytes, format, limits));
        self.add(&path, &path, document)
    }

    /// A file with its content; `None` for one whose content is not at hand.
    pub fn source(&self, id: FileId) -> Option<&Arc<SourceFile>> {
        match self.get(id)? {
            Entry::Read(file) => Some(file),
            Entry::Stored(_) => None,
        }
    }

    /// The file of this path as shown; the one that was added last where there are several.
    pub fn of_path(&self, path: &Path) -> Option<&Arc<SourceFile>> {
        self.source(*self.by_path.get(path.as_os_str())?)
    }

    /// The path of a file as it is shown; empty for a number of another table.
    pub fn path(&self, id: FileId) -> &Path {
        self.get(id).map_or(Path::new(""), Entry::path)
    }

    /// Whether two numbers mean one path: a template and what is rendered from it have two.
    pub fn share_path(&self, a: FileId, b: FileId) -> bool {
        a == b || self.path(a) == self.path(b)
    }

    /// The text at a place, where the file's content is at hand.
    pub fn text(&self, location: &Location) -> Option<&str> {
        let file = self.source(location.file)?;
        Some(file.document.source.slice(location.span))
    }

    /// Lets places of another table point here, and takes over the files that they point at, no others.
    pub fn adopting<'f>(&'f mut self, from: &'f Files) -> impl FnMut(&mut Location) + 'f {
        let mut adopted = BTreeMap::new();
        move |location| {
            let new =
                adopted
                    .entry(location.file)
                    .or_insert_with(|| match from.get(location.file)? {
                        Entry::Read(file) => {
                            let document = Arc::clone(&file.document);
                            Some(self.add(&file.path, &file.canonical, document).id)
                        }
                        stored @ Entry::Stored(_) => Some(self.push(stored.clone())),
                    });
            location.file = new.unwrap_or(location.file);
        }
    }
}
