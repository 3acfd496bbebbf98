//! `declared-port-closed`

use crate::containers::{self, Inside};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{DeclaredPort, Location, words};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "declared-port-closed",
        severity: Severity::Warning,
        summary: "EXPOSE, expose or containerPort names a port that no server in the container opens",
        detects: r"
A port of `EXPOSE` in a Dockerfile, of `expose` in a compose file, or a `containerPort` of a manifest, that no server in the container opens and that no switch of the
product (clustering, JMX, a transport) would open at that number. A Dockerfile that several services build is judged by all of them.

Nothing is said where not everything in the container is known, as for `published-port-closed`.
",
        why: r"
`EXPOSE` and `containerPort` open nothing. But people, `docker run -P`, proxies, generated manifests and Services with named ports take
their ports from them.
",
        example: r"
`deployment/docker/Dockerfile`:

```dockerfile
FROM wso2/wso2mi:4.4.0
COPY deployment/deployment.toml ${WSO2_SERVER_HOME}/conf/
EXPOSE 8290 8253
```

`deployment/deployment.toml`:

```toml
[server]
offset = 0
[transport.http]
listener.port = 8290
[transport.https]
listener.port = 8253
```

`wso2-portlint` says:

```text
./deployment/deployment.toml:6:17: warning[misplaced-setting]: nothing reads transport.https.listener.port here
./deployment/docker/Dockerfile:3:13: warning[declared-port-closed]: EXPOSE of wso2mi names 8253/tcp, which nothing in it opens
```
",
        fix: r"
Name the ports that the server opens, or leave the line out.
",
        ignore: r"
When the image is meant to be started with another configuration.
",
    },
    check: Some(check),
};

/// Most places that a finding names besides its first one.
const PLACES: usize = 8;

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let known = containers::known(view);
    let mut judged = BTreeMap::<Location, Vec<Option<(&Inside<'_>, &DeclaredPort)>>>::new();
    for home in &view.host.homes {
        let inside = known.iter().find(|inside| inside.home.path == home.path);
        for declared in home.container.iter().flat_map(|it| &it.declared) {
            let closed = inside.filter(|inside| {
                let (protocol, port) = (declared.protocol, declared.port);
                inside.is_closed(protocol, port) && !inside.can_be_opened(protocol, port)
            });
            let closed = closed.map(|inside| (inside, declared));
            judged.entry(declared.location).or_default().push(closed);
        }
    }
    // The ports that one file names for one home mostly have one cause.
    let mut groups = BTreeMap::<_, Vec<(Location, &DeclaredPort)>>::new();
    for (location, verdicts) in judged {
        let closed = verdicts.iter().copied().collect::<Option<Vec<_>>>();
        let Some((inside, declared)) = closed.and_then(|all| all.first().copied()) else {
            continue;
        };
        let key = (location.file, &inside.home.path, &declared.by);
        groups.entry(key).or_default().push((location, declared));
    }
    for ((_, home, by), ports) in groups {
        let inside = known.iter().find(|inside| inside.home.path == *home);
        let Some((inside, (location, first))) = inside.zip(ports.first().copied()) else {
            continue;
        };
        let shown = |(_, port): &(Location, &DeclaredPort)| {
            words::port(port.protocol, i64::from(port.port))
        };
        let mut names = ports.iter().map(shown).collect::<Vec<_>>();
        names.dedup();
        let message = format!(
            "{by} of {} names {}, which nothing in it opens",
            inside.name(),
            words::list(&names)
        );
        let identity = [by.clone(), names.join(" ")];
        let identity = identity.each_ref().map(String::as_str);
        let at = (location, "named here");
        let mut finding = inside.finding(&RULE.doc, message, at, &identity);
        for (other, _) in ports.iter().skip(1).take(PLACES) {
            if other.place.line != location.place.line {
                finding = finding.at(*other, "and here");
            }
        }
        findings.push(finding.help(help(inside, first, &ports)));
    }
}

/// Where the ports are that were meant, each of them once; or which ports are open.
fn help(inside: &Inside<'_>, first: &DeclaredPort, ports: &[(Location, &DeclaredPort)]) -> String {
    let meant = ports.iter().filter_map(|(_, port)| {
        inside.meant(port.protocol, port.port)?;
        Some(inside.help(port.protocol, port.port))
    });
    let mut meant = meant.collect::<Vec<_>>();
    meant.dedup();
    if meant.is_empty() {
        inside.help(first.protocol, first.port)
    } else {
        meant.join("; ")
    }
}
