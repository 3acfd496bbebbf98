//! The homes on which a change of the data files has to show: the cases of releases, a bare home of every release, the
//! hosts of the rules' tests and of the fixtures, and those beside this file.

use super::super::releases::{files, read};
use portlint_catalog::{Catalog, Generation, Product, Release, RuntimeSpec, built_in, products};
use portlint_files::Memory;
use portlint_testkit::release_cases;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A few homes, and what is read from them as things are.
pub(crate) struct Input {
    /// Their products.
    pub products: BTreeSet<String>,
    files: Memory,
    before: String,
}

impl Input {
    fn new(files: Memory) -> Self {
        let host = read(&files, built_in());
        let products = host.homes.iter();
        let products = products.map(|home| home.product.clone().unwrap_or("unknown".to_string()));
        Input {
            products: products.collect(),
            before: told(&files, built_in()),
            files,
        }
    }

    /// Whether these facts change what is read.
    pub(crate) fn notices(&self, catalog: &'static Catalog) -> bool {
        told(&self.files, catalog) != self.before
    }
}

/// What `ports` and `check` learn of the homes.
fn told(files: &Memory, catalog: &'static Catalog) -> String {
    let host = read(files, catalog);
    let mut told = String::new();
    for home in &host.homes {
        writeln!(told, "{:?} {:?}", home.product, home.version).unwrap();
        writeln!(told, "{:?}", home.problems).unwrap();
        for runtime in &home.runtimes {
            writeln!(told, "{} {:?}", runtime.id, runtime.offset).unwrap();
            for listener in &runtime.listeners {
                writeln!(told, "{listener:?}").unwrap();
            }
            for reference in &runtime.references {
                writeln!(told, "{reference:?}").unwrap();
            }
        }
    }
    told
}

/// All inputs, in a fixed order.
pub(crate) fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    for case in release_cases() {
        inputs.push(Input::new(files(&case)));
    }
    for product in products() {
        for release in &product.releases {
            let name = format!("{}-{}", product.id, release.version);
            inputs.push(Input::new(bare(product, release, &name)));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["../../tests/rules", "tests/mutations/homes"] {
        for path in entries(&root.join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            inputs.push(Input::new(of_one_text(&text)));
        }
    }
    for path in entries(&root.join("../../fixtures/hosts")) {
        if path.is_dir() && !path.ends_with("expected") {
            let mut files = Memory::new();
            take(&path, &path, &mut files);
            inputs.push(Input::new(files));
        }
    }
    inputs
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn take(root: &Path, folder: &Path, files: &mut Memory) {
    for path in entries(folder) {
        if path.is_dir() {
            take(root, &path, files);
        } else {
            let inside = Path::new("/").join(path.strip_prefix(root).unwrap());
            *files = std::mem::take(files).with(inside, std::fs::read(&path).unwrap());
        }
    }
}

/// Files after lines of `--- path`.
fn of_one_text(text: &str) -> Memory {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("--- ") {
            let path = path.trim_end().trim_end_matches(" (bom)");
            files.push((path.to_string(), String::new()));
        } else if let Some((_, content)) = files.last_mut() {
            content.push_str(line);
        }
    }
    let files = files.into_iter().filter(|(path, _)| !path.ends_with('/'));
    files.fold(Memory::new(), |files, (path, text)| {
        files.with(Path::new("/").join(path), text)
    })
}

/// A home with nothing but its name and the files that govern its runtimes, which set an offset.
fn bare(product: &Product, release: &Release, name: &str) -> Memory {
    let home = Path::new("/").join(name);
    let named = product.names.first().map_or("", |name| name.as_str());
    let version = format!("{named} v{}\n", release.version);
    let mut files = Memory::new().with(home.join("bin/version.txt"), version);
    let mut seen = BTreeSet::new();
    for runtime in &product.runtimes {
        if runtime.versions.matches(&release.version) && seen.insert(runtime.id) {
            let text = governing(runtime);
            files = files.with(home.join(runtime.governing()), text);
            if let Some(also) = runtime.also {
                files = files.with(home.join(also.as_str()).join("x"), "");
            }
        }
    }
    files
}

fn governing(runtime: &RuntimeSpec) -> &'static str {
    match runtime.generation {
        Generation::Toml => "[server]\noffset = 3\n",
        Generation::Yaml => "wso2.carbon:\n  ports:\n    offset: 3\n",
        Generation::Xml => "<Server><Ports><Offset>3</Offset></Ports></Server>\n",
    }
}
