//! Pods: from what deploys them to the homes in their containers.

use super::environment;
use super::objects::{Object, Objects};
use super::probes;
use super::value::Value;
use super::volumes;
use crate::containers::ContainerHome;
use crate::containers::draft::{Clues, Draft};
use crate::containers::files::ContainerFiles;
use crate::containers::{image, ports};
use portlint_catalog::Protocol;
use portlint_host::{DeclaredPort, Namespace, NamespaceKind, Published};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A pod, or what makes pods of one kind.
pub(crate) struct Pod<'o> {
    /// What deploys it.
    pub(crate) object: &'o Object,
    /// What is in it.
    pub(crate) spec: Value,
    /// Its labels.
    pub(crate) labels: BTreeMap<String, String>,
}

impl<'o> Pod<'o> {
    /// The pods that an object makes.
    pub(crate) fn of(object: &'o Object) -> Option<Pod<'o>> {
        let root = &object.root;
        let template = match object.kind.as_str() {
            "Pod" => root.clone(),
            "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "ReplicationController"
            | "DeploymentConfig"
            | "Job" => root.at(&["spec", "template"])?,
            "CronJob" => root.at(&["spec", "jobTemplate", "spec", "template"])?,
            _ => return None,
        };
        let labels = template.at(&["metadata", "labels"]);
        Some(Pod {
            object,
            spec: template.get("spec")?,
            labels: labels.map(|labels| labels.labels()).unwrap_or_default(),
        })
    }

    /// What runs in it from beginning to end.
    pub(crate) fn containers(&self) -> Vec<Value> {
        let beside = self.spec.list("initContainers").into_iter();
        let beside = beside.filter(|it| it.text_of("restartPolicy").as_deref() == Some("Always"));
        let mut containers = self.spec.list("containers");
        containers.extend(beside);
        containers
    }

    /// The number behind the name of a port.
    pub(crate) fn named_port(&self, name: &str) -> Option<u16> {
        let containers = self.containers().into_iter();
        let ports = containers.flat_map(|container| container.list("ports"));
        let mut named = ports.filter(|port| port.text_of("name").as_deref() == Some(name));
        named.next()?.get("containerPort")?.port()
    }

    /// The one machine that it runs on, where that is said.
    pub(crate) fn node(&self) -> Option<String> {
        let selected = self
            .spec
            .at(&["nodeSelector"])
            .and_then(|labels| labels.text_of("kubernetes.io/hostname"));
        self.spec.text_of("nodeName").or(selected)
    }

    /// The ports of its machine that lead into it.
    pub(crate) fn published(&self) -> Vec<Published> {
        let containers = self.containers();
        containers.iter().flat_map(published).collect()
    }

    /// The homes in it.
    pub(crate) fn homes(&self, files: &ContainerFiles<'_>, objects: &Objects) -> Vec<ContainerHome> {
        let containers = self.containers();
        let mut homes = Vec::new();
        let mut others = Vec::new();
        for container in &containers {
            match self.home(files, objects, container) {
                Some(home) => homes.push(home),
                None => others.push(container.text_of("name").unwrap_or_default()),
            }
        }
        let mut doubts = others
            .into_iter()
            .map(|name| format!("the container {name} shares its network"))
            .collect::<Vec<_>>();
        if self.spec.is_set("hostNetwork") {
            doubts.push("it has the network of its node".to_string());
        }
        for home in &mut homes {
            home.container.uncertain.extend(doubts.iter().cloned());
        }
        homes
    }

    fn home(
        &self,
        files: &ContainerFiles<'_>,
        objects: &Objects,
        container: &Value,
    ) -> Option<ContainerHome> {
        let image = container.text_of("image")?;
        let mounts = volumes::mounts(files, objects, self, container);
        let clues = Clues {
            image: image::recognise(&image),
            built: None,
            targets: mounts.iter().map(|mount| mount.target.clone()).collect(),
        };
        let mut draft = Draft::of(files, &clues)?;
        volumes::apply(files, &mut draft, mounts);
        let (environment, all_known) = environment::of(objects, self.object, container);
        for (name, value) in &environment {
            draft.variable(name, value);
        }
        draft.container.environment_unknown = !all_known;
        let words = |key: &str| {
            let list = container.get(key)?;
            let words = list.items().into_iter();
            let words = words.filter_map(|word| Some(word.text()?.to_string()));
            let words = words.map(|word| environment::expand(&word, &environment));
            Some(words.collect::<Vec<_>>())
        };
        if let Some(command) = words("command") {
            draft.start(&command);
        }
        if let Some(arguments) = words("args") {
            if arguments.iter().any(|word| word.contains("$(")) {
                draft.doubt("an argument of its start is not known");
            }
            draft.command(arguments);
        }
        for port in container.list("ports") {
            let number = port.get("containerPort");
            let Some((number, value)) = number.and_then(|value| Some((value.port()?, value)))
            else {
                continue;
            };
            draft
                .container
                .declared
                .extend(protocol(&port).map(|protocol| DeclaredPort {
                    by: "containerPort".to_string(),
                    protocol,
                    port: number,
                    location: value.location(),
                }));
        }
        draft.container.probes = probes::of(self, container);
        let name = container.text_of("name").unwrap_or_default();
        let title = format!("{}#{}", self.object.path.display(), self.object.title());
        let path = PathBuf::from(format!("{title}/{name}"));
        let namespace = Namespace {
            kind: NamespaceKind::Pod,
            name: self.object.title(),
            key: title,
            location: Some(self.object.root.location()),
        };
        let mut home = draft.finish(path, Some(namespace), &image);
        let true_name = files.canonical(&self.object.path);
        home.canonical = PathBuf::from(format!(
            "{}#{}/{name}",
            true_name.display(),
            self.object.title()
        ));
        home.published = published(container);
        Some(home)
    }
}

/// TCP where nothing is said; `None` for what is neither TCP nor UDP.
pub(crate) fn protocol(port: &Value) -> Option<Protocol> {
    port.text_of("protocol")
        .map_or(Some(Protocol::Tcp), |name| ports::protocol(&name))
}

/// The ports of the machine that lead into a container.
fn published(container: &Value) -> Vec<Published> {
    let ports = container.list("ports").into_iter();
    let published = ports.filter_map(|port| {
        let host = port.get("hostPort")?;
        Some(Published {
            protocol: protocol(&port)?,
            host_address: port.text_of("hostIP"),
            host_port: Some(host.port()?),
            container_port: port.get("containerPort")?.port()?,
            location: Some(host.location()),
        })
    });
    published.collect()
}
