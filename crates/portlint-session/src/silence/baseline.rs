//! Baselines: findings that were there before, kept by fingerprint. A moved line changes nothing; a new finding is never
//! absorbed, because every entry absorbs one finding.

use super::shares::{Places, Shares};
use super::{UNUSED, warning};
use crate::path_pattern::outside;
use crate::select::Selection;
use portlint_files::{Disk, FileSystem};
use portlint_host::Host;
use portlint_rules::Diagnostic;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Fingerprints as they are now. Those of schema 1 held words, paths and ports, and are still recognised.
const SCHEMA: u32 = 2;

/// More than a million findings take.
const MOST_BYTES: u64 = 1 << 30;

/// The findings of a baseline that were not met yet.
#[derive(Debug, Default, Clone)]
pub struct Baseline {
    path: PathBuf,
    /// Whether its fingerprints are those of schema 1.
    is_old: bool,
    left: Vec<Entry>,
}

/// What a baseline file holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct BaselineFile {
    schema: u32,
    findings: Vec<Entry>,
}

/// One finding. Only the fingerprint counts; the rest is for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    rule: String,
    fingerprint: String,
    homes: Vec<String>,
    message: String,
}

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// When it cannot be read or is no baseline, with its path.
    pub fn read(path: &Path) -> Result<Baseline, String> {
        let shown = path.display();
        let bytes = Disk
            .read(path, MOST_BYTES)
            .map_err(|error| format!("{shown}: {error}"))?;
        let file: BaselineFile = serde_json::from_slice(&bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("{shown}:{line}:{column}: not a baseline of wso2-portlint")
        })?;
        if !(1..=SCHEMA).contains(&file.schema) {
            let schema = file.schema;
            return Err(format!(
                "{shown}: schema {schema} of a baseline is not known here"
            ));
        }
        Ok(Baseline {
            path: path.to_path_buf(),
            is_old: file.schema == 1,
            left: file.findings,
        })
    }

    /// Whether the finding was there before. An entry is used up by the finding that it absorbs.
    pub fn absorbs(&mut self, finding: &Diagnostic) -> bool {
        let fingerprint = if self.is_old {
            finding.former_fingerprint()
        } else {
            finding.fingerprint()
        };
        let known = self
            .left
            .iter()
            .position(|entry| entry.rule == finding.rule && entry.fingerprint == fingerprint);
        known.map(|position| self.left.remove(position)).is_some()
    }

    /// Entries whose findings are gone. Nothing is said of rules that did not run and of homes that were not asked for.
    pub fn stale(self, selection: &Selection, requested: &[PathBuf]) -> Vec<Diagnostic> {
        let elsewhere = |home: &String| outside(Path::new(home), requested);
        self.left
            .iter()
            .filter(|entry| selection.runs(&entry.rule) && !entry.homes.iter().any(elsewhere))
            .map(|entry| {
                let Entry { rule, message, .. } = entry;
                let mut finding = warning(
                    UNUSED,
                    format!("the baseline holds a finding that is gone: {rule}"),
                )
                .note(format!("it was: {message}"))
                .help("write the baseline anew with --write-baseline")
                .identified_by(["baseline".to_string(), entry.fingerprint.clone()]);
                finding.path = Some(self.path.clone());
                finding
            })
            .collect()
    }

    /// The findings as a baseline, in an order that makes differences readable.
    pub fn of(findings: &[Diagnostic], host: &Host) -> BaselineFile {
        let places = Places::of(host);
        let mut entries = findings
            .iter()
            .map(|finding| Entry {
                rule: finding.rule.to_string(),
                fingerprint: finding.fingerprint(),
                homes: Shares::of(finding, &places)
                    .owners()
                    .into_iter()
                    .map(str::to_string)
                    .collect(),
                message: finding.message.clone(),
            })
            .collect::<Vec<_>>();
        entries.sort();
        BaselineFile {
            schema: SCHEMA,
            findings: entries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{collision, host};
    use super::*;

    fn written(findings: &[Diagnostic]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let baseline = Baseline::of(findings, &host(&[]));
        std::fs::write(&path, serde_json::to_string(&baseline).unwrap()).unwrap();
        (folder, path)
    }

    #[test]
    fn absorbs_each_finding_once_and_nothing_else() {
        let known = collision(9443, &["am", "is"]);
        let (_folder, path) = written(std::slice::from_ref(&known));
        let mut baseline = Baseline::read(&path).unwrap();
        assert!(!baseline.absorbs(&collision(9443, &["am", "mi"])));
        assert!(baseline.absorbs(&known));
        assert!(!baseline.absorbs(&known));
        assert_eq!(baseline.stale(&Selection::default(), &[]).len(), 0);
    }

    #[test]
    fn a_baseline_of_schema_1_is_still_recognised() {
        let known = collision(9443, &["am", "is"]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.json");
        let entry = serde_json::json!({
            "rule": known.rule, "fingerprint": known.former_fingerprint(), "homes": [], "message": ""
        });
        let file = serde_json::json!({ "schema": 1, "findings": [entry] });
        std::fs::write(&path, file.to_string()).unwrap();
        assert!(Baseline::read(&path).unwrap().absorbs(&known));
    }

    #[test]
    fn findings_that_are_gone_are_said() {
        let (_folder, path) = written(&[collision(9443, &["am", "is"])]);
        let stale = Baseline::read(&path)
            .unwrap()
            .stale(&Selection::default(), &[]);
        assert_eq!(stale.len(), 1);
        assert_eq!(stale[0].path.as_deref(), Some(path.as_path()));
    }

    #[test]
    fn homes_that_were_not_asked_for_are_not_gone() {
        let other = tempfile::tempdir().unwrap();
        let asked = tempfile::tempdir().unwrap();
        let (_folder, path) = written(&[collision(9443, &[other.path().to_str().unwrap()])]);
        let stale = |asked: &Path| {
            let requested = [asked.to_path_buf()];
            Baseline::read(&path)
                .unwrap()
                .stale(&Selection::default(), &requested)
                .len()
        };
        assert_eq!(stale(asked.path()), 0);
        assert_eq!(stale(other.path()), 1);
    }

    #[test]
    fn the_order_of_findings_does_not_matter() {
        let findings = [collision(9443, &["am", "is"]), collision(9763, &["a", "b"])];
        let (_a, forward) = written(&findings);
        let [first, second] = findings;
        let (_b, backward) = written(&[second, first]);
        let text = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!(text(&forward), text(&backward));
    }

    #[test]
    fn other_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        for (text, complaint) in [
            ("{", ":1:1: not a baseline of wso2-portlint"),
            ("{\"schema\":1}", ":1:12: not a baseline of wso2-portlint"),
            (
                "{\"schema\":3,\"findings\":[]}",
                ": schema 3 of a baseline is not known here",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(
                Baseline::read(&path).unwrap_err(),
                format!("{}{complaint}", path.display())
            );
        }
        assert!(Baseline::read(&folder.path().join("none.json")).is_err());
    }
}
