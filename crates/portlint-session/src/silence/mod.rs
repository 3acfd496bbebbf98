//! Which findings the user has silenced: by a comment in a file, by an `[[allow]]` entry, by a baseline. What silences
//! nothing is a finding itself.

mod allow;
mod baseline;
mod shares;
mod suppress;

#[cfg(test)]
pub mod testing;

pub use baseline::{Baseline, BaselineFile};

use crate::config::Config;
use crate::date::Date;
use crate::select::Selection;
use allow::Allows;
use portlint_host::{Files, Host, words};
use portlint_rules::{Accepted, Diagnostic, Options, Severity};
use shares::{Places, Shares};
use std::collections::BTreeSet;
use std::path::PathBuf;
use suppress::Suppressions;

/// The rule that reports what silences nothing.
const UNUSED: &str = "unused-suppression";
/// The rule that reports entries of the configuration file that mean no home.
const UNMATCHED: &str = "unmatched-home-entry";

/// What is left to show.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The findings of the rules that were neither silenced nor known.
    pub findings: Vec<Diagnostic>,
    /// What the silencers themselves deserve to have said about them.
    pub about_silencers: Vec<Diagnostic>,
    /// Number of findings that comments and `[[allow]]` entries silenced.
    pub suppressed: usize,
    /// Number of findings that the baseline holds.
    pub baselined: usize,
}

impl Verdict {
    /// All that is to be shown, in the order to show it.
    pub fn into_findings(self, files: &Files) -> Vec<Diagnostic> {
        let mut findings = self.findings;
        if !self.about_silencers.is_empty() {
            findings.extend(self.about_silencers);
            portlint_rules::sort(&mut findings, files);
        }
        findings
    }
}

/// The rules whose findings are about several homes: what is accepted of one is taken out, and what remains between the
/// others is said.
const OF_SEVERAL: [&str; 3] = [
    "port-collision",
    "possible-collision",
    "cluster-port-shared",
];

/// Runs the rules and sorts their findings into shown, suppressed and baselined. `today` is the day on which `until` of an
/// `[[allow]]` entry is looked at.
pub fn judge(
    host: &Host,
    options: &Options,
    config: &Config,
    selection: &Selection,
    baseline: Option<Baseline>,
    requested: &[PathBuf],
    today: Date,
) -> Verdict {
    let mut verdict = Verdict::default();
    let findings = portlint_rules::check(host, selection.rules(), options);
    let places = Places::of(host);
    let mut suppressions = Suppressions::read(&places, &findings);
    let mut allows = Allows::new(config, host, today);
    let mut accepted = Accepted::default();
    let mut shrunk = BTreeSet::new();
    let mut left = Vec::new();
    for mut finding in findings {
        selection.level(&mut finding);
        let mut shares = Shares::of(&finding, &places);
        suppressions.cover(&finding, &host.files, &mut shares);
        let entries = allows.cover(&finding, &mut shares);
        let is_silent = shares.are_covered();
        let shrinks = OF_SEVERAL.contains(&finding.rule);
        let is_touched = shares.covered().next().is_some();
        let more =
            (!is_silent && !shrinks).then(|| words::short_list(&shares.uncovered_ports(), 5));
        allows.remember(&entries, more.as_deref());
        if shrinks {
            for (home, port) in shares.covered() {
                accepted.add(finding.rule, home, port);
            }
        }
        if is_silent {
            verdict.suppressed += usize::from(selection.shows(&finding));
        } else {
            if is_touched && shrinks {
                shrunk.insert(finding.rule);
            }
            left.push(finding);
        }
    }
    if !shrunk.is_empty() {
        left.retain(|finding| !shrunk.contains(finding.rule));
        left.extend(without(host, options, accepted, &shrunk, selection));
    }
    // The configuration may have changed severities.
    portlint_rules::sort(&mut left, &host.files);
    let mut baseline = baseline.unwrap_or_default();
    for finding in left {
        let shown = selection.shows(&finding);
        if baseline.absorbs(&finding) {
            verdict.baselined += usize::from(shown);
        } else if shown {
            verdict.findings.push(finding);
        }
    }
    let mut about = suppressions.unused(selection, &places);
    about.extend(allows.unused(selection, &host.files, requested));
    about.extend(unmatched_homes(config, host, requested));
    about.extend(baseline.stale(selection, requested));
    about.retain_mut(|finding| {
        selection.level(finding);
        selection.runs(finding.rule) && selection.shows(finding)
    });
    verdict.about_silencers = about;
    verdict
}

/// The findings of some rules when what is accepted is not there.
fn without(
    host: &Host,
    options: &Options,
    accepted: Accepted,
    rules: &BTreeSet<&str>,
    selection: &Selection,
) -> Vec<Diagnostic> {
    let options = Options {
        accepted,
        ..options.clone()
    };
    let rules = selection.rules().filter(|rule| rules.contains(rule.doc.id));
    let mut findings = portlint_rules::check(host, rules, &options);
    for finding in &mut findings {
        selection.level(finding);
    }
    findings
}

/// `[[home]]` entries that mean none of the homes.
fn unmatched_homes(config: &Config, host: &Host, requested: &[PathBuf]) -> Vec<Diagnostic> {
    let proxies = || host.proxies.iter().map(|proxy| &proxy.stand_in);
    let matched = |entry: &crate::config::HomeEntry| {
        let mut homes = host.homes.iter().chain(proxies());
        homes.any(|home| entry.path.means(home))
    };
    config
        .homes
        .iter()
        .filter(|entry| !matched(entry) && !entry.path.lies_outside(requested))
        .map(|entry| {
            let message = format!(
                "this [[home]] entry matches no home: {}",
                entry.path.as_str()
            );
            let finding = warning(UNMATCHED, message)
                .help("correct the path, which is relative to this file, or remove the entry")
                .identified_by(["home".to_string(), entry.path.as_str().to_string()]);
            match config.locate(&host.files, entry.span) {
                Some(location) => finding.at(location, "no such home among those checked"),
                None => finding,
            }
        })
        .collect()
}

/// A finding of a rule that lives here, with the rule's own severity.
fn warning(rule: &'static str, message: impl Into<String>) -> Diagnostic {
    let severity = portlint_rules::rule(rule).map_or(Severity::Warning, |rule| rule.doc.severity);
    Diagnostic::new(rule, severity, message)
}
