//! `port-out-of-range`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_host::{Listener, ProblemKind, State};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "port-out-of-range",
        severity: Severity::Error,
        summary: "a port below 1 or above 65535",
        detects: r"
A listener whose port, the offset added, is below 1 or above 65535, and a port text that is no port at all. Numbers to
which the product gives a meaning (0 for any free port, -1 for switched off) are not reported.
",
        why: r"
There is no such port. The listener fails, and with it often the whole start.
",
        example: r"
`wso2mi-4.2.0/conf/deployment.toml`:

```toml
[server]
offset = 57300
```

`wso2-portlint` says:

```text
./wso2mi-4.2.0/conf/deployment.toml:2:10: error[port-out-of-range]: wso2mi-4.2.0 cannot open 65580/tcp (gateway-http) and 3 more ports: ports go from 1 to 65535
```
",
        fix: r"
Choose a smaller offset or another port. The offset has to fit the highest port that follows it.
",
        ignore: r"
Never.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::PortInvalid, view.host, findings);
    for server in view.servers() {
        let out_of_range = server
            .runtime
            .listeners
            .iter()
            .filter(|listener| listener.state != State::Closed || listener.is_beyond_ports())
            // What no file sets is -1 to the kernel, and nobody asked for it.
            .filter(|listener| (listener.base, listener.port) != (Some(-1), Some(-1)))
            .filter(|listener| listener.port.is_some_and(|p| !(1..=65535).contains(&p)));
        let place = |listener: &Listener| match listener.base {
            // The base alone would do: the offset is to blame.
            Some(1..=65535) if listener.follows_offset => server.offset_place(),
            _ => server.place_of(listener),
        };
        for group in grouping::by_place(out_of_range, place) {
            let ports = grouping::ports(&group.listeners);
            let message = format!(
                "{} cannot open {ports}: ports go from 1 to 65535",
                server.name
            );
            let doc = &RULE.doc;
            let mut finding =
                grouping::finding(doc, server, group.place, &group.listeners, message);
            finding.help = highest_offset(server, &group.listeners);
            findings.push(finding);
        }
    }
}

/// How far the offset may go, when it went too far.
fn highest_offset(server: &Server<'_>, listeners: &[&Listener]) -> Option<String> {
    let too_far = |l: &&Listener| l.follows_offset && l.port > Some(65535) && l.base <= Some(65535);
    let open =
        |l: &&Listener| l.follows_offset && (l.state != State::Closed || l.is_beyond_ports());
    let followers = server.runtime.listeners.iter().filter(open);
    let highest = followers.filter_map(|listener| listener.base).max()?;
    (listeners.iter().any(too_far) && highest <= 65535).then(|| {
        let offset = 65535 - highest;
        format!(
            "the highest base of this server is {highest}, so the offset may be at most {offset}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, follower, host, messages, reports_problems, run, server};

    #[test]
    fn reports_port_texts_too() {
        reports_problems(&RULE, &[ProblemKind::PortInvalid]);
    }

    #[test]
    fn one_offset_is_one_finding() {
        let home = server("/a", 57000)
            .with(follower("servlet-http", 9763, 57000))
            .with(follower("servlet-https", 9443, 57000))
            .with(follower("gateway-http", 8280, 57000))
            .with(Listener {
                state: State::Closed,
                ..follower("ha-event-sync", 11224, 57000)
            });
        let findings = run(&RULE, &host([home]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "a cannot open 66763/tcp (servlet-http) and 1 more port: ports go from 1 to 65535"
        );
        assert!(
            findings[0]
                .help
                .as_ref()
                .unwrap()
                .ends_with("at most 55772")
        );
        assert_eq!(findings[0].primary().unwrap().location.span.start, 18);
    }

    #[test]
    fn a_port_that_the_offset_does_not_move_has_no_highest_offset() {
        let findings = run(&RULE, &host([server("/a", 1).with(fixed("x", 0))]));
        assert_eq!(
            findings[0].message,
            "a cannot open 0/tcp (x): ports go from 1 to 65535"
        );
        assert!(findings[0].help.is_none());
    }

    #[test]
    fn valid_and_closed_ports_are_silent() {
        let closed = Listener {
            state: State::Closed,
            ..fixed("x", -1)
        };
        let home = server("/a", 0)
            .with(fixed("y", 1))
            .with(fixed("z", 65535))
            .with(closed);
        assert!(messages(&RULE, [home]).is_empty());
    }
}
