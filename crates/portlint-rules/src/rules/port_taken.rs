//! `port-taken`

use crate::collision::taken;
use crate::diagnostic::{Diagnostic, Severity};
use crate::live;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::live::{Holder, Running, Standing};
use portlint_analysis::sites::Server;
use portlint_catalog::Sharing;
use portlint_host::{Certainty, Listener, LiveProcess};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "port-taken",
        severity: Severity::Error,
        summary: "somebody else listens now on a port that this server needs (only with `--live`)",
        detects: r#"
A port that the configuration of a server opens, and on which another process listens at present: other software, another server, or a second process of the same server. It does not matter whether the server runs.

The owner is named: the process, its home where it is a server that was checked, the container where a proxy listens for one. Without the rights to see whose a socket is, the server is named that is most likely, with "probably"; or only the user, where it cannot be the server itself. Where not even that is certain, nothing is reported.

One owner is one finding for each server, however many ports it has.
"#,
        why: r"
The server does not get the port. Most servers say that they started all the same, without that listener. API Manager ends when a port of its broker is taken. A second copy of a server says that it started, opens nothing and stays.
",
        example: r"
```
error[port-taken]: 9443/tcp (servlet-https) and 9763/tcp (servlet-http) of wso2is-7.0.0 are taken by wso2am-4.2.0 (process 4711)
```
",
        fix: r"
Stop the other process, or move this server: `wso2-portlint plan --live` avoids the ports that others have.
",
        ignore: r"
When the other process is stopped before this server is started, for example the old version that it replaces. For homes that are never started, set `active = false`.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let Some(running) = view.running() else {
        return;
    };
    for server in view.active() {
        let mut taken = BTreeMap::<String, Taken<'_>>::new();
        for listener in server.open().filter(|l| l.sharing == Sharing::Exclusive) {
            if let Standing::Taken(holder) = running.standing(server, listener) {
                let by = running.name(&holder);
                let entry = taken.entry(by).or_insert((holder, Vec::new()));
                entry.1.push(listener);
            }
        }
        for (by, (holder, listeners)) in taken {
            findings.push(finding(running, server, &by, &holder, &listeners));
        }
        findings.extend(twin(running, server));
    }
}

/// Who has ports, and the listeners that want them.
type Taken<'a> = (Holder<'a>, Vec<&'a Listener>);

fn finding(
    running: &Running<'_>,
    server: &Server<'_>,
    by: &str,
    holder: &Holder<'_>,
    listeners: &[&Listener],
) -> Diagnostic {
    let are = if listeners.len() == 1 { "is" } else { "are" };
    let ports = live::ports(listeners);
    let message = format!("{ports} of {} {are} taken by {by}", server.name);
    let mut finding = live::finding(&RULE.doc, server, listeners, message);
    finding.notes.push(match running.processes(server) {
        [] => format!(
            "{} does not run; when it is started, it will not get what is taken",
            server.name
        ),
        [process, ..] => format!(
            "{} runs without what is taken ({})",
            server.name,
            live::process(process)
        ),
    });
    if running.processes(server).is_empty() {
        let known = taken::of_one_server(listeners, "started while it is taken");
        finding.notes.extend(known);
    }
    let seen = running.live();
    let is_hidden = !seen.sees_all_processes
        || seen
            .processes
            .iter()
            .any(|process| !process.sockets_are_known);
    if is_hidden && (holder.process.is_none() || holder.certainty == Certainty::Probable) {
        finding
            .notes
            .push("run as root, this tells which process has the port".to_string());
    }
    finding.help(match holder.process {
        Some(process) => format!(
            "stop process {}, or move this server (`wso2-portlint plan --live`)",
            process.number
        ),
        None => {
            "stop the other process, or move this server (`wso2-portlint plan --live`)".to_string()
        }
    })
}

/// A server that was started twice: one process has the ports, the other has none.
fn twin(running: &Running<'_>, server: &Server<'_>) -> Option<Diagnostic> {
    let processes = running.processes(server);
    let mut ports = BTreeMap::<u32, Vec<&Listener>>::new();
    for listener in server.open() {
        if let Standing::Listening(holder) = running.standing(server, listener) {
            let process = holder
                .process
                .filter(|_| holder.certainty == Certainty::Certain)?;
            ports.entry(process.number).or_default().push(listener);
        }
    }
    let has_none =
        |process: &&&LiveProcess| process.sockets_are_known && !ports.contains_key(&process.number);
    let idle = processes.iter().find(has_none)?;
    let (first, listeners) = ports.first_key_value()?;
    let are = if listeners.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} of {} {are} taken by process {first} of the same server: process {} started beside it",
        live::ports(listeners),
        server.name,
        idle.number
    );
    let finding = live::finding(&RULE.doc, server, listeners, message);
    Some(finding.help(format!("stop process {}", idle.number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestLive, follower, live_messages, server};

    fn home(path: &str, offset: i64) -> crate::testing::TestHome {
        server(path, offset)
            .with(follower("servlet-https", 9443, offset))
            .with(follower("servlet-http", 9763, offset))
    }

    #[test]
    fn other_servers_and_other_software_are_named() {
        let live = TestLive::default()
            .server(10, "/am")
            .listens(&[9443])
            .process(20, "nginx", 0)
            .listens(&[9763]);
        assert_eq!(
            live_messages(&RULE, [home("/am", 0), home("/is", 0)], live),
            [
                "9763/tcp (servlet-http) of am is taken by nginx (process 20 of user root)",
                "9443/tcp (servlet-https) of is is taken by am (process 10)",
                "9763/tcp (servlet-http) of is is taken by nginx (process 20 of user root)",
            ]
        );
    }

    #[test]
    fn what_cannot_be_the_server_itself_is_somebody_elses() {
        let live = TestLive::default().socket("::", 9443, 33, None);
        assert_eq!(
            live_messages(&RULE, [home("/am", 0)], live),
            ["9443/tcp (servlet-https) of am is taken by a process of user 33"]
        );
    }

    #[test]
    fn a_second_process_of_the_same_server_is_named() {
        let live = TestLive::default()
            .server(10, "/am")
            .listens(&[9443, 9763])
            .server(11, "/am");
        assert_eq!(
            live_messages(&RULE, [home("/am", 0)], live),
            [
                "9443/tcp (servlet-https) and 9763/tcp (servlet-http) of am are taken by process 10 of the same server: \
                 process 11 started beside it"
            ]
        );
    }

    #[test]
    fn the_server_itself_and_whoever_is_elsewhere_are_silent() {
        let own = || TestLive::default().server(10, "/am").listens(&[9443, 9763]);
        for live in [own(), own().as_nobody(), TestLive::default()] {
            assert!(live_messages(&RULE, [home("/am", 0)], live).is_empty());
        }
        let elsewhere = TestLive::default()
            .process(20, "nginx", 0)
            .socket("::1", 9443, 0, None);
        assert!(live_messages(&RULE, [home("/am", 0)], elsewhere).is_empty());
        let inactive = home("/is", 0).inactive();
        assert!(live_messages(&RULE, [inactive], own()).is_empty());
    }
}
