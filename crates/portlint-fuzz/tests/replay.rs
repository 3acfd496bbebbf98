//! Every seed, and every input that ever broke a promise, on stable and without a fuzzer.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]
#![allow(clippy::disallowed_methods, reason = "tests build hosts on disk")]

use std::fs;
use std::path::Path;

#[test]
fn seeds_and_regressions_hold() {
    for (target, check) in portlint_fuzz::TARGETS {
        for folder in ["seeds", "regressions"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(folder)
                .join(target);
            // A target that never failed has no regressions.
            for entry in fs::read_dir(folder).into_iter().flatten() {
                check(&fs::read(entry.unwrap().path()).unwrap());
            }
        }
    }
}
