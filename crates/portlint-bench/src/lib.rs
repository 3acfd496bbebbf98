//! Hosts of many homes, for measurements.

#![allow(
    clippy::disallowed_methods,
    reason = "makes hosts on disk for measurements, and is no part of the program"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes a host of so many homes below a directory: copies of the fixture host `repaired`, padded with so many empty files
/// each. Each has its own offset, or all have the given one.
///
/// # Errors
/// Those of the file system.
pub fn generate(
    directory: &Path,
    homes: usize,
    files: usize,
    offset: Option<usize>,
) -> io::Result<()> {
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
