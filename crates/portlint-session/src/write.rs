//! Writes several files as one: all of them, or none.
//!
//! Every file is staged beside its target first; only when all are complete on disk do they take their places.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that gets a new content.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file; a symbolic link stays one, its target is written.
    pub path: PathBuf,
    /// Its content when it was read.
    pub original: Vec<u8>,
    /// Its new content.
    pub new: Vec<u8>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum WriteError {
    /// The content is not the one that was read.
    Changed(PathBuf),
    /// Another run is about to write it.
    Busy(PathBuf),
    /// Two changes name one file.
    Twice(PathBuf),
    /// The operating system refused.
    Io(PathBuf, io::Error),
    /// The operating system refused midway, and again when the files named here were to be put back.
    NotRestored(PathBuf, io::Error, Vec<PathBuf>),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Changed(path) => {
                write!(
                    f,
                    "{}: changed since it was read; nothing was written",
                    path.display()
                )
            }
            WriteError::Busy(path) => {
                write!(
                    f,
                    "{}: another run is writing it; nothing was written",
                    path.display()
                )
            }
            WriteError::Twice(path) => {
                write!(
                    f,
                    "{}: named by two changes; nothing was written",
                    path.display()
                )
            }
            WriteError::Io(path, error) => {
                write!(f, "{}: {error}; nothing was written", path.display())
            }
            WriteError::NotRestored(path, error, files) => {
                let files = files
                    .iter()
                    .map(|file| file.display().to_string())
                    .collect::<Vec<_>>();
                write!(
                    f,
                    "{}: {error}; these files have their new content and could not be put back: {}",
                    path.display(),
                    files.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// Gives all files their new content, or leaves all as they are.
pub fn write_all(changes: &[Change]) -> Result<(), WriteError> {
    write_with(changes, &|from, to| fs::rename(from, to))
}

/// How a staged file takes its place; tests let it fail.
type Rename<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

fn write_with(changes: &[Change], rename: Rename<'_>) -> Result<(), WriteError> {
    let mut staged: Vec<Staged<'_>> = Vec::with_capacity(changes.len());
    for change in changes {
        let target =
            fs::canonicalize(&change.path).map_err(|e| WriteError::Io(change.path.clone(), e))?;
        if staged.iter().any(|other| other.target == target) {
            return Err(WriteError::Twice(change.path.clone()));
        }
        staged.push(Staged::new(change, target)?);
    }
    for (done, file) in staged.iter().enumerate() {
        let placed = file.check().and_then(|()| {
            rename(&file.temporary.0, &file.target)
                .map_err(|e| WriteError::Io(file.change.path.clone(), e))
        });
        if let Err(error) = placed {
            return Err(roll_back(staged.get(..done).unwrap_or_default(), error));
        }
    }
    // The files are complete either way; that their names survive a power failure is all that is left to do.
    for directory in staged.iter().filter_map(|file| file.target.parent()) {
        let _ = File::open(directory).and_then(|directory| directory.sync_all());
    }
    Ok(())
}

/// Puts back what was already replaced.
fn roll_back(done: &[Staged<'_>], error: WriteError) -> WriteError {
    let restored = |file: &Staged<'_>| {
        let back = stage(&file.target, &file.change.original, &file.metadata)?;
        fs::rename(&back.0, &file.target)
    };
    let lost = done.iter().filter(|file| restored(file).is_err());
    let lost = lost
        .map(|file| file.change.path.clone())
        .collect::<Vec<_>>();
    match error {
        WriteError::Io(path, error) if !lost.is_empty() => {
            WriteError::NotRestored(path, error, lost)
        }
        WriteError::Changed(path) if !lost.is_empty() => {
            WriteError::NotRestored(path, io::Error::other("changed since it was read"), lost)
        }
        error => error,
    }
}

/// A new content, complete on disk, not yet in its place.
struct Staged<'c> {
    change: &'c Change,
    target: PathBuf,
    metadata: Metadata,
    temporary: Temporary,
    /// Locked until all files have their place, so that of several runs one writes and the others are told.
    _original: File,
}

impl<'c> Staged<'c> {
    fn new(change: &'c Change, target: PathBuf) -> Result<Staged<'c>, WriteError> {
        let failed = |error| WriteError::Io(change.path.clone(), error);
        let metadata = fs::metadata(&target).map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            )));
        }
        // A rename would replace a file that nobody may write.
        let original = OpenOptions::new()
            .write(true)
            .open(&target)
            .map_err(failed)?;
        if is_locked(&original) {
            return Err(WriteError::Busy(change.path.clone()));
        }
        let temporary = stage(&target, &change.new, &metadata).map_err(failed)?;
        let staged = Staged {
            change,
            target,
            metadata,
            temporary,
            _original: original,
        };
        staged.check()?;
        Ok(staged)
    }

    /// Whether the file still has the content that was read.
    fn check(&self) -> Result<(), WriteError> {
        let path = &self.change.path;
        let present =
            fs::read(&self.target).map_err(|error| WriteError::Io(path.clone(), error))?;
        match present == self.change.original {
            true => Ok(()),
            false => Err(WriteError::Changed(path.clone())),
        }
    }
}

/// Takes the lock of a file; true when another run has it. A file system without locks has nothing to say.
#[cfg(unix)]
fn is_locked(file: &File) -> bool {
    matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock))
}

/// A lock would keep the file from being read here.
#[cfg(not(unix))]
fn is_locked(_file: &File) -> bool {
    false
}

/// A file that goes away unless it was renamed.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A complete file beside `target`, with its permissions and, where possible, its owner.
fn stage(target: &Path, content: &[u8], like: &Metadata) -> io::Result<Temporary> {
    let (mut file, temporary) = create_beside(target)?;
    file.write_all(content)?;
    copy_owner(&temporary.0, like);
    file.set_permissions(like.permissions())?;
    file.sync_all()?;
    Ok(temporary)
}

fn create_beside(target: &Path) -> io::Result<(File, Temporary)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // The content may be secret: nobody else reads it before it has the permissions of the original.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        match options.open(&path) {
            Ok(file) => return Ok((file, Temporary(path))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => {
                attempt += 1
            }
            Err(error) => return Err(error),
        }
    }
}

/// Only a privileged user may give files away; for others they are theirs, or of one of their groups.
#[cfg(unix)]
fn copy_owner(path: &Path, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    if chown(path, Some(like.uid()), Some(like.gid())).is_err() {
        let _ = chown(path, None, Some(like.gid()));
    }
}

#[cfg(not(unix))]
fn copy_owner(_path: &Path, _like: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn files(contents: &[(&str, &str)]) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in contents {
            fs::create_dir_all(directory.path().join(name).parent().unwrap()).unwrap();
            fs::write(directory.path().join(name), content).unwrap();
        }
        directory
    }

    fn change(directory: &TempDir, name: &str, original: &str, new: &str) -> Change {
        Change {
            path: directory.path().join(name),
            original: original.into(),
            new: new.into(),
        }
    }

    fn content(directory: &TempDir, name: &str) -> String {
        fs::read_to_string(directory.path().join(name)).unwrap()
    }

    /// The names in the directory: no temporary file may stay.
    fn names(directory: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(directory.path()).unwrap();
        let mut names = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect::<Vec<_>>();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_written() {
        let directory = files(&[("a", "1"), ("b", "2")]);
        write_all(&[
            change(&directory, "a", "1", "one"),
            change(&directory, "b", "2", "two"),
        ])
        .unwrap();
        assert_eq!(
            (content(&directory, "a"), content(&directory, "b")),
            ("one".into(), "two".into())
        );
        assert_eq!(names(&directory), ["a", "b"]);
    }

    #[test]
    fn a_changed_or_missing_file_keeps_all_from_being_written() {
        let directory = files(&[("a", "1"), ("b", "other")]);
        let changes = [
            change(&directory, "a", "1", "one"),
            change(&directory, "b", "2", "two"),
        ];
        assert!(
            matches!(write_all(&changes), Err(WriteError::Changed(path)) if path.ends_with("b"))
        );
        let changes = [
            change(&directory, "a", "1", "one"),
            change(&directory, "c", "2", "two"),
        ];
        assert!(matches!(write_all(&changes), Err(WriteError::Io(path, _)) if path.ends_with("c")));
        assert_eq!(content(&directory, "a"), "1");
        assert_eq!(names(&directory), ["a", "b"]);
    }

    #[test]
    fn what_was_replaced_is_put_back() {
        let directory = files(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let changes = ["a", "b", "c"].map(|name| {
            let original = content(&directory, name);
            change(&directory, name, &original, "new")
        });
        let error = write_with(&changes, &|from, to| match to.ends_with("c") {
            true => Err(io::Error::other("disk on fire")),
            false => fs::rename(from, to),
        });
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("disk on fire; nothing was written")
        );
        assert_eq!(
            ["a", "b", "c"].map(|name| content(&directory, name)),
            ["1", "2", "3"]
        );
        assert_eq!(names(&directory), ["a", "b", "c"]);
    }

    #[test]
    fn a_file_named_twice_is_refused() {
        let directory = files(&[("a", "1")]);
        let changes = [
            change(&directory, "a", "1", "x"),
            change(&directory, "./a", "1", "y"),
        ];
        assert!(matches!(write_all(&changes), Err(WriteError::Twice(_))));
        assert_eq!(content(&directory, "a"), "1");
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        #[test]
        fn permissions_are_kept() {
            let directory = files(&[("a", "1")]);
            let path = directory.path().join("a");
            for mode in [0o640, 0o600, 0o755] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                let owner = |metadata: Metadata| (metadata.uid(), metadata.gid(), metadata.mode());
                let before = owner(fs::metadata(&path).unwrap());
                let original = content(&directory, "a");
                write_all(&[change(&directory, "a", &original, "new")]).unwrap();
                assert_eq!(owner(fs::metadata(&path).unwrap()), before);
            }
        }

        #[test]
        fn links_stay_links() {
            let directory = files(&[("far/a", "1")]);
            symlink("far/a", directory.path().join("link")).unwrap();
            write_all(&[change(&directory, "link", "1", "one")]).unwrap();
            assert!(
                fs::symlink_metadata(directory.path().join("link"))
                    .unwrap()
                    .is_symlink()
            );
            assert_eq!(content(&directory, "far/a"), "one");
            assert_eq!(names(&directory), ["far", "link"]);
        }

        #[test]
        fn a_directory_that_cannot_be_written_keeps_all_from_being_written() {
            let directory = files(&[("a", "1"), ("shut/b", "2")]);
            let shut = directory.path().join("shut");
            fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
            if fs::write(shut.join("probe"), "").is_ok() {
                eprintln!("skipped: this user may write everywhere");
                return;
            }
            let changes = [
                change(&directory, "a", "1", "one"),
                change(&directory, "shut/b", "2", "two"),
            ];
            assert!(matches!(write_all(&changes), Err(WriteError::Io(..))));
            fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).unwrap();
            assert_eq!(
                (content(&directory, "a"), content(&directory, "shut/b")),
                ("1".into(), "2".into())
            );
            assert_eq!(names(&directory), ["a", "shut"]);
        }
    }
}
