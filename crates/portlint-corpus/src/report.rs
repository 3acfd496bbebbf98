//! What is printed.

use crate::comparison::{Compared, Comparison};
use crate::verdicts::{Count, Private};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Of a hundred errors, so many are true.
const ERRORS: usize = 100;
/// Of a hundred warnings, at least so many are true.
const WARNINGS: usize = 95;

/// The report.
pub(crate) struct Report<'a> {
    /// What the linter calls itself.
    pub linter: String,
    /// All rules of the linter.
    pub rules: Vec<String>,
    /// The vendor's repositories.
    pub vendor: &'a Comparison,
    /// Private persons' repositories, where their list was given.
    pub private: Option<&'a Comparison>,
    /// What is committed of the latter.
    pub counts: &'a Private,
    /// Rules that the fixtures show.
    pub elsewhere: &'a BTreeSet<String>,
}

impl Report<'_> {
    /// The whole text.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n", self.linter);
        part(&mut text, "The vendor's repositories", self.vendor);
        match self.private {
            Some(private) => {
                part(&mut text, "Repositories of private persons", private);
                self.differences(&mut text, private);
            }
            None => {
                let repositories = self.counts.repositories;
                let _ = writeln!(
                    text,
                    "\nRepositories of private persons: not looked at; committed for {repositories} of them:"
                );
                table(&mut text, &self.counts.rules);
            }
        }
        self.precision(&mut text);
        self.silent(&mut text);
        text
    }

    /// Whether nothing differs from the verdicts and enough of them are true.
    pub(crate) fn is_as_expected(&self) -> bool {
        let enough = |severity, share| {
            let (is_true, all) = self.judged(severity);
            is_true * 100 >= all * share
        };
        let counted = self.private.is_none_or(|private| self.counted(private));
        self.parts().all(Comparison::is_complete)
            && counted
            && enough("error", ERRORS)
            && enough("warning", WARNINGS)
    }

    fn parts(&self) -> impl Iterator<Item = &Comparison> {
        std::iter::once(self.vendor).chain(self.private)
    }

    fn judged(&self, severity: &str) -> (usize, usize) {
        self.parts()
            .map(|part| part.precision(severity))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    fn counted(&self, private: &Comparison) -> bool {
        private.missing.is_empty()
            && private.repositories.len() == self.counts.repositories
            && private.counts() == self.counts.rules
    }

    /// How a given list differs from the counts that are committed for it.
    fn differences(&self, text: &mut String, private: &Comparison) {
        if self.counted(private) {
            text.push_str("As the committed counts say.\n");
            return;
        }
        text.push_str("Not as the committed counts say; these would be right:\n\n");
        let _ = writeln!(
            text,
            "[private]\nrepositories = {}\n",
            private.repositories.len()
        );
        for (rule, count) in private.counts() {
            let _ = writeln!(text, "[private.rule.{rule}]\ntrue = {}", count.is_true);
            let _ = writeln!(
                text,
                "false = {}\nmissed = {}\n",
                count.is_false, count.missed
            );
        }
    }

    fn precision(&self, text: &mut String) {
        text.push_str("\nPrecision\n");
        for (severity, share) in [("error", ERRORS), ("warning", WARNINGS)] {
            let (is_true, all) = self.judged(severity);
            let percent = (is_true * 1000).checked_div(all).unwrap_or(1000);
            let _ = writeln!(
                text,
                "  {severity}s: {is_true} of {all} true ({}.{} %; at least {share} % wanted)",
                percent / 10,
                percent % 10
            );
        }
    }

    /// Rules that no finding of the corpus shows.
    fn silent(&self, text: &mut String) {
        let fired: BTreeSet<_> = self
            .parts()
            .flat_map(|part| &part.repositories)
            .flat_map(|r| {
                r.judged
                    .iter()
                    .chain(&r.changed)
                    .map(|(f, _)| f)
                    .chain(&r.new)
            })
            .map(|finding| finding.rule.as_str())
            .collect();
        let silent = |known: bool| {
            let rules = self.rules.iter().filter(|r| !fired.contains(r.as_str()));
            let rules = rules.filter(|r| self.elsewhere.contains(*r) == known);
            rules.cloned().collect::<Vec<_>>()
        };
        let _ = writeln!(
            text,
            "\nRules that only fixtures show: {}",
            words(&silent(true))
        );
        let _ = writeln!(text, "Rules that nothing shows: {}", words(&silent(false)));
    }
}

fn part(text: &mut String, title: &str, comparison: &Comparison) {
    let repositories = comparison.repositories.len();
    let _ = writeln!(text, "\n{title}: {repositories}");
    if !comparison.missing.is_empty() {
        let _ = writeln!(text, "  without a clone: {}", words(&comparison.missing));
    }
    for repository in &comparison.repositories {
        one(text, repository);
    }
    table(text, &comparison.counts());
}

/// What is to be told of a repository, if anything.
fn one(text: &mut String, repository: &Compared) {
    let name = &repository.name;
    if let Some((judged, seen)) = &repository.other_commit {
        let _ = writeln!(text, "  {name}: judged at {judged}, the clone is at {seen}");
    }
    for finding in &repository.new {
        let (at, rule) = (&finding.at, &finding.rule);
        let (severity, message) = (&finding.severity, &finding.message);
        let _ = writeln!(text, "  new: {name} {at}: {severity}[{rule}]: {message}");
    }
    for (finding, verdict) in &repository.changed {
        let (rule, was, is) = (&finding.rule, &verdict.at, &finding.at);
        let _ = writeln!(text, "  changed: {name} {rule}: {was} -> {is}");
    }
    for verdict in &repository.lost {
        let (rule, at, why) = (&verdict.rule, &verdict.at, &verdict.why);
        let _ = writeln!(text, "  not found: {name} {at}: {rule}: {why}");
    }
    for (finding, verdict) in repository.judged.iter().filter(|(_, v)| !v.is_true) {
        let (rule, at, why) = (&finding.rule, &finding.at, &verdict.why);
        let _ = writeln!(text, "  false: {name} {at}: {rule}: {why}");
    }
    for verdict in &repository.repaired {
        let (rule, at) = (&verdict.rule, &verdict.at);
        let _ = writeln!(text, "  no longer said, was false: {name} {at}: {rule}");
    }
}

fn table(text: &mut String, counts: &BTreeMap<String, Count>) {
    let width = counts.keys().map(String::len).max().unwrap_or(0).max(4);
    let _ = writeln!(text, "  {:width$}  true  false  not found", "rule");
    for (rule, count) in counts {
        let _ = writeln!(
            text,
            "  {rule:width$}  {:4}  {:5}  {:9}",
            count.is_true, count.is_false, count.missed
        );
    }
}

fn words(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_string()
    } else {
        names.join(", ")
    }
}
