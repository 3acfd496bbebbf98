//! Fingerprints tell findings apart, and stay when what lies above the homes, or the line, changes.

use crate::support::{run, write};
use std::path::Path;

/// Rule and fingerprint of every finding.
fn fingerprints(root: &Path, path: &str) -> Vec<(String, String)> {
    let output = run(
        root,
        &["check", "--severity", "info", "--format", "json", path],
    );
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_string();
    let findings = json["diagnostics"].as_array().unwrap().iter();
    let mut all = findings
        .map(|finding| (text(finding, "rule"), text(finding, "fingerprint")))
        .collect::<Vec<_>>();
    all.sort();
    all
}

#[test]
fn containers_of_one_name_in_two_files_are_told_apart() {
    let root = tempfile::tempdir().unwrap();
    for system in ["alpine", "ubuntu"] {
        let file = format!("{system}/Dockerfile");
        write(root.path(), &file, "FROM wso2/wso2is:7.0.0\nEXPOSE 9444\n");
    }
    let all = fingerprints(root.path(), ".");
    assert_eq!(all.len(), 2, "{all:?}");
    assert_ne!(all[0].1, all[1].1);
}

#[test]
fn what_is_wrong_with_comments_and_entries_has_fingerprints_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let comment = "# wso2-portlint: ignore[port-collision] -- together never\n";
    for (home, offset) in [("wso2is-7.0.0", 10), ("wso2am-4.2.0", 20)] {
        let file = format!("a/{home}/repository/conf/deployment.toml");
        let text = format!("[server]\n{comment}offset = {offset}\n");
        write(root.path(), &file, &text);
        let moved = format!("\n\n{text}");
        write(root.path(), &file.replacen("a/", "b/c/", 1), &moved);
    }
    let all = fingerprints(root.path(), "a");
    let unused = all.iter().filter(|(rule, _)| rule == "unused-suppression");
    let unused = unused.map(|(_, print)| print).collect::<Vec<_>>();
    assert_eq!(unused.len(), 2, "{all:?}");
    assert_ne!(unused[0], unused[1]);
    assert_eq!(all, fingerprints(root.path(), "b"));
}
