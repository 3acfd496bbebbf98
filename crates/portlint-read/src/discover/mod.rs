//! From paths to homes: which directories are WSO2 homes, of which product and version, and what they can start.

mod apart;
mod by_bundles;
mod candidate;
mod copies;
mod found;
mod identity;
mod kept;
mod locate;
mod lone;
mod repository;
mod runtimes;
mod search;
mod stray;
mod templates;
mod unknown_version;

pub(crate) use found::reason;
pub use kept::Kept;

use crate::budget::{Budget, DirectoriesLeft};
use crate::bundles::Bundles;
use crate::containers::{self, Described, Descriptions};
use crate::facts::HomeFacts;
use crate::names::Names;
use crate::reader::{HomeReader, Shared};
use crate::resolve::{RuntimeContext, resolve};
use candidate::Candidate;
use found::Found;
use portlint_catalog::{Catalog, built_in};
use portlint_files::{FileKind, FileSystem, Meter, Metered, ReadError, Tracked};
use portlint_host::{
    Files, Home, Host, NotLookedAt, NotLookedAtReason, Problem, ProblemKind, Runtime,
};
use portlint_syntax::{ErrorKind, Format, Limits};
use runtimes::{runtimes_of, starts, unknown_runtimes};

pub(crate) use identity::zip_name as product_of_name;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub(crate) use templates::product_of_template;

/// The path that stands for a stream on standard input.
const STANDARD_INPUT: &str = "-";

/// How deep directories are searched for homes: `/opt/wso2/*` needs 1, a fleet of `host/product/home` 3.
const SEARCH_DEPTH: usize = 4;

/// What to scan.
pub struct Request<'a> {
    /// Homes, directories of homes, or configuration files.
    pub paths: &'a [PathBuf],
    /// Bounds for each file.
    pub limits: Limits,
    /// Bounds for each home and for the run.
    pub budget: Budget,
    /// What the user told about a home: given its path as shown and its canonical path.
    pub facts: &'a (dyn Fn(&Path, &Path) -> HomeFacts + Sync),
}

impl Request<'_> {
    /// What the user told about a home. An entry may name the folder of a file as well as the file.
    fn told(&self, path: &Path, canonical: &Path) -> HomeFacts {
        (self.facts)(path, canonical)
    }

    /// The same of a home that was found.
    fn told_of(&self, files: &dyn FileSystem, candidate: &Candidate) -> HomeFacts {
        let mut told = HomeFacts::default();
        if candidate.called.is_some() {
            let folder = candidate.directory();
            let canonical = files.canonical(folder).unwrap_or_default();
            told.merge(&(self.facts)(folder, &canonical));
        }
        told.merge(&(self.facts)(&candidate.path, &candidate.canonical));
        told
    }
}

/// What came out.
#[derive(Debug, Default)]
pub struct Scan {
    /// The homes.
    pub host: Host,
    /// Paths of the request that could not be used.
    pub errors: Vec<PathError>,
}

/// Why a path of the request could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathError {
    /// It does not exist.
    Missing(PathBuf),
    /// It cannot be read; the operating system's words.
    Unreadable(PathBuf, String),
    /// No WSO2 home lies there or below.
    NoHome(PathBuf),
    /// A file that is no configuration of a WSO2 server.
    NotAConfiguration(PathBuf),
    /// Nothing but templates, which are among what was not looked at.
    OnlyTemplates(PathBuf),
    /// A stream of manifests that cannot be read as YAML.
    NotYaml {
        /// The path of the stream.
        path: PathBuf,
        /// The line of the first mistake, counted from 1.
        line: u32,
        /// Its column, counted from 1.
        column: u32,
        /// What is wrong, without any text of the stream.
        message: String,
    },
}

impl PathError {
    /// True when the path could be read, and no configuration of a WSO2 server is there.
    pub fn is_empty(&self) -> bool {
        matches!(
            self,
            PathError::NoHome(_) | PathError::NotAConfiguration(_) | PathError::OnlyTemplates(_)
        )
    }

    /// The path, as given.
    pub fn path(&self) -> &Path {
        match self {
            PathError::Missing(path)
            | PathError::Unreadable(path, _)
            | PathError::NoHome(path)
            | PathError::OnlyTemplates(path)
            | PathError::NotYaml { path, .. }
            | PathError::NotAConfiguration(path) => path,
        }
    }
}

impl std::fmt::Display for PathError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PathError::Missing(path) => write!(f, "{}: no such file or directory", path.display()),
            PathError::Unreadable(path, why) => write!(f, "{}: {why}", path.display()),
            PathError::OnlyTemplates(path) => {
                write!(
                    f,
                    "{}: nothing but templates here, which something else has to render first",
                    path.display()
                )
            }
            PathError::NotYaml {
                path,
                line,
                column,
                message,
            } => {
                let path = if path.as_os_str() == STANDARD_INPUT {
                    "standard input".to_string()
                } else {
                    path.display().to_string()
                };
                write!(f, "{path}:{line}:{column}: {message}")
            }
            PathError::NotAConfiguration(path) | PathError::NoHome(path)
                if path.as_os_str() == STANDARD_INPUT =>
            {
                write!(f, "standard input: no manifest with a WSO2 server")
            }
            PathError::NoHome(path) => write!(f, "{}: no WSO2 home here or below", path.display()),
            PathError::NotAConfiguration(path) => write!(
                f,
                "{}: not the configuration of a WSO2 server (deployment.toml, deployment.yaml, carbon.xml)",
                path.display()
            ),
        }
    }
}

/// Finds and reads all homes under the paths. A home reached twice counts once.
pub fn scan(files: &dyn FileSystem, request: &Request<'_>) -> Scan {
    scan_with(files, request, built_in())
}

/// The same, with other facts about what the products open than those that are compiled in.
pub fn scan_with(disk: &dyn FileSystem, request: &Request<'_>, catalog: &'static Catalog) -> Scan {
    scan_in(disk, request, catalog, None)
}

/// As [`scan`], with what still holds of the scan before; keeps this one for the next.
pub fn scan_keeping(files: &dyn FileSystem, request: &Request<'_>, kept: &mut Kept) -> Scan {
    scan_in(files, request, built_in(), Some(kept))
}

fn scan_in(
    disk: &dyn FileSystem,
    request: &Request<'_>,
    catalog: &'static Catalog,
    mut kept: Option<&mut Kept>,
) -> Scan {
    let meter = request.budget.of_run();
    let search = search_in(disk, request, &meter, kept.as_deref_mut());
    let reading = Reading {
        files: disk,
        request,
        described: &search.described.files,
        catalog,
    };
    let mut not_looked_at = search.not_looked_at.clone();
    let candidates = &search.candidates;
    let mut homes = reading.within_the_run(candidates, &meter, &mut not_looked_at, kept);
    not_looked_at.sort();
    not_looked_at.dedup();
    homes.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    let mut host = Host::of(homes);
    host.not_looked_at = not_looked_at;
    for stack in &search.described.stacks {
        host.add_stack(stack.clone(), &search.described.files);
    }
    let is_told = |home: &Home| {
        (request.facts)(&home.path, &home.canonical)
            .active
            .is_some()
    };
    let files = Metered::new(disk, &meter);
    copies::mark(&mut host, &files, request.limits, &is_told);
    let loose = candidates
        .iter()
        .filter(|candidate| candidate.container.is_none() && candidate.is_loose(&files));
    let loose = loose.map(|candidate| candidate.canonical.clone());
    apart::put(&mut host, &loose.collect());
    let errors = search.errors.clone();
    Scan { host, errors }
}

/// What was found, before the homes are read.
#[derive(Debug)]
struct Search {
    /// By their true names.
    candidates: Vec<Candidate>,
    described: Described,
    not_looked_at: Vec<NotLookedAt>,
    errors: Vec<PathError>,
    /// How many bytes were read.
    bytes: u64,
}

/// The search, unless the one before still holds.
fn search_in(
    disk: &dyn FileSystem,
    request: &Request<'_>,
    meter: &Meter,
    kept: Option<&mut Kept>,
) -> Arc<Search> {
    let Some(kept) = kept else {
        return Arc::new(search(disk, request, meter));
    };
    if let Some(known) = kept.search() {
        meter.count(known.bytes);
        return known;
    }
    let tracked = Tracked::new(disk);
    let found = Arc::new(search(&tracked, request, meter));
    if !meter.is_spent() {
        kept.keep_search(&found, tracked.into_read());
    }
    found
}

fn search(disk: &dyn FileSystem, request: &Request<'_>, meter: &Meter) -> Search {
    let files = &Metered::new(disk, meter);
    let left = DirectoriesLeft::of(&request.budget);
    let mut errors = Vec::new();
    let mut found: BTreeMap<PathBuf, Candidate> = BTreeMap::new();
    let mut not_looked_at = Vec::new();
    let mut descriptions = Descriptions::default();
    let mut walked = Vec::new();
    for path in request.paths {
        let search = candidates(files, path, request, &left);
        if path.as_os_str() == STANDARD_INPUT
            && let Some(mistake) = mistake_of_stream(files, path, &request.limits)
        {
            errors.push(mistake);
            if search.is_err() {
                continue;
            }
        }
        match search {
            Ok(some) => {
                not_looked_at.extend(some.not_looked_at);
                if !some.descriptions.is_empty() {
                    walked.push(path.as_path());
                    descriptions.merge(some.descriptions);
                } else if some.candidates.is_empty() && meter.is_spent() {
                    not_looked_at.push(over_budget(path, false));
                } else if some.candidates.is_empty() {
                    errors.push(PathError::NoHome(path.clone()));
                }
                for candidate in some.candidates {
                    found
                        .entry(candidate.canonical.clone())
                        .and_modify(|known| known.merge(&candidate))
                        .or_insert(candidate);
                }
            }
            Err(PathError::NotAConfiguration(_)) if meter.is_spent() => {
                not_looked_at.push(over_budget(path, false));
            }
            Err(error) => errors.push(error),
        }
    }
    let mut unrendered = templates::set_aside(files, request, &mut found, &descriptions);
    let mut described = containers::describe(files, request.limits, &descriptions);
    unrendered.retain(|passed| !described.rendered.contains(&passed.path));
    assign(files, &mut found, &described, &walked);
    for path in request.paths {
        let described = format!("{}#", path.display());
        let is_below = |other: &Path| {
            other.starts_with(path)
                || path.as_path() == Path::new(".")
                || other.to_string_lossy().starts_with(&described)
        };
        let is_used = found.values().any(|candidate| is_below(&candidate.path));
        let is_said = errors.iter().any(|error| error.path() == path);
        let has_templates = unrendered.iter().any(|passed| is_below(&passed.path));
        if is_used {
            continue;
        }
        if has_templates {
            errors.retain(|error| error.path() != path);
            errors.push(PathError::OnlyTemplates(path.clone()));
        } else if !is_said && walked.contains(&path.as_path()) {
            errors.push(PathError::NoHome(path.clone()));
        }
    }
    not_looked_at.extend(unrendered);
    // A path that was passed over may have been given by itself.
    not_looked_at.retain(|passed: &NotLookedAt| {
        let canonical = files.canonical(&passed.path);
        canonical.is_none_or(|canonical| !found.contains_key(&canonical))
    });
    not_looked_at.append(&mut described.not_looked_at);
    Search {
        candidates: found.into_values().collect(),
        described,
        not_looked_at,
        errors,
        bytes: meter.used(),
    }
}

/// Adds the homes in containers. Configuration that one of them sees is not a home of its own; what nobody is known to see
/// belongs to a container that is not known, when it lies where containers are described.
fn assign(
    files: &dyn FileSystem,
    found: &mut BTreeMap<PathBuf, Candidate>,
    described: &Described,
    walked: &[&Path],
) {
    let layers = described.homes.iter().flat_map(|home| &home.layers);
    let seen = layers.map(|layer| layer.canonical.as_path());
    let seen = seen.collect::<BTreeSet<_>>();
    let is_seen = |file: &PathBuf| file.ancestors().any(|above| seen.contains(above));
    found.retain(|_, candidate| !candidate.governing_files(files).iter().any(is_seen));
    for candidate in found.values_mut() {
        let is_walked = walked.iter().any(|path| candidate.path.starts_with(path));
        if is_walked && !candidate.is_installed(files) {
            let name = candidate.canonical.file_name().unwrap_or_default();
            let name = name.to_string_lossy();
            let namespace = containers::image_namespace(&candidate.path, &name, None);
            candidate.namespace = Some(namespace);
        }
    }
    for home in &described.homes {
        let candidate = Candidate::in_container(home.clone());
        found.insert(candidate.canonical.clone(), candidate);
    }
}

fn candidates(
    files: &dyn FileSystem,
    path: &Path,
    request: &Request<'_>,
    left: &DirectoriesLeft,
) -> Result<Found, PathError> {
    let one = |candidate| Found {
        candidates: vec![candidate],
        ..Found::default()
    };
    match files.kind(path) {
        None => match files.read(path, 0) {
            Err(ReadError::Refused(why)) => Err(PathError::Unreadable(path.to_path_buf(), why)),
            _ => Err(PathError::Missing(path.to_path_buf())),
        },
        Some(FileKind::Directory) => {
            let names = Names::of(files, path)
                .map_err(|why| PathError::Unreadable(path.to_path_buf(), why.to_string()))?;
            let limits = &request.limits;
            let is_tree = found::is_repository(&names) && !found::is_installed(&names);
            Ok(match locate::enclosing(files, path, Some(&names), limits) {
                Some(home) if home.parts.is_empty() && is_tree => {
                    search::below(files, path, names, limits, left, SEARCH_DEPTH)
                }
                Some(home) if home.parts.is_empty() => Found {
                    candidates: vec![home],
                    not_looked_at: found::inside(files, path, &names),
                    ..Found::default()
                },
                Some(home) => one(home),
                None => search::below(files, path, names, limits, left, SEARCH_DEPTH),
            })
        }
        Some(FileKind::File(_)) if is_stream(files, path, request) => {
            let mut found = Found::default();
            found.descriptions.manifests.insert(path.to_path_buf());
            Ok(found)
        }
        Some(FileKind::File(_)) => {
            let told = told_of_file(files, path, request);
            let limits = &request.limits;
            // What lies in a home is that home, but for a variant of its file that is given as a configuration of its own.
            let variant = lone::is_variant(path).then(|| lone::told(files, path, &told));
            variant
                .flatten()
                .or_else(|| locate::enclosing(files, path, None, limits))
                .or_else(|| lone::candidate(files, path, limits, told.product.as_deref()))
                .or_else(|| lone::told(files, path, &told))
                .map(one)
                .ok_or_else(|| PathError::NotAConfiguration(path.to_path_buf()))
        }
        Some(FileKind::Other) => Err(PathError::Unreadable(
            path.to_path_buf(),
            "neither a file nor a directory".to_string(),
        )),
    }
}

/// Whether a file is a stream of manifests: standard input, or one that is none of a server's own.
fn is_stream(files: &dyn FileSystem, path: &Path, request: &Request<'_>) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let may_be =
        path.as_os_str() == STANDARD_INPUT || name.is_some_and(containers::may_be_manifest);
    may_be && {
        let bytes = files.read(path, request.limits.bytes as u64);
        containers::is_manifest(&String::from_utf8_lossy(&bytes.unwrap_or_default()))
    }
}

/// The first mistake that keeps a stream from being YAML.
fn mistake_of_stream(files: &dyn FileSystem, path: &Path, limits: &Limits) -> Option<PathError> {
    let bytes = files.read(path, limits.bytes as u64).ok()?;
    let stream = Arc::new(portlint_syntax::undivided(&bytes, Format::Yaml, limits));
    let whole = stream.errors.iter().map(|error| (&*stream, error));
    let documents = portlint_syntax::stream(&stream, limits);
    let parts = documents
        .iter()
        .flat_map(|document| document.errors.iter().map(move |error| (document, error)));
    let mut all = whole.chain(parts);
    let is_mistake = |kind| !matches!(kind, ErrorKind::Duplicate | ErrorKind::ByteOrderMark);
    let (document, error) = all.find(|(_, error)| is_mistake(error.kind))?;
    let place = document.source.place(error.span);
    Some(PathError::NotYaml {
        path: path.to_path_buf(),
        line: place.line,
        column: place.column,
        message: error.message.clone(),
    })
}

/// What the user told about a file: an entry may name the file, or the folder that is its home.
fn told_of_file(files: &dyn FileSystem, path: &Path, request: &Request<'_>) -> HomeFacts {
    let canonical = |path: &Path| files.canonical(path).unwrap_or_default();
    let folder = candidate::parent(path);
    let mut told = request.told(folder, &canonical(folder));
    told.merge(&request.told(path, &canonical(path)));
    told
}

/// Fewest homes that are worth a thread of their own.
const HOMES_PER_THREAD: usize = 4;

/// What came of a home.
#[derive(Debug)]
struct ReadHome {
    home: Home,
    /// The files that it points at.
    files: Files,
    /// What was not read for a bound.
    refused: BTreeSet<PathBuf>,
    /// How many bytes of it were read.
    bytes: u64,
}

/// What the reading of all homes needs.
struct Reading<'a> {
    files: &'a dyn FileSystem,
    request: &'a Request<'a>,
    described: &'a Files,
    catalog: &'static Catalog,
}

impl Reading<'_> {
    /// Reads homes as far as the bytes of the run allow; the order is kept. Of threads it depends on chance who is refused
    /// first: when somebody was, all homes are read again, one after the other.
    fn within_the_run(
        &self,
        candidates: &[Candidate],
        meter: &Meter,
        not_looked_at: &mut Vec<NotLookedAt>,
        kept: Option<&mut Kept>,
    ) -> Vec<(Home, SharedFiles)> {
        let before = meter.used();
        let shared = Shared::new(self.request.limits);
        let mut homes = Vec::new();
        if !meter.is_spent() {
            homes = match kept {
                Some(kept) => self.changed(candidates, meter, &shared, kept),
                None => {
                    let read = |home: &Candidate| Arc::new(self.home(home, meter, &shared));
                    with_threads(candidates, &read)
                }
            };
        }
        if meter.is_spent() {
            homes.clear();
            let again = meter.at(before);
            for candidate in candidates {
                if again.is_spent() {
                    not_looked_at.push(over_budget(&candidate.path, true));
                } else {
                    homes.push(Arc::new(self.home(candidate, &again, &shared)));
                }
            }
        }
        let homes = homes.into_iter().map(|read| {
            let refused = read.refused.iter().map(|path| over_budget(path, false));
            not_looked_at.extend(refused);
            // Only a home that is kept is needed twice.
            match Arc::try_unwrap(read) {
                Ok(read) => (read.home, SharedFiles::Own(read.files)),
                Err(kept) => (kept.home.clone(), SharedFiles::Kept(kept)),
            }
        });
        homes.collect()
    }

    /// Reads the homes of which the last scan does not hold any more.
    fn changed(
        &self,
        candidates: &[Candidate],
        meter: &Meter,
        shared: &Shared,
        kept: &mut Kept,
    ) -> Vec<Arc<ReadHome>> {
        let known = candidates.iter().map(|candidate| kept.home(candidate));
        let known = known.collect::<Vec<_>>();
        for home in known.iter().flatten() {
            meter.count(home.bytes);
        }
        let unknown = candidates.iter().zip(&known);
        let unknown = unknown.filter(|(_, home)| home.is_none());
        let unknown = unknown.map(|(candidate, _)| candidate).collect::<Vec<_>>();
        let read = |candidate: &&Candidate| {
            let tracked = Tracked::new(self.files);
            let reading = Reading {
                files: &tracked,
                ..*self
            };
            let home = Arc::new(reading.home(candidate, meter, shared));
            (home, tracked.into_read())
        };
        let read = with_threads(&unknown, &read);
        kept.retain(candidates);
        let mut new = Vec::new();
        for (candidate, (home, files)) in unknown.into_iter().zip(read) {
            // One that was refused something is read anew, when there may be more room.
            if home.refused.is_empty() && !meter.is_spent() {
                kept.keep_home(candidate, &home, files);
            }
            new.push(home);
        }
        let mut new = new.into_iter();
        known
            .into_iter()
            .filter_map(|home| home.or_else(|| new.next()))
            .collect()
    }

    /// Reads one home.
    fn home(&self, home: &Candidate, meter: &Meter, shared: &Shared) -> ReadHome {
        let files = Metered::new(self.files, meter);
        let reader = HomeReader::new(&files, home.directory(), self.request.limits)
            .within(&self.request.budget)
            .seeing(home.container.as_ref().map(|it| it.layers.as_slice()))
            .with_catalog(self.catalog)
            .sharing(shared, home.canonical.clone())
            .knowing(home.names.as_ref())
            .calling(home.lone.as_deref(), home.called.as_deref());
        let told = self.request.told_of(self.files, home);
        read_home(reader, &told, home, self.described)
    }
}

/// The files of a home, its own or those of one that is kept.
enum SharedFiles {
    Own(Files),
    Kept(Arc<ReadHome>),
}

impl Borrow<Files> for SharedFiles {
    fn borrow(&self) -> &Files {
        match self {
            SharedFiles::Own(files) => files,
            SharedFiles::Kept(home) => &home.files,
        }
    }
}

/// Does something with each, many of them with all processors.
fn with_threads<T: Sync, R: Send>(all: &[T], each: &(impl Fn(&T) -> R + Sync)) -> Vec<R> {
    let some = |some: &[T]| some.iter().map(each).collect::<Vec<_>>();
    let most_threads = all.len() / HOMES_PER_THREAD;
    if most_threads < 2 {
        return some(all);
    }
    // To ask for processors reads several files of the kernel.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(most_threads);
    if threads < 2 {
        return some(all);
    }
    std::thread::scope(|scope| {
        let mut parts = all.chunks(all.len().div_ceil(threads));
        let own = parts.next().unwrap_or_default();
        let others = parts.map(|part| scope.spawn(move || some(part)));
        let others = others.collect::<Vec<_>>();
        let mut done = some(own);
        for other in others {
            let joined = other.join();
            done.extend(joined.unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

/// What was not read because of a bound of the home or of the run.
fn over_budget(path: &Path, looks_like_home: bool) -> NotLookedAt {
    NotLookedAt {
        looks_like_home,
        ..NotLookedAt::new(path.to_path_buf(), NotLookedAtReason::Budget)
    }
}

/// Reads one home. A failure inside stays inside: the other homes are still read.
fn read_home(
    mut reader: HomeReader<'_>,
    told: &HomeFacts,
    candidate: &Candidate,
    described: &Files,
) -> ReadHome {
    let mut facts = HomeFacts::default();
    if let Some(container) = &candidate.container {
        facts.merge(&container.facts);
    }
    facts.merge(told);
    let identity = identity::of_home(&mut reader, candidate, &facts);
    let catalog = reader.catalog();
    let catalogued = identity
        .product
        .and_then(|id| catalog.product(id))
        .or_else(|| catalog.product("unknown"));
    let mut problems = identity.problems.clone();
    let mut runtimes = Vec::new();
    if let Some(product) = catalogued {
        let is_unknown = identity.product.is_none() && candidate.lone.is_none();
        let bundles = if is_unknown {
            Bundles::of_home(&reader)
        } else {
            None
        };
        let (present, missing) = runtimes_of(&reader, product, &identity, candidate);
        problems.extend(missing);
        if candidate.lone.is_none() && candidate.container.is_none() {
            problems.extend(stray::configuration(&reader, product, &present));
        }
        for (spec, conf) in &present {
            if !starts(spec, candidate, conf, &facts) {
                continue;
            }
            if let Some(bundles) = &bundles {
                let read = by_bundles::read(&mut reader, bundles, spec, |reader, stand_in| {
                    let context = RuntimeContext {
                        catalog,
                        product: stand_in.product,
                        version: Some(&stand_in.version),
                        rules: stand_in.rules.as_ref(),
                        runtime: stand_in.runtime,
                        conf,
                        facts: &facts,
                    };
                    read_runtime(reader, &context, &mut problems)
                });
                runtimes.extend(read);
                continue;
            }
            let mut versions = match &identity.version {
                Some(version) => vec![product.rules_for(Some(version), spec)],
                None => product.candidates(spec).map(Some).collect::<Vec<_>>(),
            };
            if versions.is_empty() {
                versions.push(None);
            }
            let facts = facts.of_runtime(&candidate.canonical, conf);
            let mut read = versions.into_iter().map(|rules| {
                let context = RuntimeContext {
                    catalog,
                    product,
                    version: identity.version.as_ref(),
                    rules: rules.as_ref(),
                    runtime: spec,
                    conf,
                    facts: &facts,
                };
                let runtime = read_runtime(&mut reader, &context, &mut problems);
                (rules, runtime)
            });
            let Some((_, newest)) = read.next() else {
                continue;
            };
            let others = read.filter_map(|(v, r)| v.map(|v| (v, r))).collect();
            let mut runtime = unknown_version::blend(newest, others);
            // A runtime lives as long as the host, and a host may have thousands.
            runtime.listeners.shrink_to_fit();
            runtime.references.shrink_to_fit();
            runtimes.push(runtime);
        }
        problems.extend(unknown_runtimes(&facts, product, candidate));
    }
    problems.extend(reader.take_problems());
    runtimes.shrink_to_fit();
    let mut table = reader.table();
    let mut around = Home::new(&candidate.path);
    around.namespace.clone_from(&candidate.namespace);
    if let Some(container) = &candidate.container {
        around.namespace.clone_from(&container.namespace);
        around.published.clone_from(&container.published);
        around.problems.clone_from(&container.problems);
        around.container = (!container.is_rendered).then(|| container.container.clone());
    }
    if told.namespace.is_some() {
        around.namespace = told.namespace();
    }
    around.locations_mut(&mut table.adopting(described));
    problems.append(&mut around.problems);
    if candidate
        .container
        .as_ref()
        .is_some_and(|it| it.is_rendered)
    {
        let is_ours = |problem: &Problem| is_of_unknown_value(&table, problem);
        problems.retain(|problem| !is_ours(problem));
        for runtime in &mut runtimes {
            runtime.problems.retain(|problem| !is_ours(problem));
        }
    }
    let governing = runtimes.iter().find_map(|runtime| runtime.governing);
    let governing = governing.and_then(|location| table.source(location.file));
    if let (Some(container), Some(file)) = (&mut around.container, governing) {
        let text = file.document.source.text();
        (container.has_proxy_port, container.numbers) = containers::named_numbers(text);
        containers::note_missing_variables(container, &facts, file);
    }
    let update = candidate
        .container
        .as_ref()
        .and_then(|it| it.update.clone());
    let home = Home {
        path: candidate.path.clone(),
        canonical: candidate.canonical.clone(),
        product: identity.product.map(str::to_string),
        name: identity
            .product
            .and_then(|id| catalog.product(id))
            .map(|p| p.name.to_string()),
        version: identity.version,
        update: update.or(identity.update),
        identity: identity.clues,
        group: facts.host.clone(),
        is_remote: false,
        namespace: around.namespace,
        published: around.published,
        container: around.container,
        active: facts.active.unwrap_or(true),
        copy_of: None,
        pinned: facts.pin.unwrap_or(false),
        runtimes,
        problems,
    };
    ReadHome {
        home,
        files: table,
        refused: reader.take_over_budget(),
        bytes: reader.bytes_read(),
    }
}

/// Whether a problem speaks of a value that only Ansible knows: what stands for it here is our own.
fn is_of_unknown_value(files: &Files, problem: &Problem) -> bool {
    let at = problem.location.as_ref();
    let text = at.and_then(|at| files.text(at)).unwrap_or_default();
    text.contains(containers::UNKNOWN_NAME) || problem.message.contains(containers::UNKNOWN_NAME)
}

/// Resolves one runtime. A bug in our own code must not take the other homes with it, so a panic becomes a finding.
fn read_runtime(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
    problems: &mut Vec<Problem>,
) -> Runtime {
    let attempt =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| resolve(reader, context)));
    attempt.unwrap_or_else(|_| {
        problems.push(
            Problem::of(
                ProblemKind::UnreadableFile,
                reader.path(&context.governing()),
                "internal error while this runtime was read; its ports are not known",
            )
            .with_help(
                "this is a bug of wso2-portlint: please report it with the file, secrets removed",
            ),
        );
        crate::resolve::empty(context)
    })
}
