//! How output looks, decided once by the binary: nothing here asks the environment or a terminal.

use crate::shown;
use crate::shown::{Shown, Terminal};
use std::path::{Component, Path, PathBuf};

/// How output looks. The default is plain: no colour, ASCII, no links, no wrapping, paths as given.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// ANSI colours.
    pub colour: bool,
    /// Box-drawing characters and other signs beyond ASCII.
    pub unicode: bool,
    /// OSC 8 hyperlinks.
    pub links: bool,
    /// Columns that prose is wrapped at; `None` for no wrapping.
    pub width: Option<usize>,
    /// The directory that paths are shown relative to; `None` for paths as given.
    pub root: Option<PathBuf>,
    /// The current directory, where relative paths begin; only needed to compare them with an absolute root.
    pub directory: PathBuf,
    /// The second of the run, counted from 1970, for formats that say when it was.
    pub second: i64,
}

/// A colour of the terminal's own palette, so that it suits its background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Errors.
    Red,
    /// Warnings.
    Yellow,
    /// Infos, and what is added to a finding.
    Cyan,
    /// Nothing was found; what is added to a file.
    Green,
    /// What is removed from a file.
    Removed,
    /// What comes first.
    Bold,
    /// What comes last.
    Dim,
}

impl Style {
    /// The path as it is shown, relative to the root; no character is replaced.
    pub(crate) fn path(&self, path: &Path) -> String {
        match self.below_root(path) {
            Some(rest) if rest.as_os_str().is_empty() => ".".to_string(),
            Some(rest) => rest.to_string_lossy().into_owned(),
            None => path.to_string_lossy().into_owned(),
        }
    }

    /// What follows the root in the path; `None` for a path that does not lie below it.
    pub(crate) fn below_root(&self, path: &Path) -> Option<PathBuf> {
        let root = self.root.as_deref()?;
        let rest = path.strip_prefix(root).map(Path::to_path_buf);
        rest.or_else(|_| {
            self.absolute(path)
                .strip_prefix(root)
                .map(Path::to_path_buf)
        })
        .ok()
    }

    /// The path from the top, without `.` and `..`; links are not followed.
    fn absolute(&self, path: &Path) -> PathBuf {
        let mut absolute = PathBuf::new();
        for component in self.directory.join(path).components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    absolute.pop();
                }
                other => absolute.push(other),
            }
        }
        absolute
    }

    /// The text in a colour, if colours are wanted.
    pub fn paint(&self, ink: Ink, text: Shown<Terminal>) -> Shown<Terminal> {
        if !self.colour {
            return text;
        }
        let code = match ink {
            Ink::Red => "1;31",
            Ink::Yellow => "1;33",
            Ink::Cyan => "36",
            Ink::Green => "32",
            Ink::Removed => "31",
            Ink::Bold => "1",
            Ink::Dim => "2",
        };
        shown!("\u{1b}[{}m{}\u{1b}[0m", code, text)
    }

    /// The text as a link, if links are wanted.
    pub(crate) fn link(&self, url: &str, text: Shown<Terminal>) -> Shown<Terminal> {
        if !self.links {
            return text;
        }
        shown!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", url, text)
    }

    /// The sign, or its stand-in where only ASCII is wanted.
    pub(crate) fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_makes_paths_relative() {
        let style = Style {
            root: Some("/opt".into()),
            ..Style::default()
        };
        assert_eq!(style.path(Path::new("/opt/am/x.toml")), "am/x.toml");
        assert_eq!(style.path(Path::new("/srv/am")), "/srv/am");
        assert_eq!(style.path(Path::new("/opt")), ".");
        let here = Style {
            directory: "/opt/am".into(),
            ..style.clone()
        };
        assert_eq!(here.path(Path::new("./x.toml")), "am/x.toml");
        assert_eq!(here.path(Path::new("../is")), "is");
        assert_eq!(here.path(Path::new("../../srv")), "../../srv");
    }
}
