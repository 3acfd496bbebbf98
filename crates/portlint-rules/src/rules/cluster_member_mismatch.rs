//! `cluster-member-mismatch`

use crate::diagnostic::{Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_analysis::{address, cluster};
use portlint_host::{Network, Reference};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "cluster-member-mismatch",
        severity: Severity::Warning,
        summary: "the list of cluster members does not fit the member ports on this host",
        detects: r"
A clustered server lists a member on this host (`localhost`, `127.0.0.1`), or on a host of which there is a snapshot, at a port
that is no server's member port there; or its list has no entry at all with its own member port, or only entries of other
hosts; or, where other members are hosts of the fleet that is checked, a member is none of them.
",
        why: r"
The list is how a server finds the others when it starts. With a wrong port it finds nobody and forms a cluster of its
own. The port offset does not move member ports, so adding it in the list is a usual mistake.
",
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
        fix: r"
List host and `local_member_port` of every member, the server's own included.
",
        ignore: r"
When a member on this host is not among the homes that are checked.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
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
        let places = members.iter().map(|m| view.meanings().network(server, m));
        let places = places.collect::<Vec<_>>();
        let is_wrong = |member: &Reference, place: &Option<Network<'_>>| {
            let ports = place.map(|place| member_ports(view, place));
            ports.is_some_and(|ports| member.port.is_some_and(|port| !ports.contains(&port)))
        };
        let wrong = members
            .iter()
            .zip(&places)
            .filter(|(member, place)| is_wrong(member, place))
            .map(|(member, _)| member)
            .collect::<Vec<_>>();
        for member in &wrong {
            findings.push(finding(view, server, member, own));
        }
        if let Some(stranger) = stranger(view, server, &members, &places) {
            findings.push(stranger);
        }
        let is_own_network =
            |place: &Option<Network<'_>>| place.is_none_or(|place| place == server.home.network());
        let own_is_missing = members.iter().all(|member| member.port != Some(own))
            || !places.iter().any(is_own_network);
        if let (true, true, Some(first)) = (own_is_missing, wrong.is_empty(), members.first()) {
            let what = if members.iter().any(|member| member.port == Some(own)) {
                "its own host, with member port"
            } else {
                "its own member port"
            };
            let message = format!(
                "the cluster members of {} do not include {what} {own}",
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

/// The member ports of the servers of a network.
fn member_ports(view: &View<'_>, network: Network<'_>) -> Vec<i64> {
    let servers = view.active();
    let there = servers.filter(|other| other.home.network() == network);
    there.filter_map(member_port).collect()
}

/// Where some members are hosts that are looked at, the first one that is none.
fn stranger<'a>(
    view: &View<'a>,
    server: &Server<'a>,
    members: &[&Reference],
    places: &[Option<Network<'_>>],
) -> Option<Diagnostic> {
    let is_other = |place: &Network<'_>| *place != server.home.network();
    let has_fleet = places.iter().flatten().any(is_other);
    let named = |member: &Reference| {
        view.meanings().machine(server, &member.host).is_none()
            && !address::is_placeholder(&member.host)
            // The name that a server gives to itself.
            && !server.runtime.own_hosts.iter().any(|own| own.eq_ignore_ascii_case(&member.host))
    };
    let mut unknown = members
        .iter()
        .zip(places)
        .filter(|(_, place)| place.is_none());
    let (member, _) = unknown.find(|(member, _)| has_fleet && named(member))?;
    let message = format!(
        "{} lists the cluster member {}, which is no host of the fleet that is checked",
        server.name,
        references::written(member),
    );
    let finding = references::finding(&RULE.doc, server, member, message);
    Some(finding.help("take a snapshot of that host, name it in [[host]], or correct the list"))
}

fn finding<'a>(view: &View<'a>, server: &Server<'a>, member: &Reference, own: i64) -> Diagnostic {
    let machine = view.meanings().machine(server, &member.host);
    let place = machine.filter(|_| !view.meanings().is_here(server, member));
    let place = place.map_or("this host", |machine| machine.name.as_str());
    let message = format!(
        "{} lists the cluster member {}, which is no server's member port on {place}",
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
