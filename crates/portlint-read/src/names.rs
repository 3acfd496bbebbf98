//! The names in a directory: what does not begin with one of them need not be asked for.

use portlint_files::{Directory, Entry, FileSystem, ReadError};
use std::path::Path;

/// What lies directly in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    /// Sorted.
    pub(crate) all: Vec<Entry>,
    /// True when the directory may hold more than can be listed.
    incomplete: bool,
}

impl Names {
    /// The names in a directory.
    ///
    /// # Errors
    /// When it is missing, not a directory or refused.
    pub(crate) fn of(files: &dyn FileSystem, directory: &Path) -> Result<Names, ReadError> {
        files.entries(directory).map(|all| Names {
            all,
            incomplete: false,
        })
    }

    /// The names in a directory that is open.
    ///
    /// # Errors
    /// When it is missing, not a directory or refused.
    pub(crate) fn in_directory(directory: &Directory<'_>) -> Result<Names, ReadError> {
        directory.entries("").map(|all| Names {
            all,
            incomplete: false,
        })
    }

    /// Those of a directory that cannot be listed: everything may be there.
    pub(crate) fn unknown() -> Names {
        Names {
            all: Vec::new(),
            incomplete: true,
        }
    }

    /// False when nothing can be at a path, given relative to the directory with `/` between its parts. File systems
    /// may not tell capitals from small letters.
    pub(crate) fn lead_to(&self, relative: &str) -> bool {
        let first = relative.split('/').next().unwrap_or_default();
        let is_first = |entry: &Entry| entry.name.eq_ignore_ascii_case(first);
        self.incomplete || matches!(first, "" | "." | "..") || self.all.iter().any(is_first)
    }

    /// Whether a name is there, written in just this way.
    pub(crate) fn contain(&self, name: &str) -> bool {
        self.all.iter().any(|known| known.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;

    #[test]
    fn paths_begin_with_a_name() {
        let memory = Memory::new().with("/am/Repository/conf/carbon.xml", "");
        let names = Names::of(&memory, Path::new("/am")).unwrap();
        assert!(names.lead_to("repository/conf/carbon.xml"));
        assert!(names.lead_to("") && names.lead_to("../is"));
        assert!(!names.lead_to("repo/conf"));
        assert!(!names.contain("repository"));
        assert!(names.contain("Repository"));
        assert!(Names::unknown().lead_to("bin"));
        assert!(Names::of(&memory, Path::new("/is")).is_err());
    }
}
