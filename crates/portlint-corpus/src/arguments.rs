//! What is said on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

const USAGE: &str = "usage: corpus CLONES [--private LIST] [--tool PROGRAM] [--draft]";

/// The arguments.
pub(crate) struct Arguments {
    /// The directory of the clones.
    pub clones: PathBuf,
    /// The list of private persons' repositories.
    pub private: Option<PathBuf>,
    /// The linter.
    pub tool: Option<PathBuf>,
    /// Print entries for findings without a verdict, nothing else.
    pub draft: bool,
}

impl Arguments {
    /// Reads the arguments that follow the program's name.
    pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut words = words;
        let (mut clones, mut private, mut tool, mut draft) = (None, None, None, false);
        while let Some(word) = words.next() {
            let mut value = || words.next().map(PathBuf::from).ok_or(USAGE);
            match word.to_str() {
                Some("--private") => private = Some(value()?),
                Some("--tool") => tool = Some(value()?),
                Some("--draft") => draft = true,
                Some(option) if option.starts_with('-') => return Err(USAGE.to_string()),
                _ if clones.is_none() => clones = Some(PathBuf::from(word)),
                _ => return Err(USAGE.to_string()),
            }
        }
        Ok(Arguments {
            clones: clones.ok_or(USAGE)?,
            private,
            tool,
            draft,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Option<Arguments> {
        Arguments::parse(words.iter().map(OsString::from)).ok()
    }

    #[test]
    fn options_stand_anywhere() {
        let arguments = parse(&["--private", "list", "clones", "--draft"]).unwrap();
        assert_eq!(arguments.clones, PathBuf::from("clones"));
        assert_eq!(arguments.private, Some(PathBuf::from("list")));
        assert!(arguments.draft);
    }

    #[test]
    fn clones_are_needed_once_and_options_are_known() {
        for words in [&[][..], &["a", "b"], &["a", "--new"], &["a", "--private"]] {
            assert!(parse(words).is_none(), "{words:?}");
        }
    }
}
