//! What is mounted into a container: files of ConfigMaps, and what is not at hand.

use super::objects::Objects;
use super::pod::Pod;
use super::value::Value;
use crate::containers::draft::Draft;
use crate::containers::files::ContainerFiles;
use portlint_host::Location;
use std::path::PathBuf;

/// A path in the container, what is there, and where that is written.
pub(crate) struct Mount {
    /// The path.
    pub(crate) target: String,
    source: Source,
    location: Location,
}

enum Source {
    /// A file of a ConfigMap.
    File(PathBuf),
    /// A single file that is not at hand.
    UnknownFile,
    /// A directory of unknown files, or of none.
    Volume,
}

/// The files of a volume: their names, and the text where it is at hand.
type Keys = Vec<(String, Option<PathBuf>)>;

/// What is mounted into a container of a pod.
pub(crate) fn mounts(
    files: &ContainerFiles<'_>,
    objects: &Objects,
    pod: &Pod<'_>,
    container: &Value,
) -> Vec<Mount> {
    let volumes = pod.spec.list("volumes");
    let mut mounts = Vec::new();
    for mounted in container.list("volumeMounts") {
        let (Some(name), Some(path)) = (mounted.text_of("name"), mounted.get("mountPath")) else {
            continue;
        };
        let location = path.location();
        let target = path.text().unwrap_or_default().to_string();
        let volume = volumes
            .iter()
            .find(|volume| volume.text_of("name").as_deref() == Some(name.as_str()));
        let keys = volume.and_then(|volume| keys(files, objects, pod, volume));
        let part = mounted
            .text_of("subPath")
            .or(mounted.text_of("subPathExpr"));
        let part = part.map(|part| part.trim_matches('/').to_string());
        let mut add = |target: String, source| {
            mounts.push(Mount {
                target,
                source,
                location,
            });
        };
        match (keys, part) {
            (Some(keys), Some(part)) => {
                let below = format!("{part}/");
                let mut is_there = false;
                for (name, file) in keys {
                    let source = file.map_or(Source::UnknownFile, Source::File);
                    if name == part {
                        is_there = true;
                        add(target.clone(), source);
                    } else if let Some(inside) = name.strip_prefix(&below) {
                        is_there = true;
                        add(format!("{target}/{inside}"), source);
                    }
                }
                if !is_there {
                    add(target, Source::UnknownFile);
                }
            }
            (Some(keys), None) => {
                for (name, file) in keys {
                    let source = file.map_or(Source::UnknownFile, Source::File);
                    add(format!("{}/{name}", target.trim_end_matches('/')), source);
                }
            }
            (None, Some(part)) if part.contains('.') => add(target, Source::UnknownFile),
            (None, _) => add(target, Source::Volume),
        }
    }
    mounts
}

/// The files of a volume; `None` where it is not known which there are.
fn keys(
    files: &ContainerFiles<'_>,
    objects: &Objects,
    pod: &Pod<'_>,
    volume: &Value,
) -> Option<Keys> {
    if let Some(projected) = volume.get("projected") {
        let sources = projected.list("sources");
        let all = sources
            .iter()
            .map(|source| keys(files, objects, pod, source));
        return Some(
            all.collect::<Option<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect(),
        );
    }
    if let Some(map) = volume.get("configMap") {
        let meant = objects.named(pod.object, "ConfigMap", &map.text_of("name")?)?;
        let mut all = Keys::new();
        for (name, value) in meant
            .root
            .get("data")
            .map(|it| it.entries())
            .unwrap_or_default()
        {
            let shown = format!("{}#ConfigMap/{}/{name}", meant.path.display(), meant.name);
            let path = PathBuf::from(shown);
            let text = value.embedded()?;
            files.embed(&path, &meant.path, text);
            all.push((name, Some(path)));
        }
        let binary = meant.root.get("binaryData").map(|it| it.entries());
        let binary = binary.unwrap_or_default().into_iter();
        all.extend(binary.map(|(name, _)| (name, None)));
        return Some(chosen(&map, all));
    }
    if let Some(secret) = volume.get("secret") {
        let name = secret.text_of("secretName").or(secret.text_of("name"))?;
        let named = secret.list("items");
        let meant = objects.named(pod.object, "Secret", &name);
        let all = match meant {
            Some(meant) => {
                let data = ["data", "stringData"].into_iter();
                let data = data.filter_map(|key| meant.root.get(key));
                let entries = data.flat_map(|data| data.entries());
                entries.map(|(name, _)| (name, None)).collect()
            }
            // Of a secret that is not at hand, the names may be written here.
            None if !named.is_empty() => {
                let names = named.iter().filter_map(|item| item.text_of("key"));
                names.map(|name| (name, None)).collect()
            }
            None => return None,
        };
        return Some(chosen(&secret, all));
    }
    volume.get("downwardAPI").map(|api| {
        let paths = api.list("items").into_iter();
        let paths = paths.filter_map(|item| item.text_of("path"));
        paths.map(|path| (path, None)).collect()
    })
}

/// The keys that `items` choose, under their paths; all of them without it.
fn chosen(volume: &Value, all: Keys) -> Keys {
    let items = volume.list("items");
    if items.is_empty() {
        return all;
    }
    let chosen = items.iter().filter_map(|item| {
        let (key, path) = (item.text_of("key")?, item.text_of("path")?);
        let found = all.iter().find(|(name, _)| *name == key)?;
        Some((path, found.1.clone()))
    });
    chosen.collect()
}

/// Mounts all: what starts the server decides first what becomes of the rest. `command` is what the container is started with
/// in the place of its entrypoint; true when that is one of the files.
pub(crate) fn apply(
    files: &ContainerFiles<'_>,
    draft: &mut Draft<'_>,
    mounts: Vec<Mount>,
    command: &[String],
) -> bool {
    let starts = |mount: &Mount| match command {
        [] => draft.is_entrypoint(&mount.target),
        words => words.contains(&mount.target),
    };
    let (starters, others) = mounts.into_iter().partition::<Vec<_>, _>(starts);
    let mut is_known = false;
    for mount in starters {
        let text = match mount.source {
            Source::File(path) => files.text(&path),
            _ => None,
        };
        match text {
            Some(text) => {
                is_known = true;
                draft.entrypoint(&text);
            }
            None => draft.doubt("its entrypoint is replaced"),
        }
    }
    for mount in others {
        match mount.source {
            Source::File(path) => draft.mount(&mount.target, Some(path), mount.location),
            Source::UnknownFile => draft.mount(&mount.target, None, mount.location),
            Source::Volume => draft.named_volume(&mount.target),
        }
    }
    is_known
}
