//! Faults while `plan --write` changes files: afterwards every file is wholly old or wholly new.

use super::tool;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Every file below a directory, hidden ones too, in order.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// Six servers that want the same ports. Two files are large: at least one of them has to change.
fn host() -> TempDir {
    let host = tempfile::tempdir().unwrap();
    for n in 0..6 {
        let conf = host.path().join(format!("wso2am-{n}/repository/conf"));
        fs::create_dir_all(&conf).unwrap();
        let padding = if n >= 4 { 6_000 } else { 0 };
        let text = format!("[apim]\n[server]\noffset = 0\n# {}\n", "-".repeat(padding));
        fs::write(conf.join("deployment.toml"), text).unwrap();
    }
    host
}

fn files(directory: &Path) -> Files {
    let mut all = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                // A temporary file may go away meanwhile.
                all.extend(
                    fs::read(&path).map(|content| {
                        (path.strip_prefix(directory).unwrap().to_path_buf(), content)
                    }),
                );
            }
        }
    }
    all.sort();
    all
}

/// What a run that nothing disturbs leaves.
fn planned() -> Files {
    let host = host();
    let output = tool(host.path()).args(["plan", "--write", "."]).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    files(host.path())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// No server meets another, and nothing lies around.
fn assert_repaired(host: &Path) {
    let again = tool(host).args(["plan", "."]).output().unwrap();
    assert!(
        again.stdout.starts_with(b"Nothing to change"),
        "{}",
        said(&again)
    );
}

fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.starts_with(".deployment.toml.") && name.ends_with(".tmp")
}

/// Runs a script with the tool as `$0` and the host as `$1`.
fn script(wrapper: &[&str], script: &str, host: &Path) -> Output {
    let words = [wrapper, &["sh", "-c", script]].concat();
    Command::new(words[0])
        .args(&words[1..])
        .arg(env!("CARGO_BIN_EXE_wso2-portlint"))
        .arg(host)
        .current_dir(host)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_midway_changes_nothing() {
    let host = host();
    let before = files(host.path());
    // Some files are staged, then one is larger than this process may write.
    let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" plan --write .";
    let output = script(&[], limited, host.path());
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("nothing was written"));
    assert_eq!(before, files(host.path()));
}

/// A mount that only the script sees; `None`, with a notice, where this user may not make one.
#[cfg(target_os = "linux")]
fn on_small_disk(then: &str, host: &Path) -> Option<String> {
    let mount = tempfile::tempdir().unwrap();
    let begin = format!(
        "set -e; mount -t tmpfs -o size=256k none '{0}'; cp -R \"$1/.\" '{0}'; cd '{0}'; echo mounted; {then}",
        mount.path().display()
    );
    for wrapper in [&["unshare", "-m"][..], &["unshare", "-rm"]] {
        let available = Command::new(wrapper[0])
            .args(&wrapper[1..])
            .args(["mount", "-t", "tmpfs", "none"])
            .arg(mount.path())
            .stderr(Stdio::null())
            .status();
        if available.is_ok_and(|status| status.success()) {
            let output = said(&script(wrapper, &begin, host));
            assert!(output.starts_with("mounted\n"), "{output}");
            return Some(output);
        }
    }
    portlint_testkit::skipped("this user may not mount a small disk");
    None
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_changes_nothing() {
    let host = host();
    // Room for two files is left.
    let full = "head -c 8192 /dev/zero > pad; cat /dev/zero > fill 2>/dev/null || true; rm pad; \
        \"$0\" plan --write . || echo exit $?; rm fill; diff -r \"$1\" . && echo unchanged";
    if let Some(said) = on_small_disk(full, host.path()) {
        for expected in ["exit 2\n", "nothing was written", "unchanged\n"] {
            assert!(said.contains(expected), "{said}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_read_only_changes_nothing() {
    let host = host();
    let shut = "mount -o remount,ro \"$PWD\"; \"$0\" plan --write . || echo exit $?; diff -r \"$1\" . && echo unchanged";
    if let Some(said) = on_small_disk(shut, host.path()) {
        for expected in ["exit 2\n", "nothing was written", "unchanged\n"] {
            assert!(said.contains(expected), "{said}");
        }
    }
}

#[cfg(unix)]
#[test]
fn output_that_nobody_takes_keeps_nothing_from_being_written() {
    let planned = planned();
    for nowhere in [">&-", "2>&-", ">/dev/full", "| true"] {
        let host = host();
        let output = script(
            &[],
            &format!("\"$0\" plan --write . {nowhere}"),
            host.path(),
        );
        assert!(
            matches!(output.status.code(), Some(0 | 2)),
            "{nowhere}: {}",
            said(&output)
        );
        assert_eq!(planned, files(host.path()), "{nowhere}");
    }
}

#[test]
fn several_writers_at_once_carry_out_one_plan() {
    for _ in 0..4 {
        let host = host();
        let writers = [(); 4].map(|()| {
            tool(host.path())
                .args(["plan", "--write", "."])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        });
        let outputs = writers.map(|writer| writer.wait_with_output().unwrap());
        for output in &outputs {
            let known = match output.status.code() {
                Some(0) => true,
                Some(2) => said(output).contains("nothing was written"),
                _ => false,
            };
            assert!(known, "{}", said(output));
        }
        assert!(outputs.iter().any(|output| output.status.success()));
        assert!(
            !files(host.path())
                .iter()
                .any(|(path, _)| is_temporary(path))
        );
        assert_repaired(host.path());
    }
}

/// When a run is ended from outside.
#[derive(Debug, Clone, Copy)]
enum Moment {
    After(Duration),
    /// So many files are staged.
    Staged(usize),
    /// So many files have their new content.
    Replaced(usize),
}

#[cfg(unix)]
#[test]
fn a_run_that_is_ended_leaves_every_file_whole() {
    let planned = planned();
    let start = Instant::now();
    assert_eq!(planned, self::planned());
    let whole_run = start.elapsed();
    let mut moments = (0..10)
        .map(|n| Moment::After(whole_run * n / 9))
        .collect::<Vec<_>>();
    moments.extend((1..=5).map(Moment::Staged));
    moments.extend((1..=5).map(Moment::Replaced));
    for (moment, signal) in moments
        .into_iter()
        .zip(["INT", "TERM", "KILL"].into_iter().cycle())
    {
        let host = host();
        let before = files(host.path());
        let mut run = tool(host.path())
            .args(["plan", "--write", "."])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait(&mut run, moment, host.path(), &before);
        let id = run.id().to_string();
        let _ = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\" 2>/dev/null", signal, &id])
            .status();
        run.wait().unwrap();

        let (left, now): (Files, Files) = files(host.path())
            .into_iter()
            .partition(|(path, _)| is_temporary(path));
        for ((old, new), now) in before.iter().zip(&planned).zip(&now) {
            assert!(
                now == old || now == new,
                "{moment:?}, {signal}: {:?}",
                now.0
            );
        }
        assert_eq!(before.len(), now.len());
        // What was staged may lie there; it is in nobody's way.
        let next = tool(host.path())
            .args(["plan", "--write", "."])
            .output()
            .unwrap();
        assert_eq!(next.status.code(), Some(0), "{left:?}: {}", said(&next));
        assert_repaired(host.path());
    }
}

/// Until the moment has come, or the run is over.
fn wait(run: &mut Child, moment: Moment, host: &Path, before: &Files) {
    let start = Instant::now();
    while run.try_wait().unwrap().is_none() {
        let now = || files(host);
        let come = match moment {
            Moment::After(time) => start.elapsed() >= time,
            Moment::Staged(count) => {
                now().iter().filter(|(path, _)| is_temporary(path)).count() >= count
            }
            Moment::Replaced(count) => {
                let now = now();
                let settled = now.iter().filter(|(path, _)| !is_temporary(path));
                settled.zip(before).filter(|(now, old)| now != old).count() >= count
            }
        };
        if come {
            return;
        }
    }
}
