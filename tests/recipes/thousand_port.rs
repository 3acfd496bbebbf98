//! `thousand-port`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "thousand-port",
        severity: Severity::Info,
        summary: "a listener on a whole thousand",
        detects: r"
A listener that is open on 1000, 2000 and so on.
",
        why: r"
Such numbers are chosen by hand, and by many people.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.https.properties]
port = 8000
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:8: info[thousand-port]: wso2is-7.0.0 opens 8000/tcp (servlet-https)
```
",
        fix: r"
Take a port that nobody else would take.
",
        ignore: r"
Where the port is known to be free.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let whole = server
            .open()
            .filter(|l| l.port.is_some_and(|port| port > 0 && port % 1000 == 0));
        for group in grouping::by_place(whole, |listener| server.place_of(listener)) {
            let ports = grouping::ports(&group.listeners);
            let message = format!("{} opens {ports}", server.name);
            findings.push(grouping::finding(
                &RULE.doc,
                server,
                group.place,
                &group.listeners,
                message,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, messages, server};

    #[test]
    fn whole_thousands_fire() {
        let found = messages(&RULE, [server("/a", 0).with(fixed("servlet-https", 8000))]);
        assert_eq!(found, ["a opens 8000/tcp (servlet-https)"]);
    }

    #[test]
    fn other_ports_are_silent() {
        let home = server("/a", 0).with(fixed("x", 8001)).with(fixed("y", 0));
        assert!(messages(&RULE, [home]).is_empty());
    }
}
