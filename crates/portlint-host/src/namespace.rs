//! Whose network a home opens its ports in: the host's own, or that of a container.

use crate::{ForeignPort, Home, Location};
use portlint_catalog::Protocol;
use serde::{Deserialize, Serialize};

/// A network other than the host's own. Only homes of one namespace can meet by the ports that they open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Namespace {
    /// What it is.
    pub kind: NamespaceKind,
    /// Its name, for people: the service, the pod, the image.
    pub name: String,
    /// What tells it from others of the same name: two stacks may each have a service `wso2am`.
    pub key: String,
    /// Where it is described.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// What has a network of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamespaceKind {
    /// A service of a compose file.
    ComposeService,
    /// A pod of a manifest.
    Pod,
    /// An image, looked at alone.
    Image,
    /// Named by the user.
    Named,
}

impl NamespaceKind {
    /// As in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            NamespaceKind::ComposeService => "compose-service",
            NamespaceKind::Pod => "pod",
            NamespaceKind::Image => "image",
            NamespaceKind::Named => "named",
        }
    }
}

impl Namespace {
    /// One that the user named: homes with the same name share it.
    pub fn named(name: impl Into<String>) -> Namespace {
        let name = name.into();
        Namespace {
            kind: NamespaceKind::Named,
            key: name.clone(),
            name,
            location: None,
        }
    }
}

/// A port of a namespace that its host passes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Published {
    /// Protocol.
    pub protocol: Protocol,
    /// The address of the host; `None` for all interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_address: Option<String>,
    /// The port of the host; `None` for a random one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
    /// The port inside.
    pub container_port: u16,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// Where ports are open: a machine, and a namespace on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network<'h> {
    /// What the machine is called in the configuration.
    pub group: Option<&'h str>,
    /// The key of the namespace; `None` for the host's own.
    namespace: Option<(NamespaceKind, &'h str)>,
}

impl Network<'_> {
    /// True for a machine's own network, in which other software opens ports too.
    pub fn is_host(&self) -> bool {
        self.namespace.is_none()
    }
}

impl<'h> Network<'h> {
    /// A machine's own network.
    pub fn of_machine(group: &'h str) -> Network<'h> {
        Network {
            group: Some(group),
            namespace: None,
        }
    }
}

impl ForeignPort {
    /// Whether it is open in this network.
    pub fn is_in(&self, network: Network<'_>) -> bool {
        let is_there = |group| Some(group) == network.group;
        network.is_host() && self.group.as_deref().is_none_or(is_there)
    }
}

impl Home {
    /// Where its ports are open.
    pub fn network(&self) -> Network<'_> {
        let namespace = self.namespace.as_ref();
        Network {
            group: self.group.as_deref(),
            namespace: namespace.map(|namespace| (namespace.kind, namespace.key.as_str())),
        }
    }

    /// True when it runs in a container: who else uses a port of the host is then no reason to move its own.
    pub fn is_in_container(&self) -> bool {
        let namespace = self.namespace.as_ref();
        namespace.is_some_and(|namespace| namespace.kind != NamespaceKind::Named)
    }
}
