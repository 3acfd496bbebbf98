//! Writes changed files into the homes that they belong to.

use portlint_files::{Links, Notice, WriteError, write_all};
use portlint_host::Host;
use std::path::{Path, PathBuf};

/// A file that gets a new content.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file, as it is shown.
    pub path: PathBuf,
    /// Its content when it was read.
    pub original: Vec<u8>,
    /// Its new content.
    pub new: Vec<u8>,
}

/// Gives all files their new content, or leaves all as they are. What the user has to know beside is returned.
///
/// # Errors
/// When nothing was written, and why; or which files could not be put back.
pub fn write<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    host: &Host,
    links: Links,
) -> Result<Vec<Notice>, WriteError> {
    let changes: Vec<_> = changes
        .into_iter()
        .map(|change| portlint_files::Change {
            path: change.path.clone(),
            home: home_of(&change.path, host).to_path_buf(),
            original: change.original.clone(),
            new: change.new.clone(),
        })
        .collect();
    write_all(&changes, links)
}

/// The home that a file lies in: the innermost one, as both are shown. A file beside the homes has its own directory.
fn home_of<'h>(file: &'h Path, host: &'h Host) -> &'h Path {
    host.homes
        .iter()
        .map(|home| home.path.as_path())
        .filter(|home| file.starts_with(home))
        .max_by_key(|home| home.components().count())
        .or(file.parent())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::Home;

    #[test]
    fn files_belong_to_the_innermost_home() {
        let host = Host {
            homes: ["/opt/ei", "/opt/ei/wso2/broker", "am"]
                .map(Home::new)
                .into(),
            ..Host::default()
        };
        let of = |file: &'static str| home_of(Path::new(file), &host).to_path_buf();
        assert_eq!(of("/opt/ei/conf/carbon.xml"), Path::new("/opt/ei"));
        let inner = of("/opt/ei/wso2/broker/conf/carbon.xml");
        assert_eq!(inner, Path::new("/opt/ei/wso2/broker"));
        assert_eq!(of("am/deployment.toml"), Path::new("am"));
        assert_eq!(of("am2/deployment.toml"), Path::new("am2"));
    }
}
