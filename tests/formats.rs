//! One run, every format at once; each is read back by a parser of its own kind.

use crate::support::{hosts, run, tool};
use serde_json::Value;

const FORMATS: [&str; 13] = [
    "full",
    "narrated",
    "concise",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
    "html",
];

#[test]
fn one_run_writes_every_format() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = tool(&hosts());
    command.args(["check", "clash"]);
    for format in FORMATS {
        let file = directory.path().join(format);
        command
            .arg("--output")
            .arg(format!("{format}={}", file.display()));
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let read = |format: &str| std::fs::read_to_string(directory.path().join(format)).unwrap();
    let json = |format: &str| serde_json::from_str::<Value>(&read(format)).unwrap();

    for format in FORMATS {
        let text = read(format);
        assert!(text.contains("9443"), "{format} does not tell the port");
        assert!(!text.contains("keystore-secret"), "{format} tells a secret");
        assert!(!text.contains('\u{1b}'), "{format} holds an escape");
    }
    assert_eq!(json("json")["summary"]["errors"], 2);
    assert!(
        read("json-lines")
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
    assert_eq!(json("sarif")["version"], "2.1.0");
    // Each home of a collision has a result of its own: three and two.
    assert_eq!(
        json("sarif")["runs"][0]["results"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    // Two findings, and their other sides in four files.
    assert_eq!(json("gitlab").as_array().unwrap().len(), 6);
    let diagnostics = &json("rdjson")["diagnostics"];
    assert_eq!(diagnostics.as_array().unwrap().len(), 2);
    let related = diagnostics[0]["related_locations"].as_array();
    assert_eq!(related.unwrap().len(), 5);
    for (format, element, wanted) in [("junit", "failure", 2), ("checkstyle", "error", 6)] {
        let text = read(format);
        let document = roxmltree::Document::parse(&text).unwrap();
        let found = document
            .descendants()
            .filter(|n| n.has_tag_name(element))
            .count();
        assert_eq!(found, wanted, "{format}");
    }
    assert_eq!(
        read("github")
            .lines()
            .filter(|l| l.starts_with("::error "))
            .count(),
        2
    );
    let github = read("github");
    let sides = github.lines().filter(|l| l.starts_with("::notice file="));
    assert_eq!(sides.count(), 4);
    assert_eq!(
        read("concise")
            .lines()
            .filter(|l| l.contains("error[port-collision]"))
            .count(),
        2
    );
    assert!(read("markdown").contains("| "));
    assert!(
        read("html").starts_with("<!DOCTYPE html>") || read("html").starts_with("<!doctype html>")
    );
}

/// Programs get an empty, valid report of a run that found no home; people get the message alone.
#[test]
fn a_run_without_homes_writes_empty_reports() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("notes.txt"), "no server here").unwrap();
    for path in [".", "nowhere", "notes.txt"] {
        let reports = tempfile::tempdir().unwrap();
        let mut command = tool(directory.path());
        command.args(["check", path]);
        for format in FORMATS {
            let file = reports.path().join(format);
            command
                .arg("--output")
                .arg(format!("{format}={}", file.display()));
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{path}: {output:?}");
        assert!(output.stdout.is_empty(), "{path}: {output:?}");
        let read = |format: &str| std::fs::read_to_string(reports.path().join(format));
        let json = |format: &str| serde_json::from_str::<Value>(&read(format).unwrap()).unwrap();

        let run = &json("sarif")["runs"][0];
        assert_eq!(run["results"], serde_json::json!([]));
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        assert_eq!(json("json")["summary"]["homes"], 0);
        assert_eq!(json("json")["diagnostics"], serde_json::json!([]));
        assert_eq!(json("gitlab"), serde_json::json!([]));
        assert_eq!(json("rdjson")["diagnostics"], serde_json::json!([]));
        assert!(read("junit").unwrap().contains("tests=\"0\""));
        roxmltree::Document::parse(&read("checkstyle").unwrap()).unwrap();
        for format in ["full", "narrated", "concise", "github", "markdown", "html"] {
            assert!(read(format).is_err(), "{path}: {format} was written");
        }
    }
}

#[test]
fn ports_without_homes_are_an_empty_document() {
    let directory = tempfile::tempdir().unwrap();
    let ports = |format: &str| {
        let mut command = tool(directory.path());
        let output = command
            .args(["ports", "--format", format, "."])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let document = serde_json::from_str::<Value>(&ports("json")).unwrap();
    assert_eq!(document["homes"], serde_json::json!([]));
    assert_eq!(ports("csv").lines().count(), 1);
    assert_eq!(ports("table"), "");
}

#[test]
fn a_run_without_findings_writes_an_empty_sarif() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("report.sarif");
    let mut command = tool(&hosts());
    let sarif = format!("sarif={}", file.display());
    let output = command
        .args(["check", "repaired", "--output", &sarif])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    let document = serde_json::from_str::<Value>(&text).unwrap();
    assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(document["runs"][0].get("invocations"), None);
}

#[test]
fn a_warning_fails_a_test_only_where_it_fails_the_run() {
    let failures = |arguments: &[&str]| {
        let output = run(&hosts().join("damaged"), arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let count = |name| {
            document
                .root_element()
                .attribute(name)
                .unwrap()
                .parse::<u32>()
                .unwrap()
        };
        (count("tests"), count("failures"), output.status.code())
    };
    let (tests, failing, _) = failures(&["check", "--format", "junit", "."]);
    let (same, all, code) = failures(&["check", "--format", "junit", "--fail-on", "warning", "."]);
    assert_eq!((same, all, code), (tests, tests, Some(1)));
    assert!(failing < tests, "{failing} of {tests}");
}
