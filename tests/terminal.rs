//! What people see: the program in real terminals of several widths.

use crate::support::{hosts, repository, tool};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

/// What no program writes: all that was written before has been read.
const END: &[u8] = b"\0end";

/// What the program writes to a terminal with that many columns.
fn in_terminal(directory: &Path, columns: u16, arguments: &[&str]) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&master, size).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let name = name.into_string().unwrap();
    let screen = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name)
        .unwrap();
    let mut own = screen.try_clone().unwrap();
    let mut child = tool(directory)
        .args(arguments)
        .env("TERM", "xterm")
        .stdout(screen.try_clone().unwrap())
        .stderr(screen)
        .spawn()
        .unwrap();
    let mut shown = Vec::new();
    let mut master = File::from(master);
    let mut part = [0; 4096];
    // When the last writer has gone, what is still on its way may be lost: the last writer is this test.
    let last = std::thread::spawn(move || {
        child.wait().unwrap();
        own.write_all(END).unwrap();
    });
    while !shown.ends_with(END) {
        let length = master.read(&mut part).unwrap();
        shown.extend_from_slice(&part[..length]);
    }
    last.join().unwrap();
    shown.truncate(shown.len() - END.len());
    String::from_utf8(shown).unwrap().replace("\r\n", "\n")
}

/// Without colours and links.
fn plain(shown: &str) -> String {
    let codes = regex::Regex::new("\u{1b}(\\[[0-9;]*[mK]|\\]8;[^\u{1b}]*\u{1b}\\\\)").unwrap();
    let lines = codes.replace_all(shown, "");
    // A slow machine shows what it is doing, and takes that back.
    let lines = lines
        .lines()
        .map(|line| line.rsplit('\r').next().unwrap_or(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn no_line_is_broken_by_the_terminal() {
    for columns in [80, 120, 200] {
        for arguments in [
            &["check", "."][..],
            &["check", "--severity", "info", "clash"],
            &["ports", "."],
            &["ports", "--all", "families"],
            &["ports", "--references", "repaired"],
            &["plan", "clash"],
            &["plan", "--new", "wso2am-4.4.0", "clash"],
            &["explain", "9443"],
            &["explain", "9443", "clash"],
            &["explain", "port-collision"],
            &["rules"],
            &["products"],
            &["--help"],
            &["ports", "nowhere", "and/nowhere/else"],
        ] {
            let shown = plain(&in_terminal(&hosts(), columns, arguments));
            assert!(shown.lines().count() > 1, "{arguments:?}: {shown}");
            for line in shown.lines().filter(|line| !is_code(line)) {
                let length = line.chars().count();
                assert!(
                    length <= usize::from(columns),
                    "{columns} columns, {arguments:?}: {length}\n{line}"
                );
            }
        }
    }
}

/// Lines of a diff and of examples in rule pages stay as they are, and a path is one word however long it is.
fn is_code(line: &str) -> bool {
    let mut words = line.split_whitespace();
    if words.any(|word| word.chars().count() > 60) {
        return true;
    }
    let is_diff = ["  +", "  -", "  @"].map(|start| line.starts_with(start));
    is_diff.contains(&true) || line.starts_with("error[") || line.starts_with("  help: ")
}

#[test]
fn a_wide_terminal_is_used() {
    let lines = |columns| {
        in_terminal(&hosts(), columns, &["ports", "clash"])
            .lines()
            .count()
    };
    assert!(lines(200) < lines(80));
    let wide = plain(&in_terminal(
        &hosts(),
        200,
        &["ports", "clash/wso2am-4.4.0"],
    ));
    assert!(wide.contains("  protocol  address  "), "{wide}");
}

#[test]
fn conflicts_and_diffs_are_in_colour() {
    let ports = in_terminal(&hosts(), 200, &["ports", "clash"]);
    let conflict = ports
        .lines()
        .find(|line| line.contains("conflicts with"))
        .unwrap();
    assert!(
        conflict.contains("\u{1b}[1;31mconflicts with"),
        "{conflict:?}"
    );
    let plan = in_terminal(&hosts(), 200, &["plan", "clash"]);
    assert!(plan.contains("\u{1b}[32m+offset = 1\u{1b}[0m"), "{plan:?}");
    let plain = in_terminal(&hosts(), 200, &["plan", "clash", "--color", "never"]);
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = tool(&repository())
        .args(["ports", "--all", "fixtures/hosts"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
}
