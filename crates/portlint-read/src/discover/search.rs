//! The search for homes below a directory.

use super::candidate::Candidate;
use super::found::{
    Found, inside, is_installed, is_kernels, is_of_no_interest, is_repository, is_spent, manifests,
    reason,
};
use super::locate::is_home;
use super::{lone, repository};
use crate::budget::DirectoriesLeft;
use crate::names::Names;
use portlint_files::{Entry, FileKind, FileSystem};
use portlint_host::NotLookedAtReason;
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::path::Path;

/// The homes below a directory, at most `depth` levels deep. Homes are not searched for further homes, hidden directories
/// not at all, and a directory that is reached twice counts once. `names` is what lies in the directory.
pub(super) fn below(
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
        let is_home = is_home(files, &dir, &names, limits);
        if !is_home && !manifests(files, &dir, &names, limits).is_empty() {
            repository::walk(files, &dir, limits, left, &mut found);
            continue;
        }
        if is_home {
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
