//! The linter as a program: what users run is what is judged.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program.
pub(crate) struct Linter {
    program: PathBuf,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The rule.
    pub rule: String,
    /// `error` or `warning`.
    pub severity: String,
    /// `file:line:column` of the primary place, else the path.
    pub at: String,
    /// What it says.
    pub message: String,
}

impl Linter {
    /// The given program, else the one beside this program.
    pub(crate) fn new(program: Option<PathBuf>) -> Result<Self, String> {
        let beside = || {
            let own = std::env::current_exe().ok()?;
            let name = format!("wso2-portlint{}", std::env::consts::EXE_SUFFIX);
            Some(own.with_file_name(name))
        };
        let program = program.or_else(beside).unwrap_or_default();
        let found = std::path::absolute(&program).ok().filter(|p| p.is_file());
        let program = found.ok_or_else(|| {
            let path = program.display();
            format!("{path} is not there: `cargo build` makes it, --tool names another")
        })?;
        Ok(Linter { program })
    }

    /// What `--version` says.
    pub(crate) fn version(&self) -> Result<String, String> {
        let output = self.run(Path::new("."), &["--version"])?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
    }

    /// All rules that it has.
    pub(crate) fn rules(&self) -> Result<Vec<String>, String> {
        let output = self.run(Path::new("."), &["rules", "--format", "json"])?;
        let listed = json(&output, Path::new("rules"))?;
        let rules = listed.get("rules").and_then(Value::as_array);
        let names = rules.into_iter().flatten().map(|rule| text(rule, "id"));
        Ok(names.collect())
    }

    /// What it says at warning or above of a clone, as its root sees it.
    pub(crate) fn check(&self, clone: &Path) -> Result<Vec<Finding>, String> {
        let arguments = ["check", "--no-config", "--severity", "warning"];
        let output = self.run(
            clone,
            &[&arguments[..], &["--format", "json", "."]].concat(),
        )?;
        if output.status.code() == Some(2) && output.stdout.is_empty() {
            return Ok(Vec::new());
        }
        let report = json(&output, clone)?;
        let findings = report.get("diagnostics").and_then(Value::as_array);
        Ok(findings.into_iter().flatten().map(Finding::of).collect())
    }

    fn run(&self, directory: &Path, arguments: &[&str]) -> Result<Output, String> {
        Command::new(&self.program)
            .args(arguments)
            .current_dir(directory)
            .output()
            .map_err(|error| format!("{}: {error}", self.program.display()))
    }
}

impl Finding {
    fn of(finding: &Value) -> Self {
        let annotations = finding.get("annotations").and_then(Value::as_array);
        let primary = annotations
            .into_iter()
            .flatten()
            .find(|annotation| annotation.get("primary") == Some(&Value::Bool(true)));
        let place = primary.and_then(|annotation| annotation.get("location"));
        let at = match place.filter(|place| !place.is_null()) {
            Some(place) => {
                let number = |key| place.get(key).and_then(Value::as_u64).unwrap_or(1);
                let file = text(place, "file");
                format!(
                    "{}:{}:{}",
                    relative(&file),
                    number("line"),
                    number("column")
                )
            }
            None => relative(&text(finding, "path")).to_string(),
        };
        Finding {
            rule: text(finding, "rule"),
            severity: text(finding, "severity"),
            at,
            message: text(finding, "message"),
        }
    }
}

/// The commit of a clone, where it has one of its own.
pub(crate) fn commit(clone: &Path) -> Option<String> {
    if !clone.join(".git").exists() {
        return None;
    }
    let git = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(clone)
        .output()
        .ok()?;
    let text = String::from_utf8(git.stdout).ok()?;
    (git.status.success()).then(|| text.trim().to_string())
}

fn json(output: &Output, of: &Path) -> Result<Value, String> {
    serde_json::from_slice(&output.stdout).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{}: {error}; {}", of.display(), said.trim())
    })
}

fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_string()
}

fn relative(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primary_place_is_relative_to_the_clone() {
        let finding = serde_json::json!({
            "rule": "port-collision", "severity": "error", "message": "m", "path": "./a",
            "annotations": [
                { "primary": false, "location": { "file": "./x", "line": 1, "column": 1 } },
                { "primary": true, "location": { "file": "./a/carbon.xml", "line": 7, "column": 3 } }
            ]
        });
        assert_eq!(Finding::of(&finding).at, "a/carbon.xml:7:3");
    }

    #[test]
    fn a_finding_without_a_file_is_at_its_path() {
        let finding =
            serde_json::json!({ "rule": "no-listeners", "path": "./a", "annotations": [] });
        assert_eq!(Finding::of(&finding).at, "a");
    }
}
