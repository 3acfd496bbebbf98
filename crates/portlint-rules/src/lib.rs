//! From a [`portlint_model::Host`] to diagnostics: one rule is one file, and one line in [`RULES`].

mod address;
mod cluster;
mod collision;
mod diagnostic;

pub mod docs;
mod grouping;
pub mod plan;
mod problems;
mod references;
mod remedy;
mod rule;
mod rules;
mod sites;
#[cfg(test)]
mod testing;
mod union_find;
mod view;
mod words;
mod writing;

pub use address::{Bid, Overlap, exclude};
pub use diagnostic::{
    Annotation, Applicability, Diagnostic, FileEdit, Fix, Owner, PortClaim, Severity, fingerprint,
};
pub use references::means_this_host;
pub use rule::{Check, Options, Rule, RuleDoc};
pub use rules::RULES;

use portlint_model::Host;

/// Runs the given rules and returns all findings in the one total order that every output uses.
pub fn check<'a>(
    host: &Host,
    rules: impl IntoIterator<Item = &'a Rule>,
    options: &Options,
) -> Vec<Diagnostic> {
    let servers = sites::servers(host);
    let view = view::View::of(host, &servers);
    let mut findings = Vec::new();
    for check in rules.into_iter().filter_map(|rule| rule.check) {
        check(&view, options, &mut findings);
    }
    sort(&mut findings);
    findings
}

/// The one total order: place, then rule, then message.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by_cached_key(|finding| {
        let (path, span) = match finding.primary() {
            Some(primary) => (
                primary.location.file.path.clone(),
                Some(primary.location.span),
            ),
            None => (finding.path.clone().unwrap_or_default(), None),
        };
        (
            path,
            span,
            finding.rule,
            finding.message.clone(),
            finding.fingerprint(),
        )
    });
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.doc.id == id)
}
