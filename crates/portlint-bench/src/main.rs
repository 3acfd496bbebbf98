//! Writes a host of many homes for measurements: `generate-host DIRECTORY HOMES [FILES_PER_HOME [OFFSET]]`.
//!
//! The homes are copies of the fixture host `repaired`: products of all three generations in turn, padded with empty
//! files to the size of real homes (3,000 to 15,000 files), because the number of files must not matter to the linter.
//! Each has its own offset, or all have the given one: then everybody clashes.

#![allow(
    clippy::disallowed_methods,
    reason = "makes hosts on disk for measurements, and is no part of the program"
)]

use portlint_bench::generate;
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let Some((directory, numbers)) = arguments.split_first() else {
        return fail(USAGE);
    };
    let numbers = numbers.iter().map(|number| number.parse());
    let Ok(numbers) = numbers.collect::<Result<Vec<usize>, _>>() else {
        return fail(USAGE);
    };
    let (homes, files, offset) = match *numbers.as_slice() {
        [homes] => (homes, 3000, None),
        [homes, files] => (homes, files, None),
        [homes, files, offset] => (homes, files, Some(offset)),
        _ => return fail(USAGE),
    };
    match generate(Path::new(directory), homes, files, offset) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

const USAGE: &str = "usage: generate-host DIRECTORY HOMES [FILES_PER_HOME [OFFSET]]";

#[allow(clippy::disallowed_methods, reason = "a tool of developers")]
fn fail(message: &str) -> ExitCode {
    let _ = io::Write::write_all(&mut io::stderr(), format!("error: {message}\n").as_bytes());
    ExitCode::from(2)
}
