//! Files that vanish, grow or are refused between the look and the read.

use portlint_files::{Entry, FileKind, FileSystem, Memory, ReadError};
use portlint_host::ProblemKind;
use portlint_read::{Budget, HomeFacts, Request, Scan, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

/// Everything is there when asked; reading the governing file of one home ends in `fate`.
struct Changing {
    files: Memory,
    fate: ReadError,
}

impl FileSystem for Changing {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.files.kind(path)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        if path.ends_with("changing/repository/conf/deployment.toml") {
            Err(self.fate.clone())
        } else {
            self.files.read(path, limit)
        }
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        self.files.entries(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.files.canonical(path)
    }
}

fn scanned(fate: ReadError) -> Scan {
    let files = ["changing", "steady"]
        .into_iter()
        .fold(Memory::new(), |files, home| {
            files
                .with(
                    format!("h/{home}/bin/version.txt"),
                    "WSO2 API Manager v4.2.0\n",
                )
                .with(
                    format!("h/{home}/repository/conf/deployment.toml"),
                    "[server]\noffset = 1\n",
                )
        });
    scan(
        &Changing { files, fate },
        &Request {
            paths: &[PathBuf::from("h")],
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_: &Path, _: &Path| HomeFacts::default(),
        },
    )
}

#[test]
fn the_other_home_is_read_and_the_reason_is_told() {
    for fate in [
        ReadError::Missing,
        ReadError::NotAFile,
        ReadError::TooLarge(5),
        ReadError::Refused("input/output error".to_string()),
    ] {
        let homes = scanned(fate.clone()).host.homes;
        assert_eq!(homes.len(), 2, "{fate}");
        assert_eq!(homes[1].runtimes[0].offset.value, Some(1), "{fate}");
        let problems = homes[0]
            .problems
            .iter()
            .chain(homes[0].runtimes.iter().flat_map(|r| &r.problems));
        let told = problems
            .filter(|p| p.kind == ProblemKind::UnreadableFile)
            .any(|p| p.message.contains(&fate.to_string()));
        // A file that is gone is no longer of this home.
        assert_eq!(told, fate != ReadError::Missing, "{fate}");
    }
}
