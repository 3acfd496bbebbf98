//! Writes a host of many homes for measurements: `generate-host DIRECTORY HOMES [FILES_PER_HOME [OFFSET]]`.
//!
//! The homes are copies of the fixture host `repaired`: products of all three generations in turn, padded with empty
//! files to the size of real homes (3,000 to 15,000 files), because the number of files must not matter to the linter.
//! Each has its own offset, or all have the given one: then everybody clashes.

#![allow(
    clippy::disallowed_methods,
    reason = "makes hosts on disk for measurements, and is no part of the program"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
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

fn generate(directory: &Path, homes: usize, files: usize, offset: Option<usize>) -> io::Result<()> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/repaired");
    let mut templates = fs::read_dir(&fixtures)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    templates.retain(|path| path.is_dir());
    templates.sort();
    for number in 0..homes {
        let Some(template) = templates.get(number % templates.len().max(1)) else {
            return Err(io::Error::other("no fixture homes"));
        };
        let name = template
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let home = directory.join(format!("node-{number:04}")).join(name);
        copy(template, &home, offset.unwrap_or(number))?;
        pad(&home, files)?;
    }
    Ok(())
}

/// Copies a home and gives it an offset.
fn copy(from: &Path, to: &Path, offset: usize) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, offset)?;
            continue;
        }
        let text = fs::read_to_string(entry.path())?;
        fs::write(&target, with_offset(&text, offset))?;
    }
    Ok(())
}

fn with_offset(text: &str, number: usize) -> String {
    text.lines()
        .map(|line| {
            let start = line.trim_start();
            if line.starts_with("offset = ") {
                format!("offset = {number}\n")
            } else if start.starts_with("offset: ") {
                format!("    offset: {number}\n")
            } else if start.starts_with("<Offset>") {
                format!("        <Offset>{number}</Offset>\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect()
}

/// Empty files where a real home has its bundles, so that a walk would cost what it costs there.
fn pad(home: &Path, files: usize) -> io::Result<()> {
    for group in 0..files.div_ceil(500) {
        let directory = home.join(format!("repository/components/plugins/group-{group:02}"));
        fs::create_dir_all(&directory)?;
        for file in 0..500.min(files - group * 500) {
            fs::File::create(directory.join(format!("bundle_{file:03}.jar")))?;
        }
    }
    Ok(())
}
