//! What runs on a host, built by hand.

use portlint_catalog::Protocol;
use portlint_host::{Certainty, Live, LiveNetwork, LiveOwner, LiveProcess, LiveServer, LiveSocket};

/// The user of every server, unless said otherwise.
const WSO2: u32 = 802;

/// What runs on a host, as root sees it.
#[derive(Debug)]
pub struct TestLive {
    /// What it is so far.
    pub live: Live,
}

impl Default for TestLive {
    fn default() -> TestLive {
        TestLive {
            live: Live {
                networks: vec![LiveNetwork {
                    sockets: Vec::new(),
                    is_complete: true,
                }],
                sees_all_processes: true,
                ephemeral: Some((32768, 60999)),
                ..Live::default()
            },
        }
    }
}

impl TestLive {
    /// Adds the process of a server that began an hour ago.
    #[must_use]
    pub fn server(self, number: u32, home: &str) -> TestLive {
        let mut live = self.process(number, "java", WSO2);
        live.last().server = Some(LiveServer {
            home: home.into(),
            ..LiveServer::default()
        });
        live
    }

    /// Adds another process.
    #[must_use]
    pub fn process(mut self, number: u32, name: &str, user: u32) -> TestLive {
        self.live.processes.push(LiveProcess {
            number,
            name: name.to_string(),
            user_id: user,
            user: user_name(user),
            server: None,
            age: Some(3600),
            network: Some(0),
            container: None,
            publishes_for: None,
            sockets_are_known: true,
        });
        self
    }

    /// Changes the last process.
    #[must_use]
    pub fn but(mut self, change: impl FnOnce(&mut LiveProcess)) -> TestLive {
        change(self.last());
        self
    }

    /// Gives TCP sockets on all addresses of version 4 to the last process.
    #[must_use]
    pub fn listens(mut self, ports: &[u16]) -> TestLive {
        let process = self.last();
        let owner = LiveOwner {
            process: process.number,
            certainty: Certainty::Certain,
        };
        let (user, owner) = (process.user_id, process.sockets_are_known.then_some(owner));
        for port in ports {
            self = self.socket("0.0.0.0", *port, user, owner);
        }
        self
    }

    /// Adds a TCP socket.
    ///
    /// # Panics
    /// When there is no network.
    #[must_use]
    pub fn socket(
        mut self,
        address: &str,
        port: u16,
        user: u32,
        owner: Option<LiveOwner>,
    ) -> TestLive {
        let network = self.live.networks.first_mut().expect("a network");
        network.sockets.push(LiveSocket {
            protocol: Protocol::Tcp,
            port,
            address: address.parse().expect("an address"),
            version_6_only: (address == "::").then_some(false),
            user_id: user,
            user: user_name(user),
            owner,
            is_settled: true,
        });
        network.sockets.sort();
        self
    }

    /// The same, as somebody sees it who is neither root nor the user of a server.
    #[must_use]
    pub fn as_nobody(mut self) -> TestLive {
        for process in &mut self.live.processes {
            process.sockets_are_known = false;
        }
        let networks = self.live.networks.iter_mut();
        for socket in networks.flat_map(|network| &mut network.sockets) {
            socket.owner = None;
        }
        self
    }

    fn last(&mut self) -> &mut LiveProcess {
        self.live.processes.last_mut().expect("a process")
    }
}

fn user_name(user: u32) -> String {
    match user {
        0 => "root".to_string(),
        WSO2 => "wso2".to_string(),
        other => other.to_string(),
    }
}
