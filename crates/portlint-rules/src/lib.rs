//! From a [`portlint_model::Host`] to diagnostics: one rule is one file, and one line in [`RULES`].

mod diagnostic;
pub mod plan;
mod rule;
mod rules;

pub use diagnostic::{
    Annotation, Applicability, Diagnostic, FileEdit, Fix, Owner, PortClaim, Severity,
};
pub use rule::{Options, Rule, RuleDoc};
pub use rules::RULES;

use portlint_model::Host;

/// Runs the given rules and returns all findings in the one total order that every output uses.
pub fn check<'a>(
    host: &Host,
    rules: impl IntoIterator<Item = &'a Rule>,
    options: &Options,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for rule in rules {
        (rule.check)(host, options, &mut findings);
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
    RULES.iter().find(|r| r.doc.id == id)
}
