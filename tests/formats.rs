//! One run, every format at once; each is read back by a parser of its own kind.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::disallowed_methods, reason = "tests build hosts on disk")]

mod support;

use serde_json::Value;
use support::{hosts, tool};

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
    assert_eq!(json("gitlab").as_array().unwrap().len(), 2);
    assert_eq!(json("rdjson")["diagnostics"].as_array().unwrap().len(), 2);
    for (format, element) in [("junit", "failure"), ("checkstyle", "error")] {
        let text = read(format);
        let document = roxmltree::Document::parse(&text).unwrap();
        let found = document
            .descendants()
            .filter(|n| n.has_tag_name(element))
            .count();
        assert_eq!(found, 2, "{format}");
    }
    assert_eq!(
        read("github")
            .lines()
            .filter(|l| l.starts_with("::error "))
            .count(),
        2
    );
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
