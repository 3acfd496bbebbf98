//! `published-port-differs`

use crate::containers;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::words;

/// The listener whose number the server writes into its own URLs.
const CONSOLE: &str = "servlet-https";

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "published-port-differs",
        severity: Severity::Warning,
        summary: "the console is published under another port than the server believes",
        detects: r"
The HTTPS servlet port of a server in a container is published under another number, and its `deployment.toml` names that number
nowhere: no `proxyPort`, no host name or base path with it. Nothing is said where a reverse proxy runs in the same stack.
",
        why: r"
The server writes its own port into redirects, the issuer of tokens and the links of its consoles. Browsers follow them to a port of the
machine where another server, or nobody, answers.
",
        example: r#"
`docker-compose.yml`:

```yaml
services:
  is:
    image: wso2/wso2is:7.1.0
    volumes:
      - ./conf/is:/home/wso2carbon/wso2-config-volume
    ports:
      - "9444:9443"
```

`conf/is/repository/conf/deployment.toml`:

```toml
[server]
hostname = "localhost"
node_ip = "127.0.0.1"
# proxyPort = 9444
```

`wso2-portlint` says:

```text
./docker-compose.yml:7:9: warning[published-port-differs]: is is published at 9444/tcp, but its own URLs name 9443
```
"#,
        fix: r#"
Tell the server: `[transport.https.properties] proxyPort = 9444`. Or give it an offset, and publish that port under its own number:
`offset = 1` and `"9444:9444"`.
"#,
        ignore: r"
When nobody opens its consoles or logs in through it from outside.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for inside in containers::known(view) {
        let stacks = &mut view.host.stacks.iter();
        let stack = stacks.find(|stack| stack.key == inside.container.stack);
        let is_proxied = stack.is_some_and(|stack| stack.services.iter().any(|s| s.is_proxy));
        if is_proxied || inside.container.has_proxy_port {
            continue;
        }
        let mut published = inside.home.published.iter();
        let is_console = |protocol, port| {
            let mut openers = inside.openers(protocol, port);
            openers.any(|listener| listener.id == CONSOLE)
        };
        let of_console = published
            .clone()
            .filter(|port| is_console(port.protocol, port.container_port));
        let is_right = of_console
            .clone()
            .any(|port| port.host_port == Some(port.container_port));
        let differs = published.find(|port| {
            is_console(port.protocol, port.container_port)
                && port.host_port.is_some_and(|host| {
                    host != port.container_port && !inside.container.numbers.contains(&host)
                })
        });
        let (Some(port), false) = (differs, is_right) else {
            continue;
        };
        let (Some(host), Some(location)) = (port.host_port, port.location) else {
            continue;
        };
        let message = format!(
            "{} is published at {}, but its own URLs name {}",
            inside.name(),
            words::port(port.protocol, i64::from(host)),
            port.container_port
        );
        let place = (location, "published here");
        findings.push(
            inside
                .finding(&RULE.doc, message, place, &[&host.to_string()])
                .help(format!(
                    "set `[transport.https.properties] proxyPort = {host}` in its deployment.toml"
                )),
        );
    }
}
