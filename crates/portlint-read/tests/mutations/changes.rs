//! Single changes of the data files: each number, each offset rule and each condition in turn.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The lists whose items are conditions.
const CONDITIONS: [&str; 8] = [
    "conditions",
    "closed-when",
    "profile",
    "all",
    "any",
    "unless",
    "closed",
    "switches",
];

/// One change of one file.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The file without its extension.
    pub file: String,
    /// What is changed, in words that do not depend on lines: `listener amqp#2: base 5672 + 1`.
    pub what: String,
    /// The products that the entry names; empty when it names none.
    pub products: BTreeSet<String>,
    range: Range<usize>,
    with: String,
}

impl Change {
    /// The text of the file after the change.
    pub(crate) fn of(&self, text: &str) -> String {
        let mut changed = text.to_string();
        changed.replace_range(self.range.clone(), &self.with);
        changed
    }
}

/// All changes of a file.
pub(crate) fn changes(file: &str, text: &str) -> Vec<Change> {
    let document = DeTable::parse(text).unwrap();
    let mut found = Vec::new();
    for (table, value) in document.get_ref() {
        let table = table.get_ref().as_ref();
        let entries: Vec<_> = match value.get_ref() {
            DeValue::Array(entries) => entries.iter().collect(),
            _ => vec![value],
        };
        let mut names: Vec<String> = Vec::new();
        for entry in entries {
            let name = name(entry);
            let repeated = names.iter().filter(|known| **known == name).count();
            names.push(name.clone());
            let mut entry_name = format!("{table} {name}").trim_end().to_string();
            if repeated > 0 {
                entry_name += &format!("#{}", repeated + 1);
            }
            let span = span(entry);
            let mut walk = Walk {
                file,
                text,
                entry: entry_name,
                products: products(&text[span]),
                found: &mut found,
            };
            walk.rule(table, entry);
            walk.value("", entry);
        }
    }
    found
}

/// The id of an entry, or what stands in its place.
fn name(entry: &Spanned<DeValue<'_>>) -> String {
    let table = entry.get_ref().as_table();
    let of = |key: &str| table?.get(key)?.get_ref().as_str();
    let name = ["id", "key", "product", "name"].into_iter().find_map(of);
    name.unwrap_or_default().to_string()
}

/// From the first to the last byte of what an entry says.
fn span(value: &Spanned<DeValue<'_>>) -> Range<usize> {
    let mut span = value.span();
    if let DeValue::Table(table) = value.get_ref() {
        for (key, value) in table {
            let (key, inner) = (key.span(), value.span());
            span.start = span.start.min(key.start);
            span.end = span.end.max(inner.end);
        }
    }
    span
}

fn products(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let products = words.filter(|word| portlint_catalog::product(word).is_some());
    products.map(str::to_string).collect()
}

struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    entry: String,
    products: BTreeSet<String>,
    found: &'a mut Vec<Change>,
}

impl Walk<'_> {
    fn push(&mut self, what: &str, range: Range<usize>, with: impl Into<Cow<'static, str>>) {
        self.found.push(Change {
            file: self.file.to_string(),
            what: format!("{}: {what}", self.entry),
            products: self.products.clone(),
            range,
            with: with.into().into_owned(),
        });
    }

    /// Gives a listener that says nothing of the offset the rule that it is never added.
    fn rule(&mut self, table: &str, entry: &Spanned<DeValue<'_>>) {
        let Some(keys) = entry.get_ref().as_table() else {
            return;
        };
        if table != "listener" || keys.contains_key("offset") {
            return;
        }
        let id = keys.iter().find(|(key, _)| key.get_ref().as_ref() == "id");
        if let Some((key, _)) = id {
            let start = key.span().start;
            self.push("offset never", start..start, "offset = \"never\"\n");
        }
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let range = value.span();
        match value.get_ref() {
            DeValue::Integer(_) => {
                let written = &self.text[range.clone()];
                if let Ok(number) = written.parse::<i64>() {
                    let what = format!("{key} {number} + 1");
                    self.push(&what, range, (number + 1).to_string());
                }
            }
            DeValue::String(rule) if key == "offset" => {
                let other = match &**rule {
                    "never" | "depends" => "added",
                    _ => "never",
                };
                let what = format!("offset {other}");
                self.push(&what, range, format!("\"{other}\""));
            }
            DeValue::Array(items) => {
                let ends: Vec<_> = items.iter().map(|item| item.span().end).collect();
                for (at, item) in items.iter().enumerate() {
                    if CONDITIONS.contains(&key) {
                        // Together with the comma before it, or after it for the first.
                        let span = item.span();
                        let start = match at.checked_sub(1).and_then(|before| ends.get(before)) {
                            Some(end) => *end,
                            None => span.start,
                        };
                        let end = if at == 0 {
                            let rest = &self.text[span.end..];
                            let comma = rest.strip_prefix(',').map_or(0, |_| 1);
                            span.end + comma
                        } else {
                            span.end
                        };
                        let what = format!("{key} without item {}", at + 1);
                        self.push(&what, start..end, "");
                    }
                    self.value(key, item);
                }
            }
            DeValue::Table(table) => {
                for (key, value) in table {
                    let key = key.get_ref().as_ref();
                    if !["evidence", "remark"].contains(&key) {
                        self.value(key, value);
                    }
                }
            }
            _ => {}
        }
    }
}

#[test]
fn each_change_is_of_one_place() {
    let text = "[[listener]]\nid = \"a\"\nbase = 8000\nfor = [\"wso2mi\"]\nconditions = [\n  \"x\",\n  { at = \"y\" },\n]\n\
        evidence = [{ of = \"base\", line = 3 }]\n\n[[listener]]\nid = \"a\"\noffset = \"never\"\n";
    let found = changes("x", text);
    let what: Vec<_> = found.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "listener a: offset never",
            "listener a: base 8000 + 1",
            "listener a: conditions without item 1",
            "listener a: conditions without item 2",
            "listener a#2: offset added",
        ]
    );
    let texts: Vec<_> = found.iter().map(|change| change.of(text)).collect();
    assert!(texts[0].starts_with("[[listener]]\noffset = \"never\"\nid"));
    assert!(texts[1].contains("base = 8001"));
    assert!(
        texts[2].contains("conditions = [\n  \n  { at"),
        "{}",
        texts[2]
    );
    assert!(
        texts[3].contains("conditions = [\n  \"x\",\n]"),
        "{}",
        texts[3]
    );
    assert!(found[0].products.contains("wso2mi"));
    assert!(texts.iter().all(|text| DeTable::parse(text).is_ok()));
}
