//! From a compose project to the homes of its services.

use super::compose::{Project, Service, Value, join};
use super::dockerfile::{self, Built};
use super::draft::{Clues, Draft};
use super::files::ContainerFiles;
use super::ports::{self, PortMapping};
use super::{ContainerHome, dotenv, image, probe, words};
use portlint_catalog::Protocol;
use portlint_host::{
    DeclaredPort, Location, Namespace, NamespaceKind, Published, SourceFile, Stack, StackService,
};
use portlint_syntax::Format;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Parts of image names that are reverse proxies.
const PROXIES: &[&str] = &[
    "nginx", "traefik", "haproxy", "caddy", "envoy", "httpd", "apache", "kong", "apisix", "proxy",
];

/// The services of a project: the homes in them, and who publishes which port.
pub(super) fn read(
    files: &ContainerFiles<'_>,
    project: &Project,
    built: &mut Vec<PathBuf>,
) -> (Vec<ContainerHome>, Stack) {
    let services = project.services(files);
    let mut homes: Vec<(usize, ContainerHome)> = Vec::new();
    let mut stack = Stack {
        key: project.file.to_string_lossy().into_owned(),
        services: Vec::new(),
    };
    let networks = Networks::of(&services);
    for (position, service) in services.iter().enumerate() {
        let published = published(service);
        let home = home(files, service, built).map(|mut home| {
            home.namespace = networks.namespace(position, &services, &stack.key);
            home.container.stack.clone_from(&stack.key);
            home.published.clone_from(&published);
            home
        });
        stack.services.push(StackService {
            name: service.name.clone(),
            is_wso2: home.is_some(),
            is_proxy: is_proxy(service),
            profiles: texts(service, "profiles"),
            published,
        });
        homes.extend(home.map(|home| (position, home)));
    }
    let known = homes
        .iter()
        .map(|(position, _)| *position)
        .collect::<Vec<_>>();
    for (position, home) in &mut homes {
        let mut beside = networks.beside(*position);
        if let Some(other) = beside.find(|other| !known.contains(other)) {
            let name = services
                .get(other)
                .map_or("", |service| service.name.as_str());
            let reason = format!("the service {name} shares its network");
            home.container.uncertain.push(reason);
        }
    }
    (homes.into_iter().map(|(_, home)| home).collect(), stack)
}

/// Which services share a network.
struct Networks {
    /// For each service the one whose network it has; `None` for the host's.
    owners: Vec<Option<usize>>,
}

impl Networks {
    fn of(services: &[Service<'_>]) -> Networks {
        let position = |mode: &str| {
            let (kind, name) = mode.split_once(':')?;
            services.iter().position(|service| match kind {
                "service" => service.name == name,
                "container" => service
                    .text("container_name")
                    .is_some_and(|n| n.text == name),
                _ => false,
            })
        };
        let owners =
            services
                .iter()
                .enumerate()
                .map(|(own, service)| match service.text("network_mode") {
                    Some(mode) if mode.text == "host" => None,
                    Some(mode) => Some(position(&mode.text).unwrap_or(own)),
                    None => Some(own),
                });
        Networks {
            owners: owners.collect(),
        }
    }

    fn owner(&self, service: usize) -> Option<usize> {
        self.owners.get(service).copied().flatten()
    }

    fn beside(&self, service: usize) -> impl Iterator<Item = usize> {
        let owner = self.owner(service);
        let others = self.owners.iter().enumerate();
        others
            .filter(move |(other, theirs)| {
                *other != service && owner.is_some() && **theirs == owner
            })
            .map(|(other, _)| other)
    }

    fn namespace(
        &self,
        service: usize,
        services: &[Service<'_>],
        stack: &str,
    ) -> Option<Namespace> {
        let owner = services.get(self.owner(service)?)?;
        Some(Namespace {
            kind: NamespaceKind::ComposeService,
            name: owner.name.clone(),
            key: format!("{stack}#{}", owner.name),
            location: Some(owner.location),
        })
    }
}

fn is_proxy(service: &Service<'_>) -> bool {
    let image = service.text("image").map(|image| image.text);
    let texts = image.into_iter().chain([service.name.clone()]);
    texts
        .into_iter()
        .any(|text| PROXIES.iter().any(|proxy| text.contains(proxy)))
}

fn texts(service: &Service<'_>, key: &str) -> Vec<String> {
    let items = service.items(key).into_iter();
    items.filter_map(|item| Some(item.text()?.text)).collect()
}

/// The ports that the host passes on.
pub(super) fn published(service: &Service<'_>) -> Vec<Published> {
    let is_hosts = service
        .text("network_mode")
        .is_some_and(|mode| mode.text == "host");
    let items = service.items("ports").into_iter().filter(|_| !is_hosts);
    let mappings = items.filter_map(|item| mapping(&item));
    let mut published = Vec::new();
    for (mapping, location) in mappings {
        published.extend(mapping.each().map(|(host_port, container_port)| Published {
            protocol: mapping.protocol,
            host_address: mapping.address.clone(),
            host_port,
            container_port,
            location: Some(location),
        }));
    }
    published
}

fn mapping(item: &Value<'_>) -> Option<(PortMapping, Location)> {
    if let Some(placed) = item.text() {
        let mapping = if placed.unknown {
            // What is not known of the host's side leaves what is inside.
            ports::mapping(placed.text.rsplit(':').next()?)
        } else {
            ports::mapping(&placed.text)
        };
        return Some((mapping?, placed.location));
    }
    let target = item.text_of("target")?;
    let (container, count) = ports::range(&target.text)?;
    let host = item.text_of("published").filter(|text| !text.unknown);
    let host = host.and_then(|text| ports::range(&text.text));
    let protocol = item
        .text_of("protocol")
        .map_or(Some(Protocol::Tcp), |text| ports::protocol(&text.text));
    let mapping = PortMapping {
        address: item.text_of("host_ip").map(|text| text.text),
        host: host
            .filter(|(_, choices)| *choices == count)
            .map(|(first, _)| first),
        container,
        count,
        protocol: protocol?,
    };
    Some((mapping, target.location))
}

/// What is mounted: the path in the container, what is behind it, and where that is written.
pub(super) struct Mount {
    /// The path in the container.
    pub(super) target: String,
    /// What is behind it.
    pub(super) source: Source,
    location: Location,
}

/// What is behind a mount.
pub(super) enum Source {
    /// A path of the host.
    Path(PathBuf),
    /// A volume of Docker's own.
    Volume,
    /// A path that is not known.
    Unknown,
}

/// What is mounted into a service.
pub(super) fn mounts(files: &ContainerFiles<'_>, service: &Service<'_>) -> Vec<Mount> {
    let mut mounts = Vec::new();
    for item in service.items("volumes") {
        mounts.extend(volume(files, service, &item));
    }
    for item in service.items("configs") {
        let name = item.text().or_else(|| item.text_of("source"));
        let (Some(name), Some(target)) = (name, item.text_of("target")) else {
            continue;
        };
        let path = service.project.config(&name.text);
        mounts.push(Mount {
            target: target.text,
            source: path.map_or(Source::Unknown, Source::Path),
            location: target.location,
        });
    }
    // Of several files the strongest says what is mounted at a path.
    let mut known = BTreeSet::new();
    mounts.retain(|mount| known.insert(dockerfile::plain(&mount.target)));
    mounts
}

fn volume(files: &ContainerFiles<'_>, service: &Service<'_>, item: &Value<'_>) -> Option<Mount> {
    let (source, target, location, directory, unknown) = match item.text() {
        Some(placed) => {
            let mut parts = placed.text.split(':');
            let first = parts.next()?;
            let (source, target) = match parts.next() {
                Some(target) => (Some(first.to_string()), target.to_string()),
                None => (None, first.to_string()),
            };
            let unknown = placed.unknown;
            (source, target, placed.location, placed.directory, unknown)
        }
        None => {
            let target = item.text_of("target")?;
            let source = item.text_of("source");
            let is_bind = item.text_of("type").is_some_and(|kind| kind.text == "bind");
            let unknown = target.unknown || source.as_ref().is_some_and(|source| source.unknown);
            let source = source.map(|source| {
                if is_bind && !is_path(&source.text) {
                    format!("./{}", source.text)
                } else {
                    source.text
                }
            });
            (
                source,
                target.text,
                target.location,
                target.directory,
                unknown,
            )
        }
    };
    let source = match source {
        _ if unknown => Source::Unknown,
        None => Source::Volume,
        Some(path) if path.starts_with('~') => Source::Unknown,
        Some(path) if is_path(&path) => Source::Path(found(files, &directory, &path)),
        Some(name) => {
            let bound = service.project.bound_volume(&name);
            bound.map_or(Source::Volume, Source::Path)
        }
    };
    Some(Mount {
        target,
        source,
        location,
    })
}

fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~'])
}

/// The file of the host. A repository that is laid out for one machine names its files as they are called there: then the file
/// of the same name beside the compose file is meant.
fn found(files: &ContainerFiles<'_>, directory: &Path, path: &str) -> PathBuf {
    let named = join(directory, path);
    if path.starts_with('/') && files.kind(&named).is_none() {
        let beside = named.file_name().map(|name| directory.join(name));
        if let Some(beside) = beside.filter(|beside| files.kind(beside).is_some()) {
            return beside;
        }
    }
    named
}

/// The Dockerfile that builds a service.
struct Build {
    built: Built,
    file: Arc<SourceFile>,
    context: PathBuf,
}

fn build(files: &ContainerFiles<'_>, service: &Service<'_>) -> Option<Build> {
    let build = service.value("build")?;
    let context = build.text().or_else(|| build.text_of("context"));
    let context = match context {
        Some(context) if context.unknown || context.text.contains("://") => return None,
        Some(context) => join(&context.directory, &context.text),
        None => service.project.directory.clone(),
    };
    let name = build.text_of("dockerfile");
    let name = name.map_or("Dockerfile".to_string(), |name| name.text);
    let path = join(&context, &name);
    // No finding needs a tree of it, only its text and its comments.
    let file = files.document(&path, Format::Properties)?;
    let mut arguments = BTreeMap::new();
    if let Some(given) = build.get("args") {
        arguments.extend(variables(&given).known);
    }
    let target = build.text_of("target").map(|target| target.text);
    let text = file.document.source.text();
    let built = dockerfile::evaluate(text, &arguments, target.as_deref())?;
    Some(Build {
        built,
        file,
        context,
    })
}

/// Variables as one value tells them.
#[derive(Default)]
struct Told {
    known: BTreeMap<String, String>,
    /// Those that have no value from here, nor from a weaker file.
    dropped: Vec<String>,
    /// Whether the value of each is known.
    is_complete: bool,
}

/// `NAME: value` or `- NAME=value`.
fn variables(value: &Value<'_>) -> Told {
    let mut told = Told {
        is_complete: true,
        ..Told::default()
    };
    // What is merged into a mapping stands behind its own entries.
    for (name, entry) in value.entries().into_iter().rev() {
        match entry.text() {
            _ if value.resets(&name) => told.dropped.push(name),
            Some(text) if !text.unknown && !entry.is_absent() => {
                told.known.insert(name, text.text);
            }
            _ => told.not_known(name),
        }
    }
    for item in value.items() {
        let Some(text) = item.text() else { continue };
        match text.text.split_once('=') {
            Some((name, value)) if !text.unknown => {
                told.known.insert(name.to_string(), value.to_string());
            }
            Some((name, _)) => told.not_known(name.to_string()),
            None => told.not_known(text.text),
        }
    }
    told
}

impl Told {
    fn not_known(&mut self, name: String) {
        self.dropped.push(name);
        self.is_complete = false;
    }
}

/// The environment of a service, and whether all of it is known.
pub(super) fn environment(
    files: &ContainerFiles<'_>,
    service: &Service<'_>,
) -> (BTreeMap<String, String>, bool) {
    let mut all = BTreeMap::<String, String>::new();
    let mut all_known = true;
    let lists = service.values("env_file").into_iter().rev();
    for list in lists {
        let single = list.text().is_some().then(|| list.clone());
        for item in single.into_iter().chain(list.items()) {
            let path = item.text().or_else(|| item.text_of("path"));
            let text = path
                .filter(|path| !path.unknown)
                .and_then(|path| files.text(&join(&path.directory, &path.text)));
            all_known &= text.is_some();
            let outer = |name: &str| item.variable(name).or_else(|| all.get(name).cloned());
            let found = dotenv::read(&text.unwrap_or_default(), &outer);
            all_known &= found.unknown.is_empty();
            all.extend(found.known);
            all.retain(|name, _| !found.unknown.contains(name));
        }
    }
    for value in service.values("environment").into_iter().rev() {
        let told = variables(&value);
        all.retain(|name, _| !told.dropped.contains(name));
        all.extend(told.known);
        all_known &= told.is_complete;
    }
    (all, all_known)
}

/// The home in a service; `None` when no WSO2 server is known to run in it.
fn home(
    files: &ContainerFiles<'_>,
    service: &Service<'_>,
    built_files: &mut Vec<PathBuf>,
) -> Option<ContainerHome> {
    let build = build(files, service);
    let name = service.text("image");
    let mounts = mounts(files, service);
    let named = name.as_ref().and_then(|name| {
        let known = name.text.split("${").next().unwrap_or_default();
        image::recognise(known.trim_end_matches(':'))
    });
    let clues = Clues {
        image: named,
        built: build.as_ref().map(|build| &build.built),
        targets: mounts.iter().map(|mount| mount.target.clone()).collect(),
    };
    let is_built = service.value("build").is_some();
    let mut draft = Draft::of(files, &clues)?;
    for doubt in &service.doubts {
        draft.doubt(doubt);
    }
    if is_built && build.is_none() {
        draft.doubt("its Dockerfile is not at hand");
    }
    if let Some(Build {
        built,
        file,
        context,
    }) = &build
    {
        built_files.push(file.path.to_path_buf());
        draft.dockerfile(built, Some(file), std::slice::from_ref(context));
    }
    draft.container.names = names(service);
    if let Some(entrypoint) = service
        .value("entrypoint")
        .filter(|value| !value.is_absent())
    {
        let words = entrypoint.words().into_iter().map(|(word, _)| word);
        draft.start(&words.collect::<Vec<_>>());
    }
    if let Some(command) = service.value("command").filter(|value| !value.is_absent()) {
        let words = command.words().into_iter().map(|(word, _)| word);
        draft.command(words.collect());
    }
    let (environment, all_known) = environment(files, service);
    for (name, value) in &environment {
        draft.variable(name, value);
    }
    draft.container.environment_unknown |= !all_known;
    for mount in mounts {
        match mount.source {
            Source::Path(path) => draft.mount(&mount.target, Some(path), mount.location),
            Source::Unknown => draft.mount(&mount.target, None, mount.location),
            Source::Volume => draft.named_volume(&mount.target),
        }
    }
    for item in service.items("expose") {
        let Some(placed) = item.text().filter(|text| !text.unknown) else {
            continue;
        };
        if let Some((first, count, protocol)) = ports::inside(&placed.text) {
            let ports = (0..count.min(100)).map(|n| DeclaredPort {
                by: "expose".to_string(),
                protocol,
                port: first.saturating_add(n),
                location: placed.location,
            });
            draft.container.declared.extend(ports);
        }
    }
    if let Some(check) = service.value("healthcheck") {
        let is_off = check
            .text_of("disable")
            .is_some_and(|off| off.text == "true");
        let words = check.get("test").map(|test| split(test.words()));
        if is_off || words.is_some() {
            let words = words.filter(|_| !is_off).unwrap_or_default();
            draft.container.probes = probe::probes(&words, &draft.container.names);
        }
    }
    let file = &service.project.file;
    let path = PathBuf::from(format!("{}#{}", file.display(), service.name));
    let image = name.filter(|_| build.is_none()).map(|name| name.text);
    let base = build.and_then(|build| build.built.base);
    Some(draft.finish(path, None, &image.or(base).unwrap_or_default()))
}

/// The items of a list may hold several words each.
fn split(items: Vec<(String, Location)>) -> Vec<(String, Location)> {
    let words = items.into_iter().flat_map(|(item, location)| {
        let words = words::split(&item).into_iter();
        words.map(move |word| (word, location)).collect::<Vec<_>>()
    });
    words.collect()
}

/// The names by which others of the stack reach a service.
fn names(service: &Service<'_>) -> Vec<String> {
    let mut names = vec![service.name.clone()];
    for key in ["container_name", "hostname"] {
        names.extend(service.text(key).map(|name| name.text));
    }
    if let Some(networks) = service.value("networks") {
        for (_, network) in networks.entries() {
            let aliases = network.get("aliases").map(|list| list.items());
            let aliases = aliases.unwrap_or_default().into_iter();
            names.extend(aliases.filter_map(|alias| Some(alias.text()?.text)));
        }
    }
    names
}
