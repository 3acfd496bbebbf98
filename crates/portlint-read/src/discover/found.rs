//! What a search came to, and what it passes over.

use super::candidate::{Candidate, governing_paths};
use super::locate::has_marker;
use crate::containers::{Descriptions, is_manifest, may_be_manifest};
use crate::names::Names;
use portlint_files::{Directory, Entry, FileSystem, Meter, ReadError};
use portlint_host::{NotLookedAt, NotLookedAtReason};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

/// What a search came to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The homes, and the lone configuration files that stand for one.
    pub(crate) candidates: Vec<Candidate>,
    /// What was passed over.
    pub(crate) not_looked_at: Vec<NotLookedAt>,
    /// The files that may describe containers.
    pub(crate) descriptions: Descriptions,
}

pub(crate) fn reason(why: &ReadError) -> NotLookedAtReason {
    match why {
        ReadError::OfTheKernel(_) => NotLookedAtReason::Kernel,
        ReadError::TooLarge(_) | ReadError::TooMany(_) | ReadError::OverBudget { .. } => {
            NotLookedAtReason::Budget
        }
        _ => NotLookedAtReason::Unreadable,
    }
}

/// Whether the bytes of the run are used up: what is read from then on is not known to be what it seems.
pub(super) fn is_spent(files: &dyn FileSystem) -> bool {
    files.meter().is_some_and(Meter::is_spent)
}

impl Found {
    pub(super) fn pass_over(
        &mut self,
        files: &dyn FileSystem,
        path: PathBuf,
        reason: NotLookedAtReason,
    ) {
        let names = match reason {
            NotLookedAtReason::Depth | NotLookedAtReason::Hidden => Names::of(files, &path).ok(),
            _ => None,
        };
        let looks_like_home =
            names.is_some_and(|names| has_marker(&Directory::new(files, &path), &names));
        self.not_looked_at.push(NotLookedAt {
            looks_like_home,
            ..NotLookedAt::new(path, reason)
        });
    }
}

/// The directories directly inside a home that look like homes themselves: a backup, say. Those in which the home has its
/// own configuration are its parts.
pub(super) fn inside(files: &dyn FileSystem, home: &Path, names: &Names) -> Vec<NotLookedAt> {
    let is_part = |name: &str| {
        let mut governing = governing_paths().iter();
        governing.any(|path| path.split('/').next() == Some(name))
    };
    let may_be_another = |entry: &&Entry| {
        let name = entry.name.to_string_lossy();
        entry.is_directory != Some(false) && !is_part(&name) && !is_of_no_interest(&name, names)
    };
    let others = names.all.iter().filter(may_be_another);
    let looks_like_home = |path: &PathBuf| {
        let directory = Directory::new(files, path);
        Names::of(files, path).is_ok_and(|names| {
            has_marker(&directory, &names) && !is_of_the_server(path, &directory)
        })
    };
    others
        .map(|entry| home.join(&entry.name))
        .filter(looks_like_home)
        .map(|path| NotLookedAt {
            looks_like_home: true,
            ..NotLookedAt::new(path, NotLookedAtReason::InsideHome)
        })
        .collect()
}

/// The copy of its configuration that a server of the toml generation makes at each start, in `backup`; unlike a home it
/// has no `bin` (wso2/config-mapper, `ConfigParser.backupConfigurations`).
fn is_of_the_server(path: &Path, directory: &Directory<'_>) -> bool {
    path.ends_with("backup") && directory.kind("bin").is_none()
}

/// Whether a directory is the top of a repository, or holds what describes containers, or the roles of Ansible or the modules of
/// Puppet.
pub(super) fn is_repository(names: &Names) -> bool {
    let mut all = names.all.iter().map(|entry| entry.name.to_string_lossy());
    let is_ansible = || names.contain("roles") && names.contain("site.yml");
    let is_puppet = || names.contain("modules") && names.contain("manifests");
    all.any(|name| name == ".git" || name == "ansible.cfg" || Descriptions::is_one(&name))
        || is_ansible()
        || is_puppet()
}

/// The files of a directory that are manifests of Kubernetes.
pub(crate) fn manifests(
    files: &dyn FileSystem,
    dir: &Path,
    names: &Names,
    limits: &Limits,
) -> Vec<String> {
    let entries = names.all.iter();
    let there = entries.filter(|entry| entry.is_directory != Some(true));
    let names = there.filter_map(|entry| entry.name.to_str());
    let manifests = names.filter(|name| {
        may_be_manifest(name) && !is_spent(files) && {
            let bytes = files.read(&dir.join(name), limits.bytes as u64);
            is_manifest(&String::from_utf8_lossy(&bytes.unwrap_or_default()))
        }
    });
    manifests.map(str::to_string).collect()
}

/// Whether a directory has programs: a home that can be started is not walked into.
pub(super) fn is_installed(names: &Names) -> bool {
    names.contain("bin")
        && (names.contain("repository") || names.contain("wso2") || names.contain("lib"))
}

/// Directories of the kernel, also when a link leads there: without end, and full of other ways to the same homes.
pub(super) fn is_kernels(canonical: &Path) -> bool {
    ["/proc", "/sys", "/dev"]
        .map(Path::new)
        .contains(&canonical)
}

/// What other tools keep for themselves: the history of git, and the packages of Node beside the file that names them.
pub(super) fn is_of_no_interest(name: &str, neighbours: &Names) -> bool {
    name == ".git" || (name == "node_modules" && neighbours.contain("package.json"))
}
