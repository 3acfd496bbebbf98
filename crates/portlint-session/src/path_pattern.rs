//! The paths and globs of the configuration file.

use glob::{MatchOptions, Pattern};
use portlint_files::{Disk, FileSystem};
use portlint_host::Home;
use std::path::{Component, Path, PathBuf};

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A path or glob of the configuration file. `*` does not cross `/`.
#[derive(Debug, Clone)]
pub struct PathPattern {
    text: String,
    variants: Vec<Variant>,
}

/// The pattern below one name of the configuration file's directory.
#[derive(Debug, Clone)]
struct Variant {
    /// Real paths may contain `[` or `*`: the text also means itself.
    literal: PathBuf,
    glob: Option<Pattern>,
}

impl PathPattern {
    /// A pattern relative to a directory, which has one or more names (as reached, and canonical).
    pub fn new(text: &str, directories: &[PathBuf]) -> PathPattern {
        let variants = directories
            .iter()
            .map(|directory| {
                let escaped = PathBuf::from(Pattern::escape(&directory.to_string_lossy()));
                let glob = normalised(&escaped.join(text));
                Variant {
                    literal: normalised(&directory.join(text)),
                    glob: glob.to_str().and_then(|glob| Pattern::new(glob).ok()),
                }
            })
            .collect();
        PathPattern {
            text: text.to_string(),
            variants,
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it means the home with this path, given as shown and canonical.
    pub fn matches(&self, shown: &Path, canonical: &Path) -> bool {
        let shown = absolute(shown);
        self.variants.iter().any(|variant| {
            [shown.as_path(), canonical].into_iter().any(|path| {
                let globbed = |glob: &Pattern| glob.matches_path_with(path, OPTIONS);
                variant.literal == path || variant.glob.as_ref().is_some_and(globbed)
            })
        })
    }

    /// The paths that it names when nothing in it is a pattern.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &Path> {
        self.variants
            .iter()
            .map(|variant| variant.literal.as_path())
    }

    /// Whether it means a home. One of another machine is meant by its path there, and by that path after the name of the
    /// machine and a colon.
    pub fn means(&self, home: &Home) -> bool {
        if !home.is_remote {
            return self.matches(&home.path, &home.canonical);
        }
        let as_written = Pattern::new(&self.text)
            .is_ok_and(|pattern| pattern.matches_path_with(&home.path, OPTIONS));
        as_written
            || home.path.as_os_str() == self.text.as_str()
            || self.matches(home.local_path(), home.local_path())
    }

    /// Whether it names an existing path outside all requested ones: such an entry is not wrong, only not asked for.
    pub fn lies_outside(&self, requested: &[PathBuf]) -> bool {
        self.variants.iter().any(|variant| {
            // `**` would walk the disk.
            let glob = variant.glob.as_ref().map(Pattern::as_str);
            let glob = glob.filter(|glob| !glob.contains("**"));
            outside(&variant.literal, requested)
                || glob.is_some_and(|glob| {
                    paths_meant_by(Path::new(glob))
                        .iter()
                        .any(|path| outside(path, requested))
                })
        })
    }
}

/// The paths that a pattern may mean: directories are listed where one of its names is a pattern.
fn paths_meant_by(glob: &Path) -> Vec<PathBuf> {
    glob.components().fold(vec![PathBuf::new()], |paths, part| {
        let name = part.as_os_str();
        let pattern = name
            .to_str()
            .filter(|name| Pattern::escape(name) != *name)
            .and_then(|name| Pattern::new(name).ok());
        match pattern {
            Some(pattern) => paths
                .iter()
                .flat_map(|path| matching(path, &pattern))
                .collect(),
            None => paths.into_iter().map(|path| path.join(name)).collect(),
        }
    })
}

fn matching(directory: &Path, pattern: &Pattern) -> Vec<PathBuf> {
    let names = Disk.list(directory).unwrap_or_default();
    names
        .iter()
        .filter(|name| pattern.matches_path_with(Path::new(name), OPTIONS))
        .map(|name| directory.join(name))
        .collect()
}

/// Whether a path exists and lies outside all requested ones, links followed.
pub fn outside(path: &Path, requested: &[PathBuf]) -> bool {
    let asked_for = |path: &Path| {
        requested
            .iter()
            .filter_map(|asked| Disk.canonical(asked))
            .any(|asked| path.starts_with(asked))
    };
    Disk.canonical(path).is_some_and(|path| !asked_for(&path))
}

/// An absolute path without `.` and `..`; links are not followed.
pub fn absolute(path: &Path) -> PathBuf {
    normalised(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}

fn normalised(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let path = Path::new(path);
        PathPattern::new(pattern, &["/etc/[x]".into()]).matches(path, path)
    }

    #[test]
    fn stars_do_not_cross_directories() {
        assert!(matches("/opt/*/wso2am-*", "/opt/node1/wso2am-4.2.0"));
        assert!(!matches("/opt/*", "/opt/node1/wso2am-4.2.0"));
        assert!(matches("/opt/**/wso2am-*", "/opt/a/b/wso2am-4.2.0"));
    }

    #[test]
    fn relative_patterns_start_at_the_configuration_file() {
        assert!(matches("am", "/etc/[x]/am"));
        assert!(matches("./homes/../am/", "/etc/[x]/am"));
        assert!(matches("../*", "/etc/am"));
        assert!(!matches("am", "/etc/x/am"));
    }

    #[test]
    fn names_with_glob_characters_mean_themselves() {
        assert!(matches("/opt/am[1]", "/opt/am[1]"));
        assert!(matches("/opt/am[1]", "/opt/am1"));
        assert!(matches("/opt/am[", "/opt/am["));
        assert!(!matches("/opt/am[", "/opt/am"));
    }

    #[test]
    fn the_canonical_path_counts_too() {
        let pattern = PathPattern::new("/srv/am", &["/".into()]);
        assert!(pattern.matches(Path::new("/link"), Path::new("/srv/am")));
    }

    #[test]
    fn only_existing_paths_lie_outside() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        std::fs::create_dir_all(path("a/am")).unwrap();
        std::fs::create_dir_all(path("b/am")).unwrap();
        let outside =
            |text: &str| PathPattern::new(text, &[root.path().into()]).lies_outside(&[path("a")]);
        assert!(outside("b/am"));
        assert!(outside("*/am"));
        assert!(!outside("a/am"));
        assert!(!outside("b/missing"));
    }
}
