//! What the tests of this crate have in common: trees on disk, and another user who changes them meanwhile.

use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// A user that owns nothing else on this machine.
pub(crate) const OTHER: u32 = 4242;

/// A tree with these files.
pub(crate) fn tree(contents: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in contents {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    directory
}

pub(crate) fn fifo(path: &Path) {
    rustix::fs::mknodat(
        CWD,
        path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o666),
        0,
    )
    .unwrap();
}

/// Lets two names change places.
pub(crate) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

/// Whether this user may give files away; says that a test is skipped where not.
pub(crate) fn is_root(test: &str) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        let _ = writeln!(io::stderr(), "skipped: {test} needs root");
    }
    is_root
}

/// Fails instead of waiting for ever.
pub(crate) fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, answer) = mpsc::channel();
    std::thread::spawn(move || done.send(work()));
    answer
        .recv_timeout(Duration::from_mins(1))
        .expect("this waits for ever, or failed")
}

/// Owner, group, mode and content.
pub(crate) type Looks = (u32, u32, u32, Vec<u8>);

pub(crate) fn looks(path: &Path) -> Looks {
    let metadata = fs::symlink_metadata(path).unwrap();
    let content = fs::read(path).unwrap();
    (
        metadata.uid(),
        metadata.gid(),
        metadata.mode() & 0o7777,
        content,
    )
}

/// The names in a directory: no temporary file may stay.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Lets two names change places until `work` has seen enough of it.
pub(crate) fn while_exchanging(pairs: &[(PathBuf, PathBuf)], swaps: u32, mut work: impl FnMut()) {
    let (over, done) = (AtomicBool::new(false), AtomicU32::new(0));
    /// Ends the exchange also when an assertion ends the test.
    struct Over<'a>(&'a AtomicBool);
    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for (a, b) in pairs.iter().cycle() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                // There and back, so that no name of the next pair leads somewhere else.
                for _ in 0..2 {
                    exchange(a, b).unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_micros(20));
                }
            }
        });
        let _over = Over(&over);
        while done.load(Ordering::Relaxed) < swaps {
            work();
        }
    });
}
