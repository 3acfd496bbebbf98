use super::*;
use portlint_catalog::{Generation, Protocol, Role};
use portlint_host::{Files, ForeignPort, PortForm, Reference};
use portlint_syntax::Format;
use portlint_testkit::{Build, TestHome, fixed, follower, home, host, runtime, toml_home};

const KERNEL: &[(&str, i64)] = &[("servlet-http", 9763), ("servlet-https", 9443)];

fn foreign(port: u16) -> ForeignPort {
    ForeignPort {
        name: "registry".to_string(),
        protocol: Protocol::Tcp,
        port,
        address: None,
        group: None,
    }
}

fn offsets(plan: &Plan) -> Vec<(String, i64)> {
    let changes = plan.changes.iter();
    changes
        .map(|change| (change.home.display().to_string(), change.to))
        .collect()
}

fn one(home: &str, to: i64) -> Vec<(String, i64)> {
    vec![(home.to_string(), to)]
}

#[test]
fn two_homes_part_and_the_plan_says_how() {
    let plan = plan(
        &host(vec![
            toml_home("wso2am-4.2.0", "", KERNEL),
            toml_home("wso2is-7.0.0", "[server]\n", KERNEL),
        ]),
        &[],
    );
    assert_eq!(offsets(&plan), one("wso2is-7.0.0", 1));
    assert_eq!(
        plan.collisions.iter().map(|c| c.port).collect::<Vec<_>>(),
        [9443, 9763]
    );
    assert!(plan.exact && plan.stuck.is_empty() && plan.refused.is_empty() && plan.held.is_empty());
    let change = &plan.changes[0];
    assert_eq!(change.edit.replacement, "\noffset = 1");
    let moves = change
        .moves
        .iter()
        .map(|m| (m.from, m.to))
        .collect::<Vec<_>>();
    assert_eq!(moves, [(9763, 9764), (9443, 9444)]);
    assert_eq!(
        change.avoided[0].owner.as_ref().unwrap().home,
        "wso2am-4.2.0".into()
    );
}

#[test]
fn homes_in_containers_stay() {
    let home = |path: &str, service: &str| {
        toml_home(path, "[server]\n", KERNEL).service("compose.yml", service)
    };
    let apart = plan(&host([home("a-1", "a"), home("b-1", "b")]), &[]);
    assert!(apart.collisions.is_empty() && apart.changes.is_empty());
    let together = plan(&host([home("a-1", "a"), home("b-1", "a")]), &[]);
    assert_eq!(together.collisions.len(), 2);
    assert!(together.changes.is_empty() && together.ports.is_empty());
    let held = together.held.iter().map(|held| held.hold.to_string());
    assert!(held.eq(["it runs in a container"; 2]));
}

#[test]
fn nothing_to_do_without_a_collision() {
    let other = toml_home("wso2is-7.0.0", "[server]\noffset = 1\n", KERNEL);
    let plan = plan(
        &host(vec![toml_home("wso2am-4.2.0", "", KERNEL), other]),
        &[],
    );
    assert!(plan.changes.is_empty() && plan.collisions.is_empty() && plan.exact);
}

#[test]
fn pins_groups_and_inactive_homes_are_left_alone() {
    let homes = || vec![toml_home("a-1", "", KERNEL), toml_home("b-1", "", KERNEL)];
    for pin in ["b-1", "./b-1", "/opt/b-1", "b-1/"] {
        let plan = plan(&host(homes()), &[pin.to_string()]);
        assert_eq!(offsets(&plan), one("a-1", 1), "{pin}");
    }
    assert_eq!(
        plan(&host(homes()), &["c".to_string(), ".".to_string()]).unmatched_pins,
        ["c", "."]
    );
    let both = plan(&host(homes()), &["a-1".to_string(), "b-1".to_string()]);
    assert!(both.changes.is_empty());
    assert_eq!(both.stuck.len(), 2);
    assert!(matches!(
        &both.stuck[0].repairs[..],
        [Repair::Held(_), Repair::Held(_)]
    ));
    assert_eq!(
        both.held
            .iter()
            .map(|held| held.hold.clone())
            .collect::<Vec<_>>(),
        [Hold::Pinned, Hold::Pinned]
    );
    let mut apart = homes();
    apart[1].group = Some("node-2".to_string());
    assert!(plan(&host(apart), &[]).changes.is_empty());
    let mut asleep = homes();
    asleep[0].active = false;
    assert!(plan(&host(asleep), &[]).collisions.is_empty());
}

#[test]
fn a_start_argument_keeps_the_offset_and_is_told() {
    let mut homes = vec![toml_home("a-1", "", KERNEL), toml_home("b-1", "", KERNEL)];
    homes[1].runtimes[0].offset.source = "-DportOffset (start argument)".to_string();
    let plan = plan(&host(homes), &[]);
    assert_eq!(offsets(&plan), one("a-1", 1));
    assert!(
        plan.held[0]
            .hold
            .to_string()
            .contains("-DportOffset (start argument)")
    );
}

#[test]
fn crossings_other_software_and_privileged_ports_are_avoided() {
    let bases = [("http", 8280), ("https", 8281), ("web", 8283)];
    let mut clash = host(vec![
        toml_home("a-1", "", &bases),
        toml_home("b-1", "", &bases),
    ]);
    clash.foreign.push(foreign(8287));
    // 1, 2 and 3 cross, 4 and 6 meet the registry.
    let found = plan(&clash, &[]);
    assert_eq!(offsets(&found), one("b-1", 5));
    let avoided = found.changes[0]
        .avoided
        .iter()
        .map(|a| a.offset)
        .collect::<Vec<_>>();
    assert_eq!(avoided, [0, 1, 2, 3, 4]);
    assert_eq!(
        found.changes[0].avoided[4].owner.as_ref().unwrap().home,
        "registry".into()
    );
    let low = [("http", 80), ("https", 9443)];
    let found = plan(
        &host(vec![toml_home("a-1", "", &low), toml_home("b-1", "", &low)]),
        &[],
    );
    assert_eq!(offsets(&found), one("b-1", 944));
    assert!(
        found.changes[0]
            .avoided
            .iter()
            .skip(1)
            .all(|a| a.owner.is_none() && a.port < 1024)
    );
}

#[test]
fn what_no_offset_parts_is_told_with_its_key() {
    let mut homes = vec![toml_home("a-1", "", KERNEL), toml_home("b-1", "", KERNEL)];
    for home in &mut homes {
        home.runtimes[0].listeners.push(fixed("stores", 7070));
    }
    homes[1].runtimes[0].listeners[2].route = "".into();
    let plan = plan(&host(homes), &[]);
    assert_eq!(offsets(&plan), one("b-1", 1));
    assert_eq!(plan.stuck.len(), 1);
    assert_eq!(plan.stuck[0].port.port, 7070);
    assert_eq!(
        plan.stuck[0].repairs,
        [Repair::Key("stores.port".to_string()), Repair::None]
    );
    assert!(
        matches!(&plan.follow_up[..], [FollowUp::Stays { listener, port: 7070, .. }] if listener == "stores")
    );
}

#[test]
fn listeners_on_different_addresses_do_not_meet() {
    let bound = |path: &str, address: &str| {
        let mut home = toml_home(path, "", &[("https", 9443)]);
        home.runtimes[0].listeners[0].address = address.to_string().into();
        home
    };
    for (a, b, meets) in [
        ("10.0.0.1", "10.0.0.2", false),
        ("10.0.0.1, 10.0.0.2", "10.0.0.2", true),
        ("localhost", "127.0.0.1", true),
        ("127.0.0.1", "::1", false),
        ("10.0.0.1", "::", true),
        ("10.0.0.1", "${carbon.host}", true),
    ] {
        let plan = plan(&host(vec![bound("a-1", a), bound("b-1", b)]), &[]);
        assert_eq!(!plan.collisions.is_empty(), meets, "{a} and {b}");
        assert_eq!(plan.changes.len(), usize::from(meets), "{a} and {b}");
    }
}

fn refer(home: &mut TestHome, url: &str, port: i64, products: &[&str]) {
    let text = format!("url = \"{url}\"\n");
    let file = home.file("refs.toml", &text, Format::Toml);
    let span = file.document.span(file.document.lookup(&["url"]).unwrap());
    home.runtimes[0].references.push(Reference {
        route: "url".into(),
        description: "a service".into(),
        scheme: Some("https".to_string()),
        host: "localhost".to_string(),
        port: Some(port),
        written: PortForm::of(url, Some(port)),
        protocol: Protocol::Tcp,
        location: Some(file.at(span)),
        target: None,
        target_products: products.iter().map(|p| p.to_string().into()).collect(),
        role: Role::Connection,
    });
}

#[test]
fn references_to_what_moves_have_to_follow() {
    let mut homes = vec![
        toml_home("wso2am-4.2.0", "", KERNEL),
        toml_home("wso2is-7.0.0", "", KERNEL),
    ];
    refer(
        &mut homes[0],
        "https://localhost:9443/oauth2",
        9443,
        &["wso2is"],
    );
    // Means the API Manager itself, which stays; and one that follows by itself.
    refer(&mut homes[0], "https://localhost:9443/self", 9443, &[]);
    refer(&mut homes[1], "https://localhost:${port}/self", 9443, &[]);
    let plan = plan(&host(homes), &[]);
    let [FollowUp::Reference(found)] = &plan.follow_up[..] else {
        panic!("{:?}", plan.follow_up);
    };
    let meant = Meant {
        home: "wso2is-7.0.0".into(),
        listener: "servlet-https".to_string(),
        to: 9444,
    };
    assert_eq!(found.home.to_str(), Some("wso2am-4.2.0"));
    assert_eq!((found.from, &found.meant), (9443, &vec![meant]));
    assert_eq!(found.edit.as_ref().unwrap().replacement, "9444");
}

#[test]
fn eight_homes_of_all_kinds_end_clean() {
    let files: [(&str, &str, Generation); 3] = [
        (
            "deployment.toml",
            "[server]\r\nhostname = \"x\"\r\n",
            Generation::Toml,
        ),
        (
            "deployment.yaml",
            "wso2.carbon:\n  ports:\n    # ours\n    offset: 0\n",
            Generation::Yaml,
        ),
        (
            "carbon.xml",
            "<Server><Ports>\n\t<Offset>0</Offset>\n</Ports></Server>",
            Generation::Xml,
        ),
    ];
    let homes = (0..8).map(|n| {
        let (name, text, generation) = files[n % 3];
        let path = format!("home{n}");
        let mut files = Files::default();
        let file = format!("{path}/{name}");
        let runtime = runtime(&mut files, &file, text.as_bytes(), generation, 0);
        home(&path, (runtime, files), KERNEL)
    });
    let mut clash = host(homes);
    let found = plan(&clash, &[]);
    assert!(found.exact && found.stuck.is_empty() && found.refused.is_empty());
    assert_eq!(found.changes.iter().map(|c| c.to).sum::<i64>(), 28);
    for change in &found.changes {
        let home = clash
            .homes
            .iter_mut()
            .find(|home| home.path == change.home)
            .unwrap();
        for listener in &mut home.runtimes[0].listeners {
            *listener = follower(&listener.id, listener.base.unwrap(), change.to);
        }
    }
    assert!(plan(&clash, &[]).collisions.is_empty());
}

#[test]
fn edits_that_spoil_each_other_are_refused() {
    let mut homes = vec![toml_home("a-1", "", KERNEL), toml_home("b-1", "", KERNEL)];
    let file = "b-1/repository/conf/deployment.toml";
    let mut twin = runtime(&mut homes[1].files, file, b"", Generation::Toml, 0);
    twin.id = "twin".into();
    twin.listeners.clone_from(&homes[1].runtimes[0].listeners);
    homes[1].runtimes.push(twin);
    let plan = plan(&host(homes), &["a-1".to_string()]);
    assert_eq!(plan.changes.len(), 2);
    assert_eq!(plan.refused.len(), 1);
}

fn placed(host: &Host, newcomer: TestHome) -> Vec<Newcomer> {
    let mut files = host.files.clone();
    let mut home = newcomer.home;
    home.locations_mut(&mut files.adopting(&newcomer.files));
    place(host, &home, &files)
}

#[test]
fn a_newcomer_takes_the_smallest_free_offset() {
    let present = host(vec![
        toml_home("a-1", "", KERNEL),
        toml_home("b-1", "[server]\noffset = 1\n", KERNEL),
        toml_home("c-1", "", KERNEL),
    ]);
    let found = placed(&present, toml_home("wso2is-7.0.0", "", KERNEL));
    let seats = found[0].seats.as_ref().unwrap();
    assert_eq!((seats[0].offset, seats[0].shipped), (2, 0));
    assert_eq!(
        seats[0].ports[1],
        ("servlet-https".to_string(), Protocol::Tcp, 9445)
    );
    // The clash of the homes that are there is not its matter.
    assert!(found[0].stuck.is_empty());
    let alone = placed(&Host::default(), toml_home("wso2is-7.0.0", "", KERNEL));
    assert_eq!(alone[0].seats.as_ref().unwrap()[0].offset, 0);
    let mut stubborn = toml_home("wso2is-7.0.0", "", KERNEL);
    stubborn.runtimes[0].listeners.push(fixed("ldap", 9443));
    assert_eq!(placed(&present, stubborn)[0].stuck[0].port.port, 9443);
}

#[test]
fn hundreds_of_homes_are_planned_within_a_second() {
    let clash = host((0..300).map(|n| toml_home(&format!("home{n:03}"), "", KERNEL)));
    let start = std::time::Instant::now();
    let plan = plan(&clash, &[]);
    assert_eq!(plan.changes.len(), 299);
    assert!(plan.stuck.is_empty() && !plan.exact);
    // Debug builds are an order of magnitude slower.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// A Streaming Integrator whose Stores API has a number of its own.
fn stores(path: &str, offset: i64, port: &str) -> TestHome {
    let text = format!(
        "wso2.carbon:\n  ports:\n    offset: {offset}\nstores:\n  port:  {port}  # hunter2\n  password: hunter2\n"
    );
    let file = format!("{path}/conf/server/deployment.yaml");
    let mut files = Files::default();
    let runtime = runtime(&mut files, &file, text.as_bytes(), Generation::Yaml, 0);
    let mut home = home(path, (runtime, files), &[("http", 9090)]);
    let file = home.governing();
    let node = file.document.lookup(&["stores", "port"]).unwrap();
    let location = Some(file.at(file.document.value(node).span));
    let port = port.trim_matches('\'').parse().unwrap();
    home.runtimes[0].listeners.push(portlint_host::Listener {
        location,
        ..fixed("stores", port)
    });
    home
}

fn numbers(plan: &Plan) -> Vec<(String, i64, i64)> {
    let ports = plan.ports.iter();
    ports
        .map(|change| (change.home.display().to_string(), change.from, change.to))
        .collect()
}

#[test]
fn a_number_that_no_offset_moves_is_changed_where_it_stands() {
    // The second home moves anyway, so its number goes along.
    let two = host([stores("si-a", 0, "7070"), stores("si-b", 0, "'7070'")]);
    let found = plan(&two, &[]);
    assert_eq!(offsets(&found), one("si-b", 1));
    assert_eq!(numbers(&found), [("si-b".to_string(), 7070, 7071)]);
    assert!(found.stuck.is_empty() && found.refused.is_empty());
    assert!(found.follow_up.is_empty(), "{:?}", found.follow_up);
    let edit = &found.ports[0].edit;
    assert_eq!(two.files.text(&edit.location), Some("7070"));
    assert_eq!(edit.replacement, "7071");

    // Offsets differ already: only the numbers meet. What is taken is passed over.
    let mut taken = host(vec![stores("si-a", 0, "7070"), stores("si-b", 3, "7070")]);
    taken.foreign.push(foreign(7073));
    let found = plan(&taken, &[]);
    assert!(found.changes.is_empty());
    assert_eq!(numbers(&found), [("si-b".to_string(), 7070, 7071)]);

    // Three of them: the first stays.
    let three = ["si-a", "si-b", "si-c"].map(|path| stores(path, 0, "7070"));
    let found = plan(&host(three), &[]);
    assert_eq!(
        numbers(&found),
        [
            ("si-b".to_string(), 7070, 7071),
            ("si-c".to_string(), 7070, 7072)
        ]
    );
    assert!(found.stuck.is_empty());
}

#[test]
fn numbers_of_pinned_homes_stay() {
    let homes = || vec![stores("si-a", 0, "7070"), stores("si-b", 3, "7070")];
    let found = plan(&host(homes()), &["si-b".to_string()]);
    assert_eq!(numbers(&found), [("si-a".to_string(), 7070, 7071)]);
    let pins = ["si-a".to_string(), "si-b".to_string()];
    let found = plan(&host(homes()), &pins);
    assert!(found.ports.is_empty());
    assert_eq!(found.stuck.len(), 1);
}
