//! From a [`portlint_host::Host`] to diagnostics: one rule is one file, and one line in [`RULES`].

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

mod accepted;
mod collision;
mod containers;
mod diagnostic;

pub mod docs;
mod grouping;
mod live;
mod misdirected;
pub mod pages;
mod problems;
mod references;
mod rule;
mod rules;
mod shipped;
#[cfg(test)]
mod testing;
mod view;

pub use accepted::Accepted;
pub use containers::{UncertainContainer, uncertain_containers};
pub use diagnostic::{Annotation, Diagnostic, Identity, Severity};
pub use portlint_analysis::meaning::means_this_host;
pub use rule::{Check, Options, Rule, RuleDoc};
pub use rules::RULES;

use portlint_host::{Files, Host};
use std::cmp::Reverse;
use std::path::Path;

/// Runs the given rules and returns all findings in the one total order that every output uses.
pub fn check<'a>(
    host: &Host,
    rules: impl IntoIterator<Item = &'a Rule>,
    options: &Options,
) -> Vec<Diagnostic> {
    let mut findings = unsorted(host, rules, options);
    sort(&mut findings, &host.files);
    findings
}

fn unsorted<'a>(
    host: &Host,
    rules: impl IntoIterator<Item = &'a Rule>,
    options: &Options,
) -> Vec<Diagnostic> {
    let mut servers = portlint_analysis::sites::servers(host);
    // A home that is never started counts for nothing.
    servers.retain(|server| server.home.active);
    let view = view::View::of(host, &servers);
    let mut findings = Vec::new();
    for check in rules.into_iter().filter_map(|rule| rule.check) {
        check(&view, options, &mut findings);
    }
    for finding in &mut findings {
        let fix = finding.fix.take();
        finding.fix = fix.and_then(|fix| fix.in_whole_files(&host.files));
        let origin = finding
            .primary()
            .and_then(|primary| rendered_from(host, primary));
        finding
            .notes
            .extend(origin.map(|name| format!("rendered from {name}")));
    }
    findings
}

/// The template that a place was rendered from, as Helm says in the stream.
fn rendered_from(host: &Host, primary: &Annotation) -> Option<String> {
    let file = host.files.source(primary.location.file)?;
    let origin = file.document.source.origin()?;
    origin.rendered_from().map(str::to_string)
}

/// The one total order: what is worst first, then place, then rule, then message; `files` are those of the host.
pub fn sort(findings: &mut [Diagnostic], files: &Files) {
    // Without room for a second list of them: there may be thousands.
    findings.sort_unstable_by(|a, b| order(a, files).cmp(&order(b, files)));
}

/// Severity, path, place, rule, words.
fn order<'a>(finding: &'a Diagnostic, files: &'a Files) -> impl Ord + 'a {
    let (path, span) = match finding.primary() {
        Some(primary) => {
            let location = &primary.location;
            (Some(files.path(location.file)), Some(location.span))
        }
        None => (finding.path.as_deref(), None),
    };
    let path = path.unwrap_or(Path::new(""));
    let words = (finding.rule, finding.message.as_str());
    let severity = Reverse(finding.severity);
    (severity, path, span, words, finding.identity)
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.doc.id == id)
}
