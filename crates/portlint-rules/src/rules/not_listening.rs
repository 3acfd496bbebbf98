//! `not-listening`

use crate::diagnostic::{Diagnostic, Severity};
use crate::live;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::Listener;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "not-listening",
        severity: Severity::Warning,
        summary: "the server runs, and a port that it should have is not open (only with `--live`)",
        detects: r#"
A listener that the configuration opens, of a server that has been running for at least five minutes, while nobody listens on its port. A port that somebody else has is `port-taken`, one that is open at another number `restart-needed`.

A server of that age without any port but random ones is one finding, "runs without a port", whatever its files say; the reason is named where it is known.
"#,
        why: r"
Servers lose single listeners and go on, and some stay alive after a start that failed: the process is there, the port is not, and the log says it once, at the start.
",
        example: r"
```
warning[not-listening]: wso2am-4.2.0 (process 4711) does not listen on 8243/tcp (passthru-https)
```
",
        fix: r#"
Look for the number, for "Address already in use" and for exceptions in the log of the start (`repository/logs/wso2carbon.log`), and restart the server.
"#,
        ignore: r"
When something outside the files closes the listener. If the server never opens it with this configuration, the catalogue of this program is wrong: please report it.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for (server, drift, who) in live::drifts(view) {
        let mut finding = if drift.is_without_ports {
            let expected: Vec<&Listener> = server.open().filter(|l| l.port.is_some()).collect();
            let message = format!("{who} runs without a port");
            let mut finding = live::finding(&RULE.doc, server, &expected, message);
            if let Some(failure) = server.runtime.startup.failure() {
                finding.notes.push(failure.reason.clone());
                if let Some(place) = failure.location {
                    finding = finding.at(place, "why it does not start");
                }
            }
            finding
        } else if drift.missing.is_empty() {
            continue;
        } else {
            let ports = live::ports(&drift.missing);
            let message = format!("{who} does not listen on {ports}");
            live::finding(&RULE.doc, server, &drift.missing, message)
        };
        if let Some(age) = live::age(drift.process) {
            finding.notes.push(format!("it has been running for {age}"));
        }
        findings.push(finding.help("look into the log of its start, and restart it"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestLive, follower, live_messages, server};
    use portlint_host::{Process, StartFailure};

    fn home() -> crate::testing::TestHome {
        server("/am", 0)
            .with(follower("servlet-https", 9443, 0))
            .with(follower("servlet-http", 9763, 0))
    }

    #[test]
    fn a_lost_listener_is_named() {
        let live = TestLive::default().server(10, "/am").listens(&[9443]);
        assert_eq!(
            live_messages(&RULE, [home()], live),
            ["am (process 10) does not listen on 9763/tcp (servlet-http)"]
        );
    }

    #[test]
    fn without_any_port_it_is_one_finding_with_the_reason() {
        let live = || TestLive::default().server(10, "/am").listens(&[40001]);
        let message = ["am (process 10) runs without a port"];
        assert_eq!(live_messages(&RULE, [home()], live()), message);
        let mut failing = home();
        failing.runtimes[0].fail(StartFailure {
            reason: "the offset is no number".to_string(),
            location: None,
            process: Process::Stays,
        });
        let mut host = crate::testing::host([failing]);
        host.live = Some(live().live);
        let findings = crate::testing::run(&RULE, &host);
        assert_eq!(findings[0].message, message[0]);
        assert_eq!(findings[0].notes[0], "the offset is no number");
    }

    #[test]
    fn young_servers_and_taken_ports_are_silent() {
        let young = TestLive::default()
            .server(10, "/am")
            .but(|process| process.age = Some(299))
            .listens(&[9443]);
        assert!(live_messages(&RULE, [home()], young).is_empty());
        let taken = TestLive::default()
            .process(5, "nginx", 0)
            .listens(&[9443, 9763])
            .server(10, "/am")
            .listens(&[40001]);
        assert!(live_messages(&RULE, [home()], taken).is_empty());
        let whole = TestLive::default().server(10, "/am").listens(&[9443, 9763]);
        assert!(live_messages(&RULE, [home()], whole).is_empty());
    }
}
