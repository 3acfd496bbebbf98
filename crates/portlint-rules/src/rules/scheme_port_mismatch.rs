//! `scheme-port-mismatch`

use crate::diagnostic::{Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_host::words;
use portlint_host::{Listener, Reference};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "scheme-port-mismatch",
        severity: Severity::Warning,
        summary: "a URL with TLS to a plain listener, or the reverse",
        detects: r"
A URL that a home writes about its own listeners, whose scheme is `https`, `wss` or `ssl` while the listener of that home
at its port speaks no TLS, or `http`, `ws` or `tcp` while it does. Receiver and authentication URLs of the data bridge
that were swapped are found this way too.

Nothing is said about URLs that are meant for another product, about the listeners of other homes, and about URLs that a
product sets by itself.
",
        why: r"
The connection is made and then fails with an error about records or handshakes, which looks like a problem with
certificates.
",
        example: r#"
`wso2am-4.2.0/repository/conf/deployment.toml`:

```toml
[[apim.throttling.url_group]]
traffic_manager_urls = ["tcp://localhost:9711"]
traffic_manager_auth_urls = ["ssl://localhost:9711"]
```

`wso2-portlint` says:

```text
./wso2am-4.2.0/repository/conf/deployment.toml:2:26: warning[scheme-port-mismatch]: wso2am-4.2.0 names tcp://localhost:9711, but databridge-binary-ssl of wso2am-4.2.0 speaks TLS
```
"#,
        fix: r"
Use the scheme of the listener, or the port of the listener with that scheme.
",
        ignore: r"
When a proxy of your own between the two adds or removes TLS.
",
    },
    check: Some(check),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Web,
    DataBridge,
}

/// What is sure about a listener: its family, and whether it speaks TLS. Ids that leave it open are not listed.
const KNOWN: &[(&str, Family, bool)] = &[
    ("servlet-http", Family::Web, false),
    ("servlet-https", Family::Web, true),
    ("gateway-http", Family::Web, false),
    ("gateway-https", Family::Web, true),
    ("passthru-http", Family::Web, false),
    ("passthru-https", Family::Web, true),
    ("webhook-http", Family::Web, false),
    ("webhook-https", Family::Web, true),
    ("ws-inbound", Family::Web, false),
    ("wss-inbound", Family::Web, true),
    ("internal-http-api", Family::Web, false),
    ("internal-https-api", Family::Web, true),
    ("dashboard-https", Family::Web, true),
    ("databridge-binary-tcp", Family::DataBridge, false),
    ("databridge-binary-ssl", Family::DataBridge, true),
    ("databridge-thrift-tcp", Family::DataBridge, false),
    ("databridge-thrift-ssl", Family::DataBridge, true),
    ("binary/tcp", Family::DataBridge, false),
    ("binary/ssl", Family::DataBridge, true),
    ("thrift/tcp", Family::DataBridge, false),
    ("thrift/ssl", Family::DataBridge, true),
];

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for server in view.servers() {
        let references = server.runtime.references.iter();
        findings.extend(
            references
                .filter(|reference| is_of_own_home(view, server, reference))
                .filter_map(|reference| mismatch(view, server, reference)),
        );
    }
}

/// Written by the user about a listener of this home. What is meant for another product may be opened by anybody.
fn is_of_own_home<'a>(view: &View<'a>, server: &Server<'a>, reference: &Reference) -> bool {
    let products = &reference.target_products;
    let own = server.home.product.as_deref();
    reference.location.is_some()
        && view.meanings().is_here(server, reference)
        && (products.is_empty() || products.iter().any(|p| p == "*" || Some(p.as_ref()) == own))
}

fn mismatch(view: &View<'_>, server: &Server<'_>, reference: &Reference) -> Option<Diagnostic> {
    let port = reference.port?;
    let network = server.home.network();
    let mut own = view
        .openers()
        .at(network, reference.protocol, port)
        .filter(|(owner, _)| std::ptr::eq(owner.home, server.home));
    let (owner, listener) = own.next()?;
    if !contradicts(reference, listener) || !own.all(|(_, other)| contradicts(reference, other)) {
        return None;
    }
    let tls = if speaks_tls(listener) {
        "speaks TLS"
    } else {
        "does not speak TLS"
    };
    let message = format!(
        "{} names {}, but {} of {} {tls}",
        server.name,
        references::written(reference),
        listener.id,
        owner.name,
    );
    let help = format!(
        "use another scheme, or another port than {}",
        words::port(listener.protocol, port)
    );
    Some(references::finding(&RULE.doc, server, reference, message).help(help))
}

fn known(listener: &Listener) -> Option<(Family, bool)> {
    let known = KNOWN.iter().find(|(id, ..)| *id == listener.id);
    known.map(|&(_, family, tls)| (family, tls))
}

fn speaks_tls(listener: &Listener) -> bool {
    known(listener).is_some_and(|(_, tls)| tls)
}

fn contradicts(reference: &Reference, listener: &Listener) -> bool {
    let scheme = reference.scheme.as_deref().unwrap_or_default();
    let wanted = match scheme.to_ascii_lowercase().as_str() {
        "https" | "wss" => (Family::Web, true),
        "http" | "ws" => (Family::Web, false),
        "ssl" => (Family::DataBridge, true),
        "tcp" => (Family::DataBridge, false),
        _ => return false,
    };
    known(listener).is_some_and(|(family, tls)| family == wanted.0 && tls != wanted.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, messages, reference, server};

    fn found(scheme: &str, port: i64) -> Vec<String> {
        let home = server("/a", 0)
            .with(fixed("servlet-http", 9763))
            .with(fixed("servlet-https", 9443))
            .with(fixed("databridge-binary-tcp", 9611))
            .with(fixed("databridge-binary-ssl", 9711))
            .with(fixed("amqps", 8672))
            .refers(reference("url", scheme, "localhost", port, ""), "offset");
        messages(&RULE, [home])
    }

    #[test]
    fn contradictions_fire() {
        assert_eq!(
            found("https", 9763),
            ["a names https://localhost:9763, but servlet-http of a does not speak TLS"]
        );
        assert_eq!(found("http", 9443).len(), 1);
        assert_eq!(found("tcp", 9711).len(), 1);
        assert_eq!(found("ssl", 9611).len(), 1);
    }

    #[test]
    fn what_another_home_opens_or_another_product_is_meant_by_is_silent() {
        let other = || server("/b", 0).with(fixed("passthru-http", 8280));
        let client = |products: &[&str]| {
            let mut url = reference("url", "https", "localhost", 8280, "");
            url.target_products = products.iter().map(|p| (*p).to_string().into()).collect();
            server("/a", 0).product("wso2is").refers(url, "offset")
        };
        assert!(messages(&RULE, [client(&["*"]), other()]).is_empty());
        let gateway = fixed("passthru-http", 8280);
        let elsewhere = client(&["wso2is-analytics"]).with(gateway.clone());
        assert!(messages(&RULE, [elsewhere]).is_empty());
        assert_eq!(messages(&RULE, [client(&["*"]).with(gateway)]).len(), 1);
    }

    #[test]
    fn what_fits_or_is_not_sure_is_silent() {
        for (scheme, port) in [
            ("https", 9443),
            ("tcp", 9611),
            ("ssl", 9711),
            ("tcp", 8672),
            ("https", 1),
            ("jdbc", 9763),
        ] {
            assert!(found(scheme, port).is_empty(), "{scheme} {port}");
        }
    }
}
