//! Every seed, and every input that ever broke a promise, on stable and without a fuzzer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::fs;
use std::path::Path;

fn replay(target: &str, check: fn(&[u8])) {
    for folder in ["seeds", "regressions"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(target);
        // A target that never failed has no regressions.
        for entry in fs::read_dir(folder).into_iter().flatten() {
            check(&fs::read(entry.unwrap().path()).unwrap());
        }
    }
}

#[test]
fn seeds_and_regressions_hold() {
    replay("xml", portlint_fuzz::xml);
    replay("toml", portlint_fuzz::toml);
    replay("yaml", portlint_fuzz::yaml);
    replay("text", portlint_fuzz::text);
    replay("home", portlint_fuzz::home);
    replay("edits", portlint_fuzz::edits);
}
