//! What each kind of path does, and the exit codes that scripts rely on.

use crate::support::{all, run, write};
use std::fs;
use std::path::Path;

/// A host with one API Manager at offset 0.
fn host() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write_home(
        directory.path(),
        "wso2am-4.2.0",
        "[server]\nhostname = \"localhost\"\n",
    );
    directory
}

fn write_home(host: &Path, name: &str, toml: &str) {
    let home = host.join(name);
    write(&home, "bin/version.txt", "WSO2 API Manager v4.2.0\n");
    write(&home, "repository/conf/deployment.toml", toml);
}

#[test]
fn a_folder_a_home_and_a_file_are_checked() {
    let host = host();
    for path in [
        ".",
        "wso2am-4.2.0",
        "wso2am-4.2.0/repository/conf/deployment.toml",
    ] {
        let output = run(host.path(), &["check", "--format", "concise", path]);
        assert_eq!(output.status.code(), Some(0), "{path}: {}", all(&output));
        assert!(all(&output).contains("1 home"), "{path}: {}", all(&output));
    }
}

#[test]
fn nothing_to_check_is_an_error_not_silence() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("notes.txt"), "hello").unwrap();
    for path in [".", "nowhere", "notes.txt"] {
        let output = run(directory.path(), &[path]);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", all(&output));
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_broken_file_is_a_located_finding_and_the_other_home_is_checked() {
    let host = host();
    write_home(host.path(), "wso2am-broken", "[server]\noffset = = 1\n");
    let output = run(host.path(), &["check", "--format", "concise", "."]);
    assert_eq!(output.status.code(), Some(1));
    let text = all(&output);
    assert!(
        text.contains("wso2am-broken/repository/conf/deployment.toml:2:")
            && text.contains("error[syntax-error]"),
        "{text}"
    );
    assert!(text.contains("2 homes"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_directory_where_a_file_should_be_is_an_unreadable_file() {
    let host = host();
    let home = host.path().join("wso2am-odd");
    fs::create_dir_all(home.join("repository/conf/deployment.toml")).unwrap();
    fs::create_dir_all(home.join("bin")).unwrap();
    fs::write(home.join("bin/version.txt"), "WSO2 API Manager v4.2.0\n").unwrap();
    let output = run(host.path(), &["check", "--format", "concise", "."]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    assert!(
        all(&output).contains("error[unreadable-file]"),
        "{}",
        all(&output)
    );
}

#[cfg(unix)]
#[test]
fn through_a_symbolic_link_the_home_counts_once() {
    let host = host();
    std::os::unix::fs::symlink("wso2am-4.2.0", host.path().join("current")).unwrap();
    let output = run(
        host.path(),
        &[
            "check",
            "--format",
            "concise",
            "current",
            "wso2am-4.2.0",
            ".",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    assert!(all(&output).contains("1 home"), "{}", all(&output));
}

#[test]
fn a_missing_path_does_not_hide_the_others() {
    let host = host();
    write_home(host.path(), "wso2am-second", "[server]\n");
    let output = run(
        host.path(),
        &["check", "--format", "concise", ".", "nowhere"],
    );
    assert_eq!(output.status.code(), Some(2));
    let text = all(&output);
    assert!(
        text.contains("port-collision") && text.contains("nowhere"),
        "{text}"
    );
}
