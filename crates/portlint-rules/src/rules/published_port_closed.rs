//! `published-port-closed`

use crate::containers;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::words;
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "published-port-closed",
        severity: Severity::Error,
        summary: "a compose file publishes a port that no server in the container opens",
        detects: r#"
An entry of `ports` of a compose service whose port inside the container is opened by no server in it, with the configuration that is
mounted or copied into it.

Nothing is said where not everything in the container is known: an image that is not the vendor's, configuration from elsewhere, a
variable without a value, another container in the same network. Where something is deployed that is not at hand (a `.car` file that
is built elsewhere), only numbers that belong to the product itself are judged.
"#,
        why: r#"
The stack starts, the port of the machine accepts connections, and every one of them is closed at once.
"#,
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
        fix: r#"
Publish the port that the message names, or give the server the offset that was meant. The port of the machine, on the left, may be any.
"#,
        ignore: r#"
When something that the linter does not know listens there.
"#,
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
}
