//! What the build script reads: what was baked is what the files say, and whatever is misspelt is refused.

use crate::built_in;
use portlint_catalog_types::data::DataFiles;
use std::collections::BTreeSet;
use std::path::Path;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data");

fn names() -> Vec<String> {
    let mut names = std::fs::read_dir(DATA)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_string())
        .collect::<Vec<_>>();
    names.sort();
    names
}

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(DATA).join(name).with_extension("toml")).unwrap()
}

/// What the build says when `line` of the file is this.
fn refusal(name: &str, line: usize, with: &str) -> Option<String> {
    let text = text(name);
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, old)| if at == line { with } else { old });
    let text = lines.collect::<Vec<_>>().join("\n");
    let refused = DataFiles::of_products(built_in().products)
        .put(name, text)
        .err();
    refused.map(|error| error.to_string())
}

#[test]
fn the_constant_is_what_the_files_say() {
    let read = DataFiles::read(Path::new(DATA)).unwrap().catalog();
    assert_eq!(format!("{:?}", built_in()), format!("{read:?}"));
}

#[test]
fn every_data_file_is_read() {
    let files = BTreeSet::from_iter(names());
    let read = DataFiles::read(Path::new(DATA)).unwrap();
    let read = read.texts().map(|(name, _)| name.to_string());
    assert_eq!(files, read.collect());
}

/// The keys of a line, each with where it begins: words before `=` outside of texts.
fn keys(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut word = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), _) => {
                if c == open {
                    quote = None;
                }
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                word = None;
            }
            (None, '#') => break,
            (None, '=') => {
                if let Some((start, end)) = word.take() {
                    found.push((start, line.get(start..end).unwrap()));
                }
            }
            (None, c) if c.is_ascii_alphanumeric() || c == '-' || c == '_' => {
                word = match word {
                    Some((start, end)) if end == at => Some((start, at + 1)),
                    _ => Some((at, at + 1)),
                };
            }
            (None, ' ') => {}
            (None, _) => word = None,
        }
    }
    found
}

/// The word with its first two letters changed about.
fn misspelt(word: &str) -> String {
    let mut letters = word.chars().collect::<Vec<_>>();
    letters.swap(0, 1);
    letters.into_iter().collect()
}

/// The table of a line: the last header before it.
fn tables(text: &str) -> Vec<&str> {
    let mut table = "";
    let lines = text.lines().map(|line| {
        if line.starts_with('[') {
            table = line;
        }
        table
    });
    lines.collect()
}

#[test]
fn every_key_is_refused_when_it_is_misspelt() {
    let mut tried = 0;
    for name in names() {
        let text = text(&name);
        let tables = tables(&text);
        let mut done = BTreeSet::new();
        for (number, line) in text.lines().enumerate() {
            // What stands directly in a table of names is a name of its own.
            let names = tables[number].starts_with("[shared.");
            for (start, key) in keys(line) {
                if names && start == 0 || !done.insert((tables[number], key)) {
                    continue;
                }
                let typo = misspelt(key);
                let (before, rest) = line.split_at(start);
                let after = rest.strip_prefix(key).unwrap();
                let refused = refusal(&name, number, &format!("{before}{typo}{after}"));
                let refused = refused.unwrap_or_else(|| panic!("{name}: {typo} is read"));
                let place = format!("{name}.toml:{}:", number + 1);
                assert!(refused.contains(&place), "{refused}, not {place}");
                assert!(
                    refused.contains(&format!("`{typo}`; the nearest is `{key}`")),
                    "{name}:{}: {refused}",
                    number + 1
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn every_table_is_refused_when_it_is_misspelt() {
    for name in names() {
        let text = text(&name);
        let mut done = BTreeSet::new();
        for (number, line) in text.lines().enumerate() {
            let header = line.trim_matches(['[', ']']);
            if !line.starts_with('[') || header.contains('.') || !done.insert(header) {
                continue;
            }
            let typo = line.replace(header, &misspelt(header));
            let refused = refusal(&name, number, &typo).expect("read");
            assert!(
                refused.contains(&format!("{name}.toml:{}:", number + 1)),
                "{refused}"
            );
            assert!(
                refused.contains(&format!("the nearest is `{header}`")),
                "{refused}"
            );
        }
    }
}

/// Every name of a line that begins so, misspelt where it is used.
fn names_below(prefix: &str) {
    for name in names() {
        let text = text(&name);
        let tables = tables(&text);
        for (number, line) in text.lines().enumerate() {
            let Some((at, defined)) = keys(line).first().copied() else {
                continue;
            };
            if at != 0 || !tables[number].starts_with(prefix) {
                continue;
            }
            let used = format!("\"{defined}\"");
            let (place, using) = text
                .lines()
                .enumerate()
                .find(|(at, line)| *at != number && line.contains(&used))
                .unwrap_or_else(|| panic!("{name}: nothing uses {defined}"));
            let typo = misspelt(defined);
            let with = using.replace(&used, &format!("\"{typo}\""));
            let refused = refusal(&name, place, &with).expect("read");
            assert!(
                refused.contains(&format!("{name}.toml:{}:", place + 1)),
                "{refused}"
            );
            assert!(refused.contains(&format!("`{typo}`")), "{refused}");
        }
    }
}

#[test]
fn every_shared_name_is_refused_when_it_is_misspelt() {
    names_below("[shared.");
}

#[test]
fn products_and_runtimes_that_do_not_exist_are_refused() {
    let text = text("yaml-listeners");
    let (number, line) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("wso2si /server"))
        .unwrap();
    let product = line.replace("wso2si /server", "wso2is-analytisc /worker");
    let refused = refusal("yaml-listeners", number, &product).unwrap();
    assert!(
        refused.contains("unknown product `wso2is-analytisc`; the nearest is `wso2is-analytics`")
    );
    let runtime = line.replace("wso2si /server", "wso2si /sevrer");
    let refused = refusal("yaml-listeners", number, &runtime).unwrap();
    assert!(
        refused.contains("unknown runtime `sevrer`; the nearest is `server`"),
        "{refused}"
    );
}

#[test]
fn what_was_swallowed_once_is_refused() {
    for (name, key) in [
        ("yaml-listeners", "offset = \"never\""),
        ("toml-api-manager", "closed-when = ["),
        ("xml-kernel", "uncertain = "),
    ] {
        let text = text(name);
        let (number, line) = text
            .lines()
            .enumerate()
            .find(|(_, line)| line.starts_with(key))
            .unwrap();
        let with = misspelt(line);
        let refused = refusal(name, number, &with).unwrap();
        assert!(
            refused.contains(&format!("{name}.toml:{}:1: unknown key", number + 1)),
            "{refused}"
        );
    }
}

/// A number that the code had for itself: what the file says is what the catalogue has.
#[test]
fn a_number_that_is_changed_in_a_file_is_changed_in_the_catalogue() {
    let mut files = DataFiles::read(Path::new(DATA)).unwrap();
    let text = text("toml-kernel").replace("base = 9999\n", "base = 9998\n");
    files.put("toml-kernel", text).unwrap();
    let changed = files.catalog();
    let base = |catalog: &portlint_catalog_types::Catalog| {
        let family = catalog.family("wso2am").unwrap();
        let mut listeners = family.listeners.iter();
        listeners
            .find(|listener| listener.facts.id == "jmx-rmi-registry")
            .unwrap()
            .facts
            .base
    };
    assert_eq!((base(built_in()), base(&changed)), (Some(9999), Some(9998)));
}

#[test]
fn what_is_malformed_is_refused_with_the_reason() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = DataFiles::read(directory.path()).err().unwrap().to_string();
    assert!(nowhere.contains("products.toml: "), "{nowhere}");

    let first = |name: &str, key: &str| {
        let text = text(name);
        text.lines().position(|line| line.starts_with(key)).unwrap()
    };
    let said = |name, key, with| refusal(name, first(name, key), with).unwrap();
    assert!(said("outbound", "ports = ", "ports = [70000]").contains("expected u16"));
    assert!(said("outbound", "products = ", "").contains("missing field `products`"));
    assert!(said("xml-kernel", "kind = ", "").contains("missing `kind`"));
    assert!(said("xml-kernel", "as-shipped = ", "secure = true").contains("`secure` says nothing"));
    let gate = said("yaml-rules", "for = [", "for = ['wso2sp >=four',");
    assert!(gate.contains("not a product gate: wso2sp >=four"), "{gate}");
}

/// People who know the products and not the code edit these files.
#[test]
fn a_listener_is_a_block_of_few_short_lines() {
    let mut blocks = 0;
    let mut long = 0;
    for name in names() {
        let text = text(&name);
        for block in text.split("\n[[listener]]\n").skip(1) {
            let block = block.split("\n[").next().unwrap_or(block);
            let facts = block.split("evidence = [").next().unwrap_or(block);
            let keys = facts.lines().filter(|line| {
                line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(" = ")
            });
            assert!(keys.count() <= 15, "{name}:\n{block}");
            assert!(
                facts.lines().all(|line| line.len() <= 240),
                "{name}:\n{block}"
            );
            blocks += 1;
            long += usize::from(facts.lines().count() > 10);
        }
    }
    assert!(
        long * 4 <= blocks,
        "{long} of {blocks} have more than ten lines"
    );
}
