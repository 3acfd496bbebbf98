//! `restart-needed`

use crate::diagnostic::{Diagnostic, Severity};
use crate::live;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::live::Moved;
use portlint_host::{Listener, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "restart-needed",
        severity: Severity::Warning,
        summary: "the server runs with other ports than its files say (only with `--live`)",
        detects: r"
A server that runs and listens on other numbers than its configuration says: all ports by the same step (another port offset), a port at the number that the product ships, or one port at another number where nothing else differs.

Arguments of the running process, such as `-DportOffset`, count as told: the server is compared with its files and with what it was started with.
",
        why: r"
Servers read their ports at the start only. A change has no effect until the next restart, and then everything that connects to the old ports fails at once, long after the change.
",
        example: r"
```
warning[restart-needed]: wso2am-4.2.0 (process 4711) runs with port offset 0; its files say 1
```
",
        fix: r"
Restart the server, or take the change back.
",
        ignore: r"
When a restart is planned.
",
    },
    check: Some(check),
};

/// Most ports that are named.
const NAMED: usize = 5;

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for (server, drift, who) in live::drifts(view) {
        if drift.moved.is_empty() {
            continue;
        }
        let listeners: Vec<&Listener> = drift.moved.iter().map(|moved| moved.listener).collect();
        let instead = |moved: &Moved<'_>| {
            let port = moved.listener.port.unwrap_or_default();
            format!("{} at {} instead of {port}", moved.listener.id, moved.now)
        };
        let moves: Vec<String> = drift.moved.iter().map(instead).collect();
        let moves = words::short_list(&moves, NAMED);
        let message = match (drift.offset, server.runtime.offset.value) {
            (Some(now), Some(said)) => {
                format!("{who} runs with port offset {now}; its files say {said}")
            }
            _ => format!("{who} has other ports than its files say: {moves}"),
        };
        let mut finding = live::finding(&RULE.doc, server, &listeners, message);
        if drift.offset.is_some() {
            finding.notes.push(moves);
        }
        if let Some(age) = live::age(drift.process) {
            finding.notes.push(format!("it was started {age} ago"));
        }
        findings.push(finding.help("restart the server, or take the change back"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestLive, fixed, follower, live_messages, server};

    fn home(offset: i64) -> crate::testing::TestHome {
        server("/am", offset)
            .with(follower("servlet-https", 9443, offset))
            .with(follower("servlet-http", 9763, offset))
            .with(fixed("ldap", 10389))
    }

    #[test]
    fn another_offset_is_one_finding() {
        let live = TestLive::default()
            .server(10, "/am")
            .listens(&[9443, 9763, 10389]);
        assert_eq!(
            live_messages(&RULE, [home(2)], live),
            ["am (process 10) runs with port offset 0; its files say 2"]
        );
    }

    #[test]
    fn a_single_port_is_named() {
        let live = TestLive::default()
            .server(10, "/am")
            .listens(&[9443, 9763, 10390]);
        assert_eq!(
            live_messages(&RULE, [home(0)], live),
            ["am (process 10) has other ports than its files say: ldap at 10390 instead of 10389"]
        );
    }

    #[test]
    fn what_runs_as_its_files_say_is_silent() {
        let same = TestLive::default()
            .server(10, "/am")
            .listens(&[9445, 9765, 10389]);
        assert!(live_messages(&RULE, [home(2)], same).is_empty());
        // It is still starting.
        let starting = TestLive::default()
            .server(10, "/am")
            .but(|process| process.age = Some(20))
            .listens(&[10389, 8765]);
        assert!(live_messages(&RULE, [home(2)], starting).is_empty());
        assert!(live_messages(&RULE, [home(2)], TestLive::default()).is_empty());
    }
}
