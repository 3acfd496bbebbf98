//! `published-port-collision`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::published::{PortHolder, PublishedConflict, Publisher, published_conflicts};
use portlint_host::words;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "published-port-collision",
        severity: Severity::Error,
        summary: "two services of one stack publish the same port of the host, or one that a server there opens",
        detects: r"
Two services of one compose project, at least one of them with a WSO2 server, that publish the same port of the host on the same
address. Services that no profile starts together are not compared. Likewise a service that publishes a port which a server opens that
runs on the host itself. In manifests of Kubernetes: two pods that name the same node and take the same `hostPort`, and two Services with
the same `nodePort`.
",
        why: r"
The second container does not start: `port is already allocated`.
",
        example: r#"
`docker-compose.yml`:

```yaml
services:
  am:
    image: wso2/wso2am:4.6.0
    ports:
      - "9443:9443"
  proxy:
    image: nginx:1.27
    ports:
      - "127.0.0.1:9443:443"
```

`wso2-portlint` says:

```text
./docker-compose.yml:9:9: error[published-port-collision]: am and proxy both publish 9443/tcp of the host
    ./docker-compose.yml:5:9: note: published for am
```
"#,
        fix: r"
Give one of them another port of the host, the number on the left. The server in it should then know the number that browsers use:
see `published-port-differs`.
",
        ignore: r"
When the two are never started together, and no profile says so.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let conflicts = published_conflicts(view.host, view.servers());
    findings.extend(conflicts.iter().map(|conflict| finding(view, conflict)));
}

fn finding(view: &View<'_>, conflict: &PublishedConflict<'_>) -> Diagnostic {
    let port = words::port(conflict.protocol, i64::from(conflict.port));
    let Publisher { service, published } = conflict.later;
    let (message, holder, place) = match conflict.holder {
        PortHolder::Service(holder) => (
            format!(
                "{} and {} both publish {port} of the host",
                holder.service.name, service.name
            ),
            holder.service.name.clone(),
            holder
                .published
                .location
                .map(|at| (at, format!("published for {}", holder.service.name))),
        ),
        PortHolder::Server { server, listener } => {
            let server = view.servers().get(server);
            let name = server.map_or(String::new(), |server| server.name.clone());
            let offset = server.and_then(|server| server.runtime.offset.location);
            let at = listener.location.or(offset);
            let sum = format!("{} of {name}: {}", listener.id, words::sum(listener));
            (
                format!(
                    "{} publishes {port} of the host, which {name} opens there",
                    service.name
                ),
                name,
                at.map(|at| (at, sum)),
            )
        }
    };
    let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message);
    if let Some(location) = published.location {
        finding = finding.at(location, format!("published for {}", service.name));
    }
    if let Some((location, text)) = place {
        finding = finding.at(location, text);
    }
    finding.path = Some(conflict.stack.key.clone().into());
    let finding = finding.help(format!(
        "give {} another port of the host; `plan` names a free one",
        service.name
    ));
    finding.identified_by([&holder, &service.name, &port])
}
