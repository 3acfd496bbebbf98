//! Snapshots of other machines among the paths: a file that is one, or a directory that holds some.

use portlint_files::{FileKind, FileSystem, ReadError};
use portlint_host::snapshot::{self, Snapshot, SnapshotError};
use portlint_host::{Host, Taken};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// More than a machine with a thousand homes needs.
const MOST_BYTES: u64 = 64 << 20;
/// What a snapshot has somewhere, and nearly no other JSON.
const MARK: &[u8] = b"\"snapshot\"";

/// What the paths hold of snapshots.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The newest snapshot of each machine, by its name in lower case.
    newest: BTreeMap<String, Snapshot>,
    /// Where the homes of this machine are looked for.
    pub paths: Vec<PathBuf>,
    /// Directories among them that hold snapshots: they need no homes.
    pub directories: Vec<PathBuf>,
    /// Snapshots that could not be read, and why.
    pub refused: Vec<Refused>,
    /// Snapshots that do not count, because there is a newer one of their machine: theirs, and that one.
    pub superseded: Vec<(PathBuf, PathBuf)>,
}

/// A snapshot that could not be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its file, as shown.
    pub file: PathBuf,
    /// Why, in words.
    pub reason: String,
}

/// What a file turned out to be.
enum Content {
    Snapshot(Box<Snapshot>),
    /// A snapshot that cannot be read.
    Refused(String),
    /// Something else.
    Other,
}

/// Reads all snapshots that the paths name; one at a time, so that no more than one text is held.
pub fn gather(files: &dyn FileSystem, paths: &[PathBuf]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        match files.kind(path) {
            Some(FileKind::File(_)) => match content(files, path) {
                Content::Other => gathered.paths.push(path.clone()),
                content => gathered.add(path.clone(), content),
            },
            Some(FileKind::Directory) => {
                gathered.paths.push(path.clone());
                gathered.directory(files, path);
            }
            _ => gathered.paths.push(path.clone()),
        }
    }
    gathered.superseded.sort();
    gathered
}

impl Gathered {
    /// Whether there is any snapshot, readable or not.
    pub fn is_empty(&self) -> bool {
        self.newest.is_empty() && self.refused.is_empty()
    }

    /// Adds what the snapshots tell to a host.
    pub fn add_to(&mut self, host: &mut Host) {
        for snapshot in std::mem::take(&mut self.newest).into_values() {
            host.absorb(snapshot.machine, snapshot.host);
        }
    }

    fn directory(&mut self, files: &dyn FileSystem, directory: &Path) {
        let is_json = |name: &PathBuf| name.extension().is_some_and(|end| end == "json");
        // What cannot be listed is told by those who look for homes in it.
        let names = files.list(directory).unwrap_or_default();
        let paths = names.into_iter().map(PathBuf::from).filter(is_json);
        let paths = paths.map(|name| directory.join(name));
        let before = self.newest.len() + self.refused.len() + self.superseded.len();
        let mut others = Vec::new();
        for path in paths.filter(|path| files.is_file(path)) {
            match content(files, &path) {
                Content::Other => others.push(path),
                content => self.add(path, content),
            }
        }
        let holds_snapshots =
            self.newest.len() + self.refused.len() + self.superseded.len() > before;
        if !holds_snapshots {
            return;
        }
        self.directories.push(directory.to_path_buf());
        // Among snapshots a file that is no JSON at all is what became of one.
        for file in others {
            if let Some(reason) = damage(files, &file) {
                self.refused.push(Refused { file, reason });
            }
        }
    }

    fn add(&mut self, file: PathBuf, content: Content) {
        let mut snapshot = match content {
            Content::Snapshot(snapshot) => *snapshot,
            Content::Refused(reason) => return self.refused.push(Refused { file, reason }),
            Content::Other => return,
        };
        let key = snapshot.machine.name.to_lowercase();
        snapshot.machine.taken = Some(Taken {
            at: snapshot.taken,
            file: file.clone(),
        });
        let Some(known) = self.newest.get_mut(&key) else {
            self.newest.insert(key, snapshot);
            return;
        };
        let file_of = |snapshot: &Snapshot| snapshot.machine.taken.as_ref().map(|t| t.file.clone());
        let known_file = file_of(known).unwrap_or_default();
        if known_file == file {
            return;
        }
        // Of two of the same second the first by name counts, in whatever order they were given.
        let is_newer = (snapshot.taken, &known_file) > (known.taken, &file);
        if is_newer {
            *known = snapshot;
            for (_, winner) in self.superseded.iter_mut().filter(|(_, w)| *w == known_file) {
                winner.clone_from(&file);
            }
            self.superseded.push((known_file, file));
        } else {
            self.superseded.push((file, known_file));
        }
    }
}

fn content(files: &dyn FileSystem, file: &Path) -> Content {
    let bytes = match files.read(file, MOST_BYTES) {
        Ok(bytes) => bytes,
        // A large file that is no snapshot is nobody's business here, and by its end alone it is not known.
        Err(error @ ReadError::TooLarge(_)) if is_json(file) => {
            return Content::Refused(error.to_string());
        }
        Err(error @ ReadError::Refused(_)) if is_json(file) => {
            return Content::Refused(error.to_string());
        }
        Err(_) => return Content::Other,
    };
    if !looks_like_json(&bytes) || memchr::memmem::find(&bytes, MARK).is_none() {
        return Content::Other;
    }
    match snapshot::read(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes)) {
        Ok(snapshot) => Content::Snapshot(Box::new(snapshot)),
        Err(SnapshotError::NoSnapshot) => Content::Other,
        Err(error) => Content::Refused(error.to_string()),
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn is_json(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "json")
}

fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{")
}

/// Why a file that lies among snapshots is none, where it may have been meant as one.
fn damage(files: &dyn FileSystem, file: &Path) -> Option<String> {
    let bytes = files.read(file, MOST_BYTES).ok()?;
    match snapshot::read(&bytes) {
        Err(SnapshotError::Form(error)) => Some(SnapshotError::Form(error).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;

    fn text(host: &str, taken: &str) -> String {
        format!(
            r#"{{"homes":[{{"path":"/opt/am","runtimes":[]}}],"host":{{"name":"{host}"}},"snapshot":1,"taken":"{taken}"}}"#
        )
    }

    fn seen(files: &[(&str, &str)], paths: &[&str]) -> (Gathered, Host) {
        let memory = files.iter().fold(Memory::new(), |memory, (path, text)| {
            memory.with(*path, *text)
        });
        let paths = paths.iter().map(PathBuf::from).collect::<Vec<_>>();
        let mut gathered = gather(&memory, &paths);
        let mut host = Host::default();
        gathered.add_to(&mut host);
        (gathered, host)
    }

    fn homes(host: &Host) -> Vec<String> {
        let homes = host.homes.iter();
        homes.map(|home| home.path.display().to_string()).collect()
    }

    const OLD: &str = "2026-11-01T00:00:00Z";
    const NEW: &str = "2026-11-02T00:00:00Z";

    #[test]
    fn a_directory_holds_hosts() {
        let (gathered, host) = seen(
            &[
                ("/f/b.json", &text("tm1", OLD)),
                ("/f/a.json", &text("gw1", OLD)),
                ("/f/package.json", "{\"name\":\"x\"}"),
                ("/f/notes.txt", "snapshot"),
            ],
            &["/f"],
        );
        assert_eq!(homes(&host), ["gw1:/opt/am", "tm1:/opt/am"]);
        assert!(gathered.refused.is_empty());
        assert_eq!(gathered.directories, [PathBuf::from("/f")]);
        assert_eq!(
            host.machines[1].taken.as_ref().unwrap().file,
            Path::new("/f/b.json")
        );
    }

    #[test]
    fn the_newest_of_a_host_counts() {
        for order in [
            ["/a.json", "/b.json", "/c.json"],
            ["/c.json", "/b.json", "/a.json"],
        ] {
            let (gathered, host) = seen(
                &[
                    ("/a.json", &text("gw1", OLD)),
                    ("/b.json", &text("GW1", NEW)),
                    ("/c.json", &text("gw1", NEW)),
                ],
                &order,
            );
            assert_eq!(homes(&host), ["GW1:/opt/am"]);
            let pair = |a: &str, b: &str| (PathBuf::from(a), PathBuf::from(b));
            assert_eq!(
                gathered.superseded,
                [pair("/a.json", "/b.json"), pair("/c.json", "/b.json")]
            );
        }
    }

    #[test]
    fn bad_ones_are_named_and_the_others_count() {
        let later = text("x", OLD).replace("\"snapshot\":1", "\"snapshot\":7");
        let (gathered, host) = seen(
            &[
                ("/f/a.json", &text("gw1", OLD)),
                ("/f/cut.json", text("gw2", OLD).get(..40).unwrap()),
                ("/f/empty.json", ""),
                ("/f/later.json", &later),
                ("/f/other.json", "[1, 2]"),
            ],
            &["/f"],
        );
        assert_eq!(homes(&host), ["gw1:/opt/am"]);
        let refused = gathered.refused.iter();
        let mut refused = refused
            .map(|r| r.file.to_str().unwrap())
            .collect::<Vec<_>>();
        refused.sort_unstable();
        assert_eq!(refused, ["/f/cut.json", "/f/empty.json", "/f/later.json"]);
    }

    #[test]
    fn what_is_no_snapshot_is_left_to_others() {
        let (gathered, _) = seen(
            &[
                ("/r/package.json", "{\"name\":\"snapshot\"}"),
                ("/r/broken.json", "{"),
                ("/r/deployment.toml", "[server]"),
            ],
            &["/r", "/r/deployment.toml", "/missing"],
        );
        assert!(gathered.is_empty() && gathered.directories.is_empty());
        assert_eq!(gathered.paths.len(), 3);
    }
}
