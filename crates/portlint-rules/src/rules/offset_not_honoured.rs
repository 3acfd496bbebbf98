//! `offset-not-honoured`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_catalog::{Sharing, ships_base};
use portlint_host::{Listener, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "offset-not-honoured",
        severity: Severity::Warning,
        summary: "an offset is set, but some listeners do not move with it",
        detects: r"
A server with an offset other than 0, and other than the one its product ships, that has listeners which do not move with
it in this product and version: the Stores API of Streaming Integrator (7070, 7443), the webhook ports of API Manager 4.2 (9021, 8021),
shipped files that name a port as a plain number where only placeholders follow the offset.

Nothing is said about a port that the home sets itself (whoever writes `port: 7072` knows where it is), nor about the
cluster member port, which no node of a cluster expects to move.
",
        why: r"
An offset is set to have several servers on one host. The ports that stay are where they still meet, and firewalls or
clients that count on the offset miss them.
",
        example: r"
`wso2si-4.2.0/conf/server/deployment.yaml`:

```yaml
wso2.carbon:
  ports:
    offset: 1
siddhi.stores.query.api:
  listenerConfigurations:
    - id: default
      port: 7070
databridge.config:
  dataReceivers:
    - dataReceiver:
        type: Thrift
        properties:
          tcpPort: '7611'
          sslPort: '7711'
    - dataReceiver:
        type: Binary
        properties:
          tcpPort: '9611'
          sslPort: '9711'
```

`wso2-portlint` says:

```text
./wso2si-4.2.0/conf/server/deployment.yaml:3:13: warning[offset-not-honoured]: 7070/tcp (stores/default) of wso2si-4.2.0 (server) stays where it is although the port offset is 1
```
",
        fix: r"
Move those ports with their own settings, which the help names, if another server on the host needs them.
",
        ignore: r"
When only one server on the host has these listeners. If two of them meet, `port-collision` says so.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let Some(offset) = server.runtime.offset.value.filter(|&offset| offset != 0) else {
            continue;
        };
        // Multicast is meant to have one port for all.
        let mut staying = server
            .open()
            .filter(|l| !l.follows_offset && l.port.is_some() && l.sharing != Sharing::Shared)
            .filter(|l| l.id != CLUSTER_MEMBER && !sets_itself(server, l))
            .collect::<Vec<_>>();
        // What a product ships (3 in Streaming Integrator Tooling) nobody decided.
        if !server.offset_is_set() || offset == server.shipped_offset() || staying.is_empty() {
            continue;
        }
        staying.sort_by_key(|listener| (listener.port, listener.protocol));
        let stay = if staying.len() == 1 {
            "stays where it is"
        } else {
            "stay where they are"
        };
        let message = format!(
            "{} of {} {stay} although the port offset is {offset}",
            grouping::ports(&staying),
            server.name
        );
        let place = server.offset_place();
        let mut finding = grouping::finding(&RULE.doc, server, place, &staying, message);
        let routes = staying.iter().filter(|l| !l.route.is_empty());
        let routes = routes
            .map(|l| format!("`{}` ({})", l.route, l.port.unwrap_or_default()))
            .collect::<Vec<_>>();
        if !routes.is_empty() {
            finding = finding.help(format!("move them with {}", words::short_list(&routes, 6)));
        }
        findings.push(finding);
    }
}

/// Members find each other by this number, and it moves on by itself when it is taken.
const CLUSTER_MEMBER: &str = "cluster-member";

/// Whether the home decided about the base. Many files are shipped with their numbers, so there only another number is a
/// decision.
fn sets_itself(server: &Server<'_>, listener: &Listener) -> bool {
    let generation = server.runtime.generation;
    let as_shipped = |base| ships_base(generation, &listener.id, base);
    listener.location.is_some() && !listener.base.is_some_and(as_shipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, conditional, fixed, follower, messages, server};
    #[test]
    fn lists_what_stays() {
        let home = server("/a", 1)
            .with(follower("servlet-https", 9443, 1))
            .with(fixed("stores/https", 7443))
            .with(fixed("stores/http", 7070));
        assert_eq!(
            messages(&RULE, [home]),
            [
                "7070/tcp (stores/http) and 1 more port of a stay where they are although the port offset is 1"
            ]
        );
    }

    #[test]
    fn silent_where_nothing_stays_or_nothing_was_set() {
        let shared = Listener {
            sharing: Sharing::Shared,
            ..fixed("cluster-multicast", 45564)
        };
        for home in [
            server("/a", 0).with(fixed("x", 7070)),
            server("/a", 1).with(follower("x", 7070, 1)),
            server("/a", 1).with(conditional(fixed("x", 7070), "perhaps")),
            server("/a", 1).with(shared),
            server("/a", 1).with(fixed("cluster-member", 4000)),
            server("/a", 1).with_at(fixed("stores/default", 7072), "offset"),
            server("/a", 10).with(fixed("x", 7070)).default_offset(),
        ] {
            assert!(messages(&RULE, [home]).is_empty());
        }
    }
}
