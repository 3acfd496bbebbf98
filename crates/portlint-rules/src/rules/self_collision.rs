//! `self-collision`

use crate::collision::taken;
use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::rivals::surely_met;
use portlint_analysis::sites::{Claim, Server};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::Listener;
use portlint_host::words;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "self-collision",
        severity: Severity::Error,
        summary: "two listeners of one server use the same port",
        detects: r"
Two listeners of one runtime that are both open have the same port, protocol and overlapping bind addresses.
",
        why: r"
The server is in its own way: the listener that starts second fails, at every start.
",
        example: r"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.http.properties]
port = 9443
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:8: error[self-collision]: servlet-http and servlet-https of wso2is-7.0.0 open the same port 9443/tcp
    ./wso2is-7.0.0/repository/conf/deployment.toml:1:1: note: servlet-https: 9443 + 0 = 9443
```
",
        fix: r"
Move one of the two. Both places are shown, with the arithmetic.
",
        ignore: r"
When the product lets both share the socket, as inbound endpoints of different tenants do.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let mut ports = BTreeMap::<(i64, Protocol), Vec<Claim<'_>>>::new();
        for claim in server.open().filter_map(|listener| Claim::of(0, listener)) {
            let claim = as_first(claim);
            let key = (claim.port, claim.protocol);
            ports.entry(key).or_default().push(claim);
        }
        for rivals in ports.values() {
            let meeting = rivals
                .iter()
                .zip(surely_met(rivals))
                .filter(|(_, is_met)| *is_met)
                .filter_map(|(claim, _)| claim.listener)
                .filter(|listener| {
                    listener
                        .port
                        .is_some_and(|port| (1..=65535).contains(&port))
                })
                .collect::<Vec<_>>();
            if meeting.len() > 1 {
                let mut finding = finding(server, &meeting);
                if is_as_shipped(server, &meeting) {
                    finding.severity = Severity::Info;
                }
                findings.push(finding);
            }
        }
    }
}

/// Whether the product is shipped like this: the worker of Identity Server Analytics comes without a block for its stores, and
/// these take the ports of HTTP once more, which no log says and nobody misses.
fn is_as_shipped(server: &Server<'_>, listeners: &[&Listener]) -> bool {
    let of_stores = |listener: &&Listener| listener.id.starts_with("stores/");
    let of_either = |listener: &&Listener| of_stores(listener) || listener.id.starts_with("http/");
    server.home.product.as_deref() == Some("wso2is-analytics")
        && listeners.iter().any(of_stores)
        && listeners.iter().all(of_either)
}

/// A cluster member takes another port where its own is taken, but it comes before all others of its server.
fn as_first(claim: Claim<'_>) -> Claim<'_> {
    let sharing = match claim.sharing {
        Sharing::MovesOn => Sharing::Exclusive,
        other => other,
    };
    Claim { sharing, ..claim }
}

/// So many listeners are named in a message.
const NAMED: usize = 8;

fn finding(server: &Server<'_>, listeners: &[&Listener]) -> Diagnostic {
    let names = listeners
        .iter()
        .map(|l| l.id.to_string())
        .collect::<Vec<_>>();
    let port = listeners
        .first()
        .map(|l| words::port(l.protocol, l.port.unwrap_or_default()));
    let message = format!(
        "{} of {} open the same port {}",
        words::short_list(&names, NAMED),
        server.name,
        port.unwrap_or_default()
    );
    let mut finding = grouping::finding(&RULE.doc, server, None, listeners, message);
    // One port with all its owners instead of the same port for each.
    let owners = finding
        .ports
        .drain(1..)
        .flat_map(|claim| claim.owners)
        .collect::<Vec<_>>();
    if let Some(claim) = finding.ports.first_mut() {
        claim.owners.extend(owners);
    }
    // An explicit port says more than the offset: it comes first.
    let mut explicit_first = listeners.to_vec();
    explicit_first.sort_by_key(|listener| listener.location.is_none());
    for group in grouping::by_place(explicit_first.into_iter(), |l| server.place_of(l)) {
        if let Some(place) = group.place {
            finding = finding.at(place, grouping::sums(&group.listeners));
        }
    }
    let known = taken::of_one_server(listeners, "where it comes second");
    finding.notes.extend(known);
    let routes = listeners.iter().filter(|l| !l.route.is_empty());
    let mut routes = routes.map(|l| format!("`{}`", l.route)).collect::<Vec<_>>();
    routes.dedup();
    match routes.as_slice() {
        [] => finding,
        // A system property sets the port of all connectors of a scheme.
        [one] if listeners.len() > 1 => finding.help(format!(
            "{one} sets all of them: give each its own port instead"
        )),
        _ => finding.help(format!(
            "change one of {}",
            words::short_list(&routes, NAMED)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::WhenTaken;

    use crate::testing::{
        Build, TestHome, bound, conditional, fixed, follower, host, messages, run, server_with,
    };

    fn home() -> TestHome {
        server_with("/a", 1, "[transport]\nport = 9442\n").with(follower("servlet-https", 9442, 1))
    }

    #[test]
    fn both_places_and_sums_are_shown() {
        let home = home().with_at(fixed("servlet-http", 9443), "9442");
        let findings = run(&RULE, &host([home]));
        assert_eq!(
            findings[0].message,
            "servlet-https and servlet-http of a open the same port 9443/tcp"
        );
        assert_eq!(findings[0].ports.len(), 1);
        assert_eq!(findings[0].ports[0].owners.len(), 2);
        let texts = findings[0].annotations.iter().map(|a| a.message.as_str());
        assert_eq!(
            texts.collect::<Vec<_>>(),
            ["servlet-http: 9443", "servlet-https: 9442 + 1 = 9443"]
        );
    }

    #[test]
    fn a_cluster_member_comes_before_the_connector_whose_port_it_has() {
        let member = Listener {
            sharing: Sharing::MovesOn,
            ..fixed("cluster-member", 9443)
        };
        assert_eq!(
            messages(&RULE, [home().with(member)]),
            ["servlet-https and cluster-member of a open the same port 9443/tcp"]
        );
    }

    #[test]
    fn what_becomes_of_the_server_is_said_where_it_is_known() {
        let then = |ends, then: &'static str| {
            Some(WhenTaken {
                ends,
                then: then.into(),
            })
        };
        let other = Listener {
            when_taken: then(true, "ends as a whole"),
            ..fixed("amqp", 9443)
        };
        let findings = run(&RULE, &host([home().with(other)]));
        assert_eq!(
            findings[0].notes,
            ["amqp: where it comes second, the server ends as a whole"]
        );
    }

    #[test]
    fn alternatives_and_other_addresses_are_silent() {
        for other in [
            conditional(fixed("x", 9443), "perhaps"),
            fixed("x", 9444),
            Listener {
                protocol: Protocol::Udp,
                ..fixed("x", 9443)
            },
        ] {
            assert!(messages(&RULE, [home().with(other)]).is_empty());
        }
        let one = server_with("/a", 0, "").with(bound(fixed("x", 1500), "10.0.0.1"));
        assert!(messages(&RULE, [one.with(bound(fixed("y", 1500), "10.0.0.2"))]).is_empty());
    }
}
