//! Inventories: which hosts there are, in which groups, with which variables.

use crate::containers::files::ContainerFiles;
use portlint_host::SourceFile;
use portlint_syntax::{Format, NodeId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Hosts of one inventory that are looked at.
const MOST_HOSTS: usize = 400;
/// Numbers of one range of hosts.
const MOST_OF_RANGE: usize = 100;
/// How deep groups may lie in each other.
const DEPTH: usize = 8;

/// What an inventory says.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// The hosts, with the variables that the inventory gives to them.
    pub(super) hosts: BTreeMap<String, BTreeMap<String, String>>,
    /// The hosts of each group.
    members: BTreeMap<String, BTreeSet<String>>,
    /// The groups of each group.
    children: BTreeMap<String, BTreeSet<String>>,
    /// The variables of each group, as texts.
    pub(super) variables: BTreeMap<String, BTreeMap<String, String>>,
    /// The mappings of variables in an inventory that is YAML: of hosts, and of groups.
    pub(super) of_hosts: Vec<(String, Arc<SourceFile>, NodeId)>,
    /// See `of_hosts`.
    pub(super) of_groups: Vec<(String, Arc<SourceFile>, NodeId)>,
}

/// Whether a file may be an inventory by its name.
pub(super) fn may_be_one(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    matches!(end, "" | "ini" | "yml" | "yaml" | "inventory" | "hosts")
        && (stem.starts_with("inventory")
            || stem.starts_with("hosts")
            || end == "ini"
            || end == "inventory")
        && name != "ansible.cfg"
}

impl Inventory {
    /// Reads one more file of an inventory.
    pub(super) fn read(&mut self, files: &ContainerFiles<'_>, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".yml") || name.ends_with(".yaml") {
            if let Some(file) = files.document(path, Format::Yaml)
                && let Some(root) = file.document.root
            {
                for entry in file.document.entries(root) {
                    self.group(&file, entry.key, entry.value, DEPTH);
                }
            }
            return;
        }
        if let Some(text) = files.text(path) {
            self.lines(&text);
        }
    }

    /// A group of an inventory that is YAML.
    fn group(&mut self, file: &Arc<SourceFile>, name: &str, node: NodeId, depth: usize) {
        let document = &file.document;
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if let Some(hosts) = document.get(node, "hosts") {
            for host in document.entries(document.resolve_alias(hosts)) {
                for host_name in expanded(host.key) {
                    self.member(name, &host_name);
                    self.of_hosts
                        .push((host_name.clone(), Arc::clone(file), host.value));
                    for entry in document.entries(document.resolve_alias(host.value)) {
                        let text = document.scalar(entry.value).map(|scalar| scalar.text);
                        if let (Some(text), Some(known)) = (text, self.hosts.get_mut(&host_name)) {
                            known.insert(entry.key.to_string(), text.to_string());
                        }
                    }
                }
            }
        }
        if let Some(variables) = document.get(node, "vars") {
            self.of_groups
                .push((name.to_string(), Arc::clone(file), variables));
        }
        if let Some(children) = document.get(node, "children") {
            for child in document.entries(document.resolve_alias(children)) {
                self.child(name, child.key);
                self.group(file, child.key, child.value, depth);
            }
        }
    }

    fn member(&mut self, group: &str, host: &str) {
        if self.hosts.len() < MOST_HOSTS || self.hosts.contains_key(host) {
            self.hosts.entry(host.to_string()).or_default();
            let members = self.members.entry(group.to_string()).or_default();
            members.insert(host.to_string());
        }
    }

    fn child(&mut self, group: &str, child: &str) {
        let children = self.children.entry(group.to_string()).or_default();
        children.insert(child.to_string());
    }

    /// An inventory that is INI.
    fn lines(&mut self, text: &str) {
        let mut section = ("ungrouped".to_string(), "");
        for line in text.lines().take(20_000) {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            let header = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            if let Some(header) = header {
                let (group, kind) = header.split_once(':').unwrap_or((header, ""));
                let kind = match kind {
                    "vars" => "vars",
                    "children" => "children",
                    _ => "",
                };
                section = (group.to_string(), kind);
                self.members.entry(group.to_string()).or_default();
                continue;
            }
            let (group, kind) = (&section.0.clone(), section.1);
            match kind {
                "vars" => {
                    if let Some((name, value)) = line.split_once('=') {
                        let variables = self.variables.entry(group.clone()).or_default();
                        variables.insert(name.trim().to_string(), unquoted(value));
                    }
                }
                "children" => self.child(group, line),
                _ => {
                    let words = words(line);
                    let Some((host, given)) = words.split_first() else {
                        continue;
                    };
                    for host in expanded(host) {
                        self.member(group, &host);
                        let Some(known) = self.hosts.get_mut(&host) else {
                            continue;
                        };
                        for word in given {
                            if let Some((name, value)) = word.split_once('=') {
                                known.insert(name.to_string(), unquoted(value));
                            }
                        }
                    }
                }
            }
        }
    }

    /// The groups of a host, outer ones before inner ones; `all` is not among them.
    pub(super) fn groups_of(&self, host: &str) -> Vec<String> {
        let direct = self.members.iter();
        let direct = direct.filter(|(_, members)| members.contains(host));
        let mut found = direct
            .map(|(name, _)| (name.clone(), 0))
            .collect::<BTreeMap<_, usize>>();
        for level in 1..=DEPTH {
            let around = self
                .children
                .iter()
                .filter(|(_, children)| children.iter().any(|child| found.contains_key(child)));
            let around = around.map(|(name, _)| name.clone()).collect::<Vec<_>>();
            let before = found.len();
            for name in around {
                found.entry(name).or_insert(level);
            }
            if before == found.len() {
                break;
            }
        }
        let mut ordered = found.into_iter().collect::<Vec<_>>();
        ordered.sort_by_key(|(name, level)| (std::cmp::Reverse(*level), name.clone()));
        let names = ordered.into_iter().map(|(name, _)| name);
        names
            .filter(|name| name != "all" && name != "ungrouped")
            .collect()
    }

    /// The address of a host, where the inventory gives a real one.
    pub(super) fn address_of(&self, host: &str) -> Option<&str> {
        let variables = self.hosts.get(host)?;
        let address = ["ansible_host", "ansible_ssh_host"]
            .iter()
            .find_map(|name| variables.get(*name))?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
        (!address.is_empty() && address.chars().all(is_part)).then_some(address.as_str())
    }
}

/// The files of an inventory in a directory: those of such a name.
pub(super) fn files_in(files: &ContainerFiles<'_>, directory: &Path) -> Vec<PathBuf> {
    let names = files.names(directory).into_iter();
    let names = names.filter(|name| may_be_one(name));
    let paths = names.map(|name| directory.join(name));
    let is_file = |path: &PathBuf| matches!(files.kind(path), Some(portlint_files::FileKind::File(length)) if length < 1 << 20);
    paths.filter(is_file).take(20).collect()
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or(inner('\'')).unwrap_or(value).to_string()
}

/// The words of a line; blanks in quotes divide none, and a comment ends it.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
            }
            None if c == '#' && words.last().is_some_and(String::is_empty) => break,
            None if c.is_whitespace() => {
                if words.last().is_some_and(|word| !word.is_empty()) {
                    words.push(String::new());
                }
                continue;
            }
            _ => {}
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The hosts of a name: `am[1:3]` are three.
fn expanded(name: &str) -> Vec<String> {
    let range = || {
        let (before, rest) = name.split_once('[')?;
        let (range, after) = rest.split_once(']')?;
        let (first, last) = range.split_once(':')?;
        let width = first.len();
        let (first, last) = (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?);
        let numbers = (first..=last).take(MOST_OF_RANGE);
        Some(
            numbers
                .map(|number| format!("{before}{number:0width$}{after}"))
                .collect(),
        )
    };
    range().unwrap_or_else(|| vec![name.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inventory_of_lines() {
        let mut inventory = Inventory::default();
        inventory.lines(
            "# note\nlone\n[am]\nam[1:2] ansible_host=10.0.0.1 ansible_user='x y' # z\nis ansible_host=[ip]\n\
             [all_am:children]\nam\n[am:vars]\noffset = 3\n",
        );
        let hosts = inventory
            .hosts
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>();
        assert_eq!(hosts, ["am1", "am2", "is", "lone"]);
        assert_eq!(inventory.groups_of("am1"), ["all_am", "am"]);
        assert_eq!(inventory.address_of("am2"), Some("10.0.0.1"));
        assert_eq!(inventory.address_of("is"), None);
        assert_eq!(inventory.hosts["am1"]["ansible_user"], "x y");
        assert_eq!(inventory.variables["am"]["offset"], "3");
        assert!(may_be_one("inventory") && may_be_one("hosts.yml") && !may_be_one("site.yml"));
    }
}
