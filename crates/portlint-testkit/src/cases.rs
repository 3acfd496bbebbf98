//! The verified cases, which lie beside the project, and how a test says that it was skipped.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folders of the verified cases whose names are wanted, in order: those in `PORTLINT_CASES`, else in `../shared/cases`
/// beside the project. `None` where there are none and `PORTLINT_ALLOW_SKIP` is set.
///
/// # Panics
/// Where there are none and a skip is not allowed.
pub fn verified_cases(is_wanted: impl Fn(&str) -> bool) -> Option<Vec<PathBuf>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    let folder = std::env::var_os("PORTLINT_CASES").map_or_else(beside, PathBuf::from);
    #[allow(
        clippy::disallowed_methods,
        reason = "cases are on disk, and only tests read them"
    )]
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(
            std::env::var_os("PORTLINT_ALLOW_SKIP").is_some(),
            "no verified cases in {}: name their folder in PORTLINT_CASES, or set PORTLINT_ALLOW_SKIP to go without them",
            folder.display()
        );
        skipped("the verified cases are not here");
        return None;
    };
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder of cases can be read").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default();
            is_wanted(&name.to_string_lossy())
        })
        .collect();
    folders.sort();
    Some(folders)
}

/// Says that a test was skipped, where the test harness hides nothing.
pub fn skipped(why: &str) {
    #[allow(
        clippy::disallowed_methods,
        reason = "a test talks to the developer, and the harness captures what is printed"
    )]
    let mut stderr = io::stderr();
    let _ = stderr.write_all(format!("skipped: {why}\n").as_bytes());
}
