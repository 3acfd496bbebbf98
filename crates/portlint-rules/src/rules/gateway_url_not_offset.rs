//! `gateway-url-not-offset`

use crate::diagnostic::{Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::Opener;
use portlint_analysis::meaning::Judgement;
use portlint_analysis::sites::Server;
use portlint_host::{Files, Reference};

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "gateway-url-not-offset",
        severity: Severity::Warning,
        summary: "a gateway environment still names base ports although the server has an offset",
        detects: r#"
`ws_endpoint`, `wss_endpoint` or `websub_event_receiver_http(s)_endpoint` of a `[[apim.gateway.environment]]` that names
this host at the base port, while the listener of this server has moved with the offset and nobody opens the base port.
Where another server opens it, that is `wrong-server`.

The HTTP and HTTPS endpoints of the same table are shipped with placeholders that follow the offset, these four are not.
"#,
        why: r#"
The developer portal shows these URLs and clients connect to them. WebSocket and WebSub APIs are then unreachable while
everything else works.
"#,
        example: r#"
```toml
[server]
offset = 1

[[apim.gateway.environment]]
ws_endpoint = "ws://localhost:9099"      # the listener is at 9100
```
"#,
        fix: r#"
Write the port with the offset. The linter can do that (safe fix).
"#,
        ignore: r#"
When the environment describes a gateway that is not among the checked homes, or nobody uses such APIs.
"#,
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
pub fn meant_listener(reference: &Reference) -> Option<&'static str> {
    let is_environment = reference.route.contains("gateway.environment");
    let key = reference.route.rsplit('.').next()?;
    let endpoint = ENDPOINTS.iter().find(|(name, _)| *name == key);
    endpoint
        .filter(|_| is_environment)
        .map(|(_, listener)| *listener)
}

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.active() {
        for reference in &server.runtime.references {
            if meant_listener(reference).is_none() {
                continue;
            }
            if let Judgement::Stale(moved) = view.meanings().judge(server, reference)
                && let Some((listener, now)) = left_by_offset(server, reference, &moved)
            {
                let files = &view.host.files;
                findings.push(finding(files, server, reference, (listener, now)));
            }
        }
    }
}

/// The server's own listener that an offset moved away from the port that the reference names, and where it is now.
pub fn left_by_offset<'a>(
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

fn finding(
    files: &Files,
    server: &Server<'_>,
    reference: &Reference,
    (listener, now): (&str, i64),
) -> Diagnostic {
    let message = format!(
        "{} says {}, but {listener} of {} is at {now}",
        reference.route,
        references::written(reference),
        server.name
    );
    let mut finding = references::finding(&RULE.doc, server, reference, message);
    if let Some(place) = server.runtime.offset.location {
        finding = finding.at(place, "the port offset that moved it");
    }
    finding.fix = references::new_port(files, reference, now);
    finding.help(format!("write port {now}"))
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
