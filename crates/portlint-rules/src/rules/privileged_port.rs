//! `privileged-port`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "privileged-port",
        severity: Severity::Warning,
        summary: "a listener below 1024, which only privileged users may open",
        detects: r"
A listener that is open on a port from 1 to 1023. A `proxyPort` is not a listener and never reported.
",
        why: r"
On most systems only root may open such a port. A server started by its own user fails to open it, and a server that
runs as root is a risk.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.https.properties]
port = 443
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:8: warning[privileged-port]: wso2is-7.0.0 opens the privileged port 443/tcp (servlet-https)
```
",
        fix: r"
Keep the default port, let a proxy or a port forwarding take 443, and tell the server about it with `proxyPort`.
",
        ignore: r"
In containers, and where the user may open low ports (`CAP_NET_BIND_SERVICE`, `net.ipv4.ip_unprivileged_port_start`,
Windows).
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let low = server
            .open()
            .filter(|l| l.port.is_some_and(|port| (1..1024).contains(&port)));
        for group in grouping::by_place(low, |listener| server.place_of(listener)) {
            let ports = grouping::ports(&group.listeners);
            let message = format!("{} opens the privileged port {ports}", server.name);
            let doc = &RULE.doc;
            findings.push(
                grouping::finding(doc, server, group.place, &group.listeners, message)
                    .help("open a port above 1023 and set `proxyPort` for the proxy in front"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, conditional, fixed, messages, server};

    #[test]
    fn low_ports_fire() {
        let found = messages(&RULE, [server("/a", 0).with(fixed("servlet-https", 443))]);
        assert_eq!(
            found,
            ["a opens the privileged port 443/tcp (servlet-https)"]
        );
    }

    #[test]
    fn high_conditional_and_invalid_ports_are_silent() {
        let home = server("/a", 0)
            .with(fixed("x", 1024))
            .with(fixed("y", 0))
            .with(conditional(fixed("z", 443), "perhaps"));
        assert!(messages(&RULE, [home]).is_empty());
    }
}
