//! `unknown-product`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unknown-product",
        severity: Severity::Warning,
        summary: "a home of a product that the catalogue does not know",
        detects: r#"
A directory that looks like a WSO2 home but not like one that the catalogue knows. The message says which generic rules were applied.
"#,
        why: r#"
Only what all servers of this kind have in common is checked. Ports of the product itself are not known.
"#,
        example: r#"
```
/opt/acme-esb-2.0: a Carbon server of an unknown product; the rules of the kernel apply
```
"#,
        fix: r#"
If it is a renamed WSO2 product, set `product` and `version` in a `[[home]]` entry.
"#,
        ignore: r#"
When the product is your own and the generic rules are enough.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::UnknownProduct, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::UnknownProduct]);
    }
}
