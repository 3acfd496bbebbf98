//! From a pod to the homes in its containers.

use super::environment;
use super::objects::Objects;
use super::pod::{Pod, protocol};
use super::probes;
use super::value::Value;
use super::volumes;
use crate::containers::ContainerHome;
use crate::containers::draft::{Clues, Draft};
use crate::containers::files::ContainerFiles;
use crate::containers::image;
use portlint_host::{DeclaredPort, Namespace, NamespaceKind, Published};
use std::path::PathBuf;

/// The ports of its machine that lead into it.
pub(crate) fn published(pod: &Pod<'_>) -> Vec<Published> {
    let containers = pod.containers();
    containers.iter().flat_map(of_container).collect()
}

/// The homes in it.
pub(crate) fn homes(
    pod: &Pod<'_>,
    files: &ContainerFiles<'_>,
    objects: &Objects,
) -> Vec<ContainerHome> {
    let containers = pod.containers();
    let mut homes = Vec::new();
    let mut others = Vec::new();
    for container in &containers {
        match home(pod, files, objects, container) {
            Some(home) => homes.push(home),
            None => others.push(container.text_of("name").unwrap_or_default()),
        }
    }
    let mut doubts = others
        .into_iter()
        .map(|name| format!("the container {name} shares its network"))
        .collect::<Vec<_>>();
    if pod.spec.is_set("hostNetwork") {
        doubts.push("it has the network of its node".to_string());
    }
    for home in &mut homes {
        home.container.uncertain.extend(doubts.iter().cloned());
    }
    homes
}

fn home(
    pod: &Pod<'_>,
    files: &ContainerFiles<'_>,
    objects: &Objects,
    container: &Value,
) -> Option<ContainerHome> {
    let image = container.text_of("image")?;
    let mounts = volumes::mounts(files, objects, pod, container);
    let clues = Clues {
        image: image::recognise(&image),
        built: None,
        targets: mounts.iter().map(|mount| mount.target.clone()).collect(),
    };
    let mut draft = Draft::of(files, &clues)?;
    let (environment, all_known) = environment::of(objects, pod.object, container);
    let words = |key: &str| {
        let list = container.get(key)?;
        let words = list.items().into_iter();
        let words = words.filter_map(|word| Some(word.text()?.to_string()));
        let words = words.map(|word| environment::expand(&word, &environment));
        Some(words.collect::<Vec<_>>())
    };
    let command = words("command").unwrap_or_default();
    let is_mounted = volumes::apply(files, &mut draft, mounts, &command);
    for (name, value) in &environment {
        draft.variable(name, value);
    }
    draft.container.environment_unknown = !all_known;
    match command.as_slice() {
        [] => {}
        [_] | [_, _] if is_mounted => draft.command(Vec::new()),
        command => draft.start(command),
    }
    if let Some(arguments) = words("args") {
        if arguments.iter().any(|word| word.contains("$(")) {
            draft.doubt("an argument of its start is not known");
        }
        draft.command(arguments);
    }
    for port in container.list("ports") {
        let number = port.get("containerPort");
        let Some((number, value)) = number.and_then(|value| Some((value.port()?, value))) else {
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
    draft.container.probes = probes::of(pod, container);
    let name = container.text_of("name").unwrap_or_default();
    let title = format!("{}#{}", pod.object.path.display(), pod.object.title());
    let path = PathBuf::from(format!("{title}/{name}"));
    let namespace = Namespace {
        kind: NamespaceKind::Pod,
        name: pod.object.title(),
        key: title,
        location: Some(pod.object.root.location()),
    };
    let mut home = draft.finish(path, Some(namespace), &image);
    let true_name = files.canonical(&pod.object.path);
    home.canonical = PathBuf::from(format!(
        "{}#{}/{name}",
        true_name.display(),
        pod.object.title()
    ));
    home.published = of_container(container);
    Some(home)
}

/// The ports of the machine that lead into a container.
fn of_container(container: &Value) -> Vec<Published> {
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
