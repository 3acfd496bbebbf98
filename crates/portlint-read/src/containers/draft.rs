//! A home in a container, put together from its image, a Dockerfile and what is mounted.

use super::compose::join;
use super::dockerfile::{Built, Copied, USER_HOME, plain};
use super::entrypoint::{Entrypoint, starts};
use super::files::ContainerFiles;
use super::image::{self, NamedImage};
use super::layout::{Layer, Layout, Target, named_home};
use super::probe;
use super::{ContainerHome, ports, project};
use crate::discover::product_of_name;
use crate::facts::HomeFacts;
use crate::governing::governing_names;
use portlint_catalog::{Image, Product, RuntimeSpec, Version, built_in, product};
use portlint_host::{Container, DeclaredPort, Location, MissedMount, Namespace, SourceFile};
use std::path::{Path, PathBuf};

/// What is seen in the home wins in this order: copied into the image, mounted, copied at the start.
const MOUNTED: usize = 1 << 20;
const COPIED_AT_START: usize = 1 << 21;

/// What is known of a home so far.
pub(super) struct Draft<'a> {
    files: &'a ContainerFiles<'a>,
    product: &'static Product,
    image: Option<&'static Image>,
    version: Option<Version>,
    update: Option<String>,
    clue: String,
    layout: Layout,
    layers: Vec<(usize, Layer)>,
    /// The words behind the start script.
    arguments: Vec<String>,
    /// What stands in the place of the image's own entrypoint.
    entrypoint: Option<Entrypoint>,
    runtimes: Vec<String>,
    /// What is written about the container.
    pub(crate) container: Container,
    /// The environment of the server.
    pub(crate) facts: HomeFacts,
}

/// What may name the product of a container.
#[derive(Default)]
pub(super) struct Clues<'c> {
    /// The image, when it is one of the vendor's products.
    pub(crate) image: Option<NamedImage>,
    /// The Dockerfile that builds it.
    pub(crate) built: Option<&'c Built>,
    /// Where things are mounted.
    pub(crate) targets: Vec<String>,
}

impl<'a> Draft<'a> {
    /// A home of the product that the clues name; `None` when they name none.
    pub(super) fn of(files: &'a ContainerFiles<'a>, clues: &Clues<'_>) -> Option<Draft<'a>> {
        let based = |built: &&Built| built.base.as_deref().and_then(image::recognise);
        let named = match clues.built {
            Some(built) => based(&built),
            None => clues.image.clone(),
        };
        let draft = match named {
            Some(named) => Draft::of_image(files, named, &clues.targets),
            None => Draft::of_names(files, clues),
        };
        // What had the name before the first release that is known was another kind of server.
        draft.filter(|draft| {
            let first = draft.product.releases.first();
            let version = draft.version.as_ref();
            !first
                .zip(version)
                .is_some_and(|(first, version)| version.cmp_release(&first.version).is_lt())
        })
    }

    fn of_image(
        files: &'a ContainerFiles<'a>,
        named: NamedImage,
        targets: &[String],
    ) -> Option<Draft<'a>> {
        let product = product(&named.image.product)?;
        let tagged = named.version.clone();
        let of_path = || {
            targets
                .iter()
                .find_map(|path| named_home(path, &product.id))
        };
        let version = tagged
            .clone()
            .or_else(|| of_path().map(|(_, version, _)| version));
        let home = image::home_directory(named.image, version.as_ref());
        let mut container = Container::default();
        if !named.is_vendors {
            container.uncertain.push(
                "the image is not the vendor's, and may hold other configuration".to_string(),
            );
        }
        Some(Draft {
            files,
            product,
            image: Some(named.image),
            version,
            update: named.update.clone(),
            clue: "image".to_string(),
            layout: Layout {
                home: home.map(|home| format!("{USER_HOME}/{home}")),
                volumes: named.image.volumes.iter().map(|v| v.to_string()).collect(),
                product: &product.id,
                is_certain: named.is_vendors && tagged.is_some(),
            },
            layers: Vec::new(),
            arguments: Vec::new(),
            entrypoint: None,
            runtimes: named.image.runtimes.iter().map(|r| r.to_string()).collect(),
            container,
            facts: HomeFacts::default(),
        })
    }

    /// From the names of unpacked products in a Dockerfile or in the paths of mounts.
    fn of_names(files: &'a ContainerFiles<'a>, clues: &Clues<'_>) -> Option<Draft<'a>> {
        let (found, version, home) = clues
            .built
            .and_then(named_by_dockerfile)
            .or_else(|| clues.targets.iter().find_map(|path| named_by_path(path)))?;
        let mut container = Container::default();
        if clues.built.is_none() {
            container
                .uncertain
                .push("the image is not known".to_string());
        }
        Some(Draft {
            files,
            product: found,
            image: None,
            version: Some(version),
            update: None,
            clue: "directory name in the container".to_string(),
            layout: Layout {
                home,
                volumes: Vec::new(),
                product: &found.id,
                is_certain: false,
            },
            layers: Vec::new(),
            arguments: Vec::new(),
            entrypoint: None,
            runtimes: Vec::new(),
            container,
            facts: HomeFacts::default(),
        })
    }

    /// Takes over what a Dockerfile says; sources are looked for in `contexts`.
    pub(super) fn dockerfile(
        &mut self,
        built: &Built,
        file: Option<&SourceFile>,
        contexts: &[PathBuf],
    ) {
        if self.image.is_none() {
            self.entrypoint_of(built, contexts);
        }
        for (position, copied) in built.copies.iter().enumerate() {
            self.copy(position, copied, file, contexts);
        }
        for run in &built.runs {
            let edits = governing_names().iter().any(|name| run.contains(name));
            if edits || run.contains("profileSetup") {
                self.doubt("the Dockerfile changes the configuration with a command");
            }
        }
        if let Some(entrypoint) = &built.entrypoint {
            self.start(entrypoint);
        }
        self.arguments.extend(built.command.iter().cloned());
        for (name, value) in &built.environment {
            self.variable(name, value);
        }
        let Some(file) = file else { return };
        for (text, span) in &built.exposed {
            if let Some((first, count, protocol)) = ports::inside(text) {
                let ports = (0..count.min(100)).map(|n| DeclaredPort {
                    by: "EXPOSE".to_string(),
                    protocol,
                    port: first.saturating_add(n),
                    location: file.at(*span),
                });
                self.container.declared.extend(ports);
            }
        }
        let words = built.health.iter();
        let words = words.map(|(word, span)| (word.clone(), file.at(*span)));
        self.container.probes = probe::probes(&words.collect::<Vec<_>>(), &[]);
    }

    /// Whether the entrypoint of the image is at a path.
    pub(crate) fn is_entrypoint(&self, path: &str) -> bool {
        self.layout.target(&plain(path)) == Target::Entrypoint
    }

    /// A script in the place of the entrypoint: what it copies into the home, and how it starts the server.
    pub(crate) fn entrypoint(&mut self, text: &str) {
        let read = Entrypoint::read(text, self.product);
        if read.is_unclear {
            self.doubt("its entrypoint is replaced");
        }
        self.layout.volumes.retain(|volume| text.contains(volume));
        let known = read.runtime.filter(|known| *known != "default");
        if let (Some(runtime), true) = (known, self.runtimes.is_empty()) {
            self.runtimes.push(runtime.to_string());
        }
        self.entrypoint = Some(read);
    }

    /// What an own entrypoint copies into the home and starts.
    fn entrypoint_of(&mut self, built: &Built, contexts: &[PathBuf]) {
        let is_script = |copied: &&Copied| copied.source.ends_with(".sh");
        let scripts = built.copies.iter().filter(is_script).flat_map(|copied| {
            let contexts = contexts.iter();
            contexts.map(|context| join(context, &copied.source))
        });
        let texts = scripts.filter_map(|path| self.files.text(&path));
        let texts = texts.collect::<Vec<_>>();
        let images = built_in().images.iter();
        let mut usual = images.filter(|image| image.product == self.product.id);
        if let Some(image) = usual.next_back() {
            let volumes = image.volumes.iter().map(|volume| volume.to_string());
            let is_read = |volume: &String| texts.iter().any(|text| text.contains(volume));
            self.layout.volumes = volumes.filter(is_read).collect();
        }
        let words = built.entrypoint.iter().flatten().chain(&built.command);
        let words = words.cloned().collect::<Vec<_>>();
        let all = texts.iter().chain(&words);
        let runtimes = self.product.runtimes.iter();
        let started = |spec: &&RuntimeSpec| all.clone().any(|text| starts(text, spec));
        let mut started = runtimes.filter(started).map(|spec| spec.id.to_string());
        self.runtimes.extend(started.next());
    }

    fn copy(
        &mut self,
        position: usize,
        copied: &Copied,
        file: Option<&SourceFile>,
        contexts: &[PathBuf],
    ) {
        let name = copied.source.trim_end_matches('/').rsplit('/').next();
        let name = name.unwrap_or_default();
        let found = contexts
            .iter()
            .map(|context| join(context, &copied.source))
            .find(|path| self.files.kind(path).is_some());
        let is_directory = found
            .as_ref()
            .is_some_and(|path| self.files.kind(path) == Some(portlint_files::FileKind::Directory));
        // A directory is copied with what is in it, a file keeps its name.
        let target = if copied.into_directory && !is_directory {
            plain(&format!("{}/{name}", copied.target))
        } else {
            copied.target.clone()
        };
        if name.contains(['*', '?', '[']) {
            if let Target::Home(at) = self.layout.target(&copied.target)
                && is_deployment(&at)
            {
                self.artifacts(contexts);
            }
            return;
        }
        let location = file.map(|file| file.at(copied.span));
        self.place(position, &target, found, location, contexts);
    }

    /// A file or directory of the host that is mounted at a path; `None` for what is not at hand.
    pub(super) fn mount(&mut self, target: &str, source: Option<PathBuf>, location: Location) {
        self.place(MOUNTED, &plain(target), source, Some(location), &[]);
    }

    fn place(
        &mut self,
        rank: usize,
        path: &str,
        source: Option<PathBuf>,
        location: Option<Location>,
        contexts: &[PathBuf],
    ) {
        let (rank, at) = match self.layout.target(path) {
            Target::Home(at) => (rank, at),
            Target::Volume(position, at) => (COPIED_AT_START + position, at),
            Target::Entrypoint => {
                if self.image.is_some() {
                    self.doubt("its entrypoint is replaced");
                }
                return;
            }
            other => {
                let reason = self.miss(&other, path, source.as_deref());
                if let (Some((reason, help)), Some(location)) = (reason, location) {
                    self.container.missed.push(MissedMount {
                        target: path.to_string(),
                        reason,
                        help,
                        location,
                    });
                }
                return;
            }
        };
        let Some(source) = source.filter(|path| self.files.kind(path).is_some()) else {
            if is_deployment(&at) {
                self.artifacts(contexts);
            }
            if self.may_govern(&at) && !at.is_empty() {
                self.doubt("its configuration is mounted from a place that is not at hand");
            }
            return;
        };
        let layer = Layer {
            at,
            canonical: self.files.canonical(&source),
            embedded: self.files.embedded(&source),
            source,
        };
        self.layers.push((rank, layer));
    }

    /// Why configuration does not reach the server, and what to write instead.
    fn miss(
        &self,
        target: &Target,
        path: &str,
        source: Option<&Path>,
    ) -> Option<(String, Option<String>)> {
        let image = self.image.filter(|_| self.layout.is_certain)?;
        let home = self.layout.home.as_deref()?;
        let directory = home.rsplit('/').next().unwrap_or_default();
        match target {
            Target::OtherHome(other) => Some((
                format!("the home in the image is {directory}, this path names {other}"),
                Some(format!("write {directory} in the place of {other}")),
            )),
            Target::UnreadVolume(_) => {
                let read = image.volumes.iter().map(|volume| volume.to_string());
                let read = read.collect::<Vec<_>>().join(" and ");
                Some((
                    "the entrypoint of the image does not read this folder".to_string(),
                    (!read.is_empty()).then(|| format!("it copies {read} into {directory}")),
                ))
            }
            Target::Elsewhere => {
                let governs = |path: &Path| {
                    let name = path.file_name().and_then(|name| name.to_str());
                    name.is_some_and(|name| governing_names().contains(name))
                };
                let is_configuration = governs(Path::new(path)) || source.is_some_and(governs);
                is_configuration.then(|| {
                    let reason = format!("the home in the image is {home}");
                    let name = source.unwrap_or(Path::new(path)).file_name();
                    let name = name.unwrap_or_default().to_string_lossy();
                    let mut runtimes = self.product.runtimes.iter();
                    let place = runtimes.find(|runtime| runtime.governs.as_str() == name);
                    let help = place
                        .map(|runtime| format!("the server reads {home}/{}", runtime.governing()));
                    (reason, help)
                })
            }
            _ => None,
        }
    }

    /// Something that is deployed and not at hand, unless its sources are.
    fn artifacts(&mut self, contexts: &[PathBuf]) {
        let sources = contexts
            .iter()
            .find_map(|context| Some((context, project::endpoints(self.files, context)?)));
        match sources {
            Some((context, layer)) => {
                self.container.contexts = project::contexts(self.files, context);
                if !self.layers.iter().any(|(_, known)| *known == layer) {
                    self.layers.push((0, layer));
                }
            }
            None => self.container.unknown_artifacts = true,
        }
    }

    /// A layer of the home that is given otherwise, weaker than what a Dockerfile copies.
    pub(super) fn underlay(&mut self, at: &str, source: PathBuf) {
        let layer = Layer {
            at: at.to_string(),
            canonical: self.files.canonical(&source),
            embedded: None,
            source,
        };
        self.layers.insert(0, (0, layer));
    }

    /// Whether the governing file may be seen at a path of the home, or below it.
    fn may_govern(&self, at: &str) -> bool {
        let mut runtimes = self.product.runtimes.iter();
        runtimes.any(|spec| {
            let governing = spec.governing();
            at.is_empty() || governing == at || governing.starts_with(&format!("{at}/"))
        })
    }

    /// A volume of Docker's own: it begins as a copy of what the image has there.
    pub(super) fn named_volume(&mut self, target: &str) {
        match self.layout.target(&plain(target)) {
            Target::Home(at) if is_deployment(&at) => self.container.unknown_artifacts = true,
            Target::Home(at) if !at.is_empty() && self.may_govern(&at) => {
                self.doubt("its configuration is in a volume");
            }
            Target::Volume(..) => self.doubt("its configuration is in a volume"),
            _ => {}
        }
    }

    /// What the container is started with.
    pub(super) fn start(&mut self, entrypoint: &[String]) {
        let file_name = |word: &String| word.rsplit('/').next().unwrap_or_default().to_string();
        let is_start = |word: &String| {
            let name = file_name(word);
            matches!(name.as_str(), "docker-entrypoint.sh" | "init.sh")
                || self.product.runtimes.iter().any(|spec| starts(&name, spec))
        };
        let split = entrypoint.iter().flat_map(|word| word.split_whitespace());
        let words = split.map(str::to_string).collect::<Vec<_>>();
        match words.iter().position(is_start) {
            Some(position) => {
                // Whatever else the command does may set variables.
                const PLAIN: [&str; 8] =
                    ["sh", "bash", "exec", "tini", "dumb-init", "--", "-c", "-g"];
                let before = words.iter().take(position).map(file_name);
                self.container.environment_unknown |= before
                    .into_iter()
                    .any(|word| !PLAIN.contains(&word.as_str()));
                let rest = words.get(position + 1..).unwrap_or_default();
                self.arguments = rest.to_vec();
            }
            None => self.doubt("it starts something else than the entrypoint of the image"),
        }
    }

    /// The arguments behind the entrypoint, in the place of those of the image.
    pub(super) fn command(&mut self, words: Vec<String>) {
        self.arguments = words;
    }

    /// A variable of the server's environment.
    pub(super) fn variable(&mut self, name: &str, value: &str) {
        let profile = self.image.and_then(|image| image.profile_variable);
        match name {
            "JAVA_OPTS" => {
                let words = value.split_whitespace().map(str::to_string);
                self.facts.java_opts = Some(words.collect());
            }
            "CARBON_HOME" => self.doubt("CARBON_HOME is set"),
            _ => {}
        }
        if profile.is_some_and(|variable| variable == name) && !value.is_empty() {
            self.facts.profile = Some(value.to_string());
        }
        let environment = self.facts.env.get_or_insert_default();
        environment.insert(name.to_string(), value.to_string());
    }

    /// The id of its product.
    pub(super) fn product_id(&self) -> &'static str {
        self.product.id.as_str()
    }

    /// Says why not everything is known.
    pub(super) fn doubt(&mut self, why: &str) {
        if !self.container.uncertain.iter().any(|known| known == why) {
            self.container.uncertain.push(why.to_string());
        }
    }

    /// The home.
    pub(super) fn finish(
        mut self,
        path: PathBuf,
        namespace: Option<Namespace>,
        image: &str,
    ) -> ContainerHome {
        let mut drops = self.image.is_some_and(|image| image.drops_arguments);
        if let Some(own) = self.entrypoint.take() {
            drops = false;
            let given = std::mem::take(&mut self.arguments);
            self.arguments = own.arguments(given);
            let variable = self.image.and_then(|image| image.profile_variable);
            let environment = self.facts.env.iter().flatten();
            let mut named = environment.filter(|(name, _)| own.text.contains(name.as_str()));
            let profile = named.find(|(name, _)| name.contains("PROFILE"));
            let profile = profile.map(|(_, value)| value.clone());
            match variable {
                Some(variable) if !own.text.contains(variable.as_str()) => {
                    self.facts.profile = None;
                }
                Some(_) => {}
                None if own.optimises(profile.as_deref()) => {
                    self.doubt("its entrypoint closes parts of the server");
                }
                None => {}
            }
        }
        if !drops && !self.arguments.is_empty() {
            self.facts.start_arguments = Some(std::mem::take(&mut self.arguments));
        }
        let ids = self.product.runtimes.iter().map(|spec| spec.id.as_str());
        let mut ids = ids.collect::<Vec<_>>();
        ids.dedup();
        if self.runtimes.is_empty() && ids.iter().any(|id| Some(id) != ids.first()) {
            self.doubt("which of its servers is started is not known");
        }
        if !self.runtimes.is_empty() {
            self.facts.runtimes = Some(std::mem::take(&mut self.runtimes));
        }
        // The strongest first; of two of one strength the one that is nearer to the file.
        self.layers
            .sort_by_key(|(rank, layer)| std::cmp::Reverse((*rank, layer.at.len())));
        let canonical = self
            .files
            .canonical(path.parent().unwrap_or(Path::new(".")));
        let name = path.file_name().unwrap_or_default().to_os_string();
        ContainerHome {
            is_rendered: false,
            problems: Vec::new(),
            canonical: canonical.join(name),
            path,
            namespace,
            published: Vec::new(),
            container: self.container,
            product: self.product,
            version: self.version,
            update: self.update,
            clue: format!("{} {image}", self.clue).trim_end().to_string(),
            facts: self.facts,
            layers: self.layers.into_iter().map(|(_, layer)| layer).collect(),
        }
    }
}

fn is_deployment(at: &str) -> bool {
    at.starts_with("repository/deployment") || at.starts_with("wso2/")
}

/// The product, its version and its home.
type Named = (&'static Product, Version, Option<String>);

/// The product that a Dockerfile unpacks.
fn named_by_dockerfile(built: &Built) -> Option<Named> {
    let home = built.environment.get("WSO2_SERVER_HOME");
    let of_home = home.and_then(|home| {
        let (found, version) = product_of_name(home.rsplit('/').next()?)?;
        Some((found, version?, Some(home.clone())))
    });
    let argument = |name: &str| built.arguments.get(name).or(built.environment.get(name));
    let of_arguments = || {
        let name = argument("WSO2_SERVER_NAME")?;
        let version = argument("WSO2_SERVER_VERSION")?;
        let (found, version) = product_of_name(&format!("{name}-{version}"))?;
        Some((found, version?, home.cloned()))
    };
    let of_words = || {
        let copies = built.copies.iter().flat_map(|c| [&c.source, &c.target]);
        let mut texts = copies.chain(&built.runs).chain(built.arguments.values());
        texts.find_map(|text| named_by_words(text))
    };
    of_home.or_else(of_arguments).or_else(of_words)
}

/// `wso2am-4.2.0.zip` in a command or a path.
fn named_by_words(text: &str) -> Option<Named> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let mut words = text.split(|c| !is_part(c)).take(2_000);
    words.find_map(|word| {
        let word = word.strip_suffix(".zip").unwrap_or(word);
        let (found, version) = product_of_name(word)?;
        Some((found, version?, None))
    })
}

fn named_by_path(path: &str) -> Option<Named> {
    let mut parts = path.split('/').scan(String::new(), |before, part| {
        before.push('/');
        before.push_str(part);
        Some((part, before.clone()))
    });
    parts.find_map(|(part, so_far)| {
        let (found, version) = product_of_name(part)?;
        Some((found, version?, Some(plain(&so_far))))
    })
}
