//! `gateway-url-not-offset`

use crate::diagnostic::{Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::Opener;
use portlint_analysis::meaning::Judgement;
use portlint_analysis::sites::Server;
use portlint_fix::{Applicability, Fix};
use portlint_host::{Files, Reference, words};

/// Most URLs, and most of their places, of one finding.
const SHOWN: usize = 4;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "gateway-url-not-offset",
        severity: Severity::Warning,
        summary: "a gateway environment still names base ports although the server has an offset",
        detects: r"
`ws_endpoint`, `wss_endpoint` or `websub_event_receiver_http(s)_endpoint` of a `[[apim.gateway.environment]]` that names
this host at the base port, while the listener of this server has moved with the offset and nobody opens the base port.
Where another server opens it, that is `wrong-server`.

All such URLs of a server are one finding. The HTTP and HTTPS endpoints of the same table are shipped with placeholders that follow the offset, these four are not.
",
        why: r"
The developer portal shows these URLs and clients connect to them. WebSocket and WebSub APIs are then unreachable while
everything else works.
",
        example: r#"
`wso2am-4.2.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 3

[[apim.gateway.environment]]
name = "Default"
ws_endpoint = "ws://localhost:9099"
wss_endpoint = "wss://localhost:8099"
websub_event_receiver_http_endpoint = "http://localhost:9021"
websub_event_receiver_https_endpoint = "https://localhost:8021"
```

`wso2-portlint` says:

```text
./wso2am-4.2.0/repository/conf/deployment.toml:6:16: warning[gateway-url-not-offset]: 4 gateway URLs of wso2am-4.2.0 did not move with the port offset: ws://localhost:9099 (ws-inbound is at 9102), wss://localhost:8099 (wss-inbound is at 8102), http://localhost:9021 (webhook-http is at 9024) and https://localhost:8021 (webhook-https is at 8024)
    ./wso2am-4.2.0/repository/conf/deployment.toml:7:17: note: wss-inbound is at 8102
    ./wso2am-4.2.0/repository/conf/deployment.toml:8:40: note: webhook-http is at 9024
    ./wso2am-4.2.0/repository/conf/deployment.toml:9:41: note: webhook-https is at 8024
    ./wso2am-4.2.0/repository/conf/deployment.toml:2:10: note: the port offset that moved it
```
"#,
        fix: r"
Write the port with the offset. The linter can do that (safe fix).
",
        ignore: r"
When the environment describes a gateway that is not among the checked homes, or nobody uses such APIs.
",
    },
    check: Some(check),
};

/// The endpoints that do not follow the offset, and the listeners that they mean.
const ENDPOINTS: &[(&str, &str)] = &[
    ("ws_endpoint", "ws-inbound"),
    ("wss_endpoint", "wss-inbound"),
    ("websub_event_receiver_http_endpoint", "webhook-http"),
    ("websub_event_receiver_https_endpoint", "webhook-https"),
];

/// The listener that a gateway URL means; `None` for other references.
pub(super) fn meant_listener(reference: &Reference) -> Option<&'static str> {
    let is_environment = reference.route.contains("gateway.environment");
    let key = reference.route.rsplit('.').next()?;
    let endpoint = ENDPOINTS.iter().find(|(name, _)| *name == key);
    endpoint
        .filter(|_| is_environment)
        .map(|(_, listener)| *listener)
}

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.active() {
        let references = server.runtime.references.iter();
        let references = references.filter(|reference| meant_listener(reference).is_some());
        let references = references.filter(|reference| !is_of_another(server, reference));
        let left = references.filter_map(|reference| {
            let Judgement::Stale(moved) = view.meanings().judge(server, reference) else {
                return None;
            };
            let (listener, now) = left_by_offset(server, reference, &moved)?;
            let listener = listener.to_string();
            Some(Left {
                reference,
                listener,
                now,
            })
        });
        let left = left.collect::<Vec<_>>();
        findings.extend(finding(&view.host.files, server, &left));
    }
}

/// Whether the environment is that of another gateway: its HTTP or HTTPS endpoint names a port that this server neither has
/// nor had before the offset.
fn is_of_another(server: &Server<'_>, reference: &Reference) -> bool {
    let Some((environment, _)) = reference.route.rsplit_once('.') else {
        return false;
    };
    let is_own = |port| {
        let mut listeners = server.runtime.listeners.iter();
        listeners.any(|own| own.port == Some(port) || own.base == Some(port))
    };
    let mut others = server.runtime.references.iter();
    others.any(|other| {
        let key = other
            .route
            .strip_prefix(environment)
            .and_then(|rest| rest.strip_prefix('.'));
        matches!(key, Some("http_endpoint" | "https_endpoint"))
            && other.port.is_some_and(|port| !is_own(port))
    })
}

/// A URL that the offset left behind.
struct Left<'a> {
    reference: &'a Reference,
    /// The listener that it means.
    listener: String,
    /// The port of the listener.
    now: i64,
}

/// The server's own listener that an offset moved away from the port that the reference names, and where it is now.
pub(super) fn left_by_offset<'a>(
    server: &Server<'_>,
    reference: &Reference,
    moved: &[Opener<'a>],
) -> Option<(&'a str, i64)> {
    let id = meant_listener(reference)?;
    let (_, listener) = moved.iter().find(|(other, listener)| {
        std::ptr::eq(other.home, server.home)
            && listener.id == id
            && listener.offset != 0
            && listener.base == reference.port
    })?;
    Some((listener.id.as_ref(), listener.port?))
}

/// One finding for all URLs of a server: the offset is one cause.
fn finding(files: &Files, server: &Server<'_>, left: &[Left<'_>]) -> Option<Diagnostic> {
    let (first, others) = left.split_first()?;
    let written = |left: &Left<'_>| references::written(left.reference);
    let message = match others {
        [] => format!(
            "{} says {}, but {} of {} is at {}",
            first.reference.route,
            written(first),
            first.listener,
            server.name,
            first.now
        ),
        _ => {
            let mut urls = Vec::new();
            for left in left {
                let url = format!("{} ({} is at {})", written(left), left.listener, left.now);
                if !urls.contains(&url) {
                    urls.push(url);
                }
            }
            let all = urls.len();
            urls.truncate(SHOWN);
            format!(
                "{} gateway URLs of {} did not move with the port offset: {}",
                left.len(),
                server.name,
                words::first_of(&urls, all)
            )
        }
    };
    let mut finding = references::finding(&RULE.doc, server, first.reference, message);
    for other in others {
        finding.identity.add(&other.reference.route);
        finding.print.add(&other.reference.route);
        let Some(place) = other.reference.location else {
            continue;
        };
        if finding.annotations.len() < SHOWN {
            finding = finding.at(place, format!("{} is at {}", other.listener, other.now));
        } else {
            finding.further.push(place);
        }
    }
    if let Some(place) = server.runtime.offset.location {
        finding = finding.at(place, "the port offset that moved it");
    }
    let fixes = left
        .iter()
        .map(|left| references::new_port(files, left.reference, left.now));
    // All or none: half a fix would leave the table with two answers.
    finding.fix = fixes.collect::<Option<Vec<_>>>().map(|fixes| Fix {
        applicability: Applicability::Safe,
        edits: fixes.into_iter().flat_map(|fix| fix.edits).collect(),
        follows: true,
    });
    let mut ports = left.iter().map(|left| left.now).collect::<Vec<_>>();
    ports.dedup();
    Some(finding.help(match ports[..] {
        [port] => format!("write port {port}"),
        _ => "write the port of the listener at each place".to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Build, TestHome, fixed, follower, host, messages, reference, run, server, server_with,
    };

    fn gateway(offset: i64, host: &str, port: i64) -> TestHome {
        let text = "ws_endpoint = \"ws://localhost:9099\"\n";
        let url = reference(
            "apim.gateway.environment.ws_endpoint",
            "ws",
            host,
            port,
            "ws-inbound",
        );
        server_with("/a", offset, text)
            .with(follower("ws-inbound", 9099, offset))
            .refers(url, "\"ws://localhost:9099\"")
    }

    #[test]
    fn a_base_port_under_an_offset_fires() {
        let findings = run(&RULE, &host([gateway(1, "localhost", 9099)]));
        assert_eq!(
            findings[0].message,
            "apim.gateway.environment.ws_endpoint says ws://localhost:9099, but ws-inbound of a is at 9100"
        );
        let edit = &findings[0].fix.as_ref().unwrap().edits[0];
        assert_eq!(edit.replacement, "9100");
        assert_eq!(edit.location.span.len(), 4);
    }

    #[test]
    fn all_urls_of_a_server_are_one_finding() {
        let text = "ws = \"ws://localhost:9099\"\nwss = \"wss://localhost:8099\"\n";
        let url = |key: &str, scheme, port, listener| {
            let route = format!("apim.gateway.environment[0].{key}");
            reference(&route, scheme, "localhost", port, listener)
        };
        let home = server_with("/a", 2, text)
            .with(follower("ws-inbound", 9099, 2))
            .with(follower("wss-inbound", 8099, 2))
            .refers(
                url("ws_endpoint", "ws", 9099, "ws-inbound"),
                "\"ws://localhost:9099\"",
            )
            .refers(
                url("wss_endpoint", "wss", 8099, "wss-inbound"),
                "\"wss://localhost:8099\"",
            );
        let findings = run(&RULE, &host([home]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "2 gateway URLs of a did not move with the port offset: ws://localhost:9099 (ws-inbound is at 9101) and \
             wss://localhost:8099 (wss-inbound is at 8101)"
        );
        assert_eq!(findings[0].fix.as_ref().unwrap().edits.len(), 2);
    }

    #[test]
    fn ports_that_are_right_or_belong_to_others_are_silent() {
        assert!(messages(&RULE, [gateway(0, "localhost", 9099)]).is_empty());
        assert!(messages(&RULE, [gateway(1, "localhost", 9100)]).is_empty());
        assert!(messages(&RULE, [gateway(1, "gw.example.com", 9099)]).is_empty());
        let other = server("/b", 0).with(fixed("ws-inbound", 9099));
        assert!(messages(&RULE, [gateway(1, "localhost", 9099), other]).is_empty());
        let mut elsewhere = gateway(1, "localhost", 9099);
        elsewhere.runtimes[0].listeners.clear();
        assert!(messages(&RULE, [elsewhere]).is_empty());
    }
}
