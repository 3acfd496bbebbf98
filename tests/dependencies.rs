//! Every dependency has its reason written down, and the oldest toolchain is the same everywhere.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn manifest(path: impl AsRef<Path>) -> toml::Table {
    read(path).parse().unwrap()
}

#[test]
fn every_dependency_has_a_reason() {
    let reasons = read("docs/dependencies.md");
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let manifest = manifest(entry.unwrap().path().join("Cargo.toml"));
        let systems = manifest.get("target").and_then(toml::Value::as_table);
        let systems = systems.into_iter().flat_map(|all| all.values());
        for table in systems.filter_map(toml::Value::as_table).chain([&manifest]) {
            for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let list = table.get(kind).and_then(toml::Value::as_table);
                names.extend(list.into_iter().flat_map(|list| list.keys().cloned()));
            }
        }
    }
    names.retain(|name| !name.starts_with("portlint-"));
    for name in &names {
        assert!(reasons.contains(&format!("`{name}`")), "{name}");
    }
    let workspace = manifest("Cargo.toml");
    for name in workspace["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .keys()
    {
        let used = name.starts_with("portlint-") || names.contains(name);
        assert!(used, "{name} is declared and not used");
    }
}

#[test]
fn one_toolchain_is_the_oldest() {
    let workspace = manifest("Cargo.toml");
    let version = workspace["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    assert!(read("docs/dependencies.md").contains(&format!("all this: {version}.")));
    assert!(read("Dockerfile").contains(&format!("rust:{version}-")));
}
