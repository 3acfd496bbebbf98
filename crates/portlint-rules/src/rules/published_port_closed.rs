//! `published-port-closed`

use crate::containers::{self, Inside};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Location, Routed, RoutedTo, words};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "published-port-closed",
        severity: Severity::Error,
        summary: "a compose file or a Service leads to a port that no server in the container opens",
        detects: r"
An entry of `ports` of a compose service whose port inside the container is opened by no server in it, with the configuration that is
mounted or copied into it. In manifests of Kubernetes: the `targetPort` of a Service whose selector picks pods with WSO2 servers only, a
`hostPort`, and an Ingress, HTTPRoute or Route that names a port which its Service does not have. What comes through a wrong
`targetPort` is shown with it.

Nothing is said where not everything in the container is known: an image that is not the vendor's, configuration from elsewhere, a
variable without a value, another container in the same network. Where something is deployed that is not at hand (a `.car` file that
is built elsewhere), only numbers that belong to the product itself are judged.
",
        why: r"
The stack starts, the port of the machine accepts connections, and every one of them is closed at once. In a cluster, clients get 502
or 503.
",
        example: r#"
`docker-compose.yml`:

```yaml
services:
  mi:
    image: wso2/wso2mi:4.2.0
    ports:
      - "8243:8243"
      - "8290:8290"
  am:
    image: wso2/wso2am:4.0.0
    volumes:
      - wso2:/home/wso2carbon/wso2am-4.0.0
      - ./deployment.toml:/home/wso2carbon/wso2am-4.0.0/repository/conf/deployment.toml
    ports:
      - 8383:8080
      - target: 9443
        published: "9443"
volumes:
  wso2:
```

`deployment.toml`:

```toml
[server]
hostname = "localhost"
```

`wso2-portlint` says:

```text
./docker-compose.yml:5:9: error[published-port-closed]: mi publishes 8243/tcp, which nothing in it opens
./docker-compose.yml:13:9: error[published-port-closed]: am publishes 8080/tcp, which nothing in it opens
```
"#,
        fix: r"
Publish the port that the message names, or give the server the offset that was meant. The port of the machine, on the left, may be any.
",
        ignore: r"
When something that the linter does not know listens there.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for inside in containers::known(view) {
        let mut told = BTreeSet::new();
        for published in &inside.home.published {
            let (protocol, port) = (published.protocol, published.container_port);
            let Some(location) = published.location else {
                continue;
            };
            if !inside.is_closed(protocol, port) || !told.insert(location) {
                continue;
            }
            let shown = words::port(protocol, i64::from(port));
            let message = format!(
                "{} publishes {shown}, which nothing in it opens",
                inside.name()
            );
            let place = (location, "published here");
            findings.push(
                inside
                    .finding(&RULE.doc, message, place, &[&shown])
                    .help(inside.help(protocol, port)),
            );
        }
    }
    routed(view, findings);
}

/// What Services, and what comes before them, send to ports that no pod opens. All pods of a Service count.
fn routed(view: &View<'_>, findings: &mut Vec<Diagnostic>) {
    let known = containers::known(view);
    let mut judged = BTreeMap::<Location, Vec<Option<(&Inside<'_>, &Routed)>>>::new();
    let homes = view.host.homes.iter().filter(|home| home.active);
    for home in homes {
        let inside = known.iter().find(|inside| inside.home.path == home.path);
        for routed in home.container.iter().flat_map(|it| &it.routed) {
            match &routed.to {
                RoutedTo::Port { protocol, port } => {
                    let closed = inside.filter(|inside| inside.is_closed(*protocol, *port));
                    let closed = closed.map(|inside| (inside, routed));
                    judged.entry(routed.location).or_default().push(closed);
                }
                RoutedTo::NoPort {
                    service,
                    asked,
                    ports,
                } => {
                    if judged.contains_key(&routed.location) {
                        continue;
                    }
                    judged.insert(routed.location, Vec::new());
                    let message = format!(
                        "{} sends to {asked} of {service}, which has no such port",
                        routed.by
                    );
                    let ports = words::short_list(ports, 12);
                    let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message)
                        .at(routed.location, "sent there")
                        .help(format!("it has {ports}"))
                        .identified_by([&routed.by, service, asked]);
                    finding.path = Some(home.path.clone());
                    findings.push(finding);
                }
            }
        }
    }
    for (location, verdicts) in judged {
        let closed = verdicts.iter().copied().collect::<Option<Vec<_>>>();
        let Some((inside, routed)) = closed.and_then(|all| all.first().copied()) else {
            continue;
        };
        let RoutedTo::Port { protocol, port } = routed.to else {
            continue;
        };
        let shown = words::port(protocol, i64::from(port));
        let message = format!(
            "{} sends to {shown} of {}, which nothing in it opens",
            routed.by,
            inside.name()
        );
        let mut finding = inside
            .finding(
                &RULE.doc,
                message,
                (location, "sent there"),
                &[&routed.by, &shown],
            )
            .help(inside.help(protocol, port));
        for (by, location) in &routed.through {
            finding = finding.at(*location, format!("{by} comes through here"));
        }
        findings.push(finding);
    }
}
