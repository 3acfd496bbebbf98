//! `proxy-port-misuse`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "proxy-port-misuse",
        severity: Severity::Warning,
        summary: "a proxy port in the wrong table or in conflict with the listener",
        detects: r"
`proxyPort` in a table that does not hold it, equal to the connector's own port (but not in a container, where the published port may well have that number), or together with `-Dtomcat.http.port` or `-Dtomcat.https.port`.
",
        why: r"
The proxy port is the number that the server writes into its own URLs, not one that it opens. In the wrong place it does nothing, and redirects lead to a port that users cannot reach.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.https]
proxyPort = 443
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:13: warning[proxy-port-misuse]: nothing reads transport.https.proxyPort here
```
",
        fix: r"
Put it into the table that the message names, and leave it away where no proxy stands in front. `check --fix` moves it where
the table is clear.
",
        ignore: r"
When a proxy listens on the very same number on another address.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::ProxyPortMisuse, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::ProxyPortMisuse]);
    }
}
