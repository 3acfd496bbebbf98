//! Files of proxies among the paths, and among the snapshots of a fleet.

use portlint_files::{FileKind, FileSystem};
use portlint_host::{Files, Proxy};
use portlint_read::HomeFacts;
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the paths hold of proxies.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Ordered by path; each with the table that it points at.
    pub proxies: Vec<(Proxy, Files)>,
    /// The paths that are none.
    pub paths: Vec<PathBuf>,
}

/// Reads the files of proxies that are among the paths, or lie in directories of snapshots.
pub(crate) fn gather(
    files: &dyn FileSystem,
    paths: &[PathBuf],
    fleets: &[PathBuf],
    limits: Limits,
    facts: &dyn Fn(&Path, &Path) -> HomeFacts,
) -> Gathered {
    let mut gathered = Gathered::default();
    let mut seen = BTreeSet::new();
    let mut add = |gathered: &mut Gathered, path: &Path| {
        let Some((mut proxy, table)) = portlint_read::proxy(files, path, limits) else {
            return false;
        };
        if seen.insert(proxy.stand_in.canonical.clone()) {
            let told = facts(&proxy.stand_in.path, &proxy.stand_in.canonical);
            proxy.stand_in.group = told.host;
            proxy.stand_in.active = told.active.unwrap_or(true);
            gathered.proxies.push((proxy, table));
        }
        true
    };
    for path in paths {
        let is_file = matches!(files.kind(path), Some(FileKind::File(_)));
        if !(is_file && add(&mut gathered, path)) {
            gathered.paths.push(path.clone());
        }
    }
    for directory in fleets {
        let names = files.list(directory).unwrap_or_default().into_iter();
        let names = names.map(PathBuf::from);
        let may_be = names.filter(|name| {
            let end = name.extension();
            end.is_some_and(|end| end == "conf" || end == "cfg")
        });
        for path in may_be.map(|name| directory.join(name)) {
            if files.is_file(&path) {
                add(&mut gathered, &path);
            }
        }
    }
    let by_path = |(proxy, _): &(Proxy, Files)| proxy.path().to_path_buf();
    gathered.proxies.sort_by_key(by_path);
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;

    #[test]
    fn proxies_are_taken_out_of_the_paths_and_found_beside_snapshots() {
        let upstream = "upstream am { server gw1:8243; }\n";
        let memory = Memory::new()
            .with("/lb/am.conf", upstream)
            .with("/f/haproxy.cfg", "backend am\n  server a gw1:8243\n")
            .with("/f/notes.conf", "a = 1\n")
            .with("/am/deployment.toml", "[server]\n");
        let paths = ["/am/deployment.toml", "/lb/am.conf", "/lb/./am.conf", "/f"];
        let paths = paths.map(PathBuf::from);
        let facts = |path: &Path, _: &Path| HomeFacts {
            host: path.starts_with("/f").then(|| "lb1".to_string()),
            ..HomeFacts::default()
        };
        let fleets = [PathBuf::from("/f")];
        let gathered = gather(&memory, &paths, &fleets, Limits::default(), &facts);
        let left = ["/am/deployment.toml", "/f"].map(PathBuf::from);
        assert_eq!(gathered.paths, left);
        let found = gathered.proxies.iter();
        let found = found.map(|(proxy, _)| {
            (
                proxy.path().to_str().unwrap(),
                proxy.stand_in.group.as_deref(),
            )
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [("/f/haproxy.cfg", Some("lb1")), ("/lb/am.conf", None)]
        );
    }
}
