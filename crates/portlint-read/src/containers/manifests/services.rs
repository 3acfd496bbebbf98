//! Services and what leads to them: which ports of which pods they send to.

use super::objects::{Object, Objects, nearest};
use super::pod::{Pod, protocol};
use super::value::Value;
use portlint_catalog::Protocol;
use portlint_host::{Location, Published, Routed, RoutedTo};
use std::collections::{BTreeMap, BTreeSet};

/// A Service, and the pods that it selects.
pub(crate) struct Service<'o> {
    /// The object.
    pub(crate) object: &'o Object,
    /// Positions of its pods among all pods.
    pub(crate) pods: Vec<usize>,
    ports: Vec<Port>,
}

impl Service<'_> {
    /// The names by which its one pod is reached, where it passes each port on as it is.
    pub(crate) fn names_of(&self, position: usize) -> Vec<String> {
        let passes_on =
            |port: &Port| matches!(port.target, Target::Number(number) if number == port.number);
        if self.pods != [position] || !self.ports.iter().all(passes_on) {
            return Vec::new();
        }
        let name = &self.object.name;
        let mut names = vec![name.clone()];
        if let Some(space) = self.object.namespace() {
            let ends = ["", ".svc", ".svc.cluster.local"];
            names.extend(ends.map(|end| format!("{name}.{space}{end}")));
        }
        names
    }
}

/// A port of a Service.
struct Port {
    name: Option<String>,
    protocol: Protocol,
    number: u16,
    target: Target,
    node: Option<(u16, Location)>,
    /// Where the port of the pod stands, or the own one when that is the same.
    location: Location,
    written_as: &'static str,
    /// What leads here.
    through: BTreeSet<(String, Location)>,
}

enum Target {
    Number(u16),
    Name(String),
}

/// The Services that select pods. One that selects pods of several directories belongs to none of them.
pub(crate) fn services<'o>(objects: &'o Objects, pods: &[Pod<'o>]) -> Vec<Service<'o>> {
    let services = objects.of_kind("Service").filter_map(|object| {
        let selector = object.root.at(&["spec", "selector"])?.labels();
        let is_external = object
            .root
            .at(&["spec", "type"])
            .is_some_and(|kind| kind.text() == Some("ExternalName"));
        if selector.is_empty() || is_external {
            return None;
        }
        let is_selected = |pod: &Pod<'_>| {
            object.meets(pod.object)
                && selector
                    .iter()
                    .all(|(key, value)| pod.labels.get(key) == Some(value))
        };
        let selected = pods.iter().enumerate().filter(|(_, pod)| is_selected(pod));
        let selected = selected.collect::<Vec<_>>();
        let owners = selected.iter().map(|(_, pod)| pod.object).collect();
        let near = nearest(object, owners)?;
        let is_near = |pod: &Pod<'_>| near.iter().any(|owner| std::ptr::eq(*owner, pod.object));
        let selected = selected.into_iter().filter(|(_, pod)| is_near(pod));
        let ports = object.root.get("spec")?.list("ports");
        Some(Service {
            object,
            pods: selected.map(|(position, _)| position).collect(),
            ports: ports.iter().filter_map(port).collect(),
        })
    });
    services.collect()
}

fn port(value: &Value) -> Option<Port> {
    let own = value.get("port")?;
    let number = own.port()?;
    let target = value
        .get("targetPort")
        .filter(|target| target.text().is_some());
    let node = value.get("nodePort");
    Some(Port {
        name: value.text_of("name"),
        protocol: protocol(value)?,
        number,
        target: match &target {
            None => Target::Number(number),
            Some(target) => match target.port() {
                Some(port) => Target::Number(port),
                None => Target::Name(target.text()?.to_string()),
            },
        },
        node: node.and_then(|node| Some((node.port()?, node.location()))),
        written_as: if target.is_some() {
            "targetPort"
        } else {
            "port"
        },
        location: target.unwrap_or(own).location(),
        through: BTreeSet::new(),
    })
}

/// How a port of a Service is named.
enum Asked {
    Number(u16),
    Name(String),
}

impl Asked {
    fn of(value: &Value) -> Option<Asked> {
        match value.port() {
            Some(port) => Some(Asked::Number(port)),
            None => Some(Asked::Name(value.text()?.to_string())),
        }
    }

    fn shown(&self) -> String {
        match self {
            Asked::Number(number) => number.to_string(),
            Asked::Name(name) => name.clone(),
        }
    }
}

/// Something that sends to a Service.
struct Backend {
    service: String,
    asked: Asked,
    /// True when the number is one of the pods, not of the Service.
    is_of_pods: bool,
    location: Location,
}

fn backends(object: &Object) -> Vec<Backend> {
    let Some(spec) = object.root.get("spec") else {
        return Vec::new();
    };
    match object.kind.as_str() {
        "Ingress" => {
            let rules = spec.list("rules").into_iter();
            let paths = rules.filter_map(|rule| rule.at(&["http"]).map(|http| http.list("paths")));
            let backends = paths.flatten().filter_map(|path| path.get("backend"));
            let defaults = ["defaultBackend", "backend"].into_iter();
            let defaults = defaults.filter_map(|key| spec.get(key));
            let all = backends.chain(defaults);
            all.filter_map(|backend| of_ingress(&backend)).collect()
        }
        "Route" => {
            let named = spec
                .get("to")
                .into_iter()
                .chain(spec.list("alternateBackends"));
            let port = spec.at(&["port", "targetPort"]);
            let backends = named.filter_map(|to| {
                let port = port.as_ref()?;
                Some(Backend {
                    service: to.text_of("name")?,
                    asked: Asked::of(port)?,
                    is_of_pods: true,
                    location: port.location(),
                })
            });
            backends.collect()
        }
        _ => {
            let rules = spec.list("rules").into_iter();
            let named = rules.flat_map(|rule| rule.list("backendRefs"));
            let backends = named.filter_map(|backend| {
                let kind = backend.text_of("kind");
                let group = backend.text_of("group").unwrap_or_default();
                let port = backend.get("port")?;
                let is_service = kind.is_none_or(|kind| kind == "Service") && group.is_empty();
                (is_service && backend.get("namespace").is_none()).then_some(())?;
                Some(Backend {
                    service: backend.text_of("name")?,
                    asked: Asked::of(&port)?,
                    is_of_pods: false,
                    location: port.location(),
                })
            });
            backends.collect()
        }
    }
}

fn of_ingress(backend: &Value) -> Option<Backend> {
    let (service, port) = match backend.get("service") {
        Some(service) => {
            let port = service.get("port")?;
            let port = port.get("number").or(port.get("name"))?;
            (service.text_of("name")?, port)
        }
        None => (backend.text_of("serviceName")?, backend.get("servicePort")?),
    };
    Some(Backend {
        service,
        asked: Asked::of(&port)?,
        is_of_pods: false,
        location: port.location(),
    })
}

/// The kinds that send to Services.
pub(crate) const ROUTES: [&str; 6] = [
    "Ingress",
    "Route",
    "HTTPRoute",
    "GRPCRoute",
    "TLSRoute",
    "TCPRoute",
];

/// What is sent to each pod, by its position.
pub(crate) fn routed(
    objects: &Objects,
    pods: &[Pod<'_>],
    services: &mut [Service<'_>],
) -> BTreeMap<usize, Vec<Routed>> {
    let mut routed = BTreeMap::<usize, Vec<Routed>>::new();
    let routes = objects
        .iter()
        .filter(|object| ROUTES.contains(&object.kind.as_str()));
    for route in routes {
        for backend in backends(route) {
            let Some(meant) = objects.named(route, "Service", &backend.service) else {
                continue;
            };
            let mut services = services.iter_mut();
            let Some(service) = services.find(|it| std::ptr::eq(it.object, meant)) else {
                continue;
            };
            let mut is_known = false;
            for port in &mut service.ports {
                let is_target = match (&port.target, &backend.asked) {
                    (Target::Number(own), Asked::Number(asked)) => own == asked,
                    (Target::Name(own), Asked::Name(asked)) => own == asked,
                    _ => false,
                };
                let is_meant = match &backend.asked {
                    Asked::Number(asked) if !backend.is_of_pods => port.number == *asked,
                    Asked::Number(_) => is_target,
                    Asked::Name(asked) => {
                        port.name.as_ref() == Some(asked) || (backend.is_of_pods && is_target)
                    }
                };
                // A port of a pod that is named there may have any number.
                let may_be = backend.is_of_pods && matches!(port.target, Target::Name(_));
                is_known |= is_meant || may_be;
                if is_meant {
                    port.through.insert((route.title(), backend.location));
                }
            }
            let is_single = service.ports.len() == 1;
            if is_known || (is_single && matches!(&backend.asked, Asked::Name(_))) {
                continue;
            }
            let ports = service.ports.iter().map(|port| {
                if backend.is_of_pods {
                    match &port.target {
                        Target::Number(number) => number.to_string(),
                        Target::Name(name) => name.clone(),
                    }
                } else {
                    port.number.to_string()
                }
            });
            let missing = Routed {
                by: route.title(),
                to: RoutedTo::NoPort {
                    service: service.object.title(),
                    asked: backend.asked.shown(),
                    ports: ports.collect(),
                },
                location: backend.location,
                through: Vec::new(),
            };
            for pod in &service.pods {
                routed.entry(*pod).or_default().push(missing.clone());
            }
        }
    }
    for service in services.iter() {
        for port in &service.ports {
            for position in &service.pods {
                let number = match &port.target {
                    Target::Number(number) => Some(*number),
                    Target::Name(name) => pods.get(*position).and_then(|pod| pod.named_port(name)),
                };
                let Some(number) = number else { continue };
                routed.entry(*position).or_default().push(Routed {
                    by: format!("{} of {}", port.written_as, service.object.title()),
                    to: RoutedTo::Port {
                        protocol: port.protocol,
                        port: number,
                    },
                    location: port.location,
                    through: port.through.iter().cloned().collect(),
                });
            }
        }
    }
    routed
}

impl Service<'_> {
    /// The ports of every machine that lead to it.
    pub(crate) fn published(&self) -> Vec<Published> {
        let ports = self.ports.iter().filter_map(|port| {
            let (number, location) = port.node?;
            Some(Published {
                protocol: port.protocol,
                host_address: None,
                host_port: Some(number),
                container_port: port.number,
                location: Some(location),
            })
        });
        ports.collect()
    }
}
