//! The walls that `docs/ARCHITECTURE.md` promises: which crate may use which, and no circles of files inside a crate.

use crate::support::repository;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Circles that are still there, by the first of their files. Whoever opens one takes it out of here; no new ones.
const KNOWN_CIRCLES: [(&str, &str); 1] = [("portlint-read", "resolve::toml_generation::listeners")];

/// The names of the crates and their directories.
fn crates() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(repository().join("crates")).unwrap();
    let mut crates: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    crates.sort();
    crates
}

/// The table `crate | may use` of the architecture page.
fn promised() -> BTreeMap<String, BTreeSet<String>> {
    let page = fs::read_to_string(repository().join("docs/ARCHITECTURE.md")).unwrap();
    let (_, walls) = page
        .split_once("\n## Walls\n")
        .expect("a section about walls");
    let walls = walls.split("\n## ").next().unwrap();
    let names = |cell: &str| {
        let name = Regex::new("`([^`]+)`").unwrap();
        let names = name.captures_iter(cell).map(|found| found[1].to_string());
        names.collect::<Vec<_>>()
    };
    let rows = walls.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').collect();
        let name = names(cells[1]).remove(0);
        (name, names(cells[2]).into_iter().collect())
    })
    .collect()
}

/// What a crate's manifest names in a section.
fn dependencies(directory: &Path) -> BTreeSet<String> {
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let mut names = BTreeSet::new();
    for section in ["dependencies", "build-dependencies"] {
        let table = manifest.get(section).and_then(toml::Value::as_table);
        names.extend(table.into_iter().flat_map(|table| table.keys().cloned()));
    }
    names
}

#[test]
fn crates_use_what_the_architecture_allows() {
    let promised = promised();
    assert!(promised.len() >= 15, "{promised:?}");
    let mut wrong = Vec::new();
    for (name, directory) in crates() {
        let used = dependencies(&directory);
        let own = used.iter().filter(|used| used.starts_with("portlint-"));
        match promised.get(&name) {
            Some(allowed) => {
                let forbidden = own.filter(|used| !allowed.contains(*used));
                wrong.extend(forbidden.map(|used| format!("{name} uses {used}")));
            }
            // What has no row is a front end: the others must not use it.
            None => {
                for (other, directory) in crates() {
                    if dependencies(&directory).contains(&name) {
                        wrong.push(format!("{other} uses {name}, which has no row"));
                    }
                }
            }
        }
        let is_terminal =
            |used: &&String| used.starts_with("clap") || used.as_str() == "terminal_size";
        if name != "wso2-portlint" {
            wrong.extend(
                used.iter()
                    .filter(is_terminal)
                    .map(|used| format!("{name} uses {used}")),
            );
        }
    }
    for name in promised.keys() {
        let is_there = crates().iter().any(|(known, _)| known == name);
        wrong.extend((!is_there).then(|| format!("{name} has a row and is gone")));
    }
    assert!(
        wrong.is_empty(),
        "see \"Walls\" in docs/ARCHITECTURE.md:\n{}",
        wrong.join("\n")
    );
}

/// A module by its path from the root of its crate.
type Module = Vec<String>;

/// The modules of a crate that are no tests, with their text.
fn modules(source: &Path) -> BTreeMap<Module, String> {
    let mut modules = BTreeMap::new();
    let mut open = vec![source.to_path_buf()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let relative = path.strip_prefix(source).unwrap().with_extension("");
            let mut module: Module = relative
                .iter()
                .map(|part| part.to_str().unwrap().to_string())
                .collect();
            let is_root = |part: &String| ["lib", "main", "mod"].contains(&part.as_str());
            module.pop_if(|part| is_root(part));
            let is_test = |part: &String| part.contains("test");
            if path.extension().is_some_and(|end| end == "rs") && !module.iter().any(is_test) {
                let text = fs::read_to_string(&path).unwrap();
                let text = text
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap()
                    .to_string();
                modules.insert(module, text);
            }
        }
    }
    modules
}

/// The paths that a text of Rust names from `crate`, `self` or `super` on, those in braces too.
fn paths(text: &str) -> Vec<Vec<String>> {
    let comment = Regex::new("//[^\n]*").unwrap();
    let text = comment.replace_all(text, "");
    let tree = Regex::new(r"\buse ((?:crate|self|super)\b[^;]*);").unwrap();
    let inline = Regex::new(r"\b(?:crate|super)(?:::\w+)+").unwrap();
    let mut paths = Vec::new();
    for found in tree.captures_iter(&text) {
        expand(&[], &found[1], &mut paths);
    }
    let inline = inline.find_iter(&text);
    paths.extend(inline.map(|path| path.as_str().split("::").map(str::to_string).collect()));
    paths
}

/// The paths of a tree of `use`.
fn expand(before: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let (mut depth, mut start) = (0, 0);
    let mut parts = Vec::new();
    for (at, character) in tree.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[start..]);
    for part in parts {
        let (path, inside) = match part.split_once('{') {
            Some((path, inside)) => (path, inside.rsplit_once('}').map(|(inside, _)| inside)),
            None => (part, None),
        };
        let path = path.split(" as ").next().unwrap();
        let own = path
            .split("::")
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let path: Vec<_> = before
            .iter()
            .cloned()
            .chain(own.map(str::to_string))
            .collect();
        match inside {
            Some(inside) => expand(&path, inside, paths),
            None if !path.is_empty() => paths.push(path),
            None => {}
        }
    }
}

/// The file that a path of a module leads to.
fn target(modules: &BTreeMap<Module, String>, from: &Module, path: &[String]) -> Option<Module> {
    let mut base = from.clone();
    let mut rest = path;
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop()?;
            }
            _ => break,
        }
        rest = others;
    }
    for name in rest {
        base.push(name.clone());
        if !modules.contains_key(&base) {
            base.pop();
            break;
        }
    }
    Some(base)
}

/// Which files of a crate use which. A module and those inside of it are one room.
fn uses(modules: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let of_one = |(module, text): (&Module, &String)| {
        let targets = paths(text).into_iter();
        let targets = targets.filter_map(|path| target(modules, module, &path));
        let targets = targets.filter(|to| !to.starts_with(module) && !module.starts_with(to));
        (module.clone(), targets.collect())
    };
    modules.iter().map(of_one).collect()
}

/// All that is reached from a module.
fn reached(uses: &BTreeMap<Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(module) = open.pop() {
        for next in uses.get(module).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    seen
}

/// The circles of a crate, each as its files in order.
fn circles(source: &Path) -> BTreeSet<Vec<String>> {
    let uses = uses(&modules(source));
    let reach: BTreeMap<_, _> = uses
        .keys()
        .map(|module| (module, reached(&uses, module)))
        .collect();
    let mut circles = BTreeSet::new();
    for (module, far) in reach.iter().filter(|(module, far)| far.contains(**module)) {
        let members = far.iter().filter(|other| reach[*other].contains(*module));
        circles.insert(members.map(|member| member.join("::")).collect());
    }
    circles
}

#[test]
fn no_files_of_a_crate_use_each_other_in_a_circle() {
    let mut found = BTreeMap::new();
    for (name, directory) in crates() {
        for circle in circles(&directory.join("src")) {
            found.insert((name.clone(), circle[0].clone()), circle);
        }
    }
    let known = KNOWN_CIRCLES.map(|(name, first)| (name.to_string(), first.to_string()));
    let fresh: Vec<_> = found
        .iter()
        .filter(|(key, _)| !known.contains(key))
        .collect();
    assert!(fresh.is_empty(), "new circles: {fresh:#?}");
    let gone: Vec<_> = known
        .iter()
        .filter(|key| !found.contains_key(key))
        .collect();
    assert!(
        gone.is_empty(),
        "no circles any more, take them out of the list: {gone:?}"
    );
}

#[test]
fn circles_are_noticed() {
    let source = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(source.path().join(name), text).unwrap();
    file("lib.rs", "mod a;\nmod b;\nmod c;\n");
    file("a.rs", "use crate::{\n    c::C,\n    b::{self, B},\n};\n");
    file("b.rs", "use std::fs;\nfn f() { super::c::g(); }\n");
    file(
        "c.rs",
        "// use crate::b;\n#[cfg(test)]\nmod tests {\n use crate::a;\n}\n",
    );
    assert!(circles(source.path()).is_empty());
    file("c.rs", "use super::b::B;\n");
    assert_eq!(
        circles(source.path()),
        BTreeSet::from([vec!["b".to_string(), "c".to_string()]])
    );
}
