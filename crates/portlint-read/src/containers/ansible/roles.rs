//! Roles and playbooks: where the templates lie, and which hosts get which role.

use super::inventory::Inventory;
use crate::containers::files::ContainerFiles;
use portlint_files::FileKind;
use portlint_syntax::Format;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Templates of one role.
const MOST_TEMPLATES: usize = 200;
/// How deep the templates of a role lie.
const DEPTH: usize = 12;
/// Playbooks of a repository.
const MOST_PLAYBOOKS: usize = 50;

/// A role with templates of a server.
#[derive(Debug)]
pub(super) struct Role {
    /// Its name.
    pub(super) name: String,
    /// Its directory.
    pub(super) directory: PathBuf,
    /// Its templates, by their path below `templates`.
    pub(super) templates: BTreeMap<String, PathBuf>,
}

/// The directories that hold `roles` with such templates, and the roles of each.
pub(super) fn roles(
    files: &ContainerFiles<'_>,
    templates: &BTreeSet<PathBuf>,
) -> BTreeMap<PathBuf, Vec<Role>> {
    let directories = templates.iter().filter_map(|path| {
        let mut above = path.ancestors().skip(1);
        let templates = above.find(|above| above.ends_with("templates"))?;
        let role = templates.parent()?;
        role.parent()?
            .ends_with("roles")
            .then(|| role.to_path_buf())
    });
    let mut found = BTreeMap::<PathBuf, Vec<Role>>::new();
    for directory in directories.collect::<BTreeSet<_>>() {
        let above = directory.parent().and_then(Path::parent);
        let (Some(root), Some(name)) =
            (above, directory.file_name().and_then(|name| name.to_str()))
        else {
            continue;
        };
        let mut templates = BTreeMap::new();
        below(
            files,
            &directory.join("templates"),
            "",
            DEPTH,
            &mut templates,
        );
        found.entry(root.to_path_buf()).or_default().push(Role {
            name: name.to_string(),
            templates,
            directory,
        });
    }
    found
}

fn below(
    files: &ContainerFiles<'_>,
    directory: &Path,
    relative: &str,
    depth: usize,
    found: &mut BTreeMap<String, PathBuf>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for name in files.names(directory) {
        let path = directory.join(&name);
        let inside = match relative {
            "" => name.clone(),
            above => format!("{above}/{name}"),
        };
        match files.kind(&path) {
            Some(FileKind::Directory) => below(files, &path, &inside, depth, found),
            Some(FileKind::File(_)) if found.len() < MOST_TEMPLATES => {
                found.insert(inside, path);
            }
            _ => {}
        }
    }
}

/// Which roles the playbooks of a directory give to which hosts, by patterns.
pub(super) fn plays(files: &ContainerFiles<'_>, root: &Path) -> Vec<(Vec<String>, Vec<String>)> {
    let names = files.names(root).into_iter();
    let books = names.filter(|name| name.ends_with(".yml") || name.ends_with(".yaml"));
    let mut found = Vec::new();
    for name in books.take(MOST_PLAYBOOKS) {
        let Some(file) = files.document(&root.join(name), Format::Yaml) else {
            continue;
        };
        let document = &file.document;
        let Some(book) = document.root else {
            continue;
        };
        let texts = |node| {
            let node = document.resolve_alias(node);
            let one = document.scalar(node).map(|scalar| scalar.text.to_string());
            let items = document.items(node).filter_map(|item| {
                let item = document.resolve_alias(item);
                let named = ["role", "name"]
                    .iter()
                    .find_map(|key| document.get(item, key));
                document
                    .scalar(named.unwrap_or(item))
                    .map(|scalar| scalar.text.to_string())
            });
            one.into_iter().chain(items).collect::<Vec<_>>()
        };
        for play in document.items(book) {
            let (Some(hosts), Some(roles)) =
                (document.get(play, "hosts"), document.get(play, "roles"))
            else {
                continue;
            };
            let patterns = texts(hosts);
            let patterns = patterns.iter().flat_map(|text| text.split([',', ':']));
            found.push((
                patterns.map(|text| text.trim().to_string()).collect(),
                texts(roles),
            ));
        }
    }
    found
}

/// The hosts of each role. Where no playbook names a role, those that are called like it: `apim-gateway_1` of `apim-gateway`.
pub(super) fn hosts_of(
    role: &Role,
    plays: &[(Vec<String>, Vec<String>)],
    inventory: &Inventory,
    named: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let of_role = plays.iter().filter(|(_, roles)| roles.contains(&role.name));
    for (patterns, _) in of_role {
        for pattern in patterns {
            found.extend(named.iter().filter(|host| {
                pattern == "all" || *host == pattern || inventory.groups_of(host).contains(pattern)
            }));
        }
    }
    if found.is_empty() {
        found.extend(named.iter().filter(|host| is_called_like(host, &role.name)));
    }
    found.into_iter().cloned().collect()
}

fn is_called_like(host: &str, role: &str) -> bool {
    let plain = |text: &str| text.replace('_', "-").to_ascii_lowercase();
    let (host, role) = (plain(host), plain(role));
    let numbered = host.strip_prefix(&role);
    numbered.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::is_called_like;

    #[test]
    fn hosts_are_called_like_their_role() {
        assert!(is_called_like("apim-gateway_1", "apim-gateway"));
        assert!(is_called_like(
            "is_analytics_worker_1",
            "is-analytics-worker"
        ));
        assert!(!is_called_like("apim-gateway_1", "apim"));
    }
}
