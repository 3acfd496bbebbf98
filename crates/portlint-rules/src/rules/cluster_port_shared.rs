//! `cluster-port-shared`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::PortClaim;
use portlint_analysis::address::{self, Overlap};
use portlint_analysis::cluster;
use portlint_analysis::sites::{Claim, Sites};
use portlint_analysis::union_find::UnionFind;
use portlint_catalog::Protocol;
use portlint_host::State;
use portlint_host::words;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "cluster-port-shared",
        severity: Severity::Warning,
        summary: "two clustered servers of one host have the same member port",
        detects: r"
Clustering is on in two or more servers of one host, and their member ports are the same. The port offset does not move
this port.
",
        why: r"
Both servers start: the second takes the next free port. But the members that other nodes know still name the first
port, so the second server may form a cluster of its own, and nothing says so.
",
        example: r#"
`a/wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[clustering]
membership_scheme = "wka"
members = ["127.0.0.1:4000"]
```

`b/wso2is-6.1.0/repository/conf/deployment.toml`:

```toml
[transport.http.properties]
port = 9800
[transport.https.properties]
port = 9500
[clustering]
membership_scheme = "wka"
members = ["127.0.0.1:4000"]
```

`b/wso2is-6.1.0/repository/conf/identity/thrift-authentication.xml`:

```xml
<Server><Port>10712</Port></Server>
```

`wso2-portlint` says:

```text
./b/wso2is-6.1.0/repository/conf/deployment.toml:6:21: warning[cluster-port-shared]: wso2is-7.0.0 and wso2is-6.1.0 have the same cluster member port 4000/tcp
    ./a/wso2is-7.0.0/repository/conf/deployment.toml:2:21: note: member port of wso2is-7.0.0: 4000
```
"#,
        fix: r"
Give each server its own `local_member_port`, and list all of them in `members`.
",
        ignore: r"
When the members find each other by other means than a list of ports.
",
    },
    check: Some(check),
};

/// Most places of one finding; all owners are in its ports.
const PLACES: usize = 6;

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    let fewer = view.sites_without(&options.accepted, RULE.doc.id);
    let sites = fewer.as_ref().unwrap_or(view.sites());
    let mut ports = BTreeMap::<(i64, Protocol), Vec<Claim<'_>>>::new();
    let members = sites.claims().iter().filter(|claim| {
        claim.state == State::Open && claim.listener.is_some_and(cluster::is_member_port)
    });
    for claim in members {
        ports
            .entry((claim.port, claim.protocol))
            .or_default()
            .push(*claim);
    }
    for claims in ports.values() {
        for sharers in sharing(sites, claims) {
            findings.extend(finding(sites, &sharers));
        }
    }
}

/// The claims of one port in sets of servers that can see each other.
fn sharing<'a>(sites: &Sites<'a>, claims: &[Claim<'a>]) -> Vec<Vec<Claim<'a>>> {
    let mut sets = UnionFind::new(claims.len());
    for (i, a) in claims.iter().enumerate() {
        for (j, b) in claims.iter().enumerate().skip(i + 1) {
            let meet = address::overlap(a.address, b.address) == Overlap::Surely;
            if a.site != b.site && meet && sites.share_network(a.site, b.site) {
                sets.join(i, j);
            }
        }
    }
    let mut members = BTreeMap::<usize, Vec<Claim<'a>>>::new();
    for (position, claim) in claims.iter().enumerate() {
        members.entry(sets.root(position)).or_default().push(*claim);
    }
    members.into_values().filter(|set| set.len() > 1).collect()
}

fn finding(sites: &Sites<'_>, sharers: &[Claim<'_>]) -> Option<Diagnostic> {
    let first = sharers.first()?;
    let port = words::port(first.protocol, first.port);
    let names = sharers
        .iter()
        .map(|c| sites.name(c.site))
        .collect::<Vec<_>>();
    let message = format!(
        "{} have the same cluster member port {port}",
        words::short_list(&names, 4)
    );
    let doc = &RULE.doc;
    let mut finding = Diagnostic::new(doc.id, doc.severity, message);
    let mut identity = vec![port];
    let mut print = Vec::new();
    let mut owners = Vec::new();
    // The second server is the one that should move.
    let (start, rest) = sharers.split_at(1);
    for claim in rest.iter().chain(start) {
        let (Some(server), Some(listener)) = (sites.server(claim.site), claim.listener) else {
            continue;
        };
        let place = server
            .place_of(listener)
            .filter(|_| finding.annotations.len() < PLACES);
        if let Some(place) = place {
            finding = finding.at(
                place,
                format!("member port of {}: {}", server.name, claim.port),
            );
        }
        finding.path.get_or_insert_with(|| server.home.path.clone());
        owners.extend(
            PortClaim::of(server, listener)
                .into_iter()
                .flat_map(|c| c.owners),
        );
        identity.push(format!("{} {}", server.identity(), listener.route));
        print.push(server.print(&listener.route));
    }
    identity.sort();
    finding.ports.push(PortClaim {
        protocol: first.protocol,
        port: first.port,
        owners,
    });
    let route = first
        .listener
        .map(|l| l.route.as_ref())
        .filter(|r| !r.is_empty());
    Some(
        finding
            .note("the server that starts later takes the next free port, which the member lists do not name")
            .help(format!(
                "give each server its own {}",
                route.map_or("member port".to_string(), |route| format!("`{route}`"))
            ))
            .identified_by(identity)
            .printed_by(print),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, conditional, fixed, host, messages, run, server};
    use portlint_catalog::Sharing;
    use portlint_host::Listener;

    fn member(port: i64) -> Listener {
        Listener {
            sharing: Sharing::MovesOn,
            ..fixed("cluster-member", port)
        }
    }

    #[test]
    fn three_members_are_one_finding() {
        let homes = ["/a", "/b", "/c"].map(|path| server(path, 0).with(member(4000)));
        let findings = run(&RULE, &host(homes));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "a, b and c have the same cluster member port 4000/tcp"
        );
        assert_eq!(findings[0].ports[0].owners.len(), 3);
    }

    #[test]
    fn other_ports_hosts_and_movers_are_silent() {
        let spark = || Listener {
            id: "spark-ui".into(),
            ..member(4040)
        };
        for homes in [
            [
                server("/a", 0).with(member(4000)),
                server("/b", 0).with(member(4001)),
            ],
            [
                server("/a", 0).with(member(4000)).on("x"),
                server("/b", 0).with(member(4000)).on("y"),
            ],
            [server("/a", 0).with(spark()), server("/b", 0).with(spark())],
            [
                server("/a", 0).with(member(4000)),
                server("/b", 0).with(conditional(member(4000), "perhaps")),
            ],
        ] {
            assert!(messages(&RULE, homes).is_empty());
        }
    }
}
