//! `setting-without-effect`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "setting-without-effect",
        severity: Severity::Warning,
        summary: "a port setting that this version ignores",
        detects: r"
A setting that exists, but that this product and version do not use here: keys that a template never renders, numbers where the product wants text, a system property that this generation of servers does not read, two spellings of one key, settings of a server that this distribution does not bring (gateway ports in a control plane or traffic manager, the embedded LDAP of Identity Server 6 and later), a dotted name without its quotes, high availability without its `eventSyncServer`.
",
        why: r"
The port stays where it was. Whoever reads the file believes otherwise.
",
        example: r"
`wso2am-4.0.0/repository/conf/deployment.toml`:

```toml
[apim.ws]
port = 9199
```

`wso2-portlint` says:

```text
./wso2am-4.0.0/repository/conf/deployment.toml:2:8: warning[setting-without-effect]: apim.ws.port has no effect in WSO2 API Manager 4.0.0: its WebSocket endpoint is a static file
```
",
        fix: r"
Remove the setting, or use the one that the message names. Some ports move only with the offset, some not at all. `check
--fix` removes a key that nothing reads, moves it where another key takes the same value, and adds or removes quotes where
the product wants the other kind of value.
",
        ignore: r"
When one file serves several versions and another of them does use the setting.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(
        &RULE.doc,
        ProblemKind::SettingWithoutEffect,
        view.host,
        findings,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::SettingWithoutEffect]);
    }
}
