//! The pictures: what is on them, that they stay well-formed, and that any host can be drawn.

use crate::testing::*;
use crate::{PortsFormat, Style};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Files, ForeignPort, Home, Host, Offset, State};
use portlint_syntax::Format;
use proptest::prelude::*;

const HOSTILE: &str = "a\n]]>\"'<script>alert(1)</script>&|\u{1b}[2J\u{202e}\u{ffff}";

/// What an API Manager and an Identity Server open, more or less.
const AM: &[(&str, i64)] = &[
    ("servlet-https", 9443),
    ("servlet-http", 9763),
    ("gateway-http", 8280),
    ("gateway-https", 8243),
    ("websocket", 9099),
    ("secure-websocket", 8099),
    ("binary-tcp", 9611),
    ("binary-ssl", 9711),
    ("amqp", 5672),
    ("amqp-ssl", 8672),
];
const IS: &[(&str, i64)] = &[
    ("servlet-https", 9443),
    ("servlet-http", 9763),
    ("thrift", 10711),
    ("ldap", 10389),
    ("kdc", 8000),
];

type TestHome = (Home, Files);

fn server(path: &str, name: &str, version: &str, offset: i64, ports: &[(&str, i64)]) -> TestHome {
    let mut files = Files::default();
    let toml = file(
        &mut files,
        &format!("{path}/repository/conf/deployment.toml"),
        &format!("[server]\nhostname = \"localhost\"\noffset = {offset}\n"),
        Format::Toml,
    );
    let mut value = Offset::default_of(offset, "[server] offset");
    value.location = Some(at(&toml, &format!("{offset}\n")));
    let mut listeners = ports
        .iter()
        .map(|(id, base)| listener(id, Some(*base), offset))
        .collect::<Vec<_>>();
    for udp in listeners.iter_mut().filter(|listener| listener.id == "kdc") {
        udp.protocol = Protocol::Udp;
    }
    for maybe in listeners
        .iter_mut()
        .filter(|listener| listener.id.contains("websocket"))
    {
        maybe.state = State::Conditional;
        maybe.condition = Some("when a WebSocket API is deployed".into());
    }
    let mut home = home(path, vec![runtime("default", value, listeners)]);
    home.name = Some(name.to_string());
    home.version = portlint_catalog::Version::parse(version);
    (home, files)
}

/// Five homes, of which two share an offset and one crosses another.
fn five() -> Host {
    let am = |path, offset| server(path, "WSO2 API Manager", "4.2.0", offset, AM);
    let mut mi = server(
        "/opt/wso2/wso2mi-4.2.0",
        "WSO2 Micro Integrator",
        "4.2.0",
        10,
        &[("http", 8290), ("https", 8253), ("management", 9164)],
    );
    let inbound = listener("inbound-orders", Some(8281), 0);
    mi.0.runtimes[0].listeners.push(inbound);
    Host::of([
        am("/opt/wso2/wso2am-4.2.0", 0),
        am("/opt/wso2/wso2am-4.2.0-gateway", 1),
        server(
            "/opt/wso2/wso2is-6.1.0",
            "WSO2 Identity Server",
            "6.1.0",
            1,
            IS,
        ),
        server(
            "/opt/wso2/wso2is-7.0.0",
            "WSO2 Identity Server",
            "7.0.0",
            3,
            IS,
        ),
        mi,
    ])
}

fn many(count: i64) -> Host {
    let home = |n: i64| {
        let path = format!("/opt/wso2/node-{n:02}");
        match n % 3 {
            0 => server(&path, "WSO2 API Manager", "4.2.0", n - n % 7, AM),
            _ => server(&path, "WSO2 Identity Server", "7.0.0", n, IS),
        }
    };
    let mut host = Host::of((0..count).map(home));
    host.foreign.push(ForeignPort {
        name: "PostgreSQL".to_string(),
        protocol: Protocol::Tcp,
        port: 5672,
        address: None,
        group: None,
    });
    host
}

fn svg_of(host: &Host) -> String {
    ports("svg", host, false, &Style::default())
}

fn elements(svg: &str, class: &str) -> usize {
    let document = roxmltree::Document::parse(svg).unwrap();
    let of_class = |node: &roxmltree::Node<'_, '_>| {
        let classes = node.attribute("class").unwrap_or("");
        classes.split(' ').any(|own| own == class)
    };
    document.descendants().filter(of_class).count()
}

/// Set PORTLINT_PAGES to a directory to look at the pages.
#[test]
#[ignore = "writes pages to look at"]
fn write_pages() {
    let Some(directory) = std::env::var_os("PORTLINT_PAGES") else {
        return;
    };
    let directory = std::path::PathBuf::from(directory);
    for (name, host) in [("1", many(1)), ("5", five()), ("60", many(60))] {
        for format in ["html", "svg", "map"] {
            let path = directory.join(format!("host-{name}.{format}"));
            std::fs::write(path, ports(format, &host, false, &unicode())).unwrap();
        }
    }
    let (host, findings) = collision();
    std::fs::write(
        directory.join("findings.html"),
        check("html", &host, &findings, &unicode()),
    )
    .unwrap();
}

#[test]
fn collisions_are_lines_through_the_rows_that_want_a_port() {
    let host = five();
    let svg = svg_of(&host);
    // 9444 and 9764 of the two with offset 1, and 8281 of the inbound endpoint and a gateway.
    assert_eq!(elements(&svg, "link"), 3);
    assert_eq!(elements(&svg, "clash"), 6 + 3);
    assert_eq!(elements(&svg, "mark"), 2 * AM.len() + 2 * IS.len() + 4);
    assert!(
        svg.contains("<title>9444/tcp is wanted by wso2am-4.2.0-gateway, wso2is-6.1.0</title>")
    );
    assert!(svg.contains(
        "\n9443 + 1 = 9444\nbase: product default\noffset 1: [server] offset \
         (repository/conf/deployment.toml:3)\ncollides with wso2is-6.1.0</title>"
    ));
}

#[test]
fn only_listeners_that_exclude_each_other_collide() {
    let links = |change: fn(&mut Host)| {
        let (mut host, _) = collision();
        change(&mut host);
        let svg = svg_of(&host);
        (elements(&svg, "link"), elements(&svg, "maybe"))
    };
    // The second mark of the first home is conditional without a port: nothing drawn is `maybe`.
    assert_eq!(links(|_| ()), (1, 0));
    for apart in [
        (|host| host.homes[1].runtimes[0].listeners[0].protocol = Protocol::Udp) as fn(&mut Host),
        |host| host.homes[1].runtimes[0].listeners[0].state = State::Closed,
        |host| host.homes[1].runtimes[0].listeners[0].sharing = Sharing::Shared,
        |host| host.homes[1].runtimes[0].listeners[0].port = None,
        |host| host.homes[1].group = Some("node-2".to_string()),
        |host| host.homes[1].active = false,
        |host| {
            host.homes[0].runtimes[0].listeners[0].address = "10.0.0.1".into();
            host.homes[1].runtimes[0].listeners[0].address = "127.0.0.1".into();
        },
    ] {
        assert_eq!(links(apart).0, 0);
    }
    for perhaps in [
        (|host| host.homes[1].runtimes[0].listeners[0].state = State::Conditional) as fn(&mut Host),
        |host| host.homes[1].runtimes[0].listeners[0].sharing = Sharing::MovesOn,
        |host| {
            host.homes[0].runtimes[0].listeners[0].address = "10.0.0.1".into();
            host.homes[1].runtimes[0].listeners[0].address = "$env{HOST}".into();
        },
    ] {
        let (all, maybe) = links(perhaps);
        assert_eq!(all, 1);
        assert!(maybe >= 1);
    }
}

#[test]
fn other_software_has_a_row() {
    let svg = svg_of(&many(4));
    assert!(svg.contains(">PostgreSQL</text>"));
    assert!(svg.contains("PostgreSQL</title>"));
}

#[test]
fn hostile_names_stay_text() {
    let (mut host, _) = collision();
    host.homes[0].path = format!("/opt/{HOSTILE}").into();
    host.homes[0].name = Some(HOSTILE.to_string());
    host.homes[0].group = Some(HOSTILE.to_string());
    host.homes[1].group = Some(HOSTILE.to_string());
    host.homes[0].runtimes[0].id = HOSTILE.into();
    let listener = &mut host.homes[0].runtimes[0].listeners[0];
    listener.id = HOSTILE.into();
    listener.description = HOSTILE.into();
    listener.address = format!("0.0.0.0,{HOSTILE}").into();
    listener.source = HOSTILE.into();
    listener.condition = Some(HOSTILE.into());
    host.foreign.push(ForeignPort {
        name: HOSTILE.to_string(),
        protocol: Protocol::Tcp,
        port: 9444,
        address: Some(HOSTILE.to_string()),
        group: None,
    });
    for name in ["svg", "html", "map"] {
        let text = ports(name, &host, true, &unicode());
        assert!(
            !text.contains(['\u{1b}', '\u{202e}', '\u{0}', '\r']),
            "{name}"
        );
        if name != "map" {
            assert!(!text.contains("<script>alert"), "{name}");
        }
    }
    assert_eq!(elements(&svg_of(&host), "link"), 1);
}

#[test]
fn map_shows_each_runtime_on_a_line() {
    let map = ports(
        "map",
        &five(),
        false,
        &Style {
            width: Some(80),
            ..Style::default()
        },
    );
    let lines = map.lines().collect::<Vec<_>>();
    assert!(lines.iter().all(|line| line.len() <= 80), "{map}");
    let row = |name: &str| lines.iter().find(|line| line.starts_with(name)).unwrap();
    assert_eq!(row("wso2am-4.2.0  ").matches('!').count(), 0);
    assert_eq!(row("wso2am-4.2.0-gateway").matches('!').count(), 3);
    assert_eq!(row("wso2is-6.1.0").matches('!').count(), 2);
    let wide = ports("map", &five(), false, &Style::default());
    let collision = "! 9444/tcp  wso2am-4.2.0-gateway servlet-https 9443 + 1 = 9444 | \
                     wso2is-6.1.0 servlet-https 9443 + 1 = 9444\n";
    assert!(wide.contains(collision), "{wide}");
}

#[test]
fn nothing_can_be_drawn_too() {
    for name in PortsFormat::names() {
        ports(name, &Host::default(), true, &Style::default());
    }
    assert_eq!(elements(&svg_of(&Host::default()), "mark"), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_host_is_drawn_in_any_width(
        homes in proptest::collection::vec(proptest::collection::vec(
            prop_oneof![(1i64..=65535), (9440i64..9460), Just(i64::MIN), Just(i64::MAX), Just(0)], 0..30), 0..20),
        width in 0usize..200,
    ) {
        let home = |(n, bases): (usize, &Vec<i64>)| {
            let listeners = bases.iter().map(|base| listener("x", Some(*base), 0)).collect();
            home(&format!("/opt/{n}"), vec![runtime("default", Offset::default_of(0, "x"), listeners)])
        };
        let host = Host { homes: homes.iter().enumerate().map(home).collect(), ..Host::default() };
        let style = Style { width: Some(width), ..unicode() };
        let map = ports("map", &host, true, &style);
        let rows = map.lines().filter(|line| line.chars().next().is_some_and(|c| c.is_ascii_digit()));
        prop_assert!(rows.clone().all(|line| line.chars().count() <= width.max(40)), "{}", map);
        let svg = ports("svg", &host, true, &style);
        let drawn = homes.iter().flatten().filter(|port| (1..=65535).contains(*port)).count();
        prop_assert_eq!(elements(&svg, "mark"), drawn);
        prop_assert_eq!(&svg, &ports("svg", &host, true, &style));
    }
}
