//! What end-to-end tests share: the built binary, the fixture hosts, files of a host.

#![allow(clippy::disallowed_methods, reason = "tests build hosts on disk")]
// Each test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used)]

pub(crate) mod inline;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The directory of the fixture hosts.
pub(crate) fn hosts() -> PathBuf {
    repository().join("fixtures/hosts")
}

/// The tool in a directory, without any environment and with nothing on its standard input.
pub(crate) fn tool(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"));
    command
        .current_dir(directory)
        .env_clear()
        .stdin(Stdio::null());
    command
}

/// Runs the tool like that.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Output {
    tool(directory).args(arguments).output().unwrap()
}

/// Both streams, standard output first.
pub(crate) fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Writes a file, or an empty directory, below a root.
pub(crate) fn write(root: &Path, path: &str, content: &str) {
    let full = root.join(path);
    if path.ends_with('/') {
        std::fs::create_dir_all(full).unwrap();
        return;
    }
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    std::fs::write(full, content).unwrap();
}

/// Runs the tool with this text on its standard input.
pub(crate) fn run_with(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = tool(directory)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that fails early reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What the tool wrote as JSON.
pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", all(output)))
}
