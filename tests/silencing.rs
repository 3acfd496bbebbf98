//! The same finding silenced in three ways: by a comment, by a baseline, by an `[[allow]]` entry. Each time it stays
//! silent when only lines move, and comes back when its cause changes.

use crate::support::inline::{Finding, findings};
use crate::support::{run, write};
use std::path::Path;
use tempfile::TempDir;

const FIRST: &str = "a/wso2is-6.1.0/repository/conf/deployment.toml";
const SECOND: &str = "b/wso2is-6.1.0/repository/conf/deployment.toml";
const CONFIGURATION: &str = "wso2-portlint.toml";

/// Meets the other server's 9443 + 100.
const EXPLICIT: &str = "[transport.https.properties]\nport = 9543\n";
/// Meets all ports of the other server, by the offset instead.
const SAME_OFFSET: &str = "[server]\noffset = 100\n";
const COMMENT: &str = "# wso2-portlint: ignore[port-collision] -- never started together\n";

/// Two servers of which the first is configured like this.
fn host(first: &str) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), FIRST, first);
    write(root.path(), SECOND, SAME_OFFSET);
    root
}

fn check(root: &Path, more: &[&str]) -> (Vec<Finding>, u64) {
    let arguments = [&["check", "--format", "json", "."], more].concat();
    let output = run(root, &arguments);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let summary = &report["summary"];
    let silenced = summary["suppressed"].as_u64().unwrap() + summary["baselined"].as_u64().unwrap();
    (findings(&output), silenced)
}

#[track_caller]
fn is_silent(root: &Path, more: &[&str]) {
    let (findings, silenced) = check(root, more);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(silenced, 1);
}

/// The collision is shown, and whoever silenced the old one is told that it is gone.
#[track_caller]
fn is_back(root: &Path, more: &[&str], complaint: &str) {
    let (findings, silenced) = check(root, more);
    let mut rules: Vec<_> = findings.iter().map(|f| f.rule.as_str()).collect();
    rules.sort_unstable();
    assert_eq!(rules, ["port-collision", complaint], "{findings:?}");
    assert_eq!(silenced, 0);
}

/// As it was, but for the lines.
fn moved(first: &str) -> String {
    format!("# moved\n# by three\n# lines\n{first}")
}

#[test]
fn without_silencing_it_is_found() {
    let (findings, _) = check(host(EXPLICIT).path(), &[]);
    let places: Vec<_> = findings.iter().map(Finding::place).collect();
    assert_eq!(places, [format!("port-collision {SECOND}:2")]);
}

#[test]
fn by_a_comment() {
    let commented = EXPLICIT.replace("\nport", &format!("\n{COMMENT}port"));
    is_silent(host(&commented).path(), &[]);
    is_silent(host(&moved(&commented)).path(), &[]);
    let other_cause = format!("{SAME_OFFSET}{commented}").replace("9543", "9643");
    is_back(host(&other_cause).path(), &[], "unused-suppression");
}

#[test]
fn by_a_baseline() {
    let root = host(EXPLICIT);
    let written = run(
        root.path(),
        &["check", "--write-baseline", "known.json", "."],
    );
    assert_eq!(written.status.code(), Some(0));
    let baseline = ["--baseline", "known.json"];
    is_silent(root.path(), &baseline);
    write(root.path(), FIRST, &moved(EXPLICIT));
    is_silent(root.path(), &baseline);
    write(root.path(), FIRST, SAME_OFFSET);
    is_back(root.path(), &baseline, "unused-suppression");
}

#[test]
fn by_an_allow_entry() {
    let entry = "[[allow]]\nrule = \"port-collision\"\nhome = \"a/*\"\nport = 9543\nreason = \"never together\"\n";
    let allowed = |first: &str| {
        let root = host(first);
        write(root.path(), CONFIGURATION, entry);
        root
    };
    is_silent(allowed(EXPLICIT).path(), &[]);
    is_silent(allowed(&moved(EXPLICIT)).path(), &[]);
    // 9863 instead: an entry for one port allows no other.
    let other_port = EXPLICIT.replace("9543", "9863");
    is_back(allowed(&other_port).path(), &[], "unmatched-home-entry");
}

#[test]
fn an_expired_entry_silences_nothing() {
    let root = host(EXPLICIT);
    let entry = "[[allow]]\nrule = \"port-collision\"\nhome = \"a/*\"\nreason = \"never together\"\nuntil = 2020-01-01\n";
    write(root.path(), CONFIGURATION, entry);
    is_back(root.path(), &[], "unused-suppression");
}
