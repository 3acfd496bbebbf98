//! `published-port-collision`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{Published, Stack, StackService, words};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "published-port-collision",
        severity: Severity::Error,
        summary: "two services of one stack publish the same port of the machine",
        detects: r#"
Two services of one compose project, at least one of them with a WSO2 server, that publish the same port of the machine on the same
address. Services that no profile starts together are not compared. In manifests of Kubernetes: two pods that name the same node and take
the same `hostPort`, and two Services with the same `nodePort`.
"#,
        why: r#"
The second container does not start: `port is already allocated`.
"#,
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
./docker-compose.yml:9:9: error[published-port-collision]: am and proxy both publish 9443/tcp of the machine
    ./docker-compose.yml:5:9: note: published for am
```
"#,
        fix: r#"
Give one of them another port of the machine, the number on the left. The server in it should then know the number that browsers use:
see `published-port-differs`.
"#,
        ignore: r#"
When the two are never started together, and no profile says so.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for stack in &view.host.stacks {
        let mut ports = BTreeMap::<(u16, bool), Vec<(&StackService, &Published)>>::new();
        for service in &stack.services {
            for published in &service.published {
                if let Some(port) = published.host_port {
                    let is_udp = published.protocol.as_str() == "udp";
                    let known = ports.entry((port, is_udp)).or_default();
                    known.push((service, published));
                }
            }
        }
        let pairs = ports.values().filter_map(|users| first_pair(users));
        findings.extend(pairs.filter_map(|(a, b)| finding(stack, a, b)));
    }
}

type User<'s> = (&'s StackService, &'s Published);

fn first_pair<'s>(users: &[User<'s>]) -> Option<(User<'s>, User<'s>)> {
    users.iter().enumerate().find_map(|(position, later)| {
        let mut earlier = users.iter().take(position);
        let earlier = earlier.find(|earlier| meet(earlier, later))?;
        Some((*earlier, *later))
    })
}

fn meet((a, first): &User<'_>, (b, second): &User<'_>) -> bool {
    let is_any = |published: &Published| {
        let address = published.host_address.as_deref();
        address.is_none_or(|address| matches!(address, "0.0.0.0" | "::" | ""))
    };
    let same_address = is_any(first) || is_any(second) || first.host_address == second.host_address;
    let together = a.profiles.is_empty()
        || b.profiles.is_empty()
        || a.profiles
            .iter()
            .any(|profile| b.profiles.contains(profile));
    a.name != b.name && (a.is_wso2 || b.is_wso2) && same_address && together
}

fn finding(stack: &Stack, (a, first): User<'_>, (b, second): User<'_>) -> Option<Diagnostic> {
    let port = words::port(second.protocol, i64::from(second.host_port?));
    let message = format!(
        "{} and {} both publish {port} of the machine",
        a.name, b.name
    );
    let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message);
    if let Some(location) = second.location {
        finding = finding.at(location, format!("published for {}", b.name));
    }
    if let Some(location) = first.location {
        finding = finding.at(location, format!("published for {}", a.name));
    }
    finding.path = Some(stack.key.clone().into());
    let finding = finding.help(format!("give {} another port of the machine", b.name));
    Some(finding.identified_by([&a.name, &b.name, &port]))
}
