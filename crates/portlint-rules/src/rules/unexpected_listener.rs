//! `unexpected-listener`

use crate::diagnostic::{Diagnostic, Severity};
use crate::live;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::live::Holder;
use portlint_host::{Listener, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unexpected-listener",
        severity: Severity::Info,
        summary: "the server listens on a port that nothing in its files explains (only with `--live`)",
        detects: r"
A port that the process of a server has open, and that none of its known listeners explains; or one that its files close. Ports of the range that the system gives away (`net.ipv4.ip_local_port_range`) are taken as random and not reported.

Only what was seen for certain is reported: as root, or as the user of the server.
",
        why: r"
A firewall rule, a neighbour or an attacker may care about a port that nobody knows of. It may be of a deployed artifact that this program does not read, of a debugger, or of a setting that was changed after the start.
",
        example: r"
```
info[unexpected-listener]: wso2mi-4.2.0 (process 4711) listens on 9090/tcp, which its files do not explain
```
",
        fix: r"
Find out what opens it. If the product opens it by itself, the catalogue of this program lacks it: please report it.
",
        ignore: r"
When you know what opens it.
",
    },
    check: Some(check),
};

/// Most ports that are named.
const NAMED: usize = 5;

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for (server, drift, who) in live::drifts(view) {
        if drift.unexpected.is_empty() {
            continue;
        }
        let port = |holder: &Holder<'_>| {
            words::port(holder.socket.protocol, i64::from(holder.socket.port))
        };
        let mut ports: Vec<String> = drift.unexpected.iter().map(port).collect();
        ports.dedup();
        let closed = server.runtime.listeners.iter().filter(|listener| {
            let mut unexpected = drift.unexpected.iter();
            unexpected.any(|holder| {
                let socket = holder.socket;
                (listener.protocol, listener.port)
                    == (socket.protocol, Some(i64::from(socket.port)))
            })
        });
        let closed: Vec<&Listener> = closed.collect();
        let message = format!(
            "{who} listens on {}, which its files do not explain",
            words::short_list(&ports, NAMED)
        );
        let mut finding = live::finding(&RULE.doc, server, &closed, message);
        for listener in &closed {
            let why = listener.condition.as_deref();
            let why = why.map_or(String::new(), |why| format!(": {why}"));
            finding
                .notes
                .push(format!("its files close {}{why}", listener.id));
        }
        findings.push(finding.identified_by(&ports));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestLive, fixed, follower, live_messages, server};
    use portlint_host::State;

    #[test]
    fn what_nothing_explains_is_named() {
        let home = || server("/am", 0).with(follower("servlet-https", 9443, 0));
        let live = || {
            TestLive::default()
                .server(10, "/am")
                .listens(&[9443, 8888, 8889, 40001])
        };
        assert_eq!(
            live_messages(&RULE, [home()], live()),
            ["am (process 10) listens on 8888/tcp and 8889/tcp, which its files do not explain"]
        );
        // Without rights it could be anybody's.
        assert!(live_messages(&RULE, [home()], live().as_nobody()).is_empty());
        let mut closed = fixed("jmx", 8888);
        closed.state = State::Closed;
        let conditional = crate::testing::conditional(fixed("x", 8889), "perhaps");
        assert_eq!(
            live_messages(&RULE, [home().with(closed).with(conditional)], live()),
            ["am (process 10) listens on 8888/tcp, which its files do not explain"]
        );
    }
}
