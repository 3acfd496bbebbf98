//! `stale-reference`

use crate::diagnostic::{Annotation, Diagnostic, Severity};
use crate::references;
use crate::rule::{Options, Rule, RuleDoc};
use crate::rules::gateway_url_not_offset::meant_listener;
use crate::view::View;
use portlint_analysis::cluster;
use portlint_analysis::sites::Server;
use portlint_catalog::{product, shipped_offset};
use portlint_fix::{Applicability, Fix};
use portlint_host::Files;
use portlint_host::words;
use portlint_host::{Listener, Reference};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "stale-reference",
        severity: Severity::Warning,
        summary: "a URL names a port of this host that its service has left",
        detects: r#"
A URL or `host:port` that means this host (`localhost` or a loopback address) at a port that none of the checked servers
opens, while the service that it is meant for is open at another port of one of them.

Nothing is said about ports that are nobody's default (a database, a mail server), about services whose home is not among
those that were checked, and about URLs that a product sets by itself.
"#,
        why: r#"
An offset moves the listeners of a server, not the URLs that other servers, or the server itself, were told. The
connection fails at run time, often long after the start.
"#,
        example: r#"
```toml
# Micro Integrator; the API Manager on this host runs with offset 1
[[service_catalog]]
apim_host = "https://localhost:9443"     # is at 9444
```
"#,
        fix: r#"
Write the port that the message names. Where the product offers a placeholder such as `${mgt.transport.https.port}` for
its own ports, use that. A placeholder that is stale itself (`${receiver.url.port}` does not know of a moved receiver) has to
be replaced by the number. The linter can replace the number when only one server comes into question (safe fix).
"#,
        ignore: r#"
When something else that the linter does not know listens there: declare it with `[[port]]`.
"#,
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let servers = view.servers();
    let openers = view.openers();
    for server in servers {
        // A file that names one address often has one finding.
        let mut stale = BTreeMap::<_, (Moved<'_, '_>, Vec<&Reference>)>::new();
        for reference in server.runtime.references.iter().filter(|r| concerns(r)) {
            let (Some(port), Some(location)) = (reference.port, &reference.location) else {
                continue;
            };
            let network = server.home.network();
            let mut open = openers.at(network, reference.protocol, port);
            let is_foreign =
                || network.is_host() && references::is_foreign(view.host, reference.protocol, port);
            if open.next().is_none() && !is_foreign() {
                let address = references::written(reference);
                let key = (
                    view.host.files.path(location.file),
                    address,
                    reference.target.as_deref(),
                );
                let moved = || moved_to(servers, server, reference, port);
                let same = stale.entry(key).or_insert_with(|| (moved(), Vec::new()));
                same.1.push(reference);
            }
        }
        let stale = stale.into_values();
        let files = &view.host.files;
        findings.extend(stale.filter_map(|(moved, names)| finding(files, server, &names, &moved)));
    }
}

/// Where a service is now.
type Moved<'s, 'a> = Vec<(&'s Server<'a>, &'a Listener)>;

/// Most services, and most further places, of one finding.
const SHOWN: usize = 3;

/// Written by the user, about this host, and not the business of another rule.
fn concerns(reference: &Reference) -> bool {
    reference.location.is_some()
        && references::means_this_host(reference)
        && meant_listener(reference).is_none()
        && !cluster::is_member(reference)
}

/// Where the service that has `port` as its base is open now. A server's own service comes before that of others.
fn moved_to<'s, 'a>(
    servers: &'s [Server<'a>],
    server: &Server<'a>,
    reference: &Reference,
    port: i64,
) -> Moved<'s, 'a> {
    let is_own = |other: &Server<'_>| std::ptr::eq(other.home, server.home);
    let meant = |other: &Server<'_>| {
        let products = &reference.target_products;
        let itself = is_own(other);
        let product = other.home.product.as_deref().unwrap_or_default();
        let named = products.iter().any(|p| p == "*" || p == product);
        other.home.active
            && other.home.network() == server.home.network()
            && if products.is_empty() { itself } else { named }
    };
    // A port that the server computes is its own default, wherever the listener was moved to.
    let computed = references::is_computed(reference) && reference.target.is_some();
    let has_moved = |(other, listener): &(&Server<'_>, &Listener)| {
        let target = reference.target.as_ref();
        target.is_none_or(|id| *id == listener.id)
            && listener.protocol == reference.protocol
            && (is_default(other, listener, port) || computed)
            && listener.port.is_some_and(|now| now != port)
    };
    let services = |own: bool| {
        let others = servers.iter().filter(|other| is_own(other) == own);
        others
            .filter(|other| meant(other))
            .flat_map(|other| other.open().map(move |listener| (other, listener)))
            .filter(has_moved)
            .collect::<Vec<_>>()
    };
    let own = services(true);
    if own.is_empty() { services(false) } else { own }
}

/// Whether a listener has this port with the product's own settings, without or with the offset it is shipped with.
fn is_default(server: &Server<'_>, listener: &Listener, port: i64) -> bool {
    let shipped = || {
        let product = product(server.home.product.as_deref()?)?;
        let spec = (product.runtimes.iter()).find(|spec| {
            spec.id == server.runtime.id && spec.generation == server.runtime.generation
        })?;
        Some(i64::from(shipped_offset(product, spec)))
    };
    let base = |base: i64| {
        base == port || (listener.follows_offset && shipped().is_some_and(|o| base + o == port))
    };
    listener.base.is_some_and(base)
}

fn finding(
    files: &Files,
    server: &Server<'_>,
    names: &[&Reference],
    moved: &[(&Server<'_>, &Listener)],
) -> Option<Diagnostic> {
    let (first, others) = names.split_first()?;
    if moved.is_empty() {
        return None;
    }
    let services = moved.iter().take(SHOWN).map(|(other, listener)| {
        let sum = words::sum(listener);
        format!("{} of {} is at {sum}", listener.id, other.name)
    });
    let services = words::first_of(&services.collect::<Vec<_>>(), moved.len());
    let times = match others.len() {
        0 => String::new(),
        more => format!(" {} times", more + 1),
    };
    let message = format!(
        "{} names {}{times}, which no server opens: {}",
        server.name,
        references::written(first),
        services
    );
    let mut finding = references::finding(&RULE.doc, server, first, message);
    for other in others {
        finding.identity.add(&other.route);
    }
    for other in others.iter().take(SHOWN) {
        let place = other.location;
        finding.annotations.extend(place.map(|location| Annotation {
            location,
            message: other.description.to_string(),
            primary: false,
        }));
    }
    for (other, _) in moved.iter().take(SHOWN) {
        if let Some(place) = other.runtime.offset.location {
            let value = other.runtime.offset.value.unwrap_or_default();
            finding = finding.at(place, format!("port offset {value} of {}", other.name));
        }
    }
    let ports = moved.iter().filter_map(|(_, listener)| listener.port);
    let ports = ports.collect::<BTreeSet<_>>();
    if let (Some(&port), 1) = (ports.first(), ports.len()) {
        let fixes = names
            .iter()
            .map(|name| references::new_port(files, name, port));
        // All or none: half a fix would leave the file in two minds.
        finding.fix = fixes.collect::<Option<Vec<_>>>().map(|fixes| Fix {
            applicability: Applicability::Safe,
            edits: fixes.into_iter().flat_map(|fix| fix.edits).collect(),
            follows: true,
        });
        finding = finding.help(format!("write port {port}"));
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Build, TestHome, conditional, fixed, follower, foreign, host, messages, reference, run,
        server, server_with,
    };

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
