//! What is on the page, where its links lead, and that it loads and runs nothing but its own.

use super::digest::sha256_base64;
use crate::Style;
use crate::testing::{check, collision, ports, unicode};
use portlint_catalog::Protocol;
use portlint_host::{Home, Host, Namespace, NamespaceKind, Offset, Published, Stack, StackService};
use portlint_rules::{Diagnostic, Severity};
use std::collections::BTreeSet;

fn page(host: &Host, findings: &[Diagnostic]) -> String {
    check("html", host, findings, &unicode())
}

/// The elements of the body, which is well-formed.
fn body(page: &str) -> String {
    let (_, body) = page.split_once("<body>\n").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    format!("<body>{body}</body>")
}

/// Every link within the page leads somewhere.
fn assert_links(page: &str) {
    let body = body(page);
    let document = roxmltree::Document::parse(&body).unwrap_or_else(|e| panic!("{e}\n{body}"));
    let mut ids = BTreeSet::new();
    for id in document
        .descendants()
        .filter_map(|node| node.attribute("id"))
    {
        assert!(ids.insert(id), "{id} twice");
    }
    let links = document
        .descendants()
        .filter_map(|node| node.attribute("href"));
    let mut own = 0;
    for link in links.filter_map(|link| link.strip_prefix('#')) {
        assert!(ids.contains(link), "{link}");
        own += 1;
    }
    assert!(own > 3);
}

#[test]
fn finding_map_and_table_lead_to_each_other() {
    let (host, findings) = collision();
    let page = page(&host, &findings);
    assert_links(&page);
    for link in [
        // The first line, the finding's port and owner, the mark, the row and whom it collides with.
        "<td class=\"numbers\"><a href=\"#m0-0\">9444/tcp</a></td><td><a href=\"#f1\">finding 1</a></td>",
        "<a href=\"#p1-0\">is servlet-https 9444 + 0</a>",
        "<a id=\"m0-0\" class=\"mark open clash\" href=\"#p0-0\"",
        "<a href=\"#f1\">collides with am</a>",
    ] {
        assert!(page.contains(link), "{link}\n{page}");
    }
    // Without findings the same page has map and table.
    let alone = ports("html", &host, true, &unicode());
    assert_links(&alone);
    assert!(!alone.contains("id=\"findings\"") && !alone.contains("id=\"plan\""));
}

#[test]
fn the_policy_names_the_only_script_and_style() {
    let (host, findings) = collision();
    let page = page(&host, &findings);
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        assert_eq!(page.matches(&open).count(), 1);
        let (_, rest) = page.split_once(&open).unwrap();
        let (text, _) = rest.split_once(&close).unwrap();
        let digest = sha256_base64(text.as_bytes());
        assert!(page.contains(&format!("{directive} 'sha256-{digest}'")));
    }
    assert!(!page.contains("unsafe-inline"));
    let body = body(&page);
    let document = roxmltree::Document::parse(&body).unwrap();
    let attributes = document.descendants().flat_map(|node| node.attributes());
    for attribute in attributes {
        let name = attribute.name();
        assert!(
            !name.starts_with("on") && name != "style" && name != "src",
            "{name}"
        );
    }
    for outside in [
        "@import",
        "url(",
        "<link",
        "fetch(",
        "XMLHttpRequest",
        "import(",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_fix_and_the_plan_are_shown_as_edits() {
    let (host, findings) = collision();
    let page = page(&host, &findings);
    assert!(page.contains("What <code>--fix</code> changes"));
    assert!(
        page.contains("<span class=\"removed\">-offset = 1</span>"),
        "{page}"
    );
    assert!(page.contains("<span class=\"added\">+offset = 2</span>"));
    // No offset moves these ports: the plan says so.
    assert!(page.contains("id=\"plan\"") && page.contains("no permitted offset separates them"));
    assert!(!page.contains("hunter2"));
}

#[test]
fn networks_are_groups() {
    let (mut host, _) = collision();
    let group = |home: &mut Home, host: &str| home.group = Some(host.to_string());
    group(&mut host.homes[0], "node-1");
    group(&mut host.homes[1], "node-2");
    let title = "<h1>Ports of 2 hosts</h1>";
    let page = ports("html", &host, false, &unicode());
    assert!(page.contains(title));
    assert!(page.contains("<span class=\"one\">host node-1</span>"));
    assert!(page.contains("No two servers want the same port"));
    let mut space = Namespace::named("gateway");
    space.kind = NamespaceKind::ComposeService;
    host.homes[0].group = None;
    host.homes[1].group = None;
    host.homes[1].namespace = Some(space);
    let page = ports("html", &host, false, &unicode());
    assert!(page.contains("<span class=\"one\">this host</span>"));
    assert!(page.contains("compose service gateway"));
}

#[test]
fn the_table_is_in_the_order_of_ports_and_folds_what_has_none() {
    let (mut host, _) = collision();
    let runtime = &mut host.homes[0].runtimes[0];
    for number in 0..20 {
        let mut unknown = crate::testing::listener(&format!("unknown-{number}"), None, 0);
        unknown.condition = Some("carbon.xml cannot be read".into());
        runtime.listeners.insert(0, unknown);
    }
    runtime
        .listeners
        .push(crate::testing::listener("low", Some(80), 0));
    let page = ports("html", &host, true, &unicode());
    assert_links(&page);
    let (_, table) = page.split_once("<tbody role=\"rowgroup\">").unwrap();
    let rows: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("<tr"))
        .collect();
    // 80, twice 9444, the closed 9100, and one row for 21 that are not known.
    assert_eq!(rows.len(), 5, "{rows:#?}");
    assert!(rows[0].contains(">80/tcp<"));
    assert!(rows[4].contains("<summary>21 unknown ports</summary>"));
    assert!(rows[4].contains("unknown-19, unknown-18"));
    // Nobody is on one interface only, and nobody looked at what runs.
    assert!(!page.contains(">address</th>") && !page.contains(">now</th>"));
}

#[test]
fn of_very_many_findings_the_first_are_shown_and_all_counted() {
    let finding =
        |number: usize| Diagnostic::new("unreadable-file", Severity::Warning, number.to_string());
    let findings: Vec<_> = (0..5003).map(finding).collect();
    let page = page(&Host::default(), &findings);
    assert_eq!(page.matches("<article").count(), 5000);
    assert!(page.contains("The first 5000 of 5003 findings"));
}

/// Twice as many servers on one port take about twice as long; all with all would take four times.
#[test]
fn many_servers_on_one_port_are_drawn_in_linear_time() {
    let host = |count: usize| {
        let home = |number: usize| {
            let listeners = vec![crate::testing::listener("https", Some(9443), 0)];
            let offset = Offset::default_of(0, "product default");
            crate::testing::home(
                &format!("/opt/{number}"),
                vec![crate::testing::runtime("default", offset, listeners)],
            )
        };
        Host {
            homes: (0..count).map(home).collect(),
            ..Host::default()
        }
    };
    let time = |host: &Host| {
        let start = std::time::Instant::now();
        let page = ports("html", host, false, &Style::default());
        assert!(page.contains("and 19"), "who is not named is counted");
        start.elapsed()
    };
    let (few, many) = (host(2_000), host(20_000));
    let (few, many) = (time(&few), time(&many));
    assert!(many < few * 40, "{few:?} {many:?}");
}

#[test]
fn ports_that_two_services_publish_clash() {
    let (mut host, mut findings) = collision();
    let place = findings[0].annotations[0].location;
    let service = |name: &str, location| StackService {
        name: name.to_string(),
        is_wso2: true,
        is_proxy: false,
        profiles: Vec::new(),
        published: vec![Published {
            protocol: Protocol::Tcp,
            host_address: None,
            host_port: Some(443),
            container_port: 9443,
            location,
        }],
    };
    host.stacks = vec![Stack {
        key: "compose.yaml".to_string(),
        services: vec![service("am<", None), service("is", Some(place))],
    }];
    let finding = Diagnostic::new(
        "published-port-collision",
        Severity::Error,
        "both publish it",
    );
    findings.push(finding.at(place, "published for is"));
    let page = page(&host, &findings);
    assert_links(&page);
    assert!(
        page.contains(
            "<tr><th scope=\"row\">am&lt;, is</th><td class=\"numbers\">443/tcp of the host</td><td><a href=\"#f2\">finding 2</a></td></tr>"
        ),
        "{page}"
    );
    assert!(page.contains("1 collision, 1 published-port collision"));
    // Alone it is a clash as well.
    host.homes.clear();
    let alone = ports("html", &host, false, &unicode());
    assert!(alone.contains("443/tcp of the host") && !alone.contains("No two servers"));
}
