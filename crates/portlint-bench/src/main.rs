//! Writes a host of many homes for measurements: `generate-host DIRECTORY HOMES [FILES_PER_HOME]`.
//!
//! The homes are copies of the fixture host `repaired`, each with its own offset, padded with empty files to the size
//! of real homes (3,000 to 15,000 files), because the number of files must not matter to the linter.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let parsed = match arguments.as_slice() {
        [directory, homes] => homes.parse().ok().map(|n| (directory, n, 3000)),
        [directory, homes, files] => homes
            .parse()
            .ok()
            .zip(files.parse().ok())
            .map(|(homes, files)| (directory, homes, files)),
        _ => None,
    };
    let Some((directory, homes, files)) = parsed else {
        return fail("usage: generate-host DIRECTORY HOMES [FILES_PER_HOME]");
    };
    match generate(Path::new(directory), homes, files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    let _ = io::Write::write_all(&mut io::stderr(), format!("error: {message}\n").as_bytes());
    ExitCode::from(2)
}

fn generate(directory: &Path, homes: usize, files: usize) -> io::Result<()> {
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
        copy(template, &home, number)?;
        pad(&home, files)?;
    }
    Ok(())
}

/// Copies a home; its offset becomes its number, so that most homes of one product do not clash.
fn copy(from: &Path, to: &Path, number: usize) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, number)?;
            continue;
        }
        let text = fs::read_to_string(entry.path())?;
        fs::write(&target, with_offset(&text, number))?;
    }
    Ok(())
}

fn with_offset(text: &str, number: usize) -> String {
    text.lines()
        .map(|line| {
            let line = line.to_string();
            if line.starts_with("offset = ") {
                format!("offset = {number}")
            } else if line.trim_start().starts_with("offset: ") {
                format!("    offset: {number}")
            } else if line.trim_start().starts_with("<Offset>") {
                format!("        <Offset>{number}</Offset>")
            } else {
                line
            }
        })
        .flat_map(|line| [line, "\n".to_string()])
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
