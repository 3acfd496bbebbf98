//! Files where there is no Unix, by what the standard library can: what is opened is looked at once it is open.

use crate::file_system::{Entry, FileKind};
use crate::output::{Existing, OutputError};
use crate::read_error::ReadError;
use crate::running::Proc;
use crate::write::{Change, Links, Notice, Reason, Step, WriteError};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// More names than any directory of a home has.
const MOST_NAMES: usize = 1_000_000;

/// How many names for a staged file are tried.
const MOST_ATTEMPTS: u32 = 100;

/// Nobody is told apart here.
pub(crate) fn is_own_or_of_root(_path: &Path) -> bool {
    true
}

/// What a path names, links followed.
pub(crate) fn kind(path: &Path) -> Option<FileKind> {
    let metadata = fs::metadata(path).ok()?;
    Some(if metadata.is_dir() {
        FileKind::Directory
    } else if metadata.is_file() {
        FileKind::File(metadata.len())
    } else {
        FileKind::Other
    })
}

/// The content of a regular file.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    if !fs::metadata(path)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile);
    }
    let mut content = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut content)?;
    if metadata.len() > limit || content.len() as u64 > limit {
        return Err(ReadError::TooLarge(limit));
    }
    Ok(content)
}

/// The names in a directory, sorted.
pub(crate) fn entries(path: &Path) -> Result<Vec<Entry>, ReadError> {
    let listed = fs::read_dir(path)?
        .map_while(Result::ok)
        .take(MOST_NAMES + 1);
    let mut entries: Vec<Entry> = listed
        .map(|entry| Entry {
            name: entry.file_name(),
            is_directory: entry
                .file_type()
                .ok()
                .filter(|kind| !kind.is_symlink())
                .map(|kind| kind.is_dir()),
        })
        .collect();
    if entries.len() > MOST_NAMES {
        return Err(ReadError::TooMany(MOST_NAMES));
    }
    entries.sort_unstable();
    Ok(entries)
}

/// A directory is asked by its path here.
#[derive(Debug)]
pub(crate) enum Handle {}

impl Handle {
    pub(crate) fn open(_path: &Path) -> Option<Handle> {
        None
    }

    pub(crate) fn kind(&self, _path: &Path) -> Option<FileKind> {
        match *self {}
    }

    pub(crate) fn read(&self, _path: &Path, _limit: u64) -> Result<Vec<u8>, ReadError> {
        match *self {}
    }

    pub(crate) fn entries(&self, _path: &Path) -> Result<Vec<Entry>, ReadError> {
        match *self {}
    }
}

/// There is no procfs here.
pub(crate) fn proc() -> Result<Box<dyn Proc>, ReadError> {
    Err(ReadError::Refused(
        "the running host can be looked at on Linux only".to_string(),
    ))
}

/// As [`crate::open_output`].
pub(crate) fn open_output(path: &Path, existing: Existing) -> Result<File, OutputError> {
    let mut options = OpenOptions::new();
    options.write(true);
    match existing {
        Existing::Overwritten => options.create(true).truncate(true),
        Existing::Refused => options.create_new(true),
    };
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => OutputError::Exists,
        _ => OutputError::Io(error),
    })
}

/// A file that is to be replaced.
#[derive(Debug)]
pub(crate) struct Original {
    /// Its true name.
    target: PathBuf,
    /// Whether a link was followed only because the user asked for that.
    crossed: bool,
    /// For writing: a rename would also replace a file that nobody may write.
    file: File,
}

impl Original {
    /// Finds and opens the file.
    pub(crate) fn open(change: &Change, links: Links) -> Result<Original, WriteError> {
        let failed = |error| WriteError::new(&change.path, Reason::Io(error));
        let (home, _) = change.parts();
        let target = fs::canonicalize(&change.path).map_err(failed)?;
        let above = if home.as_os_str().is_empty() {
            Path::new(".")
        } else {
            home
        };
        let above = fs::canonicalize(above).map_err(failed)?;
        let crossed = !target.starts_with(above);
        if crossed && links == Links::Stay {
            let home = home.to_path_buf();
            return Err(WriteError::new(
                &change.path,
                Reason::LeavesHome { target, home },
            ));
        }
        if !fs::metadata(&target).map_err(failed)?.is_file() {
            return Err(failed(io::Error::other(ReadError::NotAFile)));
        }
        let file = OpenOptions::new()
            .write(true)
            .open(&target)
            .map_err(failed)?;
        Ok(Original {
            target,
            crossed,
            file,
        })
    }

    /// Whether both are one name in one directory.
    pub(crate) fn is_same_name(&self, other: &Original) -> bool {
        self.target == other.target
    }

    /// Whether both are one file, perhaps by two names: that is not known here.
    pub(crate) fn is_same_file(&self, other: &Original) -> bool {
        self.is_same_name(other)
    }

    /// A lock would keep the file from being read here.
    pub(crate) fn is_locked_elsewhere(&self) -> bool {
        false
    }

    /// Fails unless the file has the content that was read.
    pub(crate) fn check(&self, change: &Change) -> Result<(), WriteError> {
        let expected = change.original.len() as u64;
        match read(&self.target, expected) {
            Ok(present) if present == change.original => Ok(()),
            Ok(_) | Err(ReadError::TooLarge(_) | ReadError::Missing) => {
                Err(WriteError::new(&change.path, Reason::Changed))
            }
            Err(error) => Err(WriteError::new(
                &change.path,
                Reason::Io(io::Error::other(error)),
            )),
        }
    }

    /// Writes a content beside the file, with the permissions of the file.
    pub(crate) fn stage(
        &self,
        change: &Change,
        content: &[u8],
        meanwhile: &dyn Fn(Step, &Path) -> io::Result<()>,
    ) -> Result<Staged, WriteError> {
        let failed = |error| WriteError::new(&change.path, Reason::Io(error));
        let (mut file, staged) = Staged::create(&self.target).map_err(failed)?;
        file.write_all(content).map_err(failed)?;
        meanwhile(Step::Staged, &change.path).map_err(failed)?;
        let permissions = self.file.metadata().map_err(failed)?.permissions();
        file.set_permissions(permissions).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(staged)
    }

    /// What the user has to know once the file was replaced.
    pub(crate) fn notices(&self, change: &Change) -> Vec<Notice> {
        let followed = self.crossed.then(|| Notice::Followed {
            path: change.path.clone(),
            target: self.target.clone(),
        });
        followed.into_iter().collect()
    }
}

/// A new content, complete, beside the file whose place it is to take. It goes away unless it takes the place.
#[derive(Debug)]
pub(crate) struct Staged(PathBuf);

impl Staged {
    fn create(target: &Path) -> io::Result<(File, Staged)> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let mut attempt = 0;
        loop {
            let own = format!(".{name}.{}-{attempt}.tmp", std::process::id());
            let path = target.with_file_name(own);
            match File::create_new(&path) {
                Ok(file) => return Ok((file, Staged(path))),
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists && attempt < MOST_ATTEMPTS =>
                {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes the place.
    pub(crate) fn place(self, change: &Change, original: &Original) -> Result<(), WriteError> {
        fs::rename(&self.0, &original.target)
            .map_err(|error| WriteError::new(&change.path, Reason::Io(error)))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Names need no help here to survive a power failure.
pub(crate) fn sync_directories<'o>(_originals: impl Iterator<Item = &'o Original>) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{Links, write_all};

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir_all(tree.path().join("home/conf")).unwrap();
        fs::write(tree.path().join("home/conf/a"), "1").unwrap();
        fs::write(tree.path().join("b"), "2").unwrap();
        tree
    }

    fn change(tree: &tempfile::TempDir, name: &str, original: &str) -> Change {
        Change {
            path: tree.path().join("home").join(name),
            home: tree.path().join("home"),
            original: original.into(),
            new: "new".into(),
        }
    }

    /// Replaces a file as `write_all` does.
    fn replace(change: &Change, links: Links) -> Result<Vec<Notice>, WriteError> {
        let original = Original::open(change, links)?;
        original.check(change)?;
        let staged = original.stage(change, &change.new, &|_, _| Ok(()))?;
        staged.place(change, &original)?;
        Ok(original.notices(change))
    }

    #[test]
    fn files_are_read_and_listed() {
        let tree = tree();
        let home = tree.path().join("home");
        assert_eq!(kind(&home), Some(FileKind::Directory));
        assert_eq!(kind(&home.join("conf/a")), Some(FileKind::File(1)));
        assert_eq!(kind(&home.join("none")), None);
        assert_eq!(read(&home.join("conf/a"), 1), Ok(b"1".to_vec()));
        assert_eq!(read(&home.join("conf/a"), 0), Err(ReadError::TooLarge(0)));
        assert_eq!(read(&home.join("conf"), 9), Err(ReadError::NotAFile));
        assert_eq!(read(&home.join("none"), 9), Err(ReadError::Missing));
        let names = entries(tree.path()).unwrap();
        let names = names
            .iter()
            .map(|entry| (entry.name.to_str(), entry.is_directory));
        assert!(names.eq([(Some("b"), Some(false)), (Some("home"), Some(true))]));
    }

    #[test]
    fn a_file_is_replaced_if_it_is_the_one_that_was_read() {
        let tree = tree();
        assert_eq!(
            replace(&change(&tree, "conf/a", "1"), Links::Stay).unwrap(),
            []
        );
        let path = tree.path().join("home/conf/a");
        assert_eq!(fs::read_to_string(path).unwrap(), "new");
        let error = replace(&change(&tree, "conf/a", "1"), Links::Stay).unwrap_err();
        assert!(error.to_string().contains("changed since it was read"));
        assert_eq!(entries(&tree.path().join("home/conf")).unwrap().len(), 1);
        // The whole way is the same, whichever system it ends in.
        let again = change(&tree, "conf/a", "new");
        assert_eq!(write_all(&[again], Links::Stay).unwrap(), []);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_home_is_followed_only_when_asked_for() {
        let tree = tree();
        std::os::unix::fs::symlink("../b", tree.path().join("home/link")).unwrap();
        let change = change(&tree, "link", "2");
        let error = replace(&change, Links::Stay).unwrap_err();
        assert!(error.to_string().contains("outside of the home"), "{error}");
        assert_eq!(replace(&change, Links::Follow).unwrap().len(), 1);
        assert_eq!(fs::read_to_string(tree.path().join("b")).unwrap(), "new");
    }

    #[test]
    fn output_is_created_or_overwritten() {
        let tree = tree();
        let path = tree.path().join("report");
        for existing in [Existing::Refused, Existing::Overwritten] {
            let mut file = open_output(&path, existing).unwrap();
            file.write_all(b"report").unwrap();
        }
        let refused = open_output(&path, Existing::Refused);
        assert!(matches!(refused, Err(OutputError::Exists)));
        assert!(proc().is_err());
    }
}
