//! Looks at recorded hosts.

use super::*;
use portlint_files::{Memory, RunningHost};
use portlint_host::{Certainty, LiveProcess};
use std::path::Path;

/// A host as `/proc` tells about it.
#[derive(Default)]
struct Recorded {
    files: Vec<(String, Vec<u8>)>,
    tcp: String,
    tcp6: String,
}

const OWN: u32 = 900;

impl Recorded {
    /// One that is looked at by process 900, in the network 1.
    fn new() -> Recorded {
        let mut host = Recorded::default();
        host.put("self", OWN.to_string());
        host.process(1, 0, &["/sbin/init"], 0);
        host.process(OWN, 0, &["wso2-portlint", "--live"], 100_000);
        host
    }

    fn put(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.push((path.to_string(), text.into()));
    }

    /// A process of a user that began so many ticks after the system.
    fn process(&mut self, number: u32, user: u32, words: &[&str], start: u64) {
        let name = words[0].rsplit('/').next().unwrap();
        self.put(
            &format!("{number}/cmdline"),
            format!("{}\0", words.join("\0")),
        );
        self.put(
            &format!("{number}/status"),
            format!("Name:\t{name}\nUid:\t{user}\t{user}\t{user}\t{user}\n"),
        );
        let zeros = "0 ".repeat(18);
        self.put(
            &format!("{number}/stat"),
            format!("{number} ({name}) S {zeros}{start} 0\n"),
        );
    }

    /// What only root and the own user see.
    fn opened(&mut self, number: u32, network: u32, sockets: &[u64]) {
        self.put(&format!("{number}/ns/net"), format!("net:[{network}]"));
        self.put(&format!("{number}/fd/0"), "/dev/null");
        for socket in sockets {
            self.put(
                &format!("{number}/fd/{socket}"),
                format!("socket:[{socket}]"),
            );
        }
    }

    fn listens(&mut self, address: &str, port: u16, user: u32, socket: u64) {
        let line = line(address, port, user, socket);
        let list = if address.len() == 8 {
            &mut self.tcp
        } else {
            &mut self.tcp6
        };
        list.push_str(&line);
    }

    fn look(self) -> Live {
        self.look_with(
            &Memory::new().with("/etc/passwd", "root:x:0:0::/:/bin/sh\nwso2:x:802:802::/:\n"),
        )
    }

    fn look_with(mut self, files: &Memory) -> Live {
        let head = "  sl  local_address rem_address   st\n";
        let (tcp, tcp6) = (
            format!("{head}{}", self.tcp),
            format!("{head}{}", self.tcp6),
        );
        self.put("net/tcp", tcp);
        self.put("net/tcp6", tcp6);
        look(&RunningHost::recorded(self.files), files).unwrap()
    }
}

fn line(address: &str, port: u16, user: u32, socket: u64) -> String {
    let rest = "00000000:00000000 00:00000000 00000000";
    format!("   0: {address}:{port:04X} 00000000:0000 0A {rest} {user:5} 0 {socket} 1 0\n")
}

const ALL: &str = "00000000";
const ALL_6: &str = "00000000000000000000000000000000";
const HOME: &str = "-Dcarbon.home=/opt/am";

fn server(live: &Live, number: u32) -> &LiveProcess {
    live.process(number).unwrap()
}

#[test]
fn root_sees_who_listens() {
    let mut host = Recorded::new();
    host.opened(OWN, 1, &[]);
    host.process(
        50,
        802,
        &["java", HOME, "-Dpw=s3cret", "M", "-DportOffset=3"],
        40_000,
    );
    host.opened(50, 1, &[7]);
    host.listens(ALL, 9446, 802, 7);
    host.put("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    let live = host.look();
    assert!(!format!("{live:?}").contains("s3cret"));
    assert!(live.sees_all_processes);
    assert_eq!(live.ephemeral, Some((32768, 60999)));
    let socket = &live.networks[0].sockets[0];
    assert_eq!((socket.port, socket.user.as_str()), (9446, "wso2"));
    let owner = socket.owner.unwrap();
    assert_eq!((owner.process, owner.certainty), (50, Certainty::Certain));
    let process = server(&live, 50);
    assert_eq!(process.age, Some(600));
    assert_eq!(process.network, Some(0));
    let said = process.server.as_ref().unwrap();
    assert_eq!(said.home, Path::new("/opt/am"));
    assert_eq!(said.arguments, ["-DportOffset=3"]);
}

#[test]
fn others_see_the_socket_and_its_user() {
    let mut host = Recorded::new();
    host.process(50, 802, &["java", HOME, "M"], 40_000);
    host.put("50/net/tcp", format!("head\n{}", line(ALL, 9443, 802, 7)));
    host.listens(ALL, 9443, 802, 7);
    let live = host.look();
    let socket = &live.networks[0].sockets[0];
    assert_eq!((socket.owner, socket.user_id), (None, 802));
    let process = server(&live, 50);
    assert_eq!(
        (process.network, process.sockets_are_known),
        (Some(0), false)
    );
}

#[test]
fn hidden_processes_are_known_to_be_hidden() {
    // `hidepid=2`: only the own ones are listed.
    let mut host = Recorded::default();
    host.put("self", OWN.to_string());
    host.process(OWN, 1000, &["wso2-portlint"], 1);
    host.listens(ALL, 9443, 802, 7);
    let live = host.look();
    assert!(!live.sees_all_processes);
    assert_eq!(live.networks[0].sockets.len(), 1);
}

#[test]
fn in_a_namespace_of_processes_not_all_are_seen() {
    for (namespace, sockets, expected) in [
        ("pid:[4026531836]", &[][..], true),
        ("pid:[4026532000]", &[], false),
        // Whoever has every socket in sight has every process in sight that matters.
        ("pid:[4026532000]", &[7], true),
    ] {
        let mut host = Recorded::new();
        host.put(&format!("{OWN}/ns/pid"), namespace);
        host.opened(1, 1, sockets);
        host.listens(ALL, 9443, 0, 7);
        assert_eq!(host.look().sees_all_processes, expected, "{namespace}");
    }
}

#[test]
fn a_server_in_another_network_brings_its_own_sockets() {
    for is_root in [true, false] {
        let mut host = Recorded::new();
        host.process(50, 802, &["java", HOME, "M"], 40_000);
        if is_root {
            host.opened(OWN, 1, &[]);
            host.opened(50, 2, &[8]);
        }
        host.put("50/net/tcp", format!("head\n{}", line(ALL, 9443, 802, 8)));
        host.listens(ALL, 22, 0, 7);
        let live = host.look();
        assert_eq!(server(&live, 50).network, Some(1), "{is_root}");
        let ports: Vec<_> = live.networks.iter().map(|n| n.sockets[0].port).collect();
        assert_eq!(ports, [22, 9443]);
        let owner = live.networks[1].sockets[0].owner;
        assert_eq!(owner.map(|owner| owner.process), is_root.then_some(50));
    }
}

#[test]
fn a_proxy_says_for_which_container_it_listens() {
    let id = "0123456789abcdef".repeat(4);
    let mut host = Recorded::new();
    let proxy = "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 9443 -container-ip 172.17.0.2 -container-port 9443";
    let words: Vec<&str> = proxy.split(' ').collect();
    host.process(60, 0, &words, 1);
    host.process(
        61,
        802,
        &["java", "-Dcarbon.home=/home/wso2carbon/wso2am-4.2.0", "M"],
        1,
    );
    host.put("61/cgroup", format!("0::/system.slice/docker-{id}.scope\n"));
    host.put("61/net/fib_trie", "  |-- 172.17.0.2\n     /32 host LOCAL\n");
    host.put("61/net/tcp", format!("head\n{}", line(ALL, 9443, 802, 8)));
    host.listens(ALL, 9443, 0, 7);
    let live = host.look();
    let owner = live.networks[0].sockets[0].owner.unwrap();
    assert_eq!((owner.process, owner.certainty), (60, Certainty::Probable));
    let said = server(&live, 60).publishes_for.as_deref();
    assert_eq!(said, Some("container 0123456789ab"));
    assert_eq!(server(&live, 61).container.as_deref(), Some("0123456789ab"));
    assert_eq!(
        live.of_home(Path::new("/home/wso2carbon/wso2am-4.2.0"))
            .count(),
        0
    );
}

#[test]
fn both_families_are_told_apart() {
    for (other, leaves, told, expected) in [
        (None, "0", None, Some(false)),
        (None, "1", None, None),
        (Some(ALL), "0", None, Some(true)),
        (Some("0100007F"), "0", None, Some(true)),
        // What the kernel says of the socket itself.
        (None, "0", Some("7 1\n"), Some(true)),
        (None, "1", Some("7 0\n"), Some(false)),
        (Some("0100007F"), "0", Some("7 0\n"), Some(false)),
        (None, "0", Some("8 1\n"), Some(false)),
    ] {
        let mut host = Recorded::new();
        if let Some(told) = told {
            host.put("sock_diag", told);
        }
        host.put("sys/net/ipv6/bindv6only", leaves);
        host.listens(ALL_6, 443, 0, 7);
        if let Some(other) = other {
            host.listens(other, 443, 0, 8);
        }
        let live = host.look();
        let mut sockets = live.networks[0].sockets.iter();
        let socket = sockets.find(|socket| socket.address.is_ipv6()).unwrap();
        assert_eq!(socket.version_6_only, expected, "{other:?} {leaves}");
    }
}

#[test]
fn what_several_have_open_belongs_to_the_server_or_the_first() {
    for (third, expected) in [("nginx", 40), ("java", 42)] {
        let mut host = Recorded::new();
        host.opened(1, 1, &[7]);
        host.process(40, 0, &["nginx"], 1);
        host.opened(40, 1, &[7]);
        host.process(42, 0, &[third, HOME, "M"], 1);
        host.opened(42, 1, &[7]);
        host.listens(ALL, 443, 0, 7);
        let owner = host.look().networks[0].sockets[0].owner.unwrap();
        assert_eq!(owner.process, expected);
    }
}

#[test]
fn a_server_that_says_no_home_may_have_written_down_its_number() {
    let files = Memory::new().with("/opt/am/wso2carbon.pid", "50\0\0\0");
    let mut host = Recorded::new();
    host.process(50, 0, &["java", "@options"], 1);
    host.put("50/cwd", "/opt/am");
    let live = host.look_with(&files);
    let said = server(&live, 50).server.as_ref().unwrap();
    assert_eq!(said.home, Path::new("/opt/am"));
}

#[test]
fn what_is_there_only_once_is_not_settled() {
    let table = |sockets: &[u64]| {
        let lines: String = sockets
            .iter()
            .map(|socket| line(ALL, 9000, 0, *socket))
            .collect();
        let bounded = Bounded {
            bytes: format!("head\n{lines}").into_bytes(),
            is_complete: true,
        };
        let missing = || Err(ReadError::Missing);
        Table::read([Ok(bounded), missing(), missing(), missing()]).unwrap()
    };
    let sockets = table(&[1, 3]).settled_by(table(&[1, 2]));
    let sockets = sockets.listening(
        &Default::default(),
        &Users::default(),
        &Default::default(),
        false,
    );
    let settled: Vec<_> = sockets.iter().map(|socket| socket.is_settled).collect();
    assert_eq!(settled.iter().filter(|is_settled| **is_settled).count(), 1);
    assert_eq!(settled.len(), 3);
}

#[test]
fn without_any_list_nothing_is_told() {
    let host = RunningHost::recorded([("1/cmdline", "init")]);
    assert_eq!(look(&host, &Memory::new()), Err(ReadError::Missing));
}
