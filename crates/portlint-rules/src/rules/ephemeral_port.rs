//! `ephemeral-port`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::shipped::is_shipped;
use crate::view::View;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "ephemeral-port",
        severity: Severity::Info,
        summary: "a listener in the range from which the system takes ports for outgoing connections",
        detects: r"
A listener that is open on a port of the ephemeral range: 32768 to 60999 unless configured otherwise. Not a port that the
server opens as it is shipped.
",
        why: r"
The operating system gives ports of this range to any program that connects somewhere. When it has given away the port
before the server starts, the start fails, once in a while and without a pattern.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.https.properties]
port = 40000
[server]
hostname = "localhost"
node_ip = "127.0.0.1"
[database.shared_db]
type = "h2"
username = "wso2carbon"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:8: info[ephemeral-port]: wso2is-7.0.0 opens 40000/tcp (servlet-https) inside the ephemeral range 32768-60999
```
"#,
        fix: r"
Choose a smaller offset, or reserve the ports: `sysctl net.ipv4.ip_local_reserved_ports=39443`.
",
        ignore: r"
When the ports are reserved, or the range of the target host is another one (set `ephemeral-range`).
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    let (first, last) = options.ephemeral;
    let range = i64::from(first)..=i64::from(last);
    for server in view.servers() {
        let inside = server
            .open()
            .filter(|l| l.port.is_some_and(|port| range.contains(&port)))
            .filter(|l| !is_shipped(server, l));
        for group in grouping::by_place(inside, |listener| server.place_of(listener)) {
            let ports = grouping::ports(&group.listeners);
            let message = format!(
                "{} opens {ports} inside the ephemeral range {first}-{last}",
                server.name
            );
            let doc = &RULE.doc;
            findings.push(
                grouping::finding(doc, server, group.place, &group.listeners, message).help(
                    "choose a port outside the range, or reserve it with \
                     `net.ipv4.ip_local_reserved_ports`",
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, follower, host, messages, server};

    #[test]
    fn one_offset_is_one_finding() {
        let home = server("/a", 30000)
            .with(follower("servlet-https", 9443, 30000))
            .with(follower("servlet-http", 9763, 30000));
        assert_eq!(
            messages(&RULE, [home]),
            [
                "a opens 39443/tcp (servlet-https) and 1 more port inside the ephemeral range 32768-60999"
            ]
        );
    }

    #[test]
    fn the_range_can_be_set() {
        let options = Options {
            ephemeral: (49152, 65535),
            ..Options::default()
        };
        let home = server("/a", 0).with(fixed("x", 40000));
        assert!(crate::check(&host([home]), [&RULE], &options).is_empty());
    }

    #[test]
    fn ports_beside_the_range_are_silent() {
        let home = server("/a", 0)
            .with(fixed("x", 32767))
            .with(fixed("y", 61000));
        assert!(messages(&RULE, [home]).is_empty());
    }
}
