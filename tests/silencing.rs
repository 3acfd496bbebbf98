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

const THIRD: &str = "c/wso2is-6.1.0/repository/conf/deployment.toml";

/// Three servers that meet on all their ports.
fn three(configuration: &str) -> TempDir {
    let root = host(SAME_OFFSET);
    write(root.path(), THIRD, SAME_OFFSET);
    write(root.path(), CONFIGURATION, configuration);
    root
}

fn allow(home: &str, more: &str) -> String {
    format!(
        "[[allow]]\nrule = \"port-collision\"\nhome = \"{home}\"\nreason = \"never together\"\n{more}\n"
    )
}

#[test]
fn an_entry_takes_its_home_out_and_the_others_still_collide() {
    let (findings, _) = check(three(&allow("c/*", "")).path(), &[]);
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    let (both, others) = finding.message.split_once(" both open ").unwrap();
    assert_eq!(both, "a/wso2is-6.1.0 and b/wso2is-6.1.0");
    assert!(!others.contains("c/"), "{others}");
    let both_out = format!("{}{}", allow("b/*", ""), allow("c/*", ""));
    is_silent(three(&both_out).path(), &[]);
}

#[test]
fn an_entry_for_one_port_takes_its_home_out_of_that_port() {
    let (findings, _) = check(three(&allow("c/*", "port = 9543")).path(), &[]);
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    let message = &finding.message;
    assert!(message.starts_with("3 servers open "), "{message}");
    assert!(
        message.ends_with("; 1 more port is shared by some of them"),
        "{message}"
    );
}

#[test]
fn a_comment_takes_its_home_out() {
    let root = three("");
    let commented = SAME_OFFSET.replace("\noffset", &format!("\n{COMMENT}offset"));
    write(root.path(), THIRD, &commented);
    let (findings, _) = check(root.path(), &[]);
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    assert!(finding.message.contains(" both open "), "{finding:?}");
}

#[test]
fn what_has_no_effect_is_said() {
    let root = host("[server]\noffset = -9000\n");
    let entry =
        "[[allow]]\nrule = \"privileged-port\"\nhome = \"a/*\"\nport = 443\nreason = \"as root\"\n";
    write(root.path(), CONFIGURATION, entry);
    let (findings, _) = check(
        root.path(),
        &["--select", "privileged-port,unused-suppression"],
    );
    let said: Vec<_> = findings.iter().map(|f| f.message.as_str()).collect();
    assert!(
        said.iter().any(|m| m.starts_with(
            "this [[allow]] entry has no effect: the finding of privileged-port is also about"
        )),
        "{said:?}"
    );
}

#[test]
fn a_configuration_beside_the_paths_is_in_effect() {
    let root = three(&format!("{}{}", allow("b/*", ""), allow("c/*", "")));
    let elsewhere = tempfile::tempdir().unwrap();
    let path = root.path().to_str().unwrap();
    let output = run(elsewhere.path(), &["check", "--format", "json", path]);
    assert!(findings(&output).is_empty());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let named = report["configuration"].as_str().unwrap();
    assert!(named.ends_with(CONFIGURATION), "{named}");
    write(elsewhere.path(), CONFIGURATION, "");
    let output = run(elsewhere.path(), &["check", "--format", "json", path]);
    assert_eq!(findings(&output).len(), 1);
    let note = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        note.contains("is not used: wso2-portlint.toml is in effect"),
        "{note}"
    );
}
