//! `offset-invalid`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "offset-invalid",
        severity: Severity::Error,
        summary: "the port offset is not a valid number for this product",
        detects: r"
A port offset that the product cannot parse in its own way: a fraction, an empty string, white space inside quotes, a word. The message says what this product does then: it fails to start, or goes on with 0.
",
        why: r"
Every port that follows the offset depends on it. Either nothing is open, or everything is where nobody expects it.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1.0
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:10: error[offset-invalid]: the server does not start: the port offset is no integer: "1.0"
```
"#,
        fix: r#"
Write a whole number. Quotes are fine where the product accepts them (`offset = "1"` works), white space inside them is not.
"#,
        ignore: r"
When something outside the home replaces the text before the server starts. Better: tell the linter the value in `[[home]]`.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::OffsetInvalid, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::OffsetInvalid]);
    }
}
