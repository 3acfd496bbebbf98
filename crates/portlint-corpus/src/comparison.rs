//! Findings beside verdicts.

use crate::Seen;
use crate::linter::Finding;
use crate::verdicts::{Count, Verdict};
use std::collections::BTreeMap;

/// All repositories of a list, compared.
#[derive(Default)]
pub(crate) struct Comparison {
    /// One entry a repository that has a clone.
    pub repositories: Vec<Compared>,
    /// Repositories without a clone.
    pub missing: Vec<String>,
}

/// One repository.
pub(crate) struct Compared {
    /// `owner/name`.
    pub name: String,
    /// The commits of the verdicts and of the clone, where they are known and differ.
    pub other_commit: Option<(String, String)>,
    /// Findings that a verdict speaks of.
    pub judged: Vec<(Finding, Verdict)>,
    /// Findings without a verdict.
    pub new: Vec<Finding>,
    /// Findings at another place of the file than the verdict of their rule.
    pub changed: Vec<(Finding, Verdict)>,
    /// True verdicts without a finding: lost, or never found.
    pub lost: Vec<Verdict>,
    /// False verdicts without a finding: repaired.
    pub repaired: Vec<Verdict>,
}

impl Comparison {
    /// Compares what was seen.
    pub(crate) fn of(seen: Vec<Seen>) -> Self {
        let mut comparison = Comparison::default();
        for one in seen {
            let name = one.repository.name;
            let Some(findings) = one.findings else {
                comparison.missing.push(name);
                continue;
            };
            let mut compared = compare(name, findings, one.repository.verdicts);
            let commits = one.repository.commit.zip(one.commit);
            compared.other_commit = commits.filter(|(judged, seen)| !seen.starts_with(judged));
            comparison.repositories.push(compared);
        }
        comparison
    }

    /// By rule.
    pub(crate) fn counts(&self) -> BTreeMap<String, Count> {
        let mut counts: BTreeMap<String, Count> = BTreeMap::new();
        for (finding, verdict) in self.judged() {
            let count = counts.entry(finding.rule.clone()).or_default();
            count.is_true += usize::from(verdict.is_true);
            count.is_false += usize::from(!verdict.is_true);
        }
        for verdict in self.repositories.iter().flat_map(|r| &r.lost) {
            counts.entry(verdict.rule.clone()).or_default().missed += 1;
        }
        counts
    }

    /// True findings and all judged findings of a severity.
    pub(crate) fn precision(&self, severity: &str) -> (usize, usize) {
        let of_severity = |&&(finding, _): &&(&Finding, &Verdict)| finding.severity == severity;
        let all: Vec<_> = self.judged().collect();
        let all: Vec<_> = all.iter().filter(of_severity).collect();
        let is_true = all.iter().filter(|(_, verdict)| verdict.is_true).count();
        (is_true, all.len())
    }

    /// Whether every finding has its verdict, and every true verdict its finding.
    pub(crate) fn is_complete(&self) -> bool {
        self.repositories
            .iter()
            .all(|r| r.new.is_empty() && r.changed.is_empty() && r.lost.is_empty())
    }

    fn judged(&self) -> impl Iterator<Item = (&Finding, &Verdict)> {
        let all = self.repositories.iter();
        all.flat_map(|r| r.judged.iter().chain(&r.changed))
            .map(|(finding, verdict)| (finding, verdict))
    }
}

fn compare(name: String, findings: Vec<Finding>, verdicts: Vec<Verdict>) -> Compared {
    let mut judged = Vec::new();
    let mut rest = Vec::new();
    let mut used = vec![false; verdicts.len()];
    for finding in findings {
        let mut same = verdicts.iter().zip(&mut used);
        let same = same.find(|(v, _)| v.rule == finding.rule && v.at == finding.at);
        match same {
            Some((verdict, used)) => {
                *used = true;
                judged.push((finding, verdict.clone()));
            }
            None => rest.push(finding),
        }
    }
    let unused = verdicts.into_iter().zip(used).filter(|(_, used)| !used);
    let mut unused: Vec<_> = unused.map(|(verdict, _)| verdict).collect();
    let mut changed = Vec::new();
    let mut new = Vec::new();
    for finding in rest {
        let moved = |v: &Verdict| v.rule == finding.rule && file(&v.at) == file(&finding.at);
        match unused.iter().position(moved) {
            Some(at) => changed.push((finding, unused.remove(at))),
            None => new.push(finding),
        }
    }
    let (lost, repaired) = unused.into_iter().partition(|verdict| verdict.is_true);
    Compared {
        name,
        other_commit: None,
        judged,
        new,
        changed,
        lost,
        repaired,
    }
}

/// The file of a place.
fn file(at: &str) -> &str {
    at.split(':').next().unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, at: &str) -> Finding {
        Finding {
            rule: rule.to_string(),
            severity: "warning".to_string(),
            at: at.to_string(),
            message: String::new(),
        }
    }

    fn verdict(rule: &str, at: &str, is_true: bool) -> Verdict {
        Verdict {
            rule: rule.to_string(),
            at: at.to_string(),
            is_true,
            why: String::new(),
        }
    }

    #[test]
    fn each_finding_and_each_verdict_has_one_place_in_the_comparison() {
        let findings = vec![
            finding("a", "x:1:1"),
            finding("a", "x:9:1"),
            finding("b", "y:1:1"),
            finding("b", "z:1:1"),
        ];
        let verdicts = vec![
            verdict("a", "x:1:1", true),
            verdict("a", "x:8:1", false),
            verdict("b", "y:1:1", false),
            verdict("c", "x:1:1", true),
            verdict("c", "x:2:1", false),
        ];
        let compared = compare("r".to_string(), findings, verdicts);
        assert_eq!(compared.judged.len(), 2);
        assert_eq!(compared.changed.len(), 1);
        assert_eq!(compared.new, [finding("b", "z:1:1")]);
        assert_eq!(compared.lost.len(), 1);
        assert_eq!(compared.repaired.len(), 1);
    }

    #[test]
    fn counts_and_precision_are_of_what_was_judged() {
        let findings = vec![finding("a", "x:1:1"), finding("a", "x:2:1")];
        let verdicts = vec![
            verdict("a", "x:1:1", true),
            verdict("a", "x:2:1", false),
            verdict("a", "y:1:1", true),
        ];
        let comparison = Comparison {
            repositories: vec![compare("r".to_string(), findings, verdicts)],
            missing: Vec::new(),
        };
        let count = Count {
            is_true: 1,
            is_false: 1,
            missed: 1,
        };
        assert_eq!(comparison.counts()["a"], count);
        assert_eq!(comparison.precision("warning"), (1, 2));
        assert_eq!(comparison.precision("error"), (0, 0));
        assert!(!comparison.is_complete());
    }
}
