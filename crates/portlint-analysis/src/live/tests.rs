use super::*;
use portlint_testkit::{Build, TestHome, TestLive, bound, follower, host, server};

/// A home that wants 9443 and 9763, both moved by an offset.
fn home(path: &str, offset: i64) -> TestHome {
    server(path, offset)
        .with(follower("servlet-https", 9443, offset))
        .with(follower("servlet-http", 9763, offset))
}

fn on(homes: Vec<TestHome>, live: TestLive) -> Host {
    let mut host = host(homes);
    host.live = Some(live.live);
    host
}

/// How it stands with each listener of each home.
fn standings(host: &Host) -> Vec<String> {
    let servers = sites::servers(host);
    let running = Running::of(host, &servers).unwrap();
    let mut said = Vec::new();
    for server in &servers {
        for listener in &server.runtime.listeners {
            said.push(match running.standing(server, listener) {
                Standing::Listening(holder) => format!("listening: {}", running.name(&holder)),
                Standing::NotListening => "nobody".to_string(),
                Standing::Taken(holder) => format!("taken: {}", running.name(&holder)),
                Standing::Unknown => "unknown".to_string(),
            });
        }
    }
    said
}

#[test]
fn who_was_seen_is_certain() {
    let live = TestLive::default()
        .server(10, "/am")
        .listens(&[9443])
        .process(20, "nginx", 0)
        .listens(&[9763]);
    assert_eq!(
        standings(&on(vec![home("/am", 0), home("/is", 0)], live)),
        [
            "listening: am (process 10)",
            "taken: nginx (process 20 of user root)",
            "taken: am (process 10)",
            "taken: nginx (process 20 of user root)",
        ]
    );
}

#[test]
fn without_rights_the_only_server_of_the_user_that_wants_the_port_is_probable() {
    let live = || TestLive::default().server(10, "/am").listens(&[9443, 9764]);
    let host = on(vec![home("/am", 0), home("/is", 1)], live().as_nobody());
    assert_eq!(
        standings(&host),
        [
            "listening: probably am (process 10)",
            "nobody",
            "nobody",
            "taken: probably am (process 10)",
        ]
    );
    // Two that want it: nobody knows.
    let two = live().server(11, "/is").as_nobody();
    assert_eq!(
        standings(&on(vec![home("/am", 0), home("/is", 0)], two)),
        ["unknown", "nobody", "unknown", "nobody"]
    );
}

#[test]
fn a_user_who_runs_no_server_has_the_port_of_somebody_else() {
    let live = || TestLive::default().socket("0.0.0.0", 9443, 33, None);
    let taken = "taken: a process of user 33";
    assert_eq!(
        standings(&on(vec![home("/am", 0)], live())),
        [taken, "nobody"]
    );
    let runs = live().server(10, "/am").as_nobody();
    assert_eq!(
        standings(&on(vec![home("/am", 0)], runs)),
        [taken, "nobody"]
    );
    // The server may be among the processes that are hidden.
    let mut hidden = live();
    hidden.live.sees_all_processes = false;
    assert_eq!(
        standings(&on(vec![home("/am", 0)], hidden)),
        ["unknown", "nobody"]
    );
    // What root runs besides is not guessed.
    let root = TestLive::default()
        .server(10, "/am")
        .but(|process| process.user_id = 0)
        .socket("0.0.0.0", 9444, 0, None)
        .as_nobody();
    assert_eq!(
        standings(&on(vec![home("/am", 0), home("/is", 1)], root)),
        [
            "nobody",
            "nobody",
            "taken: a process of user root",
            "nobody"
        ]
    );
}

#[test]
fn what_changes_and_what_cannot_be_compared_is_unknown() {
    let mut live = TestLive::default().process(20, "nginx", 0).listens(&[9443]);
    live.live.networks[0].sockets[0].is_settled = false;
    assert_eq!(
        standings(&on(vec![home("/am", 0)], live)),
        ["unknown", "nobody"]
    );
    let live = TestLive::default().process(20, "nginx", 0).listens(&[9443]);
    let named = server("/am", 0).with(bound(follower("a", 9443, 0), "$env{HOST}"));
    assert_eq!(
        standings(&on(vec![named], live)),
        ["taken: nginx (process 20 of user root)"]
    );
}

#[test]
fn a_server_in_another_network_is_judged_there() {
    let mut live = TestLive::default()
        .server(10, "/am")
        .but(|process| process.network = Some(1))
        .process(20, "nginx", 0)
        .listens(&[9443]);
    live.live.networks.push(LiveNetwork {
        sockets: Vec::new(),
        is_complete: true,
    });
    let mut inside = live.live.networks[0].sockets[0].clone();
    inside.port = 9763;
    inside.owner = Some(LiveOwner {
        process: 10,
        certainty: Certainty::Certain,
    });
    live.live.networks[1].sockets.push(inside);
    let host = on(vec![home("/am", 0)], live);
    assert_eq!(standings(&host), ["nobody", "listening: am (process 10)"]);
}

#[test]
fn homes_in_containers_and_on_other_hosts_are_not_judged() {
    let live = TestLive::default().process(20, "nginx", 0).listens(&[9443]);
    let homes = vec![
        home("/am", 0).service("compose.yml", "am"),
        home("/is", 0).on("node-2"),
    ];
    assert_eq!(standings(&on(homes, live)), ["unknown"; 4]);
}

fn drift<T>(homes: Vec<TestHome>, live: TestLive, ask: impl Fn(&Drift<'_>) -> T) -> Option<T> {
    let host = on(homes, live);
    let servers = sites::servers(&host);
    let running = Running::of(&host, &servers).unwrap();
    running.drift(&servers[0]).map(|drift| ask(&drift))
}

fn summary(drift: &Drift<'_>) -> (Option<i64>, Vec<i64>, Vec<String>, Vec<u16>, bool) {
    (
        drift.offset,
        drift.moved.iter().map(|moved| moved.now).collect(),
        drift.missing.iter().map(|l| l.id.to_string()).collect(),
        drift.unexpected.iter().map(|h| h.socket.port).collect(),
        drift.is_without_ports,
    )
}

#[test]
fn an_offset_that_was_changed_after_the_start_shows() {
    let live = || TestLive::default().server(10, "/am");
    let old = live().listens(&[9443, 9763, 40000]);
    let seen = drift(vec![home("/am", 2)], old, summary).unwrap();
    assert_eq!(seen, (Some(0), vec![9443, 9763], vec![], vec![], false));
    let seen = drift(
        vec![home("/am", 2)],
        live().listens(&[9443, 9763]).as_nobody(),
        summary,
    );
    assert_eq!(seen.unwrap().0, Some(0));
    let same = live().listens(&[9445, 9765, 40000]);
    let seen = drift(vec![home("/am", 2)], same, summary).unwrap();
    assert_eq!(seen, (None, vec![], vec![], vec![], false));
    assert!(drift(vec![home("/am", 2)], TestLive::default(), summary).is_none());
}

#[test]
fn what_is_absent_counts_when_the_server_had_its_time() {
    let live = |age| {
        let live = TestLive::default().server(10, "/am");
        live.but(|process| process.age = Some(age))
            .listens(&[9443, 8765, 40000])
    };
    let seen = |age| {
        drift(
            vec![home("/am", 0).with(follower("x", 7611, 0))],
            live(age),
            summary,
        )
    };
    let absent = vec!["servlet-http".to_string(), "x".to_string()];
    assert_eq!(seen(300), Some((None, vec![], absent, vec![8765], false)));
    assert_eq!(seen(299), Some((None, vec![], vec![], vec![8765], false)));
}

#[test]
fn a_single_port_that_was_changed_shows_when_nothing_else_is_odd() {
    let live = || TestLive::default().server(10, "/am").listens(&[9443, 9800]);
    let seen = drift(vec![home("/am", 0)], live(), summary).unwrap();
    assert_eq!(seen, (None, vec![9800], vec![], vec![], false));
}

#[test]
fn a_machine_that_opens_nothing_but_its_random_port_is_without_ports() {
    let live = |ports: &[u16]| TestLive::default().server(10, "/am").listens(ports);
    assert!(
        drift(vec![home("/am", 0)], live(&[40001]), summary)
            .unwrap()
            .4
    );
    assert!(
        !drift(vec![home("/am", 0)], live(&[9763]), summary)
            .unwrap()
            .4
    );
    // A second copy, whose ports the first one has.
    let taken = TestLive::default()
        .server(10, "/am")
        .server(11, "/is")
        .listens(&[9443, 9763]);
    let seen = drift(vec![home("/am", 0), home("/is", 0)], taken, summary).unwrap();
    assert_eq!(seen, (None, vec![], vec![], vec![], false));
}
