//! A host, its homes and what they start.

use crate::machine;
use crate::{
    Container, CowStr, FileId, Files, Listener, Live, Location, Machine, Namespace, NotLookedAt,
    Offset, Problem, Proxy, Published, Reference, Stack, Startup,
};
use portlint_catalog::{Generation, Protocol, Version};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::path::{Path, PathBuf};

/// Everything that was found.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Host {
    /// The homes, ordered by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub homes: Vec<Home>,
    /// Ports that other software of the host holds (from the configuration of the linter).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign: Vec<ForeignPort>,
    /// The compose projects that were found, in the order of their paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stacks: Vec<Stack>,
    /// The proxies whose files were looked at, ordered by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<Proxy>,
    /// The machines of which more is known than what one of them says of itself, ordered by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<Machine>,
    /// The files that the homes point at.
    pub files: Files,
    /// The configuration file in effect, as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
    /// The hosts that loose configuration files name, by which those were taken for files of different hosts, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named_hosts: Vec<String>,
    /// What was passed over while homes were searched, ordered by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_looked_at: Vec<NotLookedAt>,
    /// What ran there, where that was looked at too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Live>,
}

impl Host {
    /// A host with these homes, which point at files of a table.
    pub fn of<F: Borrow<Files>>(homes: impl IntoIterator<Item = (Home, F)>) -> Host {
        let mut host = Host::default();
        for (mut home, files) in homes {
            home.locations_mut(&mut host.files.adopting(files.borrow()));
            host.homes.push(home);
        }
        host
    }

    /// Adds what was seen on another machine. Its paths then name the machine; its homes have it as their group.
    pub fn absorb(&mut self, machine: Machine, seen: Host) {
        let place = self.files.absorb(&machine.name, &seen.files);
        let within = |path: &Path| machine::within(&machine.name, path);
        let keyed = |key: &str| format!("{}:{key}", machine.name);
        for mut home in seen.homes {
            home.locations_mut(&mut |location| place(location));
            home.path = within(&home.path);
            home.canonical = within(&home.canonical);
            home.group = Some(machine.name.clone());
            home.is_remote = true;
            if let Some(space) = &mut home.namespace {
                space.key = keyed(&space.key);
            }
            if let Some(container) = home.container.as_mut().filter(|c| !c.stack.is_empty()) {
                container.stack = keyed(&container.stack);
            }
            let own = home.problems.iter_mut();
            let all = own.chain(home.runtimes.iter_mut().flat_map(|r| &mut r.problems));
            for path in all.filter_map(|problem| problem.path.as_mut()) {
                *path = within(path);
            }
            self.homes.push(home);
        }
        for proxy in seen.proxies {
            let proxy = proxy.of_machine(&machine.name, &mut |location| place(location));
            self.proxies.push(proxy);
        }
        for mut stack in seen.stacks {
            stack.locations_mut(&mut |location| place(location));
            stack.key = keyed(&stack.key);
            self.stacks.push(stack);
        }
        let foreign = seen.foreign.into_iter().map(|port| ForeignPort {
            group: Some(machine.name.clone()),
            ..port
        });
        self.foreign.extend(foreign);
        let passed = seen.not_looked_at.into_iter().map(|passed| NotLookedAt {
            path: within(&passed.path),
            ..passed
        });
        self.not_looked_at.extend(passed);
        self.machines.push(machine);
    }

    /// Adds a stack, which points at files of a table.
    pub fn add_stack(&mut self, mut stack: Stack, files: &Files) {
        stack.locations_mut(&mut self.files.adopting(files));
        self.stacks.push(stack);
    }

    /// Adds a proxy, which points at files of a table.
    pub fn add_proxy(&mut self, proxy: Proxy, files: &Files) {
        let proxy = proxy.adopted(&mut self.files, files);
        self.proxies.push(proxy);
    }

    /// True when neither homes nor proxies were found.
    pub fn is_empty(&self) -> bool {
        self.homes.is_empty() && self.proxies.is_empty()
    }

    /// Every file that an offset, a listener or a reference points at, and those that govern. One may come several times.
    pub fn files_with_settings(&self) -> impl Iterator<Item = FileId> {
        let proxies = self.proxies.iter().map(|proxy| &proxy.stand_in);
        let homes = self.homes.iter().chain(proxies);
        homes.flat_map(|home| &home.runtimes).flat_map(|runtime| {
            let listeners = runtime.listeners.iter().map(|listener| &listener.location);
            let references = runtime
                .references
                .iter()
                .map(|reference| &reference.location);
            let places = listeners
                .chain(references)
                .chain([&runtime.offset.location, &runtime.governing]);
            places.flatten().map(|location| location.file)
        })
    }
}

/// A port held by software that is not WSO2's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ForeignPort {
    /// Its name.
    pub name: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: u16,
    /// Bind address; `None` for all interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The machine that it runs on; `None` for all that are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A product installation directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Home {
    /// As given on the command line, or found below a given directory.
    #[serde(serialize_with = "crate::snapshot::path")]
    pub path: PathBuf,
    /// The one true name.
    #[serde(serialize_with = "crate::snapshot::path")]
    pub canonical: PathBuf,
    /// The product; `None` when it looks like a WSO2 home that the catalogue does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The product's name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The product's version, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The update level, where an image or a product file names it: `4.7.0.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// How product and version were learned, one sentence per clue, in the order of trust.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
    /// Only homes with the same group can collide (`host` in the configuration).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// True when it was read from a snapshot: its paths, and those of its files, begin with the group and a colon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_remote: bool,
    /// The network that its ports are open in; `None` for the host's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Namespace>,
    /// The ports of its namespace that the host passes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Published>,
    /// What is written about its container, when it runs in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// False when it is never started together with the others.
    pub active: bool,
    /// What it looks like a copy of, unless the user told whether it is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<CopyOf>,
    /// True when the planner may not change it.
    pub pinned: bool,
    /// Its runtimes, ordered by the catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runtimes: Vec<Runtime>,
    /// What went wrong or is worth saying about the home as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// The neighbour that a home looks like a copy of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CopyOf {
    /// The directory name of the neighbour.
    pub name: String,
}

impl Home {
    /// A home that starts with the others and of which nothing else is known but its path.
    pub fn new(path: impl Into<PathBuf>) -> Home {
        let path = path.into();
        Home {
            canonical: path.clone(),
            path,
            product: None,
            name: None,
            version: None,
            update: None,
            identity: Vec::new(),
            group: None,
            is_remote: false,
            namespace: None,
            published: Vec::new(),
            container: None,
            active: true,
            copy_of: None,
            pinned: false,
            runtimes: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The path on the machine that the home is on.
    pub fn local_path(&self) -> &Path {
        let group = self.group.as_deref().filter(|_| self.is_remote);
        group
            .and_then(|group| machine::without(group, &self.path))
            .unwrap_or(&self.path)
    }
}

/// One server process that a home can start.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Runtime {
    /// `default`, `worker`, `integrator`, ...
    pub id: CowStr,
    /// The profile it is started with, when told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Which kind of file governs it.
    pub generation: Generation,
    /// The host names and addresses that its files give to this server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_hosts: Vec<String>,
    /// The start of the governing file, when it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governing: Option<Location>,
    /// The port offset.
    pub offset: Offset,
    /// Whether it comes up.
    #[serde(default, skip_serializing_if = "Startup::completes")]
    pub startup: Startup,
    /// Every known listener: open, closed and conditional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listeners: Vec<Listener>,
    /// Where the runtime connects to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// What went wrong while reading, and what rules want to know about the configuration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Runtime {
    /// A runtime without a file, of which nothing is known but its offset.
    pub fn new(id: impl Into<CowStr>, generation: Generation, offset: Offset) -> Runtime {
        Runtime {
            id: id.into(),
            profile: None,
            generation,
            own_hosts: Vec::new(),
            governing: None,
            offset,
            startup: Startup::Starts,
            listeners: Vec::new(),
            references: Vec::new(),
            problems: Vec::new(),
        }
    }
}
