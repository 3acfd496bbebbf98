//! What describes the container that a home runs in, and who runs beside it.

use crate::{Location, Published};
use portlint_catalog::Protocol;
use serde::{Deserialize, Serialize};

/// What is written about the container of a home, beside the ports that its host passes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Container {
    /// The stack that it belongs to; empty for an image that is looked at alone.
    pub stack: String,
    /// The names by which others of its stack reach it.
    pub names: Vec<String>,
    /// Ports that are said to be inside.
    pub declared: Vec<DeclaredPort>,
    /// What asks whether the server is well.
    pub probes: Vec<Probe>,
    /// What else of its stack sends to it.
    pub routed: Vec<Routed>,
    /// Why it is not known what else opens ports in its network, or with which settings; in words.
    pub uncertain: Vec<String>,
    /// True when the server may have variables that are not known.
    pub environment_unknown: bool,
    /// True when something is deployed in it that is not at hand and may open ports of its own.
    pub unknown_artifacts: bool,
    /// Contexts of the APIs that are deployed, where they are known.
    pub contexts: Vec<String>,
    /// True when a port of a proxy is configured.
    pub has_proxy_port: bool,
    /// Numbers that its governing file names, comments left out: the ports by which others reach it may be among them.
    pub numbers: Vec<u16>,
    /// Configuration that does not reach the server.
    pub missed: Vec<MissedMount>,
    /// Variables that its `deployment.toml` needs and that nothing sets, where everything is known that could.
    pub missing: Vec<MissingVariable>,
}

/// `EXPOSE`, or `expose` of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DeclaredPort {
    /// `EXPOSE`, `expose`, `containerPort`.
    pub by: String,
    /// Protocol.
    pub protocol: Protocol,
    /// The number.
    pub port: u16,
    /// Where it stands.
    pub location: Location,
}

/// A request by which a health check asks the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Probe {
    /// The number.
    pub port: u16,
    /// The path of the URL, when it asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Who asks: `health check`, `readiness probe`.
    #[serde(default = "health_check")]
    pub by: String,
    /// Where it stands.
    pub location: Location,
}

/// The name of a probe that is the only one.
fn health_check() -> String {
    "health check".to_string()
}

/// Something that sends to a pod: a Service, or what comes before one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Routed {
    /// What it is: `targetPort of Service/am`, `Ingress/am`.
    pub by: String,
    /// Where it sends to.
    pub to: RoutedTo,
    /// Where that stands.
    pub location: Location,
    /// What comes through it.
    pub through: Vec<(String, Location)>,
}

/// Where something sends to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoutedTo {
    /// A port of the pod.
    Port {
        /// Protocol.
        protocol: Protocol,
        /// The number.
        port: u16,
    },
    /// A port that the Service does not have.
    NoPort {
        /// `Service/am`.
        service: String,
        /// The number or the name.
        asked: String,
        /// Those that there are.
        ports: Vec<String>,
    },
}

/// Configuration that is mounted or copied to a place where nobody reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MissedMount {
    /// Where it goes, as written.
    pub target: String,
    /// Why nobody reads it there.
    pub reason: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// A variable of the environment that nothing sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MissingVariable {
    /// Its name.
    pub name: String,
    /// Where it is asked for first.
    pub location: Location,
}

/// The services of one compose project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stack {
    /// What tells it from others: the path of its file as shown.
    pub key: String,
    /// All services, in the order of the file.
    pub services: Vec<StackService>,
}

/// A service of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StackService {
    /// Its name.
    pub name: String,
    /// True when a WSO2 server runs in it.
    pub is_wso2: bool,
    /// True when it looks like a reverse proxy.
    pub is_proxy: bool,
    /// The profiles that start it; empty for always.
    pub profiles: Vec<String>,
    /// The ports that the host passes on to it.
    pub published: Vec<Published>,
}

impl Container {
    /// Calls `visit` with every place.
    pub(crate) fn locations_mut(&mut self, visit: &mut dyn FnMut(&mut Location)) {
        let declared = self.declared.iter_mut().map(|port| &mut port.location);
        let probes = self.probes.iter_mut().map(|probe| &mut probe.location);
        let missed = self.missed.iter_mut().map(|mount| &mut mount.location);
        let routed = self.routed.iter_mut().flat_map(|routed| {
            let through = routed.through.iter_mut().map(|(_, location)| location);
            [&mut routed.location].into_iter().chain(through)
        });
        let missing = self
            .missing
            .iter_mut()
            .map(|variable| &mut variable.location);
        let places = declared.chain(probes).chain(missed);
        places.chain(routed).chain(missing).for_each(visit);
    }
}

impl Stack {
    /// Calls `visit` with every place.
    pub fn locations_mut(&mut self, visit: &mut dyn FnMut(&mut Location)) {
        let published = self.services.iter_mut().flat_map(|s| &mut s.published);
        published
            .flat_map(|port| &mut port.location)
            .for_each(visit);
    }
}
