//! `stale-reference`

use crate::containers;
use crate::diagnostic::{Diagnostic, Severity};
use crate::misdirected::{self, Misdirected};
use crate::rule::{Options, Rule, RuleDoc};
use crate::rules::gateway_url_not_offset::left_by_offset;
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_catalog::Role;
use portlint_host::Files;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "stale-reference",
        severity: Severity::Warning,
        summary: "a URL names a port of this host that its service no longer opens",
        detects: r"
A URL or `host:port` that means this host (`localhost`, a loopback address, or a name or address that the home's own files
give to the server) at a port that nobody opens who can be meant, while the service that it is meant for is open at another
port: an offset moved it, or its base port was changed.

A home's own URL (its issuer, a gateway environment, what its own files say of itself) means that home; any other address
means the products that its setting may name. When somebody else has the port, `wrong-server` says so.

In a fleet of snapshots also a URL of another host whose service is closed there: a profile does not open it, or a setting
switches it off. Only where every port of that host is known.

The upstreams of nginx and the backends of HAProxy are looked at like URLs, where their files are among the paths: they may
mean any product.

Nothing is said about ports that are nobody's default (a database, a mail server), about services whose home is not among
those that were checked, and about URLs that a product sets by itself. Identifiers that look like URLs, such as the issuer
of tokens, are told in words of their own and never changed.
",
        why: r"
An offset moves the listeners of a server, not the URLs that other servers, or the server itself, were told. The
connection fails at run time, often long after the start.
",
        example: r#"
`wso2am-4.2.0/repository/conf/deployment.toml`:

```toml
[apim.key_manager]
service_url = "https://localhost:9443/services/"

[server]
offset = 5
```

`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2-portlint` says:

```text
./wso2am-4.2.0/repository/conf/deployment.toml:2:16: warning[stale-reference]: wso2am-4.2.0 names https://localhost:9443, which no server opens: servlet-https of wso2am-4.2.0 is at 9443 + 5 = 9448 and servlet-https of wso2is-7.0.0 is at 9443 + 1 = 9444
    ./wso2am-4.2.0/repository/conf/deployment.toml:5:10: note: port offset 5 of wso2am-4.2.0
    ./wso2is-7.0.0/repository/conf/deployment.toml:2:10: note: port offset 1 of wso2is-7.0.0
```
"#,
        fix: r"
Write the port that the message names. Where the product offers a placeholder such as `${mgt.transport.https.port}` for
its own ports, use that. A placeholder that is stale itself (`${receiver.url.port}` does not know of a moved receiver) has to
be replaced by the number. The linter can replace the number when only one listener can be meant (safe fix).
",
        ignore: r"
When something else that the linter does not know listens there: declare it with `[[port]]`.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let files = &view.host.files;
    for proxy in view.proxies() {
        let all = misdirected::find(view, proxy);
        findings.extend(all.iter().filter_map(|stale| of_proxy(files, proxy, stale)));
    }
    let mut told = Vec::new();
    for server in view.active() {
        let all = misdirected::find(view, server).into_iter();
        let stale = all.filter_map(|mut stale| {
            let Misdirected {
                references, moved, ..
            } = &mut stale;
            references.retain(|reference| left_by_offset(server, reference, moved).is_none());
            (stale.reached.is_none() && !stale.references.is_empty()).then_some(stale)
        });
        findings.extend(stale.filter_map(|stale| finding(files, server, &stale)));
        findings.extend(containers::stale_references(
            view, &RULE.doc, server, &mut told,
        ));
    }
}

fn finding(files: &Files, server: &Server<'_>, stale: &Misdirected<'_>) -> Option<Diagnostic> {
    let (first, moved) = (stale.references.first()?, &stale.moved);
    let names = misdirected::names(server, &stale.references);
    let services = misdirected::services(moved);
    if first.role == Role::Identifier {
        let message =
            format!("{names}, an identifier with a port that the server has left: {services}");
        let finding = misdirected::finding(&RULE.doc, server, &stale.references, message);
        return Some(misdirected::movers(finding, moved).help(
            "nobody connects to an identifier: others compare its text, so change it only together with them",
        ));
    }
    if stale.are_closed {
        let closed = misdirected::closed_services(moved);
        let message = format!("{names}, which no server opens: {closed}");
        let finding = misdirected::finding(&RULE.doc, server, &stale.references, message);
        return Some(
            misdirected::reasons(finding, moved)
                .help("name a server that opens this port, or let this one open it"),
        );
    }
    let message = format!("{names}, which no server opens: {services}");
    let finding = misdirected::finding(&RULE.doc, server, &stale.references, message);
    let finding = misdirected::movers(finding, moved);
    Some(misdirected::corrected(
        finding,
        files,
        &stale.references,
        moved,
    ))
}

/// That of a proxy is not repaired: the port of a group may stand in other files, too.
fn of_proxy(files: &Files, proxy: &Server<'_>, stale: &Misdirected<'_>) -> Option<Diagnostic> {
    let mut finding = finding(files, proxy, stale)?;
    finding.fix = None;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Build, TestHome, conditional, fixed, follower, foreign, host, messages, reference, run,
        server, server_with,
    };
    use portlint_host::{Proxy, ProxySoftware};
    use portlint_syntax::{Format, Limits};
    use portlint_testkit::place;

    fn client(products: &[&str]) -> TestHome {
        let mut url = reference(
            "service_catalog.apim_host",
            "https",
            "localhost",
            9443,
            "servlet-https",
        );
        url.target_products = products.iter().map(|p| (*p).to_string().into()).collect();
        server_with("/mi", 10, "apim_host = \"https://localhost:9443\"\n")
            .product("wso2mi")
            .refers(url, "\"https://localhost:9443\"")
    }

    fn api_manager(path: &str, offset: i64) -> TestHome {
        server(path, offset).with(follower("servlet-https", 9443, offset))
    }

    #[test]
    fn names_where_the_service_is_now() {
        let findings = run(&RULE, &host([client(&["wso2am"]), api_manager("/am", 1)]));
        assert_eq!(
            findings[0].message,
            "mi names https://localhost:9443, which no server opens: servlet-https of am is at 9443 + 1 = 9444"
        );
        assert_eq!(
            findings[0].fix.as_ref().unwrap().edits[0].replacement,
            "9444"
        );
    }

    #[test]
    fn a_placeholder_that_does_not_know_of_a_moved_port_fires() {
        let text = "urls = \"tcp://${carbon.local.ip}:${receiver.url.port}\"\n";
        let url = reference(
            "urls",
            "tcp",
            "${carbon.local.ip}",
            9612,
            "databridge-binary-tcp",
        );
        let home = server_with("/am", 1, text)
            .with(follower("databridge-binary-tcp", 9700, 1))
            .refers(url, "tcp://${carbon.local.ip}:${receiver.url.port}");
        assert_eq!(
            messages(&RULE, [home]),
            [
                "am names tcp://${carbon.local.ip}:9612, which no server opens: databridge-binary-tcp of am is at 9700 + 1 \
              = 9701"
            ]
        );
    }

    #[test]
    fn one_file_that_names_an_address_twice_has_one_finding() {
        let text = "a = \"https://localhost:9443/a\"\nb = \"https://localhost:9443/b\"\n";
        let url = |route| reference(route, "https", "localhost", 9443, "servlet-https");
        let home = server_with("/am", 1, text)
            .with(follower("servlet-https", 9443, 1))
            .refers(url("a"), "https://localhost:9443/a")
            .refers(url("b"), "https://localhost:9443/b");
        let findings = run(&RULE, &host([home]));
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .message
                .starts_with("am names https://localhost:9443 2 times")
        );
        assert_eq!(findings[0].fix.as_ref().unwrap().edits.len(), 2);
    }

    #[test]
    fn two_possible_servers_are_both_named_and_nothing_is_replaced() {
        let homes = [
            client(&["*"]),
            api_manager("/am1", 1),
            api_manager("/am2", 2),
        ];
        let findings = run(&RULE, &host(homes));
        assert!(
            findings[0]
                .message
                .ends_with("servlet-https of am2 is at 9443 + 2 = 9445")
        );
        assert!(findings[0].fix.is_none());
    }

    #[test]
    fn a_reference_to_the_home_itself_fires() {
        let own = client(&[]).with(follower("servlet-https", 9443, 10));
        assert_eq!(messages(&RULE, [own]).len(), 1);
    }

    #[test]
    fn silent_when_somebody_opens_the_port_or_nobody_left_it() {
        let am = || api_manager("/am", 1);
        let opener = server("/x", 0).with(fixed("y", 9443));
        assert!(messages(&RULE, [client(&["wso2am"]), am(), opener]).is_empty());
        let perhaps = server("/x", 0).with(conditional(fixed("y", 9443), "perhaps"));
        assert!(messages(&RULE, [client(&["wso2am"]), am(), perhaps]).is_empty());
        assert!(messages(&RULE, [client(&["wso2is"]), am()]).is_empty());
        assert!(messages(&RULE, [client(&["wso2am"]), am().on("elsewhere")]).is_empty());
        assert!(messages(&RULE, [client(&["wso2am"])]).is_empty());
        let mut declared = host([client(&["wso2am"]), am()]);
        declared.foreign.push(foreign("proxy", 9443));
        assert!(run(&RULE, &declared).is_empty());
    }

    fn proxied(home: TestHome) -> Vec<String> {
        let mut upstream = reference("upstream[am].server[1]", "", "localhost", 9443, "");
        upstream.scheme = None;
        upstream.target_products = vec!["*".into()];
        let mut proxy = Proxy::new(ProxySoftware::Nginx, "/etc/nginx.conf");
        let mut files = Files::default();
        let text = "upstream am { server localhost:9443; }\n";
        let file = files.parse(
            "/etc/nginx.conf",
            text.as_bytes(),
            Format::Nginx,
            &Limits::default(),
        );
        upstream.location = Some(place(&file, "localhost:9443"));
        proxy.push(upstream);
        let mut host = host([home]);
        host.add_proxy(proxy, &files);
        let findings = run(&RULE, &host);
        assert!(findings.iter().all(|finding| finding.fix.is_none()));
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn an_upstream_of_a_proxy_fires() {
        assert_eq!(
            proxied(api_manager("/am", 1)),
            [
                "nginx.conf names localhost:9443, which no server opens: servlet-https of am is at 9443 + 1 = 9444"
            ]
        );
        assert!(proxied(api_manager("/am", 0)).is_empty());
        assert!(proxied(api_manager("/am", 1).on("elsewhere")).is_empty());
    }

    #[test]
    fn silent_about_defaults_and_other_hosts() {
        let mut default = client(&["wso2am"]);
        default.runtimes[0].references[0].location = None;
        assert!(messages(&RULE, [default, api_manager("/am", 1)]).is_empty());
        let mut remote = client(&["wso2am"]);
        remote.runtimes[0].references[0].host = "am.example.com".to_string();
        assert!(messages(&RULE, [remote, api_manager("/am", 1)]).is_empty());
    }
}
