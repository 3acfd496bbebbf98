//! Configuration files without a home around them: a repository that keeps only `deployment.toml`, a file in an editor.

use super::candidate::{Candidate, parent};
use super::identity;
use crate::facts::HomeFacts;
use crate::governing::governing_names;
use crate::names::Names;
use portlint_catalog::{Version, product};
use portlint_files::{Directory, FileSystem};
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::path::Path;

/// The file whose server renders `carbon.xml` from it.
const RENDERED_FROM: &str = "deployment.toml";
/// The file that is rendered.
const RENDERED: &str = "carbon.xml";

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
        lone: Some(name.to_string()),
        ..Candidate::whole(parent(path).to_path_buf(), files.canonical(path)?)
    })
}

/// A file that has a name of its own, `am1-deployment.toml`, and of which the user tells the product.
pub(super) fn told(files: &dyn FileSystem, path: &Path, facts: &HomeFacts) -> Option<Candidate> {
    let name = path.file_name()?.to_str()?;
    if governing_names().contains(name) {
        return None;
    }
    let governs = stands_for(files, path, name, facts)?;
    Some(Candidate {
        lone: Some(governs.to_string()),
        called: Some(name.to_string()),
        ..Candidate::whole(path.to_path_buf(), files.canonical(path)?)
    })
}

/// Whether the name of a file says that it is a variant of a file that governs a server.
pub(super) fn is_variant(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| {
        let mut governing = governing_names().iter();
        governing.any(|known| name != *known && name.contains(known))
    })
}

/// The file of the told product that this one is: by its name, else by its format, else by how it begins.
fn stands_for(
    files: &dyn FileSystem,
    path: &Path,
    name: &str,
    facts: &HomeFacts,
) -> Option<&'static str> {
    let told = product(facts.product.as_deref()?)?;
    let version = facts.version.as_deref().and_then(Version::parse);
    let of_version = told.runtimes.iter().filter(|runtime| {
        let version = version.as_ref();
        version.is_none_or(|version| runtime.versions.matches(version))
    });
    let governs: BTreeSet<&str> = of_version.map(|runtime| &*runtime.governs).collect();
    let mut contained = governs.iter().filter(|governs| name.contains(*governs));
    if let Some(contained) = contained.next() {
        return Some(contained);
    }
    let format = identity::format_of(name).or_else(|| {
        let bytes = files.read(path, FIRST_BYTES).ok()?;
        let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        (start == Some(&b'<')).then_some(portlint_syntax::Format::Xml)
    });
    let mut of_format = governs.iter().filter(|governs| match format {
        Some(format) => identity::format_of(governs) == Some(format),
        // Neither name nor beginning tell: what the newer releases of the product read.
        None => **governs != RENDERED,
    });
    of_format.next().copied()
}

/// Bytes of a file that tell XML from the others.
const FIRST_BYTES: u64 = 1 << 20;

/// Governing files that lie directly in a directory which is no home. Of two that one server reads, the one that counts.
pub(super) fn in_directory(
    files: &dyn FileSystem,
    dir: &Path,
    names: &Names,
    limits: &Limits,
) -> Vec<Candidate> {
    let there = governing_names().iter().filter(|name| names.contain(name));
    let found = there.filter_map(|name| candidate(files, &dir.join(name), limits, None));
    let mut found: Vec<Candidate> = found.collect();
    let has = |name: &str| {
        let mut found = found.iter();
        found.any(|candidate| candidate.lone.as_deref() == Some(name))
    };
    if has(RENDERED_FROM) && has(RENDERED) {
        let passed_over = passed_over(files, &dir.join(RENDERED), limits);
        found.retain(|candidate| candidate.lone.as_deref() != Some(passed_over));
    }
    found
}

/// Which of `deployment.toml` and `carbon.xml` in one folder does not count: where the version that `carbon.xml` names has
/// the other, it is only rendered from it.
fn passed_over(files: &dyn FileSystem, carbon: &Path, limits: &Limits) -> &'static str {
    let named = identity::of_carbon_file(files, carbon, limits);
    let is_older = named.is_some_and(|(product, version)| {
        let runtimes = product.runtimes.iter();
        let mut governing = runtimes.filter(|runtime| runtime.versions.matches(&version));
        governing.all(|runtime| runtime.governs != RENDERED_FROM)
    });
    if is_older { RENDERED_FROM } else { RENDERED }
}
