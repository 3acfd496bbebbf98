//! Containers: what compose files, Dockerfiles and projects say about the servers in them. Comes in: the files that were
//! found. Goes out: a home for each server, with the files that it sees, and what else is written about its container.
//! What is not understood makes a home uncertain, in words; it is never guessed.

mod ansible;
mod compose;
mod dockerfile;
mod dotenv;
mod draft;
mod entrypoint;
mod files;
mod image;
mod interpolate;
mod layout;
mod manifests;
mod missing;
mod model;
mod ports;
mod probe;
mod project;
mod service;
mod words;

pub(crate) use ansible::UNKNOWN_NAME;
pub(crate) use layout::{EmbeddedFile, Layer};
pub(crate) use manifests::{is_manifest, may_be_manifest};
pub(crate) use missing::note as note_missing_variables;
pub use model::{ComposeMount, ComposeService, compose_services};

use crate::facts::HomeFacts;
use crate::governing::rendered_name;
use draft::{Clues, Draft};
use files::ContainerFiles;
use portlint_catalog::{Product, Version};
use portlint_files::FileSystem;
use portlint_host::{
    Container, Files, Location, Namespace, NamespaceKind, NotLookedAt, Problem, Published, Stack,
};
use portlint_syntax::{Format, Limits};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How far above a Dockerfile the files that it copies are looked for.
const CONTEXTS: usize = 4;

/// A home in a container.
#[derive(Debug, Clone)]
pub(crate) struct ContainerHome {
    /// The file that describes it, and its name there: `docker-compose.yml#wso2am`.
    pub(crate) path: PathBuf,
    /// The same with the true name of the directory.
    pub(crate) canonical: PathBuf,
    /// Its network; `None` for the host's.
    pub(crate) namespace: Option<Namespace>,
    /// The ports that the host passes on.
    pub(crate) published: Vec<Published>,
    /// What else is written about the container.
    pub(crate) container: Container,
    /// True for a home that is in no container: its files are rendered from templates.
    pub(crate) is_rendered: bool,
    /// What was noticed while its files were put together.
    pub(crate) problems: Vec<Problem>,
    /// The product.
    pub(crate) product: &'static Product,
    /// Its version, where it is known.
    pub(crate) version: Option<Version>,
    /// The update level, where the image names it: `4.7.0.0`.
    pub(crate) update: Option<String>,
    /// How both were learned.
    pub(crate) clue: String,
    /// How the server is started.
    pub(crate) facts: HomeFacts,
    /// The files that are seen in the home, the strongest first.
    pub(crate) layers: Vec<Layer>,
}

/// The files that may describe containers, as they were found.
#[derive(Debug, Default)]
pub(crate) struct Descriptions {
    /// Compose files.
    pub(crate) compose: BTreeSet<PathBuf>,
    /// Dockerfiles.
    pub(crate) dockerfiles: BTreeSet<PathBuf>,
    /// `pom.xml`.
    pub(crate) projects: BTreeSet<PathBuf>,
    /// Directories of charts.
    pub(crate) charts: BTreeSet<PathBuf>,
    /// Directories that are rendered by Kustomize.
    pub(crate) kustomizations: BTreeSet<PathBuf>,
    /// Templates of configuration, by their names.
    pub(crate) templates: BTreeSet<PathBuf>,
    /// Manifests of Kubernetes.
    pub(crate) manifests: BTreeSet<PathBuf>,
}

/// What the files describe.
#[derive(Debug, Default)]
pub(crate) struct Described {
    /// The homes.
    pub(crate) homes: Vec<ContainerHome>,
    /// The compose projects in which a home is.
    pub(crate) stacks: Vec<Stack>,
    /// The files that homes and stacks point at.
    pub(crate) files: Files,
    /// The files that are there and were not read.
    pub(crate) not_looked_at: Vec<NotLookedAt>,
    /// The templates that were rendered.
    pub(crate) rendered: BTreeSet<PathBuf>,
}

impl Descriptions {
    /// Takes a file of this name in a directory.
    pub(crate) fn add(&mut self, directory: &Path, name: &str) {
        let path = || directory.join(name);
        let lower = name.to_ascii_lowercase();
        let is_yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
        if is_yaml && lower.contains("compose") {
            self.compose.insert(path());
        } else if is_dockerfile(&lower) {
            self.dockerfiles.insert(path());
        } else if lower == "pom.xml" {
            self.projects.insert(path());
        } else if lower == "chart.yaml" {
            self.charts.insert(directory.to_path_buf());
        } else if matches!(
            lower.as_str(),
            "kustomization.yaml" | "kustomization.yml" | "kustomization"
        ) {
            self.kustomizations.insert(directory.to_path_buf());
        } else if rendered_name(name).is_some() {
            self.templates.insert(path());
        }
    }

    /// Whether a file of this name makes its directory part of a repository.
    pub(crate) fn is_one(name: &str) -> bool {
        let mut found = Descriptions::default();
        found.add(Path::new(""), name);
        !found.is_empty()
    }

    /// True when there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.compose.is_empty()
            && self.dockerfiles.is_empty()
            && self.projects.is_empty()
            && self.charts.is_empty()
            && self.kustomizations.is_empty()
            && self.templates.is_empty()
            && self.manifests.is_empty()
    }

    /// Takes over what others found.
    pub(crate) fn merge(&mut self, other: Descriptions) {
        self.compose.extend(other.compose);
        self.dockerfiles.extend(other.dockerfiles);
        self.projects.extend(other.projects);
        self.charts.extend(other.charts);
        self.kustomizations.extend(other.kustomizations);
        self.templates.extend(other.templates);
        self.manifests.extend(other.manifests);
    }
}

fn is_dockerfile(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let called = |part: &str| matches!(part, "dockerfile" | "containerfile");
    (called(first) || called(last)) && last != "dockerignore"
}

/// Reads the files.
pub(crate) fn describe(files: &dyn FileSystem, limits: Limits, found: &Descriptions) -> Described {
    if found.is_empty() {
        return Described::default();
    }
    let files = ContainerFiles::new(files, limits);
    let mut homes = Vec::new();
    let mut stacks = Vec::new();
    let mut built = Vec::new();
    let compose = found.compose.iter().cloned().collect::<Vec<_>>();
    for project in compose::projects(&files, &compose) {
        let (some, stack) = service::read(&files, &project, &mut built);
        if !some.is_empty() {
            homes.extend(some);
            stacks.push(stack);
        }
    }
    let projects = found.projects.iter();
    let projects = projects.filter_map(|pom| project::read(&files, pom));
    let projects = projects.collect::<Vec<_>>();
    for path in found
        .dockerfiles
        .iter()
        .filter(|path| !built.contains(path))
    {
        homes.extend(image_home(&files, path, &projects));
    }
    for project in &projects {
        homes.extend(project_home(&files, project, &homes));
    }
    // What is rendered first is no manifest yet.
    let rendered = found.charts.iter().chain(&found.kustomizations);
    let rendered = rendered.collect::<Vec<_>>();
    let mut manifests = found.manifests.clone();
    manifests.retain(|path| !rendered.iter().any(|above| path.starts_with(above)));
    let (in_pods, of_pods) = manifests::read(&files, &manifests);
    homes.extend(in_pods);
    stacks.extend(of_pods);
    let rendered = ansible::read(&files, &found.templates, &limits);
    homes.extend(rendered.homes);
    let (files, not_looked_at) = files.into_parts();
    Described {
        homes,
        stacks,
        files,
        not_looked_at,
        rendered: rendered.templates,
    }
}

/// The home in the image that a Dockerfile builds.
fn image_home(
    files: &ContainerFiles<'_>,
    path: &Path,
    projects: &[project::Project],
) -> Option<ContainerHome> {
    let file = files.document(path, Format::Properties)?;
    let directory = path.parent().unwrap_or(Path::new(""));
    let project = projects.iter().find(|project| {
        directory == project.directory || directory == project.directory.join("deployment/docker")
    });
    let mut arguments = BTreeMap::new();
    if let Some(base) = project.and_then(|project| project.base_image.clone()) {
        arguments.insert("BASE_IMAGE".to_string(), base);
    }
    let built = dockerfile::evaluate(file.document.source.text(), &arguments, None)?;
    let clues = Clues {
        built: Some(&built),
        ..Clues::default()
    };
    let mut draft = Draft::of(files, &clues)?;
    let contexts = directory.ancestors().take(CONTEXTS);
    let contexts = contexts.map(Path::to_path_buf).collect::<Vec<_>>();
    draft.dockerfile(&built, Some(&file), &contexts);
    if let Some(project) = project {
        let configuration = project.directory.join("deployment/deployment.toml");
        if files.kind(&configuration).is_some() {
            draft.underlay("conf/deployment.toml", configuration);
        }
    }
    let product = draft.product_id();
    let path = PathBuf::from(format!("{}#{product}", path.display()));
    let namespace = image_namespace(&path, product, Some(file.start()));
    let base = built.base.unwrap_or_default();
    Some(draft.finish(path, Some(namespace), &base))
}

/// The home that a project configures, when no image of its own does.
fn project_home(
    files: &ContainerFiles<'_>,
    project: &project::Project,
    known: &[ContainerHome],
) -> Option<ContainerHome> {
    let directory = project.directory.join("deployment");
    let configuration = directory.join("deployment.toml");
    files.kind(&configuration)?;
    let true_name = files.canonical(&configuration);
    let is_used = known.iter().flat_map(|home| &home.layers);
    if is_used
        .into_iter()
        .any(|layer| layer.canonical == true_name)
    {
        return None;
    }
    let product = portlint_catalog::product("wso2mi")?;
    let mut layers = vec![Layer {
        at: "conf/deployment.toml".to_string(),
        embedded: None,
        source: configuration,
        canonical: true_name,
    }];
    layers.extend(project::endpoints(files, &project.directory));
    Some(ContainerHome {
        is_rendered: false,
        problems: Vec::new(),
        namespace: Some(image_namespace(
            &directory,
            &product.id,
            Some(project.location),
        )),
        canonical: files.canonical(&directory),
        path: directory,
        published: Vec::new(),
        container: Container {
            contexts: project::contexts(files, &project.directory),
            ..Container::default()
        },
        product,
        version: project.version.clone(),
        update: None,
        clue: "project.runtime.version in pom.xml".to_string(),
        facts: HomeFacts::default(),
        layers,
    })
}

/// Whether a governing file configures the port of a proxy, and the numbers that it names, comments left out.
pub(crate) fn named_numbers(text: &str) -> (bool, Vec<u16>) {
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    let mut numbers = Vec::new();
    let mut has_proxy_port = false;
    for line in lines {
        let lower = line.to_ascii_lowercase();
        has_proxy_port |= lower.contains("proxyport") || lower.contains("proxy_port");
        let words = line.split(|c: char| !c.is_ascii_digit());
        numbers.extend(words.filter_map(|word| word.parse::<u16>().ok()));
    }
    numbers.sort_unstable();
    numbers.dedup();
    (has_proxy_port, numbers)
}

/// The network of an image that is looked at alone.
pub(crate) fn image_namespace(path: &Path, name: &str, location: Option<Location>) -> Namespace {
    Namespace {
        kind: NamespaceKind::Image,
        name: name.to_string(),
        key: path.to_string_lossy().into_owned(),
        location,
    }
}
