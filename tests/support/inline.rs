//! Small hosts written in one text file each: what is in it, how the tool is called, and exactly what it must find.
//!
//! ```text
//! problem: two servers, one offset
//! args: --severity info
//! expect: port-collision a/wso2am-4.2.0/repository/conf/deployment.toml:2
//! --- a/wso2am-4.2.0/repository/conf/deployment.toml
//! [server]
//! offset = 1
//! ```
//!
//! The head has one `key: value` a line, `#` starts a comment. A path that ends with `/` is an empty directory; ` (bom)`
//! after a path puts a byte order mark before the text. Without `args` the tool checks `.`; with `paths` those.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::{run, write};
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One host and what the tool must say about it.
pub(crate) struct Case {
    /// The name of the file without its extension.
    pub name: String,
    head: Vec<(String, String)>,
    files: Vec<(String, String)>,
}

impl Case {
    fn parse(name: &str, text: &str) -> Case {
        let mut head = Vec::new();
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("--- ") {
                let path = path.trim_end();
                files.push(match path.strip_suffix(" (bom)") {
                    Some(path) => (path.to_string(), BYTE_ORDER_MARK.to_string()),
                    None => (path.to_string(), String::new()),
                });
            } else if let Some((_, content)) = files.last_mut() {
                content.push_str(line);
            } else if !line.starts_with('#') && !line.trim().is_empty() {
                let (key, value) = line
                    .split_once(':')
                    .unwrap_or_else(|| panic!("{name}: `{line}` is no `key: value`"));
                head.push((key.trim().to_string(), value.trim().to_string()));
            }
        }
        Case {
            name: name.to_string(),
            head,
            files,
        }
    }

    /// Every value of a key of the head.
    pub(crate) fn all(&self, key: &str) -> Vec<&str> {
        let pairs = self.head.iter().filter(|(k, _)| k == key);
        pairs.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a key that must be there.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.all(key)
            .first()
            .copied()
            .unwrap_or_else(|| panic!("{} has no `{key}:`", self.name))
    }

    /// Writes the host to a new directory.
    pub(crate) fn build(&self) -> TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in &self.files {
            write(root.path(), path, content);
        }
        root
    }

    /// Runs the tool as the case says.
    pub(crate) fn check(&self) -> Vec<Finding> {
        let root = self.build();
        let mut arguments = vec!["check", "--format", "json"];
        arguments.extend(self.all("args").iter().flat_map(|a| a.split_whitespace()));
        let paths = self.all("paths");
        if paths.is_empty() {
            arguments.push(".");
        }
        arguments.extend(paths.iter().flat_map(|p| p.split_whitespace()));
        findings(&run(root.path(), &arguments))
    }

    /// What the tool must find, sorted.
    pub(crate) fn expected(&self) -> Vec<String> {
        let mut expected: Vec<_> = self.all("expect").iter().map(|e| e.to_string()).collect();
        expected.sort();
        expected
    }

    /// How the findings differ from what is expected, if they do.
    pub(crate) fn difference(&self) -> Option<String> {
        let findings = self.check();
        let mut seen: Vec<_> = findings.iter().map(Finding::place).collect();
        seen.sort();
        let expected = self.expected();
        (seen != expected).then(|| {
            let messages: Vec<_> = findings.iter().map(|f| f.message.as_str()).collect();
            format!(
                "{}\n  expected {expected:#?}\n  seen {seen:#?}\n  {messages:#?}",
                self.name
            )
        })
    }
}

/// What the tool said.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub rule: String,
    pub message: String,
    pub fingerprint: String,
    /// `file:line` of the primary place, else the path, else `-`.
    pub at: String,
}

impl Finding {
    /// The rule and the place, as `expect:` has them.
    pub(crate) fn place(&self) -> String {
        format!("{} {}", self.rule, self.at)
    }
}

/// The cases in a directory beside the tests, ordered by name.
pub(crate) fn cases(directory: &str) -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(directory);
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_str().unwrap();
            Case::parse(name, &std::fs::read_to_string(file).unwrap())
        })
        .collect()
}

/// The findings in a JSON report.
pub(crate) fn findings(output: &Output) -> Vec<Finding> {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no report:\n{}", String::from_utf8_lossy(&output.stderr)));
    let diagnostics = report["diagnostics"].as_array().unwrap();
    diagnostics.iter().map(finding).collect()
}

fn finding(diagnostic: &serde_json::Value) -> Finding {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    let annotations = diagnostic["annotations"].as_array().unwrap();
    let primary = annotations.iter().find(|a| a["primary"] == true);
    let at = match primary.map(|annotation| &annotation["location"]) {
        Some(location) => format!("{}:{}", text(&location["file"]), location["line"]),
        None => diagnostic["path"].as_str().unwrap_or("-").to_string(),
    };
    Finding {
        rule: text(&diagnostic["rule"]),
        message: text(&diagnostic["message"]),
        fingerprint: text(&diagnostic["fingerprint"]),
        at: at.trim_start_matches("./").to_string(),
    }
}
