//! Configuration files without a home around them: a repository that keeps only `deployment.toml`, a file in an editor.

use super::candidate::Candidate;
use super::identity;
use crate::governing::governing_names;
use crate::names::Names;
use portlint_files::{Directory, FileSystem};
use portlint_syntax::Limits;
use std::path::Path;

/// A file given by the user. Its product may be told; otherwise its content must show that it is WSO2's.
pub(super) fn candidate(
    files: &dyn FileSystem,
    path: &Path,
    limits: &Limits,
    told: Option<&str>,
) -> Option<Candidate> {
    let name = path.file_name()?.to_str()?;
    if !governing_names().contains(name) {
        return None;
    }
    let directory = Directory::new(files, path.parent()?);
    if told.is_none() && !identity::file_is_wso2(&directory, name, limits) {
        return None;
    }
    Some(Candidate {
        path: match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => Path::new(".").to_path_buf(),
        },
        canonical: files.canonical(path)?,
        parts: Vec::new(),
        lone: Some(name.to_string()),
        names: None,
        container: None,
        namespace: None,
    })
}

/// Governing files that lie directly in a directory which is no home.
pub(super) fn in_directory(
    files: &dyn FileSystem,
    dir: &Path,
    names: &Names,
    limits: &Limits,
) -> Vec<Candidate> {
    governing_names()
        .iter()
        .filter(|name| names.contain(name))
        .filter_map(|name| candidate(files, &dir.join(name), limits, None))
        .collect()
}
