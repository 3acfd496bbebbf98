use super::*;
use crate::testing::{
    Build, TestHome, bound, conditional, fixed, follower, foreign, host, messages, run, server,
    server_with,
};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::Listener;

/// A server with the servlet ports at this offset.
fn servlet(path: &str, offset: i64) -> TestHome {
    server(path, offset)
        .with(follower("servlet-https", 9443, offset))
        .with(follower("servlet-http", 9763, offset))
}

#[test]
fn two_servers_at_one_offset_are_one_finding() {
    let homes = [
        servlet("/opt/wso2am-4.2.0", 0),
        servlet("/opt/wso2is-7.0.0", 0),
    ];
    let two = host(homes);
    let findings = run(&RULE, &two);
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    assert_eq!(
        finding.message,
        "wso2am-4.2.0 and wso2is-7.0.0 both open 9443/tcp and 1 more port"
    );
    let ports = finding
        .ports
        .iter()
        .map(|claim| (claim.port, claim.owners.len()));
    assert_eq!(ports.collect::<Vec<_>>(), [(9443, 2), (9763, 2)]);
    assert_eq!(
        finding.help.as_deref(),
        Some("set the port offset of wso2is-7.0.0 to 1 (`[server] offset = 1`)")
    );
    let places = finding.annotations.iter().map(|a| {
        let path = two.files.path(a.location.file).display().to_string();
        (path.contains("wso2is"), a.primary, a.message.as_str())
    });
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            (
                true,
                true,
                "port offset 0: 9443 + 0 = 9443 (servlet-https) and 1 more"
            ),
            (
                false,
                false,
                "port offset 0: 9443 + 0 = 9443 (servlet-https) and 1 more"
            ),
        ]
    );
    let edit = &finding.fix.as_ref().unwrap().edits[0];
    assert_eq!(edit.replacement, "1");
    assert_eq!(edit.location.span.start, 18);
}

#[test]
fn eight_homes_at_one_offset_are_one_finding() {
    let findings = run(
        &RULE,
        &host((0..8).map(|n| servlet(&format!("/opt/am{n}"), 0))),
    );
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].message,
        "8 servers open 9443/tcp and 1 more port: am0, am1, am2, am3 and 4 more"
    );
    assert_eq!(findings[0].ports[0].owners.len(), 8);
    assert!(findings[0].annotations.len() <= 6);
    assert_eq!(
        findings[0].annotations.iter().filter(|a| a.primary).count(),
        1
    );
    assert_eq!(findings[0].fix.as_ref().unwrap().edits.len(), 7);
}

/// What the message says of all servers is true of all.
#[test]
fn the_message_names_the_port_that_most_servers_open() {
    let with = |path, listeners: &[(&str, i64)]| {
        let home = server(path, 0);
        let add = |home: TestHome, (id, base): &(&str, i64)| home.with(follower(id, *base, 0));
        listeners.iter().fold(home, add)
    };
    let (amqp, https, http) = (("amqp", 5672), ("https", 9443), ("http", 9763));
    let homes = [
        with("/a", &[amqp, https]),
        with("/b", &[amqp, https]),
        with("/c", &[https]),
    ];
    assert_eq!(
        messages(&RULE, homes),
        ["3 servers open 9443/tcp: a, b and c; 1 more port is shared by some of them"]
    );
    let homes = [
        with("/a", &[amqp, http]),
        with("/b", &[amqp, https]),
        with("/c", &[https, http]),
    ];
    assert_eq!(
        messages(&RULE, homes),
        ["a and b both open 5672/tcp; 2 more ports are shared with c"]
    );
}

#[test]
fn a_missing_offset_is_shown_where_it_belongs() {
    let homes = [servlet("/a", 0).pinned(), servlet("/b", 0).default_offset()];
    let findings = run(&RULE, &host(homes));
    let primary = findings[0].primary().unwrap();
    assert!(primary.location.span.is_empty());
    assert_eq!(
        primary.message,
        "no port offset is set, so 0 applies: 9443 + 0 = 9443 (servlet-https) and 1 more"
    );
    assert!(findings[0].fix.is_none());
}

#[test]
fn ports_that_the_same_servers_share_anyway_join_their_finding() {
    let with_stores = |path| servlet(path, 0).with(fixed("stores", 7070));
    let findings = run(&RULE, &host([with_stores("/a"), with_stores("/b")]));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].ports[0].port, 7070);
    assert_eq!(
        findings[0].notes[0],
        "7070/tcp does not move with the port offset"
    );
    assert_eq!(
        findings[0].help.as_deref(),
        Some(
            "set the port offset of b to 1 (`[server] offset = 1`); move 7070/tcp with `stores.port` of b"
        )
    );
}

#[test]
fn fixed_ports_at_different_offsets_are_one_finding() {
    let homes = (0..3).map(|n| {
        servlet(&format!("/si{n}"), n)
            .with(fixed("stores/http", 7070))
            .with(fixed("stores/https", 7443))
    });
    let findings = run(&RULE, &host(homes));
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].message,
        "3 servers open 7070/tcp and 1 more port: si0, si1 and si2"
    );
    assert_eq!(
        findings[0].notes[0],
        "7070/tcp and 7443/tcp do not move with the port offset"
    );
}

#[test]
fn a_fixed_port_shared_beyond_one_offset_is_its_own_finding() {
    let with_stores = |path, offset| servlet(path, offset).with(fixed("stores", 7070));
    let homes = [
        with_stores("/a", 0),
        with_stores("/b", 0),
        with_stores("/c", 1),
    ];
    let found = messages(&RULE, homes);
    assert_eq!(
        found,
        [
            "3 servers open 7070/tcp: a, b and c",
            "a and b both open 9443/tcp and 1 more port"
        ]
    );
}

#[test]
fn crossing_ports_show_both_sums() {
    let gateway = |path, offset| {
        server(path, offset)
            .with(follower("gateway-http", 8280, offset))
            .with(follower("gateway-https", 8243, offset))
    };
    let findings = run(&RULE, &host([gateway("/a", 37), gateway("/b", 74)]));
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].notes[0],
        "8280 + 37 = 8317 = 8243 + 74: gateway-http of a and gateway-https of b use the same port"
    );
    assert_eq!(
        findings[0].help.as_deref(),
        Some("set the port offset of a to 0 (`[server] offset = 0`)")
    );
}

#[test]
fn an_explicit_port_is_shown_where_it_stands() {
    let explicit = server_with("/b", 1, "port = 9443\n").with_at(fixed("custom", 9443), "9443");
    let findings = run(&RULE, &host([servlet("/a", 0), explicit]));
    let texts = findings[0].annotations.iter().map(|a| a.message.as_str());
    assert_eq!(
        texts.collect::<Vec<_>>(),
        [
            "custom: 9443",
            "port offset 0: 9443 + 0 = 9443 (servlet-https)"
        ]
    );
    // One number is less than all ports of a server.
    assert_eq!(
        findings[0].help.as_deref(),
        Some("move 9443/tcp to 9444 with `custom.port` of b")
    );
}

#[test]
fn a_pinned_home_stays() {
    let two = host([servlet("/a", 0), servlet("/b", 0).pinned()]);
    let findings = run(&RULE, &two);
    assert!(findings[0].help.as_ref().unwrap().contains("of a to 1"));
    let path = two.files.path(findings[0].primary().unwrap().location.file);
    assert!(path.starts_with("/a"));
}

#[test]
fn the_proposed_offset_meets_nobody() {
    let homes = [
        servlet("/a", 0),
        servlet("/b", 0),
        servlet("/c", 1),
        servlet("/d", 2),
    ];
    let findings = run(&RULE, &host(homes));
    assert!(findings[0].help.as_ref().unwrap().contains("of b to 3"));
}

#[test]
fn declared_software_collides() {
    let mut with_broker = host([server("/a", 0).with(follower("amqp", 5672, 0))]);
    with_broker.foreign.push(foreign("RabbitMQ", 5672));
    let findings = run(&RULE, &with_broker);
    assert_eq!(findings[0].message, "a and RabbitMQ both open 5672/tcp");
    assert_eq!(
        findings[0].notes[0],
        "5672 + 0 = 5672: amqp of a and RabbitMQ use the same port"
    );
    assert!(findings[0].help.as_ref().unwrap().contains("of a to 1"));
}

#[test]
fn containers_have_ports_of_their_own() {
    let service = |path, file, name| servlet(path, 0).service(file, name);
    let mut stacks = host([
        service("/a", "a/compose.yml", "wso2"),
        service("/b", "b/compose.yml", "wso2"),
        servlet("/c", 0),
    ]);
    stacks.foreign.push(foreign("proxy", 9763));
    let findings = run(&RULE, &stacks);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].message, "c and proxy both open 9763/tcp");
}

#[test]
fn homes_in_one_container_are_not_moved() {
    let service = |path| servlet(path, 0).service("compose.yml", "wso2");
    let findings = run(&RULE, &host([service("/a"), service("/b")]));
    assert_eq!(
        findings[0].message,
        "a and b both open 9443/tcp and 1 more port"
    );
    assert!(findings[0].fix.is_none());
}

#[test]
fn two_runtimes_of_one_home_collide() {
    let mut home = servlet("/opt/wso2ei-6.5.0", 0);
    let broker = servlet("/opt/wso2ei-6.5.0", 0).runtime("broker");
    home.runtimes.extend(broker.home.runtimes);
    assert_eq!(
        messages(&RULE, [home]),
        ["wso2ei-6.5.0 and wso2ei-6.5.0 (broker) both open 9443/tcp and 1 more port"]
    );
}

#[test]
fn what_may_collide_besides_is_a_note() {
    let with_kdc = |path| {
        servlet(path, 0).with(conditional(
            follower("kdc", 8000, 0),
            "only when it is enabled",
        ))
    };
    let findings = run(&RULE, &host([with_kdc("/a"), with_kdc("/b")]));
    assert_eq!(findings[0].ports.len(), 2);
    assert!(
        findings[0].notes[0].starts_with("they may share 8000/tcp too: kdc of a is conditional")
    );
}

#[test]
fn the_way_to_tell_homes_apart_is_said_once() {
    let homes = [
        servlet("/a", 0),
        servlet("/b", 0),
        servlet("/c", 9),
        servlet("/d", 9),
    ];
    let findings = run(&RULE, &host(homes));
    let notes = findings.iter().flat_map(|f| &f.notes);
    assert_eq!(
        notes.filter(|note| note.contains("active = false")).count(),
        1
    );
}

#[test]
fn silent_where_nothing_meets() {
    let one = |listener| server("/a", 0).with(listener);
    let other = |listener| server("/b", 0).with(listener);
    let udp = |listener| Listener {
        protocol: Protocol::Udp,
        ..listener
    };
    let moves_on = |listener| Listener {
        sharing: Sharing::MovesOn,
        ..listener
    };
    let shared = |listener| Listener {
        sharing: Sharing::Shared,
        ..listener
    };
    let closed = |listener| Listener {
        state: portlint_host::State::Closed,
        ..listener
    };
    let x = || fixed("x", 8000);
    #[allow(clippy::large_stack_arrays)] // A test has the stack for it.
    for homes in [
        [one(x()), other(fixed("x", 8001))],
        [one(x()), other(udp(x()))],
        [one(bound(x(), "10.0.0.1")), other(bound(x(), "10.0.0.2"))],
        [one(x()), other(closed(x()))],
        [one(x()), other(conditional(x(), "perhaps"))],
        [one(x()), other(moves_on(x()))],
        [one(shared(x())), other(shared(x()))],
        [one(fixed("x", 70000)), other(fixed("x", 70000))],
        [one(x()).on("node-1"), other(x()).on("node-2")],
        [one(x()), other(x()).on("node-2")],
        [one(x()), other(x()).inactive()],
        [servlet("/a", 0), servlet("/b", 1)],
    ] {
        assert_eq!(messages(&RULE, homes), Vec::<String>::new());
    }
}

#[test]
fn fingerprints_survive_lines_and_ports_and_change_with_settings() {
    let fingerprint = |more, offset, id| {
        let b = server_with("/b", offset, more).with(follower(id, 9443, offset));
        let a = server("/a", offset).with(follower(id, 9443, offset));
        run(&RULE, &host([a, b]))[0].fingerprint()
    };
    let plain = fingerprint("", 0, "x");
    assert_eq!(plain, fingerprint("# more\n", 0, "x"));
    assert_eq!(plain, fingerprint("", 1, "x"));
    assert_ne!(plain, fingerprint("", 0, "y"));
}
