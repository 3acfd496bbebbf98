//! What ran on a host when it was looked at: sockets, processes, and which of them belong together.

use portlint_catalog::Protocol;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// What ran on a host when it was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Live {
    /// The networks that were seen. The first is the one of the program that looked, the host's own.
    pub networks: Vec<LiveNetwork>,
    /// The processes of servers, and those that have a socket, by number.
    pub processes: Vec<LiveProcess>,
    /// Whether every process could be seen with its command line: then a server that is not among them does not run.
    pub sees_all_processes: bool,
    /// First and last port that outgoing connections get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<(u16, u16)>,
}

/// A network of a host: its own, or one that a container has for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveNetwork {
    /// Its listening sockets by protocol, port and address.
    pub sockets: Vec<LiveSocket>,
    /// Whether these are all.
    pub is_complete: bool,
}

/// A socket that listens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveSocket {
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: u16,
    /// The address that it is bound to; addresses of version 4 as such, also on a socket of version 6.
    pub address: IpAddr,
    /// Of `::`: whether it leaves version 4 alone; `None` where the system does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_6_only: Option<bool>,
    /// The number of its user.
    pub user_id: u32,
    /// The name of its user, else the number.
    pub user: String,
    /// The process that has it open, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<LiveOwner>,
    /// Whether it was there before and after the processes were read.
    pub is_settled: bool,
}

/// The process that has a socket open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveOwner {
    /// Its number.
    pub process: u32,
    /// How sure that is.
    pub certainty: Certainty,
}

/// How sure it is who has a socket open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It was seen.
    Certain,
    /// Everything that was seen speaks for it, and for nobody else.
    Probable,
}

impl Certainty {
    /// `certain` or `probable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::Probable => "probable",
        }
    }
}

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveProcess {
    /// Its number.
    pub number: u32,
    /// The name of its program, as the kernel has it.
    pub name: String,
    /// The number of its user.
    pub user_id: u32,
    /// The name of its user, else the number.
    pub user: String,
    /// The server that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<LiveServer>,
    /// Seconds since its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u64>,
    /// The position of its network in [`Live::networks`]; `None` where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<usize>,
    /// The container that it runs in, where it is another one than that of the program that looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What it passes connections on to, when that is its task: `container 0123456789ab`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishes_for: Option<String>,
    /// Whether it could be seen which sockets it has open.
    pub sockets_are_known: bool,
}

/// What the command line of a server's process says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveServer {
    /// Its home (`-Dcarbon.home`), the one true name where there is one. Of a runtime inside a home it is a directory below.
    pub home: PathBuf,
    /// The runtime that it says it is (`-Dwso2.runtime`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// What the main class was called with, of what decides about ports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// What the Java machine was called with, of what decides about ports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The configuration directory that an argument moved it to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<PathBuf>,
}

impl Live {
    /// The process with a number.
    pub fn process(&self, number: u32) -> Option<&LiveProcess> {
        let position = self
            .processes
            .binary_search_by_key(&number, |process| process.number);
        self.processes.get(position.ok()?)
    }

    /// The processes of the servers of a home that run outside of containers, by number.
    pub fn of_home<'l>(
        &'l self,
        canonical: &'l Path,
    ) -> impl Iterator<Item = (&'l LiveProcess, &'l LiveServer)> {
        self.processes.iter().filter_map(move |process| {
            let server = process.server.as_ref()?;
            let is_here = process.container.is_none() && server.home.starts_with(canonical);
            is_here.then_some((process, server))
        })
    }
}

impl LiveServer {
    /// Whether it is the runtime of a home that has its configuration in the directory `conf`, relative to the home.
    ///
    /// A runtime inside a home has its own `carbon.home`; those of one `carbon.home` are told apart by name.
    pub fn is_runtime(&self, canonical: &Path, conf: &str) -> bool {
        let Ok(inside) = self.home.strip_prefix(canonical) else {
            return false;
        };
        let mut parts = conf.split('/').filter(|part| !part.is_empty());
        let mut home = PathBuf::new();
        for part in parts.by_ref() {
            if part == "conf" {
                break;
            }
            home.push(part);
        }
        if home.ends_with("repository") {
            home.pop();
        }
        let named = parts.next_back();
        let says = self.runtime.as_deref();
        let is_named = named.is_none_or(|name| says.is_none_or(|says| says == name));
        inside == home && is_named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(home: &str, runtime: Option<&str>) -> LiveServer {
        LiveServer {
            home: home.into(),
            runtime: runtime.map(str::to_string),
            ..LiveServer::default()
        }
    }

    #[test]
    fn a_process_is_the_runtime_whose_home_and_name_it_says() {
        for (home, runtime, conf, expected) in [
            ("/opt/am", None, "repository/conf", true),
            ("/opt/mi", None, "conf", true),
            ("/opt/ei", None, "wso2/broker/conf", false),
            ("/opt/ei/wso2/broker", None, "wso2/broker/conf", true),
            ("/opt/ei/wso2/broker", None, "conf", false),
            ("/opt/si", Some("server"), "conf/server", true),
            ("/opt/sp", Some("worker"), "conf/manager", false),
            (
                "/opt/ei/wso2/analytics",
                Some("worker"),
                "wso2/analytics/conf/worker",
                true,
            ),
            ("/opt/iot/core", None, "core/repository/conf", true),
        ] {
            let canonical: PathBuf = home.split('/').take(3).collect::<Vec<_>>().join("/").into();
            let said = server(home, runtime).is_runtime(&canonical, conf);
            assert_eq!(said, expected, "{home} {conf}");
        }
    }
}
