//! Compose files: the services of a project, each from all files that speak of it.

use super::files::ContainerFiles;
use super::interpolate::{Expanded, expand};
use super::words;
use portlint_host::{Location, SourceFile};
use portlint_syntax::{Document, Format, NodeId, ScalarStyle};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far `extends`, `include` and merges are followed.
const DEPTH: usize = 8;
/// Most services of one project that are looked at.
const SERVICES: usize = 10_000;

/// A file, and the files that are read together with it.
pub(super) struct Project {
    /// The main file, as shown.
    pub file: PathBuf,
    /// The directory that paths are relative to.
    pub directory: PathBuf,
    /// The strongest first: what overrides comes before what it overrides.
    documents: Vec<Part>,
    /// `.env` beside the file.
    variables: BTreeMap<String, String>,
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
        let variables = files.text(&directory.join(".env"));
        let mut project = Project {
            file: path.to_path_buf(),
            variables: words::variables(&variables.unwrap_or_default()),
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
            if next > DEPTH {
                return;
            }
            let Some(list) = get(&part.file.document, part.node, "include") else {
                continue;
            };
            for item in part.file.document.items(list).take(DEPTH) {
                let path = get(&part.file.document, item, "path").unwrap_or(item);
                let Some(text) = part.file.document.text(path) else {
                    continue;
                };
                let path = join(&part.directory, &self.expand(text).text);
                let directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
                self.documents.extend(self::part(files, &path, &directory));
            }
        }
    }

    fn has_services(&self) -> bool {
        self.documents
            .iter()
            .any(|part| get(&part.file.document, part.node, "services").is_some())
    }

    fn expand(&self, text: &str) -> Expanded {
        if text.contains('$') {
            return expand(text, &|name| self.variables.get(name).cloned());
        }
        Expanded {
            text: text.to_string(),
            unknown: false,
        }
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
                self.extend(files, &mut parts);
                match known.get(entry.key).and_then(|at| services.get_mut(*at)) {
                    // What comes later in this order overrides.
                    Some(service) => {
                        service.parts.splice(0..0, parts);
                    }
                    None => {
                        known.insert(entry.key.to_string(), services.len());
                        services.push(Service {
                            project: self,
                            name: entry.key.to_string(),
                            location: part.file.at(entry.key_span),
                            parts,
                        });
                    }
                }
            }
        }
        services
    }

    /// Adds the services that the last part extends.
    fn extend(&self, files: &ContainerFiles<'_>, parts: &mut Vec<Part>) {
        while let Some(last) = parts.last().filter(|_| parts.len() <= DEPTH).cloned() {
            let document = &last.file.document;
            let Some(extends) = get(document, last.node, "extends") else {
                return;
            };
            let text = |key| {
                let text = document.text(get(document, extends, key)?)?;
                Some(self.expand(text).text)
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
                    ..base.clone()
                })
            });
            match service {
                Some(service) => parts.push(service),
                None => return,
            }
        }
    }

    /// The file of a top-level `configs` entry.
    pub(super) fn config(&self, name: &str) -> Option<PathBuf> {
        self.documents.iter().find_map(|part| {
            let document = &part.file.document;
            let configs = get(document, part.node, "configs")?;
            let file = get(document, get(document, configs, name)?, "file")?;
            let text = self.expand(document.text(file)?);
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
            let text = self.expand(document.text(device)?);
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
    })
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
    for entry in document.entries(node).take(SERVICES) {
        let value = document.resolve_alias(entry.value);
        if entry.key != "<<" {
            all.push((entry.key.to_string(), value));
        } else if depth > 0 {
            let sources = document.items(value).take(DEPTH).collect::<Vec<_>>();
            for source in [value].into_iter().chain(sources) {
                let source = document.resolve_alias(source);
                all.extend(entries(document, source, depth - 1));
            }
        }
    }
    all
}

impl<'s> Service<'s> {
    /// What the strongest file says under a key.
    pub(super) fn value(&self, key: &str) -> Option<Value<'_>> {
        self.values(key).into_iter().next()
    }

    /// What each file says under a key, the strongest first.
    pub(super) fn values(&self, key: &str) -> Vec<Value<'_>> {
        let found = self.parts.iter().filter_map(|part| {
            let node = get(&part.file.document, part.node, key)?;
            Some(Value {
                project: self.project,
                part,
                node,
            })
        });
        found.collect()
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

    /// True for a key without a value.
    pub(super) fn is_absent(&self) -> bool {
        let scalar = self.document().scalar(self.node);
        scalar.is_some_and(|scalar| scalar.style == ScalarStyle::Absent)
    }

    /// The text of a leaf.
    pub(super) fn text(&self) -> Option<Placed> {
        let text = self.document().text(self.node)?;
        let Expanded { text, unknown } = self.project.expand(text);
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
