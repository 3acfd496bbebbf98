//! Faults of the surroundings: streams that close, an environment without anything, disks that are full, other writers.

mod writing;

use crate::support::{hosts, tool};
use std::fs;
use std::io::Read;
use std::process::{Command, Output, Stdio};

fn check(environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    tool(&hosts())
        .envs(environment.iter().copied())
        .arg("check")
        .args(arguments)
        .arg("clash")
        .output()
        .unwrap()
}

/// Many homes with the same ports: a report far larger than the buffer of a pipe.
fn crowd() -> tempfile::TempDir {
    let host = tempfile::tempdir().unwrap();
    for n in 0..60 {
        let conf = host.path().join(format!("wso2am-{n}/repository/conf"));
        fs::create_dir_all(&conf).unwrap();
        fs::write(conf.join("deployment.toml"), "[apim]\n").unwrap();
    }
    host
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let host = crowd();
    for arguments in [
        &["check", "--format", "full", "."][..],
        &["check", "--format", "json", "."],
        &["check", "--format", "concise", "."],
        &["ports", "."],
        &["ports", "--format", "json", "."],
    ] {
        let mut child = tool(host.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let expected = i32::from(arguments[0] == "check");
        assert_eq!(output.status.code(), Some(expected), "{arguments:?}");
        assert!(
            output.stderr.is_empty(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = tool(&hosts())
        .args(["check", "--format", "json", "clash"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("standard output"), "{said}");
}

#[cfg(unix)]
#[test]
fn closed_streams_crash_nothing() {
    for closed in [">&-", "2>&-", "<&-", ">&- 2>&- <&-"] {
        let status = Command::new("sh")
            .args(["-c", &format!("exec \"$0\" check clash {closed}")])
            .arg(env!("CARGO_BIN_EXE_wso2-portlint"))
            .current_dir(hosts())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(matches!(status.code(), Some(1 | 2)), "{closed}: {status}");
    }
}

#[test]
fn home_locale_and_columns_change_nothing() {
    let plain = check(&[], &[]);
    assert_eq!(plain.status.code(), Some(1));
    for environment in [
        &[("HOME", "")][..],
        &[("HOME", "/nonexistent"), ("USER", "nobody")],
        &[("LC_ALL", "C")],
        &[("LC_ALL", "POSIX"), ("LANG", "C")],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")],
        &[("LC_ALL", "ar_EG.UTF-8")],
        &[("LC_ALL", "no such locale")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("COLUMNS", "1"), ("LINES", "1")],
        &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
        &[("RUST_BACKTRACE", "full"), ("RUST_LOG", "trace")],
        &[
            ("CARBON_HOME", "/"),
            ("JAVA_OPTS", "-DportOffset=7"),
            ("portOffset", "7"),
        ],
    ] {
        let output = check(environment, &[]);
        assert_eq!(output.stdout, plain.stdout, "{environment:?}");
        assert_eq!(output.status, plain.status, "{environment:?}");
    }
}

#[test]
fn colours_come_only_when_asked_for() {
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        check(environment, arguments).stdout.contains(&0x1b)
    };
    assert!(!coloured(&[("TERM", "xterm")], &[]), "no terminal");
    assert!(coloured(&[], &["--color", "always"]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
        &[]
    ));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--format", "json"]));
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_is_enough() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let permissions =
        |mode| fs::set_permissions(directory.path(), fs::Permissions::from_mode(mode)).unwrap();
    permissions(0o555);
    let clash = hosts().canonicalize().unwrap().join("clash");
    let output = tool(directory.path())
        .arg("check")
        .arg(clash)
        .output()
        .unwrap();
    permissions(0o755);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_current_directory_that_is_gone_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "rmdir \"$PWD\" && exec \"$0\" check ."])
        .arg(env!("CARGO_BIN_EXE_wso2-portlint"))
        .current_dir(directory.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.is_empty());
}

#[test]
fn a_report_that_cannot_be_written_is_told() {
    let output = check(&[], &["--output", "json=/nonexistent/report.json"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("/nonexistent/report.json"), "{said}");
}
