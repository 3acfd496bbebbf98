//! Which directories are homes. Opens known relative paths; lists a directory only while searching for homes.

use super::candidate::{Candidate, governing_paths};
use super::identity;
use crate::names::Names;
use portlint_files::{Directory, FileSystem};
use portlint_syntax::Limits;
use std::path::{Component, Path, PathBuf};

/// Whether a directory with these names in it is a home.
pub(super) fn is_home(files: &dyn FileSystem, dir: &Path, names: &Names, limits: &Limits) -> bool {
    let home = Directory::new(files, dir);
    (is_governed(&home, names) && identity::is_named_as_home(dir))
        || (has_marker(&home, names) && identity::is_wso2(&home, limits))
}

/// Whether a directory directly holds a file by which a home is recognised, whoever's it is.
pub(super) fn has_marker(dir: &Directory<'_>, names: &Names) -> bool {
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
pub(super) fn enclosing(
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
