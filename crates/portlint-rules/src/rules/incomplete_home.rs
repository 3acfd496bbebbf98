//! `incomplete-home`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "incomplete-home",
        severity: Severity::Warning,
        summary: "a runtime folder without its configuration",
        detects: r"
A home or a runtime inside it whose folder is there while the configuration that governs it is not: a half deleted home, a copy without `conf`. An error where a server is started with a profile (`-Dprofile`) that its home does not have: then no port opens.
",
        why: r"
Such a runtime either does not start or starts on defaults. Its ports are not part of any check.
",
        example: r"
`wso2is-7.0.0/bin/version.txt`:

```text
WSO2 Identity Server v7.0.0
```

`wso2is-7.0.0/repository/deployment/`, a directory.

`wso2-portlint` says:

```text
./wso2is-7.0.0:1:1: warning[incomplete-home]: looks like a home of WSO2 Identity Server, but its configuration is not there (repository/conf/deployment.toml, repository/conf/carbon.xml)
```
",
        fix: r"
Restore the configuration or remove the rest. If the runtime is never started, list the others in `runtimes` of the `[[home]]` entry.
",
        ignore: r"
When the configuration is mounted only where the server runs.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let kind = ProblemKind::IncompleteHome;
    problems::report_by(&RULE.doc, kind, view.host, findings, |problem| {
        // Without the profile that it is started with a server opens nothing.
        Some(if problem.route == "profile" {
            Severity::Error
        } else {
            RULE.doc.severity
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::IncompleteHome]);
    }
}
