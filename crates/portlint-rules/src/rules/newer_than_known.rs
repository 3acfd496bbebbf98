//! `newer-than-known`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "newer-than-known",
        severity: Severity::Info,
        summary: "the version is newer than the catalogue",
        detects: r"
A home of a version that the catalogue of this linter does not know yet. The message says what was used instead: the nearest known version, or the defaults that the home carries itself.
",
        why: r"
Defaults may have changed. The home's own machine-readable defaults are exact, the nearest version is a good guess.
",
        example: r#"
`wso2is-9.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
hostname = "localhost"
node_ip = "127.0.0.1"
[database.shared_db]
type = "h2"
username = "wso2carbon"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-9.0.0:1:1: info[newer-than-known]: WSO2 Identity Server 9.0.0 is newer than the newest that is known: the rules of 7.3.0 were applied
```
"#,
        fix: r"
Update the linter.
",
        ignore: r"
When the listed ports have been compared with the running server.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::NewerThanKnown, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::NewerThanKnown]);
    }
}
