//! The problems that users reported, each as a small host with exactly what the tool must say about it.
//!
//! The cases are the files of `tests/user-cases`; `docs/user-cases.md` is their table. `UPDATE_DOCS=1 cargo test --test
//! user_cases` writes the table anew.

use crate::support::inline::{Case, cases};
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "\
# What users ran into

Problems with ports that users of WSO2 products reported, as far as they can be decided from files, with the rule that
finds them. Each row is a test: a small host in `tests/user-cases`, and exactly what the tool must say about it. A row
whose rule is _nothing_ is a case in which a linter must not speak.

The table is generated: `UPDATE_DOCS=1 cargo test --test main user_cases`.

| case | reported in | problem | rule | host |
|---|---|---|---|---|
";

#[test]
fn every_case_gives_exactly_what_is_expected() {
    let differences: Vec<_> = cases("user-cases")
        .iter()
        .filter_map(Case::difference)
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn the_table_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/user-cases.md");
    let mut table = HEAD.to_string();
    for case in cases("user-cases") {
        let name = &case.name;
        writeln!(
            table,
            "| {} | {} | {} | {} | [{name}](../tests/user-cases/{name}.txt) |",
            case.get("case"),
            links(case.get("from")),
            case.get("problem"),
            rules(&case),
        )
        .unwrap();
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == table,
        "docs/user-cases.md is stale: run with UPDATE_DOCS=1"
    );
}

/// `owner/repository#number` as links; other words as they are.
fn links(from: &str) -> String {
    let mut links = Vec::new();
    for word in from.split(", ") {
        links.push(match word.split_once('#') {
            Some((repository, number)) if repository.contains('/') => {
                format!("[{word}](https://github.com/{repository}/issues/{number})")
            }
            _ => word.to_string(),
        });
    }
    links.join(", ")
}

fn rules(case: &Case) -> String {
    let mut rules: Vec<_> = case
        .expected()
        .iter()
        .map(|expected| {
            let rule = expected.split(' ').next().unwrap_or_default();
            format!("[`{rule}`](rules/{rule}.md)")
        })
        .collect();
    rules.dedup();
    if rules.is_empty() {
        "_nothing_".to_string()
    } else {
        rules.join(", ")
    }
}
