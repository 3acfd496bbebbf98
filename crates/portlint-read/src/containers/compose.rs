//! Compose files: the services of a project, each from all files that speak of it.

use super::files::ContainerFiles;
use super::interpolate::{Expanded, expand};
use super::{dotenv, words};
use portlint_host::{Location, SourceFile};
use portlint_syntax::{Document, Format, NodeId, ScalarStyle};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far `extends`, `include` and merges are followed.
const DEPTH: usize = 8;
/// Most services of one project that are looked at.
const SERVICES: usize = 10_000;
/// Most files of one project.
const FILES: usize = 1_000;

/// A file, and the files that are read together with it.
pub(super) struct Project {
    /// The main file, as shown.
    pub file: PathBuf,
    /// The directory that paths are relative to.
    pub directory: PathBuf,
    /// The strongest first: what overrides comes before what it overrides.
    documents: Vec<Part>,
    /// `.env` beside the file.
    variables: Arc<BTreeMap<String, String>>,
}

/// A mapping in a file: a whole file, or what it says of a service.
#[derive(Clone)]
pub(super) struct Part {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The mapping.
    pub node: NodeId,
    /// The directory that its paths are relative to.
    pub directory: PathBuf,
    /// The variables of an included file, weaker than those of the project.
    variables: Arc<BTreeMap<String, String>>,
}

/// A service, from the strongest file to the weakest.
pub(super) struct Service<'p> {
    /// Its project.
    pub project: &'p Project,
    /// Its name.
    pub name: String,
    /// The name in the main file.
    pub location: Location,
    parts: Vec<Part>,
    /// What it says that could not be followed; in words.
    pub(super) doubts: Vec<String>,
}

/// What stands in front of a value says of the weaker files.
#[derive(PartialEq, Eq)]
enum Mark {
    /// They count, too.
    None,
    /// `!override`: they do not count.
    Override,
    /// `!reset`: nothing counts.
    Reset,
}

/// A text and its place.
#[derive(Clone)]
pub(super) struct Placed {
    /// The text, with its variables replaced.
    pub text: String,
    /// True when a variable in it is not known.
    pub unknown: bool,
    /// Where it stands.
    pub location: Location,
    /// The directory that it is relative to, if it is a path.
    pub directory: PathBuf,
}

/// A value of a service: where it stands and how it is read.
#[derive(Clone)]
pub(super) struct Value<'s> {
    project: &'s Project,
    part: &'s Part,
    node: NodeId,
}

/// The projects of these compose files, in the order of their paths. A file that overrides or is included is part of the one that
/// it belongs to.
pub(super) fn projects(files: &ContainerFiles<'_>, paths: &[PathBuf]) -> Vec<Project> {
    let mut projects = Vec::new();
    for path in paths {
        if overridden(path, paths).is_none() {
            projects.extend(Project::read(files, path, paths));
        }
    }
    let included = |project: &Project| {
        projects.iter().any(|other| {
            other.file != project.file
                && other
                    .documents
                    .iter()
                    .any(|part| *part.file.path == *project.file)
        })
    };
    let is_own = projects
        .iter()
        .map(|project| !included(project))
        .collect::<Vec<_>>();
    let kept = projects.into_iter().zip(is_own).filter(|(_, own)| *own);
    kept.map(|(project, _)| project).collect()
}

/// The file that this one overrides: `docker-compose.yml` for `docker-compose.override.yml`.
fn overridden<'p>(path: &Path, paths: &'p [PathBuf]) -> Option<&'p PathBuf> {
    let stem = path.file_stem()?.to_str()?.strip_suffix(".override")?;
    let is_base = |other: &&PathBuf| {
        other.parent() == path.parent() && other.file_stem().is_some_and(|name| name == stem)
    };
    paths.iter().find(is_base)
}

impl Project {
    fn read(files: &ContainerFiles<'_>, path: &Path, paths: &[PathBuf]) -> Option<Project> {
        let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let overrides = paths
            .iter()
            .filter(|other| overridden(other, paths).is_some_and(|base| base == path));
        let mut documents = overrides
            .filter_map(|path| part(files, path, &directory))
            .collect::<Vec<_>>();
        documents.push(part(files, path, &directory)?);
        let mut project = Project {
            file: path.to_path_buf(),
            variables: Arc::new(variables(
                files,
                &[directory.join(".env")],
                &BTreeMap::new(),
            )),
            directory,
            documents,
        };
        project.include(files);
        project.has_services().then_some(project)
    }

    /// Adds the files that are included.
    fn include(&mut self, files: &ContainerFiles<'_>) {
        let mut next = 0;
        while let Some(part) = self.documents.get(next).cloned() {
            next += 1;
            let Some(list) = get(&part.file.document, part.node, "include") else {
                continue;
            };
            let list = Value {
                project: self,
                part: &part,
                node: list,
            };
            let included = list.items().into_iter();
            let included = included.flat_map(|item| self.included(files, &item));
            for part in included.collect::<Vec<_>>() {
                let is_known = |other: &Part| other.file.path == part.file.path;
                if self.documents.len() < FILES && !self.documents.iter().any(is_known) {
                    self.documents.push(part);
                }
            }
        }
    }

    /// The files of an entry of `include`, the strongest first.
    fn included(&self, files: &ContainerFiles<'_>, item: &Value<'_>) -> Vec<Part> {
        let list = |value: Option<Value<'_>>| {
            let value = value.into_iter();
            let texts = value.flat_map(|value| {
                let single = value.text().is_some().then(|| value.clone());
                single.into_iter().chain(value.items()).collect::<Vec<_>>()
            });
            let texts = texts.filter_map(|value| value.text());
            let paths = texts.map(|text| join(&text.directory, &text.text));
            paths.collect::<Vec<_>>()
        };
        let is_path = item.text().is_some();
        let paths = list(if is_path {
            Some(item.clone())
        } else {
            item.get("path")
        });
        let Some(main) = paths.first() else {
            return Vec::new();
        };
        let directory = list(item.get("project_directory")).pop();
        let directory = directory.or_else(|| main.parent().map(Path::to_path_buf));
        let directory = directory.unwrap_or_default();
        let mut environments = list(item.get("env_file"));
        if environments.is_empty() {
            environments.push(directory.join(".env"));
        }
        let variables = Arc::new(variables(files, &environments, &self.variables));
        let parts = paths.iter().rev();
        let parts = parts.filter_map(|path| part(files, path, &directory));
        let parts = parts.map(|part| Part {
            variables: Arc::clone(&variables),
            ..part
        });
        parts.collect()
    }

    fn has_services(&self) -> bool {
        self.documents
            .iter()
            .any(|part| get(&part.file.document, part.node, "services").is_some())
    }

    fn expand(&self, part: &Part, text: &str) -> Expanded {
        if text.contains('$') {
            return expand(text, &|name| self.variable(part, name));
        }
        Expanded {
            text: text.to_string(),
            unknown: false,
        }
    }

    fn variable(&self, part: &Part, name: &str) -> Option<String> {
        let own = self.variables.get(name);
        own.or_else(|| part.variables.get(name)).cloned()
    }

    /// The services, in the order of the files.
    pub(super) fn services(&self, files: &ContainerFiles<'_>) -> Vec<Service<'_>> {
        let mut services: Vec<Service<'_>> = Vec::new();
        let mut known = BTreeMap::<String, usize>::new();
        for part in self.documents.iter().rev() {
            let document = &part.file.document;
            let Some(node) = get(document, part.node, "services") else {
                continue;
            };
            for entry in document.entries(node).take(SERVICES) {
                let own = Part {
                    node: document.resolve_alias(entry.value),
                    ..part.clone()
                };
                let mut parts = vec![own];
                let doubt = self.extend(files, &mut parts);
                match known.get(entry.key).and_then(|at| services.get_mut(*at)) {
                    // What comes later in this order overrides.
                    Some(service) => {
                        service.parts.splice(0..0, parts);
                        service.doubts.extend(doubt);
                    }
                    None => {
                        known.insert(entry.key.to_string(), services.len());
                        services.push(Service {
                            project: self,
                            name: entry.key.to_string(),
                            location: part.file.at(entry.key_span),
                            parts,
                            doubts: doubt.into_iter().collect(),
                        });
                    }
                }
            }
        }
        services
    }

    /// Adds the services that the last part extends; what could not be followed comes back in words.
    fn extend(&self, files: &ContainerFiles<'_>, parts: &mut Vec<Part>) -> Option<String> {
        loop {
            let last = parts.last()?.clone();
            let document = &last.file.document;
            let extends = get(document, last.node, "extends")?;
            if parts.len() > DEPTH {
                return Some("it extends too many services".to_string());
            }
            let text = |key| {
                let text = document.text(get(document, extends, key)?)?;
                Some(self.expand(&last, text).text)
            };
            let name = text("service").or_else(|| document.text(extends).map(str::to_string));
            let base = match text("file") {
                Some(file) => {
                    let path = join(&last.directory, &file);
                    let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
                    part(files, &path, &directory)
                }
                None => root(&last.file, &last.directory),
            };
            let service = base.zip(name).and_then(|(base, name)| {
                let document = &base.file.document;
                let services = get(document, base.node, "services")?;
                let node = get(document, services, &name)?;
                Some(Part {
                    node,
                    variables: Arc::clone(&last.variables),
                    ..base.clone()
                })
            });
            match service {
                Some(service) => parts.push(service),
                None => return Some("the service that it extends is not at hand".to_string()),
            }
        }
    }

    /// The file of a top-level `configs` entry.
    pub(super) fn config(&self, name: &str) -> Option<PathBuf> {
        self.documents.iter().find_map(|part| {
            let document = &part.file.document;
            let configs = get(document, part.node, "configs")?;
            let file = get(document, get(document, configs, name)?, "file")?;
            let text = self.expand(part, document.text(file)?);
            Some(join(&part.directory, &text.text))
        })
    }

    /// The directory of the host that a named volume is bound to.
    pub(super) fn bound_volume(&self, name: &str) -> Option<PathBuf> {
        self.documents.iter().find_map(|part| {
            let document = &part.file.document;
            let volumes = get(document, part.node, "volumes")?;
            let options = get(document, get(document, volumes, name)?, "driver_opts")?;
            let device = get(document, options, "device")?;
            let text = self.expand(part, document.text(device)?);
            (!text.unknown).then(|| join(&part.directory, &text.text))
        })
    }
}

/// The root of a compose file; `None` when it is none.
fn part(files: &ContainerFiles<'_>, path: &Path, directory: &Path) -> Option<Part> {
    root(&files.document(path, Format::Yaml)?, directory)
}

fn root(file: &Arc<SourceFile>, directory: &Path) -> Option<Part> {
    Some(Part {
        node: file.document.root?,
        file: Arc::clone(file),
        directory: directory.to_path_buf(),
        variables: Arc::default(),
    })
}

/// The variables of these files, the later the stronger; `outer` is stronger than all.
fn variables(
    files: &ContainerFiles<'_>,
    paths: &[PathBuf],
    outer: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for path in paths {
        let text = files.text(path).unwrap_or_default();
        let known = |name: &str| outer.get(name).or_else(|| all.get(name)).cloned();
        let found = dotenv::read(&text, &known);
        all.extend(found.known);
    }
    all
}

/// What stands in front of the value of a key.
fn mark(document: &Document, node: NodeId, key: &str) -> Mark {
    let mut entries = document.entries(node);
    let Some(entry) = entries.find(|entry| entry.key == key) else {
        return Mark::None;
    };
    // The span of a value may or may not begin with its tag.
    let text = document.source.text();
    let from = entry.key_span.range().end;
    let value = text.get(from..).unwrap_or_default();
    let value = value.trim_start_matches(['"', '\'', ':', ' ', '\t', '\r', '\n']);
    match value {
        value if value.starts_with("!reset") => Mark::Reset,
        value if value.starts_with("!override") => Mark::Override,
        _ => Mark::None,
    }
}

/// A path of a compose file; one of the user's own directory is left as it is.
pub(super) fn join(directory: &Path, path: &str) -> PathBuf {
    let mut joined = directory.to_path_buf();
    if path.starts_with('/') {
        return PathBuf::from(path);
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if joined.file_name().is_some() => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    if joined.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        joined
    }
}

/// The value of a key in a mapping, or in what is merged into it.
pub(super) fn get(document: &Document, node: NodeId, key: &str) -> Option<NodeId> {
    merged(document, node, key, DEPTH)
}

fn merged(document: &Document, node: NodeId, key: &str, depth: usize) -> Option<NodeId> {
    if let Some(value) = document.get(node, key) {
        return Some(document.resolve_alias(value));
    }
    let merge = document.get(node, "<<").filter(|_| depth > 0)?;
    let merge = document.resolve_alias(merge);
    merged(document, merge, key, depth - 1).or_else(|| {
        let mut items = document.items(merge).take(DEPTH);
        items.find_map(|item| merged(document, document.resolve_alias(item), key, depth - 1))
    })
}

/// The entries of a mapping, those that are merged into it behind its own.
fn entries(document: &Document, node: NodeId, depth: usize) -> Vec<(String, NodeId)> {
    let mut all = Vec::new();
    let mut merged = Vec::new();
    for entry in document.entries(node).take(SERVICES) {
        let value = document.resolve_alias(entry.value);
        if entry.key != "<<" {
            all.push((entry.key.to_string(), value));
        } else if depth > 0 {
            let sources = document.items(value).take(DEPTH).collect::<Vec<_>>();
            for source in [value].into_iter().chain(sources) {
                let source = document.resolve_alias(source);
                merged.extend(entries(document, source, depth - 1));
            }
        }
    }
    all.extend(merged);
    all
}

impl Service<'_> {
    /// What the strongest file says under a key.
    pub(super) fn value(&self, key: &str) -> Option<Value<'_>> {
        self.values(key).into_iter().next()
    }

    /// What each file says under a key, the strongest first.
    pub(super) fn values(&self, key: &str) -> Vec<Value<'_>> {
        let mut found = Vec::new();
        for part in &self.parts {
            let document = &part.file.document;
            let Some(node) = get(document, part.node, key) else {
                continue;
            };
            let mark = mark(document, part.node, key);
            if mark == Mark::Reset {
                break;
            }
            found.push(Value {
                project: self.project,
                part,
                node,
            });
            if mark == Mark::Override {
                break;
            }
        }
        found
    }

    /// The text under a key.
    pub(super) fn text(&self, key: &str) -> Option<Placed> {
        self.value(key)?.text()
    }

    /// The items of the lists under a key, of all files.
    pub(super) fn items(&self, key: &str) -> Vec<Value<'_>> {
        let lists = self.values(key).into_iter();
        lists.flat_map(|list| list.items()).collect()
    }
}

impl<'s> Value<'s> {
    fn document(&self) -> &'s Document {
        &self.part.file.document
    }

    fn with(&self, node: NodeId) -> Value<'s> {
        Value {
            node: self.document().resolve_alias(node),
            ..self.clone()
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Value<'s>> {
        Some(self.with(get(self.document(), self.node, key)?))
    }

    /// The text of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<Placed> {
        self.get(key)?.text()
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Vec<Value<'s>> {
        let items = self.document().items(self.node).take(SERVICES);
        items.map(|item| self.with(item)).collect()
    }

    /// The entries of a mapping.
    pub(super) fn entries(&self) -> Vec<(String, Value<'s>)> {
        let entries = entries(self.document(), self.node, DEPTH);
        entries
            .into_iter()
            .map(|(key, node)| (key, self.with(node)))
            .collect()
    }

    /// The variables of the project.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.project.variable(self.part, name)
    }

    /// Whether an entry of a mapping takes back what weaker files say.
    pub(super) fn resets(&self, key: &str) -> bool {
        mark(self.document(), self.node, key) == Mark::Reset
    }

    /// True for a key without a value.
    pub(super) fn is_absent(&self) -> bool {
        let scalar = self.document().scalar(self.node);
        scalar.is_some_and(|scalar| scalar.style == ScalarStyle::Absent)
    }

    /// The text of a leaf.
    pub(super) fn text(&self) -> Option<Placed> {
        let text = self.document().text(self.node)?;
        let Expanded { text, unknown } = self.project.expand(self.part, text);
        Some(Placed {
            text,
            unknown,
            location: self.part.file.at(self.document().span(self.node)),
            directory: self.part.directory.clone(),
        })
    }

    /// The words of a command: those of a text, or the items of a list; each with its place.
    pub(super) fn words(&self) -> Vec<(String, Location)> {
        if let Some(placed) = self.text() {
            let words = words::split(&placed.text).into_iter();
            return words.map(|word| (word, placed.location)).collect();
        }
        let items = self.items().into_iter().filter_map(|item| item.text());
        items.map(|placed| (placed.text, placed.location)).collect()
    }
}
