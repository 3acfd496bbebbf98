//! Files that appear, grow, shrink and go away while they are read.

use crate::hostile::case::Generation;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends the disturbance also when an assertion ends the test.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn files_that_change_while_they_are_read_harm_nothing() {
    for generation in crate::hostile::case::GENERATIONS {
        let host = tempfile::tempdir().unwrap();
        let governing = generation.home(host.path(), "hostile");
        let healthy = Generation::Toml.home(host.path(), "healthy");
        fs::write(healthy, "[server]\noffset = 500\n").unwrap();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| disturb(&governing, generation, &over));
            let _stop = Stop(&over);
            for _ in 0..15 {
                assert_checked(host.path());
            }
        });
    }
}

/// The whole life of a file, again and again; what fails because of the other side is tried next time.
fn disturb(file: &Path, generation: Generation, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let _ = fs::write(file, generation.with_offset("7"));
        if let Ok(mut file) = fs::OpenOptions::new().append(true).open(file) {
            for _ in 0..40 {
                let _ = file.write_all(&[b'\n'; 4096]);
            }
            let _ = file.set_len(10);
        }
        let _ = fs::remove_file(file);
        let _ = fs::create_dir(file);
        let _ = fs::remove_dir(file);
        if let Some(conf) = file.parent() {
            let aside = conf.with_extension("aside");
            let _ = fs::rename(conf, &aside);
            let _ = fs::rename(&aside, conf);
        }
    }
}

fn assert_checked(host: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"))
        .args(["ports", "--format", "csv", "."])
        .current_dir(host)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let all = String::from_utf8(all).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{all}");
    assert!(
        all.contains("9943"),
        "the healthy home has lost its port:\n{all}"
    );
    for bug in ["a bug in wso2-portlint", "panicked", "internal error"] {
        assert!(!all.contains(bug), "{all}");
    }
}
