//! The search for homes below a directory, and what it passes over.

use super::locate::{Candidate, governing_paths, has_marker, is_home};
use super::{lone, repository};
use crate::budget::DirectoriesLeft;
use crate::containers::Descriptions;
use crate::names::Names;
use portlint_files::{Directory, Entry, FileKind, FileSystem, Meter, ReadError};
use portlint_host::{NotLookedAt, NotLookedAtReason};
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a search came to.
#[derive(Debug, Default)]
pub struct Found {
    /// The homes, and the lone configuration files that stand for one.
    pub candidates: Vec<Candidate>,
    /// What was passed over.
    pub not_looked_at: Vec<NotLookedAt>,
    /// The files that may describe containers.
    pub descriptions: Descriptions,
}

/// The homes below a directory, at most `depth` levels deep. Homes are not searched for further homes, hidden directories
/// not at all, and a directory that is reached twice counts once. `names` is what lies in the directory.
pub fn below(
    files: &dyn FileSystem,
    dir: &Path,
    names: Names,
    limits: &Limits,
    left: &DirectoriesLeft,
    depth: usize,
) -> Found {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![(dir.to_path_buf(), Some(names), depth, None)];
    while let Some((dir, names, depth, true_name)) = open.pop() {
        let canonical = true_name
            .or_else(|| files.canonical(&dir))
            .unwrap_or_else(|| dir.clone());
        if is_kernels(&canonical) {
            found.pass_over(files, dir, NotLookedAtReason::Kernel);
            continue;
        }
        if !seen.insert(canonical.clone()) {
            let mut known = found.candidates.iter_mut();
            if let Some(known) = known.find(|home| home.canonical == canonical) {
                known.merge(&Candidate::whole(dir, canonical));
            }
            continue;
        }
        if is_spent(files) || !left.take() {
            found.pass_over(files, dir, NotLookedAtReason::Budget);
            continue;
        }
        let names = match names.map_or_else(|| Names::of(files, &dir), Ok) {
            Ok(names) => names,
            Err(why) => {
                found.pass_over(files, dir, reason(&why));
                continue;
            }
        };
        if is_repository(&names) && !is_installed(&names) {
            repository::walk(files, &dir, limits, left, &mut found);
            continue;
        }
        if is_home(files, &dir, &names, limits) {
            found.not_looked_at.extend(inside(files, &dir, &names));
            found.candidates.push(Candidate {
                names: Some(names),
                ..Candidate::whole(dir, canonical)
            });
            continue;
        }
        found
            .candidates
            .extend(lone::in_directory(files, &dir, &names, limits));
        if is_spent(files) {
            found.pass_over(files, dir.clone(), NotLookedAtReason::Budget);
        }
        for Entry { name, is_directory } in names.all.iter().rev() {
            let path = dir.join(name);
            let leads_to_one = || files.kind(&path) == Some(FileKind::Directory);
            let text = name.to_string_lossy();
            if is_of_no_interest(&text, &names) || !is_directory.unwrap_or_else(leads_to_one) {
                continue;
            }
            if text.starts_with('.') {
                found.pass_over(files, path, NotLookedAtReason::Hidden);
            } else if depth == 0 {
                found.pass_over(files, path, NotLookedAtReason::Depth);
            } else {
                // What is no link has the true name of the directory above, and its own.
                let true_name = is_directory.map(|_| canonical.join(name));
                open.push((path, None, depth - 1, true_name));
            }
        }
    }
    found
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
            path,
            reason,
            looks_like_home,
        });
    }
}

/// The directories directly inside a home that look like homes themselves: a backup, say. Those in which the home has its
/// own configuration are its parts.
pub fn inside(files: &dyn FileSystem, home: &Path, names: &Names) -> Vec<NotLookedAt> {
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
            path,
            reason: NotLookedAtReason::InsideHome,
            looks_like_home: true,
        })
        .collect()
}

/// The copy of its configuration that a server of the toml generation makes at each start, in `backup`; unlike a home it
/// has no `bin` (wso2/config-mapper, `ConfigParser.backupConfigurations`).
fn is_of_the_server(path: &Path, directory: &Directory<'_>) -> bool {
    path.ends_with("backup") && directory.kind("bin").is_none()
}

/// Whether a directory is the top of a repository, or holds what describes containers.
pub fn is_repository(names: &Names) -> bool {
    let mut all = names.all.iter().map(|entry| entry.name.to_string_lossy());
    all.any(|name| name == ".git" || Descriptions::is_one(&name))
}

/// Whether a directory has programs: a home that can be started is not walked into.
pub fn is_installed(names: &Names) -> bool {
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
fn is_of_no_interest(name: &str, neighbours: &Names) -> bool {
    name == ".git" || (name == "node_modules" && neighbours.contain("package.json"))
}
