//! `assumed-defaults`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "assumed-defaults",
        severity: Severity::Info,
        summary: "the home is judged as if settings were there without which it does not start",
        detects: r"
A `deployment.toml` of a home without a `default.json` of its own that lacks settings to which the product's defaults refer: the host name, the user and URL of the shared database, the base of a user directory. With this file alone the server ends in seconds.

A home with a `default.json` of its own is judged by that: there it is `start-failure`.
",
        why: r"
Nobody knows where such a file goes. It may be a part that something else completes, so its ports are shown as open; it may be the file that the server gets.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
hostname = "is.example.com"
node_ip = "127.0.0.1"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:1:1: info[assumed-defaults]: database.shared_db.url, database.shared_db.username are not set here, and without them the server does not start: its ports are shown as if they were set
```
"#,
        fix: r"
Set them, or check the whole home with its `repository/resources/conf/default.json`.
",
        ignore: r"
When something completes the file before the server reads it.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::AssumedDefaults, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::AssumedDefaults]);
    }
}
