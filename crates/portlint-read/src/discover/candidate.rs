//! What the search takes for a home.

use crate::containers::ContainerHome;
use crate::names::Names;
use portlint_catalog::products;
use portlint_files::FileSystem;
use portlint_host::Namespace;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What every pack has, and no tree of configuration that is laid over one.
const OF_A_PACK: [&str; 8] = [
    "LICENSE.txt",
    "bin/version.txt",
    "bin/wso2carbon-version.txt",
    "repository/components/plugins",
    "repository/components/default",
    "wso2/components/plugins",
    "wso2/components/default",
    "wso2/lib",
];

/// A home, or a lone configuration file that stands for one.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// As given, or found below a given directory.
    pub path: PathBuf,
    /// The one true name.
    pub canonical: PathBuf,
    /// The parts that the path asked for, relative to the home; empty for the whole home.
    pub parts: Vec<String>,
    /// For a configuration file without a home: the name under which a server reads it.
    pub lone: Option<String>,
    /// The same, where it has another name here. It is then its own `path`.
    pub called: Option<String>,
    /// What lies in the home, where it was listed.
    pub(crate) names: Option<Names>,
    /// What describes the container that it is in.
    pub container: Option<Arc<ContainerHome>>,
    /// The network of what is in no container that is known, and on no host either.
    pub namespace: Option<Namespace>,
}

impl Candidate {
    /// A whole home.
    pub(super) fn whole(path: PathBuf, canonical: PathBuf) -> Candidate {
        Candidate {
            path,
            canonical,
            parts: Vec::new(),
            lone: None,
            called: None,
            names: None,
            container: None,
            namespace: None,
        }
    }

    /// A home in a container.
    pub(super) fn in_container(home: ContainerHome) -> Candidate {
        Candidate {
            container: Some(Arc::new(home.clone())),
            ..Candidate::whole(home.path, home.canonical)
        }
    }

    /// Whether another search found just the same. What describes a container is the same where one description is.
    pub(crate) fn is_same(&self, other: &Candidate) -> bool {
        let container = match (&self.container, &other.container) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        container
            && self.path == other.path
            && self.canonical == other.canonical
            && self.parts == other.parts
            && self.lone == other.lone
            && self.called == other.called
            && self.names == other.names
            && self.namespace == other.namespace
    }

    /// The directory that its files lie in, as shown.
    pub(super) fn directory(&self) -> &Path {
        match self.called {
            Some(_) => parent(&self.path),
            None => &self.path,
        }
    }

    /// The governing files that are there, as shown.
    pub(super) fn governing(&self, files: &dyn FileSystem) -> Vec<PathBuf> {
        if self.called.is_some() {
            return vec![self.path.clone()];
        }
        let relative = match &self.lone {
            Some(name) => vec![name.clone()],
            None => governing_paths().iter().cloned().collect(),
        };
        let there = relative.iter().map(|file| self.path.join(file));
        there.filter(|file| files.kind(file).is_some()).collect()
    }

    /// Their true names.
    pub(super) fn governing_files(&self, files: &dyn FileSystem) -> Vec<PathBuf> {
        let there = self.governing(files).into_iter();
        there.filter_map(|file| files.canonical(&file)).collect()
    }

    /// Whether a server can be started from it: a configuration tree alone has no programs, or only a script that replaces one.
    pub(super) fn is_installed(&self, files: &dyn FileSystem) -> bool {
        let has = |name: &&str| files.kind(&self.path.join(name)).is_some();
        let is_whole = self.lone.is_none() && has(&"bin");
        is_whole && ["repository", "wso2", "lib"].iter().any(has) && OF_A_PACK.iter().any(has)
    }

    /// Whether it is a configuration that lies somewhere by itself. A tree that has the name of an unpacked product, such as
    /// `wso2am-4.2.0`, stands for the server of that name.
    pub(super) fn is_loose(&self, files: &dyn FileSystem) -> bool {
        let name = self.canonical.file_name().and_then(|name| name.to_str());
        let has_name_of_a_product = name.is_some_and(|name| name.starts_with("wso2"));
        self.lone.is_some() || !(has_name_of_a_product || self.is_installed(files))
    }

    /// Joins two ways to the same home. It is shown under its own name, where a way leads through it, not under that of
    /// a link.
    pub(super) fn merge(&mut self, other: &Candidate) {
        if self.parts.is_empty() || other.parts.is_empty() {
            self.parts.clear();
        } else {
            self.parts.extend(other.parts.iter().cloned());
        }
        let order = |path: &Path| path.file_name() != self.canonical.file_name();
        if (order(&other.path), &other.path) < (order(&self.path), &self.path) {
            self.path.clone_from(&other.path);
        }
    }

    /// Whether a runtime with this configuration directory was asked for.
    pub(super) fn wants(&self, conf: &str) -> bool {
        self.parts.is_empty()
            || self
                .parts
                .iter()
                .any(|part| Path::new(conf).starts_with(part) || Path::new(part).starts_with(conf))
    }
}

/// The directory of a file, as shown; `.` for a file of the current directory.
pub(super) fn parent(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Every `conf/governing-file` of the catalogue, each once.
pub(super) fn governing_paths() -> &'static BTreeSet<String> {
    static PATHS: OnceLock<BTreeSet<String>> = OnceLock::new();
    PATHS.get_or_init(|| {
        products()
            .iter()
            .flat_map(|p| &p.runtimes)
            .map(|r| r.governing())
            .collect()
    })
}
