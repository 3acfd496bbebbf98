//! Which directories are homes. Opens known relative paths; lists a directory only while searching for homes.

use super::identity;
use crate::containers::ContainerHome;
use crate::names::Names;
use portlint_catalog::products;
use portlint_files::{Directory, FileSystem};
use portlint_host::Namespace;
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A home, or a lone configuration file that stands for one.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As given, or found below a given directory.
    pub path: PathBuf,
    /// The one true name.
    pub canonical: PathBuf,
    /// The parts that the path asked for, relative to the home; empty for the whole home.
    pub parts: Vec<String>,
    /// For a configuration file without a home: its name.
    pub lone: Option<String>,
    /// What lies in the home, where it was listed.
    pub(crate) names: Option<Names>,
    /// What describes the container that it is in.
    pub container: Option<Arc<ContainerHome>>,
    /// The network of what is in no container that is known, and on no host either.
    pub namespace: Option<Namespace>,
}

impl Candidate {
    /// A whole home.
    pub fn whole(path: PathBuf, canonical: PathBuf) -> Candidate {
        Candidate {
            path,
            canonical,
            parts: Vec::new(),
            lone: None,
            names: None,
            container: None,
            namespace: None,
        }
    }

    /// A home in a container.
    pub fn in_container(home: ContainerHome) -> Candidate {
        Candidate {
            container: Some(Arc::new(home.clone())),
            ..Candidate::whole(home.path, home.canonical)
        }
    }

    /// The governing files that are there.
    pub fn governing_files(&self, files: &dyn FileSystem) -> Vec<PathBuf> {
        let relative = match &self.lone {
            Some(name) => vec![name.clone()],
            None => governing_paths().iter().cloned().collect(),
        };
        let there = relative.iter().map(|file| self.path.join(file));
        there.filter_map(|file| files.canonical(&file)).collect()
    }

    /// Whether a server can be started from it: a configuration tree alone has no programs.
    pub fn is_installed(&self, files: &dyn FileSystem) -> bool {
        self.lone.is_none() && files.kind(&self.path.join("bin")).is_some()
    }

    /// Joins two ways to the same home. It is shown under its own name, where a way leads through it, not under that of
    /// a link.
    pub fn merge(&mut self, other: &Candidate) {
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
    pub fn wants(&self, conf: &str) -> bool {
        self.parts.is_empty()
            || self
                .parts
                .iter()
                .any(|part| Path::new(conf).starts_with(part) || Path::new(part).starts_with(conf))
    }
}

/// Every `conf/governing-file` of the catalogue, each once.
pub fn governing_paths() -> &'static BTreeSet<String> {
    static PATHS: OnceLock<BTreeSet<String>> = OnceLock::new();
    PATHS.get_or_init(|| {
        products()
            .iter()
            .flat_map(|p| &p.runtimes)
            .map(|r| r.governing())
            .collect()
    })
}

/// Whether a directory with these names in it is a home.
pub fn is_home(files: &dyn FileSystem, dir: &Path, names: &Names, limits: &Limits) -> bool {
    let home = Directory::new(files, dir);
    (is_governed(&home, names) && identity::is_named_as_home(dir))
        || (has_marker(&home, names) && identity::is_wso2(&home, limits))
}

/// Whether a directory directly holds a file by which a home is recognised, whoever's it is.
pub fn has_marker(dir: &Directory<'_>, names: &Names) -> bool {
    let exists = |path: &str| names.lead_to(path) && dir.kind(path).is_some();
    is_governed(dir, names) || exists("updates/product.txt") || exists("bin/version.txt")
}

fn is_governed(dir: &Directory<'_>, names: &Names) -> bool {
    let exists = |path: &String| names.lead_to(path) && dir.kind(path).is_some();
    governing_paths().iter().any(exists)
}

/// The home that a path belongs to: the path itself, or the outermost directory above it in whose configuration the path
/// lies. Outermost, because the `repository` folder of a home, or a profile folder of Enterprise Integrator, looks like a
/// home of its own.
///
/// `names` is what lies in a path that is a directory.
pub fn enclosing(
    files: &dyn FileSystem,
    path: &Path,
    names: Option<&Names>,
    limits: &Limits,
) -> Option<Candidate> {
    let canonical = files.canonical(path)?;
    let mut found = None;
    // wso2/analytics/conf/worker/deployment.yaml is the deepest governing file.
    for (climbed, above) in canonical.ancestors().take(6).enumerate() {
        let part = canonical.strip_prefix(above).ok()?;
        if !lies_in_configuration(part) {
            continue;
        }
        let is_home = match (climbed, names) {
            (0, None) => false,
            (0, Some(names)) => is_home(files, above, names, limits),
            _ => is_home(files, above, &Names::unknown(), limits),
        };
        if is_home {
            let home = strip(path, above, climbed);
            let canonical = files.canonical(&home).unwrap_or_else(|| home.clone());
            let mut candidate = Candidate::whole(home, canonical);
            if climbed > 0 {
                candidate.parts.push(part.to_str()?.to_string());
            }
            found = Some(candidate);
        }
    }
    found
}

/// Whether a path relative to a home leads to, or lies in, the configuration directory of some runtime.
fn lies_in_configuration(part: &Path) -> bool {
    let Some(first) = part.iter().next() else {
        return true;
    };
    let governing = governing_paths().iter();
    let mut near = governing.filter(|path| path.split('/').next().is_some_and(|own| first == own));
    near.any(|path| {
        let governing = Path::new(path);
        let conf = governing.parent();
        governing.starts_with(part) || conf.is_some_and(|conf| part.starts_with(conf))
    })
}

/// The path as given, without its last `levels` parts; the canonical directory when the given path does not show them.
fn strip(given: &Path, canonical: &Path, levels: usize) -> PathBuf {
    let named = given
        .components()
        .rev()
        .take(levels)
        .all(|c| matches!(c, Component::Normal(_)));
    match given.ancestors().nth(levels) {
        Some(above) if named && above.as_os_str().is_empty() => PathBuf::from("."),
        Some(above) if named => above.to_path_buf(),
        _ => canonical.to_path_buf(),
    }
}
