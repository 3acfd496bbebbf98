//! `unresolved-placeholder`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unresolved-placeholder",
        severity: Severity::Info,
        summary: "a port or offset depends on a value that is not in the files",
        detects: r"
A port, offset or bind address that holds a placeholder nobody resolved: `${...}`, `${env:...}`, or a template that is not rendered yet. For `$env{...}` and `$sys{...}` of a `deployment.toml` see `environment-needed`.
",
        why: r"
The port is unknown, so it takes no part in any check. The linter never guesses and never reads its own environment.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = "${node.number}"
hostname = "localhost"
node_ip = "127.0.0.1"
[database.shared_db]
type = "h2"
username = "wso2carbon"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:10: info[unresolved-placeholder]: the port offset cannot be computed: ${node.number} is not known
```
"#,
        fix: r#"
Tell the value where the linter can see it:

```toml
[[home]]
path = "wso2am-4.2.0"
env = { HTTPS_PORT = "9443" }
```

or check the rendered files instead of the templates.
"#,
        ignore: r"
When the value differs per deployment and each deployment is checked by itself.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let kind = ProblemKind::UnresolvedPlaceholder;
    problems::report(&RULE.doc, kind, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::UnresolvedPlaceholder]);
    }
}
