//! `listener-failure`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "listener-failure",
        severity: Severity::Error,
        summary: "with this setting some listeners do not open; the server still runs",
        detects: r"
A setting with which the real server was seen to start without some of its listeners, although nothing in it asks for that. The message names the listeners that are missing.

A port that is no number or out of range is `port-out-of-range`.
",
        why: r"
The server says that it started. Clients of the missing ports are refused, and the only trace is a line in the log.
",
        example: r#"
`wso2mi-4.2.0/conf/deployment.toml`:

```toml
[server]
hostname = "localhost"
[management_api]
protocols = "HTTPS"
```

`wso2-portlint` says:

```text
./wso2mi-4.2.0/conf/deployment.toml:4:13: error[listener-failure]: neither internal API opens: management_api.protocols is "HTTPS", and the server knows only http and https, separated by one blank
```
"#,
        fix: r"
Change the setting as the help says.
",
        ignore: r"
When the listeners are not wanted: switch them off with the setting that is meant for it.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::ListenerFailure, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::ListenerFailure]);
    }
}
