//! `start-failure`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "start-failure",
        severity: Severity::Error,
        summary: "with this setting the server stops at start, or opens no port at all",
        detects: r"
A setting with which the real server was seen to end within seconds of its start, or to stay alive without opening its ports. Each was tried on a server, on the vendor's own configuration mapper or on its own `deployment.yaml` reader.

What the server's parser refuses is `syntax-error`, a table that is there twice `duplicate-definition`, an offset that does not count `offset-invalid`.
",
        why: r"
Nothing listens, and the start script says nothing of it: its exit status is 0. What failed stands in the log, often far from the line that caused it.
",
        example: r#"
`wso2is-6.1.0/repository/conf/deployment.toml`:

```toml
[server]
node_ip = "127.0.0.1"
```

`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
node_ip = "127.0.0.1"
offset = "$ref{node.number}"
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:3:10: error[start-failure]: the server does not start: $ref{node.number} in server.offset names no setting
```
"#,
        fix: r"
Change the setting as the help says. The listeners of the server are shown as closed until then, so collisions with them are not reported either.
",
        ignore: r"
When something outside the home replaces the text before the server starts.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::StartFailure, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::StartFailure]);
    }
}
