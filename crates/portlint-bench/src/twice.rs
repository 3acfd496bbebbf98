//! The table "twice the input" of `docs/performance.md`: `twice-the-input PROGRAM [MOST-ITEMS [NAME]]`.
//!
//! For each kind of item that a file can hold many of, hosts of 10,000 items, 20,000 and so on up to the limits are checked
//! under cachegrind, which counts instructions: the same on any machine, however busy. A row has the worst ratio of a host to
//! the one of half as many items. Exits with 1 when one is more than 2.3.

#![allow(
    clippy::disallowed_methods,
    reason = "makes hosts on disk for measurements, and is no part of the program"
)]

use portlint_testkit::{MANY, Many};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};

/// What twice the input may cost.
const MOST: f64 = 2.3;
/// Fewest items.
const FIRST: usize = 10_000;
/// The largest file that is read by default, in bytes.
const BYTES: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let Some(program) = arguments.first() else {
        say("usage: twice-the-input PROGRAM [MOST-ITEMS [NAME]]");
        return ExitCode::from(2);
    };
    // It is run in the directory of the host.
    let Ok(program) = fs::canonicalize(program) else {
        say(&format!("{program}: no such program"));
        return ExitCode::from(2);
    };
    let most = arguments.get(1).and_then(|most| most.parse().ok());
    let most = most.unwrap_or(usize::MAX);
    let named = arguments.get(2).map_or("", String::as_str);
    say("| many | items | bytes | million instructions | per item | worst ratio |");
    say("| --- | ---: | ---: | ---: | ---: | ---: |");
    let mut is_met = true;
    for many in MANY.iter().filter(|many| many.name.contains(named)) {
        match row(&program, many, most) {
            Ok((row, ratio)) => {
                say(&row);
                is_met &= ratio <= MOST;
            }
            Err(error) => {
                say(&format!("{}: {error}", many.name));
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(!is_met))
}

/// The row of a kind, and the worst ratio.
fn row(program: &Path, many: &Many, most: usize) -> io::Result<(String, f64)> {
    let (mut items, mut before, mut worst) = (FIRST, None::<u64>, 0.0_f64);
    let mut last = (0, 0, 0);
    while items <= most && many.text(items).len() <= BYTES {
        let counted = instructions(program, many, items)?;
        if let Some(before) = before {
            worst = worst.max(ratio(counted, before));
        }
        before = Some(counted);
        last = (items, many.text(items).len(), counted);
        items *= 2;
    }
    let (items, bytes, counted) = last;
    let row = format!(
        "| {} | {items} | {bytes} | {} | {} | {worst:.2} |",
        many.name,
        counted / 1_000_000,
        counted / u64::try_from(items).unwrap_or(u64::MAX).max(1),
    );
    Ok((row, worst))
}

#[allow(clippy::cast_precision_loss, reason = "two digits are shown")]
fn ratio(counted: u64, before: u64) -> f64 {
    counted as f64 / before.max(1) as f64
}

/// The instructions of a check of a host with so many items.
fn instructions(program: &Path, many: &Many, items: usize) -> io::Result<u64> {
    let host = tempfile::tempdir()?;
    for (path, text) in many.files(items) {
        let path = host.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(path, text)?;
    }
    let output = Command::new("valgrind")
        // Without a model of the cache it counts the same as callgrind, three times as fast.
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg("--cachegrind-out-file=/dev/null")
        .arg(program)
        .args(["check", "--no-config", "--format", "json", "."])
        .current_dir(host.path())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    // 2: the program gave up, which would make all rows equal.
    let is_checked = matches!(output.status.code(), Some(0 | 1));
    let counted = said.lines().rev().find_map(|line| {
        let (_, number) = line.split_once("refs:")?;
        number.replace(',', "").trim().parse().ok()
    });
    counted
        .filter(|_| is_checked)
        .ok_or_else(|| io::Error::other(format!("no figures: {said}")))
}

#[allow(clippy::disallowed_methods, reason = "a tool of developers")]
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
