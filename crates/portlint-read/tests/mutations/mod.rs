//! Each number, offset rule and condition of the data files is changed in turn, in memory, and something that is read from
//! some home has to change with it. What cannot show is named in `unreachable.list` with the reason.

mod changes;
mod inputs;

use changes::{Change, changes};
use inputs::{Input, inputs};
use portlint_catalog::Catalog;
use portlint_catalog_types::data::DataFiles;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The changes that nothing notices: `file: what` to the reason.
fn unreachable() -> BTreeMap<String, String> {
    let text = include_str!("unreachable.list");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (change, why) = line.split_once(" | ").expect("a change and the reason");
            (change.trim().to_string(), why.trim().to_string())
        })
        .collect()
}

/// Whether a home of a product that the entry names, or of any where it names none, is read otherwise.
fn is_noticed(change: &Change, files: &DataFiles, inputs: &[Input]) -> bool {
    let mut files = files.clone();
    let text = files.texts().find(|(name, _)| *name == change.file);
    let changed = change.of(text.unwrap().1);
    // What the build refuses needs no home.
    if files.put(&change.file, changed).is_err() {
        return true;
    }
    let catalog: &'static Catalog = Box::leak(Box::new(files.catalog()));
    let concerned = |input: &&Input| {
        change.products.is_empty() || !change.products.is_disjoint(&input.products)
    };
    inputs
        .iter()
        .filter(concerned)
        .any(|input| input.notices(catalog))
}

#[test]
#[ignore = "takes minutes; `cargo test -p portlint-read --test main mutations -- --ignored`"]
fn every_number_rule_and_condition_shows_somewhere() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../portlint-catalog/data");
    let files = DataFiles::read(&data).unwrap();
    let is_read_here = |name: &str| {
        let generation = name.split('-').next().unwrap_or_default();
        ["toml", "xml", "yaml", "jvm"].contains(&generation)
    };
    let texts = files.texts().filter(|(name, _)| is_read_here(name));
    let all: Vec<_> = texts.flat_map(|(name, text)| changes(name, text)).collect();
    assert!(all.len() > 400, "{}", all.len());
    let inputs = inputs();
    let (next, unnoticed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(change) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !is_noticed(change, &files, &inputs) {
                        let name = format!("{}: {}", change.file, change.what);
                        unnoticed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let mut unnoticed = unnoticed.into_inner().unwrap();
    unnoticed.sort();
    let named = unreachable();
    println!(
        "{} changes, {} noticed, {} named as unreachable",
        all.len(),
        all.len() - unnoticed.len(),
        named.len()
    );
    let fresh: Vec<_> = unnoticed
        .iter()
        .filter(|name| !named.contains_key(*name))
        .collect();
    assert!(
        fresh.is_empty(),
        "nothing notices {}:\n{fresh:#?}",
        fresh.len()
    );
    let stale: Vec<_> = named
        .keys()
        .filter(|name| !unnoticed.contains(name))
        .collect();
    assert!(
        stale.is_empty(),
        "noticed now, take them out of the list: {stale:#?}"
    );
}
