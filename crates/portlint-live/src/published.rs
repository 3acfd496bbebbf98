//! Programs that listen for containers and pass connections on: what they say about it on their command line.

use crate::containers::Containers;
use portlint_catalog::Protocol;

/// What a program that passes connections on says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Publisher {
    behind: Behind,
    /// The port of the host, where it takes one only.
    pub port: Option<(Protocol, u16)>,
}

/// Whom it passes connections on to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Behind {
    /// A container with this address.
    Address(String),
    /// A container with this name.
    Named(String),
    /// Containers of some tool.
    Some(&'static str),
}

impl Publisher {
    /// What a program says about the ports that it passes on; `None` for one that does not.
    pub(crate) fn of(name: &str, words: &[&str]) -> Option<Publisher> {
        let after = |flag: &str| {
            let position = words.iter().position(|word| *word == flag)?;
            words.get(position + 1).copied()
        };
        let plain = |text: &&str| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
            !text.is_empty() && text.chars().all(is_plain)
        };
        match name {
            "docker-proxy" => {
                let protocol = match after("-proto")? {
                    "tcp" => Protocol::Tcp,
                    "udp" => Protocol::Udp,
                    _ => return None,
                };
                Some(Publisher {
                    behind: Behind::Address(after("-container-ip").filter(plain)?.to_string()),
                    port: Some((protocol, after("-host-port")?.parse().ok()?)),
                })
            }
            // It keeps the published ports of its container from everybody else.
            "conmon" => Some(Publisher {
                behind: Behind::Named(after("-n").or(after("-c")).filter(plain)?.to_string()),
                port: None,
            }),
            "rootlessport" | "containers-rootlessport" | "slirp4netns" | "pasta" | "pasta.avx2" => {
                Some(Publisher {
                    behind: Behind::Some("a container of podman"),
                    port: None,
                })
            }
            "rootlesskit" => Some(Publisher {
                behind: Behind::Some("a container of a daemon without root's rights"),
                port: None,
            }),
            "dockerd" | "containerd" | "nerdctl" => Some(Publisher {
                behind: Behind::Some("a container"),
                port: None,
            }),
            "kube-proxy" => Some(Publisher {
                behind: Behind::Some("a service of Kubernetes"),
                port: None,
            }),
            _ => None,
        }
    }

    /// The address of the container, where that is all that is said of it.
    pub(crate) fn address(&self) -> Option<&str> {
        match &self.behind {
            Behind::Address(address) => Some(address),
            _ => None,
        }
    }

    /// `container 0123456789ab`.
    pub(crate) fn describe(&self, containers: &Containers) -> String {
        match &self.behind {
            Behind::Named(name) => format!("container {name}"),
            Behind::Some(what) => (*what).to_string(),
            Behind::Address(address) => match containers.at(address) {
                Some(container) => format!("container {container}"),
                None => format!("the container at {address}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_say_what_they_pass_on() {
        let docker = "-proto tcp -host-ip 0.0.0.0 -host-port 9443 -container-ip 172.17.0.2 -container-port 9443";
        let conmon = "--api-version 1 -c 0123 -u 0123 -n gateway -b /run";
        for (name, line, expected, port) in [
            (
                "docker-proxy",
                docker,
                Some("the container at 172.17.0.2"),
                Some(9443),
            ),
            ("docker-proxy", "-proto tcp", None, None),
            ("conmon", conmon, Some("container gateway"), None),
            ("rootlessport", "", Some("a container of podman"), None),
            ("nginx", "-g daemon", None, None),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let publisher = Publisher::of(name, &words);
            let said = publisher
                .as_ref()
                .map(|p| p.describe(&Containers::default()));
            assert_eq!(said.as_deref(), expected, "{name}");
            let said = publisher.and_then(|p| Some(p.port?.1));
            assert_eq!(said, port, "{name}");
        }
    }
}
