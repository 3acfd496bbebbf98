//! Pods: what deploys them, and what is in them.

use super::objects::Object;
use super::value::Value;
use crate::containers::ports;
use portlint_catalog::Protocol;
use std::collections::BTreeMap;

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
}

/// TCP where nothing is said; `None` for what is neither TCP nor UDP.
pub(crate) fn protocol(port: &Value) -> Option<Protocol> {
    port.text_of("protocol")
        .map_or(Some(Protocol::Tcp), |name| ports::protocol(&name))
}
