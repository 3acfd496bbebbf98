//! `unknown-port-key`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unknown-port-key",
        severity: Severity::Warning,
        summary: "a key that looks like a port or offset, but that nothing reads",
        detects: r"
A key whose name says port or offset, in a table where ports live, that no version of this product reads. A key with a similar name is suggested.
",
        why: r"
The server ignores the key without a word and listens on its default. The configuration looks right and the port is wrong.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
ofset = 1
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:1: warning[unknown-port-key]: server.ofset is read by no version of this product
```
",
        fix: r"
Use the suggested key; `check --fix` writes it where only one is near and no more than a letter differs (further off it is
an unsafe fix). If nothing is suggested, look up the setting for this very version.
",
        ignore: r"
When an extension or a template of your own reads the key.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::UnknownPortKey, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::UnknownPortKey]);
    }
}
