//! Manifests of Kubernetes, as files and as a stream: pods with their homes, and what leads to them. What is only known when it
//! is applied (values of secrets, objects from elsewhere) makes a home uncertain.

mod environment;
mod homes;
mod objects;
mod pod;
mod probes;
mod services;
mod value;
mod volumes;

use super::ContainerHome;
use super::files::ContainerFiles;
use objects::Objects;
use pod::Pod;
use portlint_host::{Stack, StackService};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Whether a text is a manifest: it says so at the start of a line.
pub(crate) fn is_manifest(text: &str) -> bool {
    let has = |key: &str| {
        text.match_indices(key).any(|(at, _)| {
            text.get(..at)
                .is_some_and(|it| it.is_empty() || it.ends_with('\n'))
        })
    };
    has("apiVersion:") && has("kind:")
}

/// Whether a file may be one by its name.
pub(crate) fn may_be_manifest(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_other = [
        "values.yaml",
        "chart.yaml",
        "kustomization.yaml",
        "kustomization.yml",
    ];
    (name.ends_with(".yaml") || name.ends_with(".yml"))
        && !name.contains("compose")
        && !is_other.contains(&name.as_str())
}

/// The homes of all pods, and who takes which port of a machine.
pub(crate) fn read(
    files: &ContainerFiles<'_>,
    paths: &BTreeSet<PathBuf>,
) -> (Vec<ContainerHome>, Vec<Stack>) {
    let objects = Objects::read(files, paths);
    let pods = objects.iter().filter_map(Pod::of).collect::<Vec<_>>();
    let mut by_pod = pods
        .iter()
        .map(|pod| homes::homes(pod, files, &objects))
        .collect::<Vec<_>>();
    let mut services = services::services(&objects, &pods);
    let has_homes = |by_pod: &[Vec<ContainerHome>], pod: usize| {
        by_pod.get(pod).is_some_and(|homes| !homes.is_empty())
    };
    // Of pods that others are in as well, nobody knows who answers.
    services.retain(|service| service.pods.iter().all(|pod| has_homes(&by_pod, *pod)));
    let routed = services::routed(&objects, &pods, &mut services);
    let mut stacks = BTreeMap::<String, Stack>::new();
    let key = |path: &Path, set: &Path| {
        if set.as_os_str().is_empty() {
            path.display().to_string()
        } else {
            set.display().to_string()
        }
    };
    for (position, homes) in by_pod.iter_mut().enumerate() {
        let Some(pod) = pods.get(position) else {
            continue;
        };
        let stack = key(&pod.object.path, pod.object.set());
        for home in homes.iter_mut() {
            home.container.stack.clone_from(&stack);
        }
        if let [only] = homes.as_mut_slice() {
            let names = services.iter().flat_map(|it| it.names_of(position));
            only.container.names.extend(names);
        }
        if let (Some(first), Some(routed)) = (homes.first_mut(), routed.get(&position)) {
            first.container.routed.clone_from(routed);
        }
        let published = homes::published(pod);
        if let Some(node) = pod.node().filter(|_| !published.is_empty()) {
            let of_node = format!("{stack} on {node}");
            let of_node = stacks
                .entry(of_node.clone())
                .or_insert_with(|| named(of_node));
            of_node.services.push(StackService {
                is_wso2: !homes.is_empty(),
                published,
                ..service(pod.object.title())
            });
        }
    }
    for taken in &services {
        let published = taken.published();
        if !published.is_empty() {
            let stack = key(&taken.object.path, taken.object.set());
            let stack = stacks.entry(stack.clone()).or_insert_with(|| named(stack));
            stack.services.push(StackService {
                is_wso2: true,
                published,
                ..service(taken.object.title())
            });
        }
    }
    let routes = objects.iter();
    for route in routes.filter(|object| services::ROUTES.contains(&object.kind.as_str())) {
        let stack = key(&route.path, route.set());
        let stack = stacks.entry(stack.clone()).or_insert_with(|| named(stack));
        stack.services.push(StackService {
            is_proxy: true,
            ..service(route.title())
        });
    }
    let homes = by_pod.into_iter().flatten().collect::<Vec<_>>();
    let mut stacks = stacks.into_values().collect::<Vec<_>>();
    if homes.is_empty() {
        stacks.clear();
    }
    (homes, stacks)
}

fn named(key: String) -> Stack {
    Stack {
        key,
        services: Vec::new(),
    }
}

fn service(name: String) -> StackService {
    StackService {
        name,
        is_wso2: false,
        is_proxy: false,
        profiles: Vec::new(),
        published: Vec::new(),
    }
}
