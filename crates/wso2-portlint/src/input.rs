//! What is looked at: paths, one of which may have its content on standard input, or a stream of manifests there.

use crate::args::CheckArgs;
use crate::exit::Failure;
use portlint_files::{Disk, Overlay};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The PATH that stands for the file on standard input.
const STANDARD_INPUT: &str = "-";
/// More than any configuration file; the limits for files apply on top.
const MOST_BYTES: u64 = 64 << 20;

/// What is looked at.
pub(crate) struct Input {
    /// Homes, directories that hold homes, or configuration files.
    pub paths: Vec<PathBuf>,
    /// The disk, and on top of it the file on standard input.
    pub files: Overlay<'static>,
}

impl Input {
    /// Reads standard input where it is asked for.
    pub(crate) fn of(args: &CheckArgs) -> Result<Input, Failure> {
        let mut files = Overlay::new(&Disk);
        let paths = paths(&args.scan.paths, args.stdin_filename.as_deref())?;
        let stream = Path::new(STANDARD_INPUT);
        let is_stream = is_stream(&paths);
        if is_stream && args.fix {
            let message =
                "what comes from standard input is not written: `--diff` shows the changes";
            return Err(message.to_string().into());
        }
        let stream = is_stream.then_some(stream);
        if let Some(name) = args.stdin_filename.as_deref().or(stream) {
            files.put(name, read()?);
        }
        Ok(Input { paths, files })
    }
}

/// The disk for these paths, and on top of it the stream of manifests that `-` alone stands for.
pub(crate) fn files_of(asked: &[PathBuf]) -> Result<Overlay<'static>, Failure> {
    let mut files = Overlay::new(&Disk);
    if is_stream(&paths(asked, None)?) {
        files.put(Path::new(STANDARD_INPUT), read()?);
    }
    Ok(files)
}

/// Whether standard input is all that is looked at.
pub(crate) fn is_stream(paths: &[PathBuf]) -> bool {
    paths.len() == 1 && paths.iter().all(|path| path.as_os_str() == STANDARD_INPUT)
}

/// What is on standard input.
fn read() -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let input = std::io::stdin().lock();
    input
        .take(MOST_BYTES)
        .read_to_end(&mut content)
        .map_err(|error| format!("standard input: {error}"))?;
    Ok(content)
}

/// The paths with the file in the place of `-`, or instead of the default.
fn paths(asked: &[PathBuf], name: Option<&Path>) -> Result<Vec<PathBuf>, String> {
    let stands_for_input = |path: &PathBuf| path.as_os_str() == STANDARD_INPUT;
    let Some(name) = name else {
        return if asked.iter().any(stands_for_input) && asked.len() > 1 {
            Err(
                "`-` beside other paths needs `check --stdin-filename FILE`: the file whose content is there"
                    .to_string(),
            )
        } else {
            Ok(asked.to_vec())
        };
    };
    let is_default = asked.len() == 1 && asked.iter().all(|path| path.as_os_str() == ".");
    let mut paths = asked.to_vec();
    paths.retain(|path| !is_default && !stands_for_input(path));
    paths.insert(0, name.to_path_buf());
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(asked: &[&str], name: Option<&str>) -> Option<Vec<PathBuf>> {
        let asked = asked.iter().map(PathBuf::from).collect::<Vec<_>>();
        paths(&asked, name.map(Path::new)).ok()
    }

    #[test]
    fn the_file_stands_for_the_dash_or_the_default() {
        let file = || Some(vec![PathBuf::from("a.toml")]);
        assert_eq!(seen(&["-"], Some("a.toml")), file());
        assert_eq!(seen(&["."], Some("a.toml")), file());
        let both = vec![PathBuf::from("a.toml"), PathBuf::from("/opt")];
        assert_eq!(seen(&["-", "/opt"], Some("a.toml")), Some(both));
        assert_eq!(seen(&["."], None), Some(vec![PathBuf::from(".")]));
        assert_eq!(seen(&["-"], None), Some(vec![PathBuf::from("-")]));
        assert_eq!(seen(&["-", "/opt"], None), None);
    }
}
