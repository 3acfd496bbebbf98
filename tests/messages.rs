//! Every text that the program may say, in one table, and words that it does not use.
//!
//! `UPDATE_DOCS=1 cargo test -p wso2-portlint --test main messages` writes `docs/messages.md` anew.

use crate::support::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates whose texts people read.
const CRATES: &[&str] = &[
    "wso2-portlint",
    "portlint-session",
    "portlint-rules",
    "portlint-report",
    "portlint-plan",
    "portlint-fix",
    "portlint-read",
    "portlint-live",
    "portlint-files",
    "portlint-syntax",
    "portlint-server",
];

/// Shorter texts are keys, formats and parts of others.
const FEWEST_WORDS: usize = 4;

/// A longer one is a list of words.
const LONGEST: usize = 1500;

/// What a native engineer would not say, and what is said instead.
const NOT_SAID: &[(&str, &str)] = &[
    ("comes into question", "is a candidate"),
    ("the way out", "how to fix it"),
    ("leaves the connector out", "does not start the connector"),
    ("is repaired", "is fixed"),
    ("is no port number", "is not a port number"),
    ("is no text", "is not a string"),
    ("is no number", "is not a number"),
    ("that this product accepts", "a valid … for this product"),
    ("files do not tell", "is not in the files"),
    ("was told for", "was given for"),
    ("no two of", "no port conflicts between"),
    ("would bring a new finding", "would cause … in …"),
    ("more than one owner", "in conflict"),
];

const HEAD: &str = "\
# What the program says

Every text of four words and more in the program: findings, help, notes, errors and the help of the command line, by the file
that says it. `…` stands for what is put in; examples of rules are on the pages of the rules. Messages are in the words of
the trade, with the number first; the test that writes this page refuses words that nobody uses.

Generated: `UPDATE_DOCS=1 cargo test -p wso2-portlint --test main messages`.
";

#[test]
fn the_table_of_all_texts_is_fresh_and_in_plain_words() {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in CRATES {
        let folder = repository().join("crates").join(name).join("src");
        for file in sources(&folder) {
            let source = fs::read_to_string(&file).unwrap();
            let shown = file.strip_prefix(repository().join("crates")).unwrap();
            let said = texts_of(&source).into_iter().filter(|text| is_said(text));
            let said: BTreeSet<String> = said.collect();
            if !said.is_empty() {
                texts.insert(shown.to_str().unwrap().replace('\\', "/"), said);
            }
        }
    }
    let all = texts.values().map(BTreeSet::len).sum::<usize>();
    assert!(all > 800, "only {all} texts were found");
    for (file, said) in &texts {
        for text in said {
            for (phrase, better) in NOT_SAID {
                assert!(!text.contains(phrase), "{file}: `{text}`: say `{better}`");
            }
        }
    }
    let mut page = HEAD.to_string();
    for (file, said) in &texts {
        write!(page, "\n## {file}\n\n").unwrap();
        for text in said {
            writeln!(page, "- {}", escaped(text)).unwrap();
        }
    }
    let file = repository().join("docs/messages.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/messages.md is stale: run with UPDATE_DOCS=1"
    );
}

/// The sources of a crate that are not tests, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let is_test = ["tests", "tests.rs", "testing.rs", "manual.rs"].contains(&name.as_str());
        if is_test {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The string literals of a source, with what is put in as `…`, and in front of arguments their documentation, which is their
/// help.
fn texts_of(source: &str) -> Vec<String> {
    let source = source
        .split_once("#[cfg(test)]\nmod ")
        .map_or(source, |(before, _)| before);
    let mut texts = help_of(source);
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/', 'r']) {
        let (before, here) = rest.split_at(at);
        let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = if here.starts_with("//") {
            here.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(raw) = here.strip_prefix('r').filter(|_| !is_word) {
            after_raw(raw)
        } else if let Some(text) = here.strip_prefix('"') {
            let (literal, rest) = literal(text);
            texts.push(unescaped(literal));
            rest
        } else if here.starts_with('\'') {
            after_character(here)
        } else {
            &here[1..]
        };
    }
    texts
}

/// What follows a raw string, or the `r` of a word.
fn after_raw(raw: &str) -> &str {
    let hashes = raw.chars().take_while(|c| *c == '#').count();
    let Some(text) = raw[hashes..].strip_prefix('"') else {
        return raw;
    };
    let end = format!("\"{}", "#".repeat(hashes));
    text.split_once(&end).map_or("", |(_, rest)| rest)
}

/// What follows a character, or the mark of a lifetime.
fn after_character(here: &str) -> &str {
    let mut chars = here.char_indices().skip(1);
    let second = chars.next().map_or(' ', |(_, c)| c);
    let close = chars.find(|(_, c)| *c == '\'' || second != '\\');
    match close {
        Some((at, '\'')) => &here[at + 1..],
        _ => &here[1..],
    }
}

/// A literal up to its quote, and what follows.
fn literal(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !is_escaped => return (&text[..at], &text[at + 1..]),
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    (text, "")
}

/// A literal as it is said, on one line.
fn unescaped(literal: &str) -> String {
    let mut said = String::new();
    let mut chars = literal.chars().peekable();
    let mut depth = 0;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => said.push(' '),
                Some(other) => said.push(other),
                None => {}
            },
            '{' if chars.peek() == Some(&'{') => {
                chars.next();
                said.push('{');
            }
            '}' if depth == 0 && chars.peek() == Some(&'}') => {
                chars.next();
                said.push('}');
            }
            '{' => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                said.push('…');
            }
            _ if depth > 0 => {}
            _ => said.push(c),
        }
    }
    said.trim().to_string()
}

/// The documentation of arguments, which is the help of the command line.
fn help_of(source: &str) -> Vec<String> {
    if !source.contains("#[command(") && !source.contains("#[arg(") {
        return Vec::new();
    }
    let mut help = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    for line in source.lines().map(str::trim) {
        match line.strip_prefix("///") {
            Some(text) => block.push(text.trim()),
            None if block.is_empty() => {}
            None => {
                if line.starts_with("#[arg(") || line.starts_with("#[command(") {
                    help.push(block.join(" "));
                }
                block.clear();
            }
        }
    }
    help
}

/// Whether it is a text for people: some words, and not a pattern or a path.
fn is_said(text: &str) -> bool {
    let words = text.split_whitespace();
    let words = words.filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 1);
    let is_markup = text.starts_with('<') || text.contains("</") || text.contains("/>");
    words.count() >= FEWEST_WORDS && !is_markup && text.len() < LONGEST
}

/// A text as Markdown shows it literally.
fn escaped(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    let space = if text.contains('`') { " " } else { "" };
    let line: Vec<&str> = text.split_whitespace().collect();
    format!("{fence}{space}{}{space}{fence}", line.join(" "))
}
