//! `cluster-member-mismatch`

use crate::diagnostic::{Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::cluster;
use portlint_analysis::sites::Server;
use portlint_host::Reference;

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "cluster-member-mismatch",
        severity: Severity::Warning,
        summary: "the list of cluster members does not fit the member ports on this host",
        detects: r#"
A clustered server lists a member on this host (`localhost`, `127.0.0.1`) at a port that is no server's member port, or
its list has no entry at all with its own member port.
"#,
        why: r#"
The list is how a server finds the others when it starts. With a wrong port it finds nobody and forms a cluster of its
own. The port offset does not move member ports, so adding it in the list is a usual mistake.
"#,
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[clustering]
membership_scheme = "wka"
local_member_port = 4000
members = ["127.0.0.1:4000", "127.0.0.1:4500"]
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:4:31: warning[cluster-member-mismatch]: wso2is-7.0.0 lists the cluster member 127.0.0.1:4500, which is no server's member port on this host
```
"#,
        fix: r#"
List host and `local_member_port` of every member, the server's own included.
"#,
        ignore: r#"
When a member on this host is not among the homes that are checked.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let servers = view.servers();
    for server in view.active() {
        let Some(own) = member_port(server) else {
            continue;
        };
        let members = server
            .runtime
            .references
            .iter()
            .filter(|r| cluster::is_member(r) && r.location.is_some() && r.port.is_some())
            .collect::<Vec<_>>();
        let ports = servers
            .iter()
            .filter(|other| other.home.active && other.home.network() == server.home.network())
            .filter_map(member_port)
            .collect::<Vec<_>>();
        let wrong = members
            .iter()
            .filter(|m| {
                view.meanings().is_here(server, m) && m.port.is_some_and(|p| !ports.contains(&p))
            })
            .collect::<Vec<_>>();
        for member in &wrong {
            findings.push(finding(server, member, own));
        }
        let own_is_missing = members.iter().all(|member| member.port != Some(own));
        if let (true, true, Some(first)) = (own_is_missing, wrong.is_empty(), members.first()) {
            let message = format!(
                "the cluster members of {} do not include its own member port {own}",
                server.name
            );
            findings.push(references::finding(&RULE.doc, server, first, message));
        }
    }
}

fn member_port(server: &Server<'_>) -> Option<i64> {
    let mut open = server.open();
    open.find(|listener| cluster::is_member_port(listener))?
        .port
}

fn finding(server: &Server<'_>, member: &Reference, own: i64) -> Diagnostic {
    let message = format!(
        "{} lists the cluster member {}, which is no server's member port on this host",
        server.name,
        references::written(member),
    );
    references::finding(&RULE.doc, server, member, message).help(format!(
        "the member port of {} is {own}; the port offset does not move it",
        server.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, TestHome, fixed, messages, reference, server_with};
    use portlint_catalog::Sharing;
    use portlint_host::Listener;

    fn clustered(members: &[(&str, i64)]) -> TestHome {
        let port = Listener {
            sharing: Sharing::MovesOn,
            ..fixed("cluster-member", 4000)
        };
        let mut home = server_with("/a", 1, "members = []\n").with(port);
        for (host, port) in members {
            let mut member = reference("clustering.members", "", host, *port, "");
            member.scheme = None;
            home = home.refers(member, "members");
        }
        home
    }

    #[test]
    fn a_wrong_local_port_fires() {
        assert_eq!(
            messages(&RULE, [clustered(&[("127.0.0.1", 4001)])]),
            [
                "a lists the cluster member 127.0.0.1:4001, which is no server's member port on this host"
            ]
        );
    }

    #[test]
    fn a_list_without_the_server_itself_fires() {
        assert_eq!(
            messages(&RULE, [clustered(&[("10.0.0.2", 4100)])]),
            ["the cluster members of a do not include its own member port 4000"]
        );
    }

    #[test]
    fn fitting_lists_are_silent() {
        assert!(messages(&RULE, [clustered(&[])]).is_empty());
        assert!(messages(&RULE, [clustered(&[("127.0.0.1", 4000)])]).is_empty());
        assert!(
            messages(
                &RULE,
                [clustered(&[("10.0.0.1", 4000), ("10.0.0.2", 4100)])]
            )
            .is_empty()
        );
        let mut alone = clustered(&[("127.0.0.1", 4001)]);
        alone.runtimes[0].listeners.clear();
        assert!(messages(&RULE, [alone]).is_empty());
    }
}
