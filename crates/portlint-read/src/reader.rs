//! Reads the files of one home: each at most once, by known relative paths, never by walking.

use crate::budget::Budget;
use crate::containers::{EmbeddedFile, Layer};
use crate::launch_property::LaunchProperty;
use crate::names::Names;
use portlint_catalog::{Catalog, built_in};
use portlint_files::{Directory, FileKind, FileSystem, Meter, ReadError};
use portlint_host::{
    Documents, Files, Location, PortForm, Problem, ProblemKind, Reference, SourceFile,
};
use portlint_syntax::{Format, Limits, Span};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// What the readers of all homes share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// What was found in the directories that hold homes. A thousand homes may lie in one of them: it is listed once.
    neighbours: Mutex<BTreeMap<PathBuf, Arc<[String]>>>,
    /// Homes of one product ship the same files.
    documents: Documents,
}

impl Shared {
    /// Nothing yet.
    pub(crate) fn new(limits: Limits) -> Shared {
        Shared {
            neighbours: Mutex::default(),
            documents: Documents::new(limits),
        }
    }
}

/// What a start gives to the machine.
struct Launch {
    whose: String,
    properties: Vec<LaunchProperty>,
    /// Why it starts no server, and where.
    failure: Option<(&'static str, Option<Location>)>,
}

/// The files of one home.
pub struct HomeReader<'a> {
    files: &'a dyn FileSystem,
    /// What is known about the products.
    catalog: &'static Catalog,
    shared: Option<&'a Shared>,
    home: Directory<'a>,
    /// In a container: the files of the host that are seen in the home, the strongest first.
    layers: Option<&'a [Layer]>,
    /// A file that has another name here than the server reads it by: that name, and its own.
    called: Option<(String, String)>,
    /// The home's one true name.
    canonical: PathBuf,
    /// What lies directly in the home.
    names: OnceCell<Names>,
    limits: Limits,
    /// The bytes of this home that were read; what lies beside it counts too.
    meter: Rc<Meter>,
    /// Bytes to which the archives of this home may still be inflated, until one was refused for it; and at first.
    inflated_left: Option<u64>,
    inflated_most: u64,
    /// The files that were parsed; the reader of what lies beside the home adds to the same table.
    table: Rc<RefCell<Files>>,
    read: BTreeMap<(PathBuf, &'static str), Option<Arc<SourceFile>>>,
    problems: Vec<Problem>,
    /// What the start of the last runtime gives to the machine, and whose that is.
    launch: Option<Launch>,
    /// Why the start script starts no server, and where, unless the user told that.
    call_failure: Option<(&'static str, Option<Location>)>,
    /// What is there and could not be read.
    refused: BTreeSet<PathBuf>,
    /// The part of them that is counted instead of told.
    over_budget: BTreeSet<PathBuf>,
}

impl<'a> HomeReader<'a> {
    /// A reader for the home at `home`, a path as it is shown.
    pub fn new(files: &'a dyn FileSystem, home: impl Into<PathBuf>, limits: Limits) -> Self {
        let home = home.into();
        HomeReader {
            files,
            catalog: built_in(),
            shared: None,
            canonical: home.clone(),
            home: Directory::new(files, home),
            layers: None,
            called: None,
            names: OnceCell::new(),
            limits,
            meter: Rc::new(Budget::default().of_home()),
            inflated_left: Some(Budget::default().inflated_bytes),
            inflated_most: Budget::default().inflated_bytes,
            table: Rc::default(),
            read: BTreeMap::new(),
            problems: Vec::new(),
            launch: None,
            call_failure: None,
            refused: BTreeSet::new(),
            over_budget: BTreeSet::new(),
        }
    }

    /// The same, within these bounds for a home.
    pub(crate) fn within(mut self, budget: &Budget) -> Self {
        self.meter = Rc::new(budget.of_home());
        self.inflated_left = Some(budget.inflated_bytes);
        self.inflated_most = budget.inflated_bytes;
        self
    }

    /// The same, for a home with this true name, sharing what readers of other homes know.
    pub(crate) fn sharing(mut self, shared: &'a Shared, canonical: PathBuf) -> Self {
        self.shared = Some(shared);
        self.canonical = canonical;
        self
    }

    /// The same, where the file that governs the server has a name of its own.
    pub(crate) fn calling(mut self, governing: Option<&str>, own: Option<&str>) -> Self {
        self.called = governing.map(str::to_string).zip(own.map(str::to_string));
        self
    }

    /// The name that a relative path has here.
    fn here<'r>(&'r self, relative: &'r str) -> &'r str {
        match &self.called {
            Some((governing, own)) if governing == relative => own,
            _ => relative,
        }
    }

    /// Whether the home is in a container.
    pub fn is_in_container(&self) -> bool {
        self.layers.is_some()
    }

    /// The same, for a home in a container, in which these files are seen.
    pub(crate) fn seeing(mut self, layers: Option<&'a [Layer]>) -> Self {
        if layers.is_some() {
            let _ = self.names.set(Names::unknown());
        }
        self.layers = layers;
        self
    }

    /// The file of the host behind a relative path, in a container: its path and its true name.
    fn behind(&self, relative: &str) -> Option<(PathBuf, PathBuf)> {
        let behind = self.layer_behind(relative);
        behind.map(|(path, canonical, _)| (path, canonical))
    }

    /// The same, and the text of one that lies in a manifest.
    fn layer_behind(&self, relative: &str) -> Option<(PathBuf, PathBuf, Option<&EmbeddedFile>)> {
        let mut layers = self.layers?.iter();
        layers.find_map(|layer| {
            let (path, canonical) = layer.behind(relative)?;
            match layer.embedded.as_deref() {
                Some(embedded) => {
                    (layer.at == relative).then_some((path, canonical, Some(embedded)))
                }
                None => self.files.kind(&path).map(|_| (path, canonical, None)),
            }
        })
    }

    /// The same, where it is known already what lies in the home.
    pub(crate) fn knowing(self, names: Option<&Names>) -> Self {
        if let Some(names) = names {
            let _ = self.names.set(names.clone());
        }
        self
    }

    /// The same, with other facts than those that are compiled in.
    pub fn with_catalog(mut self, catalog: &'static Catalog) -> Self {
        self.catalog = catalog;
        self
    }

    /// What is known about the products.
    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// The files that were parsed so far.
    pub fn table(&self) -> Files {
        self.table.borrow().clone()
    }

    /// How the files write the port of a reference.
    pub(crate) fn port_form(&self, reference: &Reference) -> PortForm {
        let table = self.table.borrow();
        let text = reference.location.as_ref().and_then(|at| table.text(at));
        PortForm::of(text.unwrap_or_default(), reference.port)
    }

    /// The home's path as it is shown.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The home's one true path, with `/` at its start and between its parts, as a start script sees it.
    pub(crate) fn canonical_home(&self) -> String {
        let path = self.canonical.to_string_lossy().replace('\\', "/");
        let path = path.trim_end_matches('/');
        if path.starts_with('/') {
            path.to_string()
        } else {
            format!("/{path}")
        }
    }

    /// The full path of a path inside the home.
    pub fn path(&self, relative: &str) -> PathBuf {
        match self.behind(relative) {
            Some((path, _)) => path,
            None => self.home().join(self.here(relative)),
        }
    }

    /// What a relative path names.
    pub fn kind(&self, relative: &str) -> Option<FileKind> {
        if let Some(layers) = self.layers {
            let is_above = |layer: &Layer| layer.is_below(relative).is_some();
            return match self.layer_behind(relative) {
                Some((_, _, Some(embedded))) => {
                    Some(FileKind::File(embedded.text.text().len() as u64))
                }
                Some((path, ..)) => self.files.kind(&path),
                None => layers.iter().any(is_above).then_some(FileKind::Directory),
            };
        }
        let here = self.here(relative);
        let asked = self.names().lead_to(here);
        asked.then(|| self.home.kind(here))?
    }

    fn names(&self) -> &Names {
        self.names
            .get_or_init(|| Names::in_directory(&self.home).unwrap_or(Names::unknown()))
    }

    /// Whether a relative path names anything.
    pub fn exists(&self, relative: &str) -> bool {
        self.kind(relative).is_some()
    }

    /// The names in a directory of the home, sorted; empty when there is none.
    pub fn list(&self, relative: &str) -> Vec<String> {
        if let Some(layers) = self.layers {
            return self.list_layers(layers, relative);
        }
        let names = self.names();
        let listed = match relative {
            "" => names.all.clone(),
            inside if names.lead_to(inside) => self.home.entries(inside).unwrap_or_default(),
            _ => Vec::new(),
        };
        listed
            .into_iter()
            .filter_map(|entry| entry.name.into_string().ok())
            .collect()
    }

    /// What all layers have in a directory.
    fn list_layers(&self, layers: &[Layer], relative: &str) -> Vec<String> {
        let mut names = BTreeSet::new();
        for layer in layers {
            if let Some((path, _)) = layer.behind(relative) {
                let entries = self.files.list(&path).unwrap_or_default().into_iter();
                names.extend(entries.filter_map(|name| name.into_string().ok()));
            }
            names.extend(layer.is_below(relative).map(str::to_string));
        }
        names.into_iter().collect()
    }

    /// The raw bytes of a file, or `None`; a file that is there but cannot be read becomes a problem.
    pub fn bytes(&mut self, relative: &str) -> Option<Vec<u8>> {
        self.bytes_within(relative, self.limits.bytes as u64)
    }

    /// As [`HomeReader::bytes`], for a file of at most `limit` bytes instead of the limit for configuration files.
    pub fn bytes_within(&mut self, relative: &str, limit: u64) -> Option<Vec<u8>> {
        if !self.names().lead_to(self.here(relative)) {
            return None;
        }
        let was_spent = self.is_spent();
        let meter = Rc::clone(&self.meter);
        let read = meter.read(limit, |limit| {
            match (self.layers, self.layer_behind(relative)) {
                (None, _) => self.home.read(self.here(relative), limit),
                (Some(_), Some((_, _, Some(embedded)))) => match embedded.text.text().as_bytes() {
                    long if long.len() as u64 > limit => Err(ReadError::TooLarge(limit)),
                    bytes => Ok(bytes.to_vec()),
                },
                (Some(_), Some((path, ..))) => self.files.read(&path, limit),
                (Some(_), None) => Err(ReadError::Missing),
            }
        });
        match read {
            Ok(bytes) => Some(bytes),
            Err(ReadError::Missing) => None,
            Err(error) => {
                let path = self.path(relative);
                self.refused.insert(path.clone());
                // One cause is one finding: the files after the first one are counted.
                if matches!(error, ReadError::OverBudget { .. }) && was_spent {
                    self.over_budget.insert(path);
                    return None;
                }
                self.problems.push(
                    Problem::of(
                        ProblemKind::UnreadableFile,
                        path,
                        format!("cannot read this file: {error}"),
                    )
                    .with_route(relative.to_string()),
                );
                None
            }
        }
    }

    /// The bytes of this home that were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.meter.used()
    }

    /// Whether no more is read, of this home or of any.
    fn is_spent(&self) -> bool {
        self.meter.is_spent() || self.files.meter().is_some_and(Meter::is_spent)
    }

    /// The files that were not read because others had reached a bound of the home or of the run. The one that reached it is
    /// a problem.
    pub(crate) fn take_over_budget(&mut self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.over_budget)
    }

    /// Bytes to which the archives of the home may inflate, still and all of them together; `None` after one was refused
    /// for it.
    pub(crate) fn inflated(&self) -> Option<(u64, u64)> {
        Some((self.inflated_left?, self.inflated_most))
    }

    /// Refuses to inflate any more archives: which ones are read must not depend on their sizes.
    pub(crate) fn end_inflating(&mut self) {
        self.inflated_left = None;
    }

    /// Counts a file that is not read because of a bound that others reached.
    pub(crate) fn count_over_budget(&mut self, relative: &str) {
        let path = self.path(relative);
        self.over_budget.insert(path);
    }

    /// Counts bytes to which an archive was inflated.
    pub(crate) fn take_inflated(&mut self, bytes: u64) {
        let left = self.inflated_left;
        self.inflated_left = left.map(|left| left.saturating_sub(bytes));
    }

    /// Whether a file is there that could not be read: too large, no regular file, not permitted.
    pub fn was_refused(&self, relative: &str) -> bool {
        self.refused.contains(&self.path(relative))
    }

    /// What the `release` file of a Java says its version is: the major number, 8 for `1.8.0_392`.
    ///
    /// `java_home` is a directory of this host; of a server in a container nothing is read.
    pub(crate) fn java_version(&self, java_home: &str) -> Option<u32> {
        /// A few lines, in every distribution.
        const MOST: u64 = 64 * 1024;
        let directory = Path::new(java_home);
        if self.is_in_container() || !directory.is_absolute() {
            return None;
        }
        let bytes = self.files.read(&directory.join("release"), MOST).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let version = text.lines().find_map(|line| {
            let value = line.trim().strip_prefix("JAVA_VERSION=")?;
            Some(value.trim_matches('"'))
        })?;
        let version = version.strip_prefix("1.").unwrap_or(version);
        version
            .split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    }

    /// The first line of a small text file, trimmed.
    pub fn first_line(&mut self, relative: &str) -> Option<String> {
        let bytes = self.bytes(relative)?;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim_start_matches('\u{feff}').lines().next()?.trim();
        (!line.is_empty()).then(|| line.to_string())
    }

    /// A parsed file; `None` when it is missing or unreadable. Its syntax errors become problems the first time.
    pub fn document(&mut self, relative: &str, format: Format) -> Option<Arc<SourceFile>> {
        let is_known = self
            .read
            .contains_key(&(PathBuf::from(relative), format_name(format)));
        let file = self.rendered(relative, format);
        if let Some(file) = file.as_ref().filter(|_| !is_known) {
            self.problems
                .extend(crate::problems::of_document(file, relative));
        }
        file
    }

    /// The same, of a file that is written anew before anybody reads it: its errors are nobody's problem.
    pub(crate) fn rendered(&mut self, relative: &str, format: Format) -> Option<Arc<SourceFile>> {
        let key = (PathBuf::from(relative), format_name(format));
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let file = self
            .bytes(relative)
            .map(|bytes| self.parse(relative, &bytes, format));
        self.read.insert(key, file.clone());
        file
    }

    /// Parses bytes that are not a file of their own, such as an entry of an archive, under the relative path that
    /// they are shown with. Nothing is reported and nothing is remembered.
    pub fn parse(&self, shown: &str, bytes: &[u8], format: Format) -> Arc<SourceFile> {
        if let Some((_, _, Some(embedded))) = self.layer_behind(shown) {
            let document = Arc::new(embedded.text.parse(format, &self.limits));
            let mut table = self.table.borrow_mut();
            return table.add(&embedded.manifest, &embedded.canonical, document);
        }
        let document = match self.shared {
            Some(shared) => shared.documents.parse(bytes, format),
            None => Arc::new(portlint_syntax::parse(bytes, format, &self.limits)),
        };
        // An entry of an archive is shown behind the archive.
        let (outer, entry) = shown.split_once("!/").unwrap_or((shown, ""));
        let inside = |path: PathBuf| match entry {
            "" => path,
            entry => PathBuf::from(format!("{}!/{entry}", path.display())),
        };
        let (path, canonical) = match self.behind(outer) {
            Some((path, canonical)) => (inside(path), inside(canonical)),
            None => {
                let here = self.here(shown);
                (self.home().join(here), self.canonical.join(here))
            }
        };
        self.table.borrow_mut().add(&path, &canonical, document)
    }

    /// A plain text file, of which only the source counts; `None` when it is missing or unreadable.
    pub fn text(&mut self, relative: &str) -> Option<Arc<SourceFile>> {
        // There is no format for plain text; properties decode any bytes, and their tree is ignored.
        let bytes = self.bytes(relative)?;
        Some(self.parse(relative, &bytes, Format::Properties))
    }

    /// A reader for the directory that holds the home, and the names there that `keep` keeps, sorted. Readers that share
    /// their neighbours must keep the same.
    pub fn beside(&self, keep: fn(&str) -> bool) -> Option<(HomeReader<'a>, Arc<[String]>)> {
        if self.layers.is_some() {
            return None;
        }
        let parent = match (self.home().file_name(), self.home().parent()) {
            (Some(_), Some(parent)) if parent.as_os_str().is_empty() => PathBuf::from("."),
            (Some(_), Some(parent)) => parent.to_path_buf(),
            _ => self.files.canonical(self.home())?.parent()?.to_path_buf(),
        };
        let beside = HomeReader {
            // Listing it for every home is just what sharing avoids.
            names: OnceCell::from(Names::unknown()),
            shared: self.shared,
            canonical: self.canonical.parent().unwrap_or(&parent).to_path_buf(),
            table: Rc::clone(&self.table),
            meter: Rc::clone(&self.meter),
            ..HomeReader::new(self.files, parent.clone(), self.limits)
        };
        let list = || {
            let names = self.files.list(&parent).unwrap_or_default().into_iter();
            let names = names.filter_map(|name| name.into_string().ok());
            names.filter(|name| keep(name)).collect()
        };
        let names = match self.shared {
            Some(shared) => {
                let mut known = shared
                    .neighbours
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                Arc::clone(known.entry(parent.clone()).or_insert_with(list))
            }
            None => list(),
        };
        Some((beside, names))
    }

    /// What the start of a runtime gives to the machine, where this was the last that was asked for.
    pub(crate) fn known_launch(&mut self, whose: &str) -> Option<Vec<LaunchProperty>> {
        let last = self.launch.as_ref().filter(|last| last.whose == whose)?;
        self.call_failure = self.call_failure.or(last.failure);
        Some(last.properties.clone())
    }

    /// Keeps what the start of a runtime gives to the machine.
    pub(crate) fn keep_launch(&mut self, whose: String, properties: &[LaunchProperty]) {
        self.launch = Some(Launch {
            whose,
            properties: properties.to_vec(),
            failure: self.call_failure,
        });
    }

    /// Records why the start script starts no server.
    pub(crate) fn fail_call(&mut self, reason: &'static str, location: Option<Location>) {
        self.call_failure.get_or_insert((reason, location));
    }

    /// Why the start script of the last runtime starts no server; the reader forgets it.
    pub(crate) fn take_call_failure(&mut self) -> Option<(&'static str, Option<Location>)> {
        self.call_failure.take()
    }

    /// Records a problem.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Records what is wrong with a place, instead of what was recorded about it before.
    pub fn report_instead(&mut self, problem: Problem) {
        if let Some(place) = problem.location {
            self.problems.retain(|known| known.location != Some(place));
        }
        self.problems.push(problem);
    }

    /// The problems so far; the reader forgets them.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Xml => "xml",
        Format::Toml => "toml",
        Format::Yaml => "yaml",
        Format::Properties => "properties",
        Format::Nginx => "nginx",
        Format::Haproxy => "haproxy",
    }
}

/// A location in a file.
pub(crate) fn at(file: &SourceFile, span: Span) -> Location {
    file.at(span)
}
