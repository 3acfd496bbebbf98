//! The walk through a repository: homes, configuration trees, lone files and what describes containers.

use super::candidate::{Candidate, governing_paths};
use super::found::{Found, inside, is_installed, is_kernels, is_spent, manifests, reason};
use super::locate::is_home;
use super::lone;
use crate::budget::DirectoriesLeft;
use crate::names::Names;
use portlint_files::FileSystem;
use portlint_host::NotLookedAtReason;
use portlint_syntax::Limits;
use std::path::Path;

/// How deep a repository is walked.
const DEPTH: usize = 20;

/// Walks through a repository. Homes that can be started are not walked into.
pub(super) fn walk(
    files: &dyn FileSystem,
    root: &Path,
    limits: &Limits,
    left: &DirectoriesLeft,
    found: &mut Found,
) {
    let own_depth = root.components().count();
    // The directories whose configuration belongs to a tree that was found above.
    let mut taken = Vec::new();
    files.walk(root, &mut |dir| {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        if dir != root && (name == ".git" || name == "node_modules") {
            return false;
        }
        if dir != root && name.starts_with('.') {
            found.pass_over(files, dir.to_path_buf(), NotLookedAtReason::Hidden);
            return false;
        }
        if is_spent(files) || !left.take() {
            found.pass_over(files, dir.to_path_buf(), NotLookedAtReason::Budget);
            return false;
        }
        let canonical = files.canonical(dir).unwrap_or_else(|| dir.to_path_buf());
        if is_kernels(&canonical) {
            found.pass_over(files, dir.to_path_buf(), NotLookedAtReason::Kernel);
            return false;
        }
        let names = match Names::of(files, dir) {
            Ok(names) => names,
            Err(why) => {
                found.pass_over(files, dir.to_path_buf(), reason(&why));
                return false;
            }
        };
        let is_part = taken.contains(&canonical);
        if !is_part && is_home(files, dir, &names, limits) {
            if is_installed(&names) {
                found.not_looked_at.extend(inside(files, dir, &names));
            }
            for path in governing_paths() {
                let file = canonical.join(path);
                if files.kind(&file).is_some() {
                    let above = file.ancestors().skip(1);
                    let below_home = above.take_while(|above| **above != *canonical);
                    taken.extend(below_home.map(Path::to_path_buf));
                }
            }
            found.candidates.push(Candidate {
                names: Some(names.clone()),
                ..Candidate::whole(dir.to_path_buf(), canonical)
            });
            if is_installed(&names) {
                return false;
            }
        } else if is_spent(files) {
            found.pass_over(files, dir.to_path_buf(), NotLookedAtReason::Budget);
        } else if !is_part {
            let manifests = manifests(files, dir, &names, limits);
            let lone = lone::in_directory(files, dir, &names, limits).into_iter();
            let is_manifest = |name: &String| manifests.contains(name);
            found
                .candidates
                .extend(lone.filter(|it| !it.lone.as_ref().is_some_and(is_manifest)));
            let manifests = manifests.iter().map(|name| dir.join(name));
            found.descriptions.manifests.extend(manifests);
        }
        let files_here = names
            .all
            .iter()
            .filter(|entry| entry.is_directory != Some(true));
        for entry in files_here {
            found.descriptions.add(dir, &entry.name.to_string_lossy());
        }
        let depth = dir.components().count().saturating_sub(own_depth);
        if depth < DEPTH {
            return true;
        }
        for entry in names
            .all
            .iter()
            .filter(|entry| entry.is_directory == Some(true))
        {
            found.pass_over(files, dir.join(&entry.name), NotLookedAtReason::Depth);
        }
        false
    });
}
