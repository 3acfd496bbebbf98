//! The settings of a `deployment.toml` as the templates see them: flattened, renamed, inferred, completed.

use super::hash_order::HashOrder;
pub(super) use super::origin::Origin;
use super::tables::{Tables, Value};
use crate::reader::at;
use portlint_host::{CowStr, Location, SourceFile};
use portlint_syntax::{Document, NodeId, NodeKind, Nodes, Scalar, ScalarStyle};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// Its text before references are resolved.
    pub text: CowStr,
    /// How it was written; templates tell a boolean from a string.
    pub style: ScalarStyle,
    /// The key as the user wrote it, or the key after mapping for anything else.
    pub written: CowStr,
    /// Where it stands, or where the value stands that it follows from.
    pub location: Option<Location>,
    /// Who set it.
    pub origin: Origin,
}

impl Setting {
    /// True when it stands in `deployment.toml`.
    pub(super) fn is_users(&self) -> bool {
        self.origin == Origin::User
    }

    /// What set it, in words.
    pub(super) fn source(&self) -> String {
        match &self.origin {
            Origin::User => self.written.to_string(),
            Origin::Inferred(from) => format!("follows from {from}"),
            Origin::Edited(file) => format!("{file} as edited"),
            Origin::Unknown(file) => file.clone(),
            Origin::Home => "default.json of this home".to_string(),
            Origin::Catalogue => "product default".to_string(),
        }
    }
}

/// All values by key after mapping, and the keys as they were written.
#[derive(Debug, Default)]
pub(super) struct Settings {
    values: BTreeMap<CowStr, Setting>,
    /// What the user wrote, in the order of the file, under the keys as written.
    pub written: Vec<Setting>,
    /// Pairs that feed the same key: the one that was taken, and the other.
    pub ambiguous: Vec<(Setting, Setting)>,
    /// The arrays of the user, in the order of the file, under the keys as written.
    pub lists: Vec<Setting>,
    /// Tables of the user that stand where a value is looked for; the text is what Java makes of one.
    tables: BTreeMap<CowStr, Setting>,
}

impl Settings {
    /// Runs the stages of the vendor's configuration mapper up to, not including, references.
    pub(super) fn new(file: Option<&Arc<SourceFile>>, tables: &Tables) -> Settings {
        let Flat {
            written,
            lists,
            tables: written_tables,
            key_count,
        } = file.map(flatten).unwrap_or_default();
        let order = HashOrder::of(key_count);
        let mut settings = Settings::default();
        for setting in written.iter().chain(&lists) {
            settings.map_key(setting, tables, &order);
        }
        settings.written = written;
        settings.lists = lists;
        settings.tables = written_tables;
        settings.infer(tables, &order);
        for (key, value, origin) in &tables.defaults {
            settings
                .values
                .entry(key.clone())
                .or_insert_with(|| Setting {
                    text: value.text.clone(),
                    style: value.style,
                    written: key.clone(),
                    location: None,
                    origin: origin.clone(),
                });
        }
        settings
    }

    /// The value of a key after mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Setting> {
        self.values.get(key)
    }

    /// The value that is rendered at a key: what the user wrote there, a table too, comes before a default.
    pub(super) fn written_at(&self, key: &str) -> Option<&Setting> {
        self.tables.get(key).or_else(|| self.values.get(key))
    }

    /// The value that the user wrote where the server looks for a table with this key in it.
    pub(super) fn shadow(&self, key: &str) -> Option<&Setting> {
        let mut written = self.written.iter().chain(&self.lists);
        written.find(|setting| {
            let rest = key.strip_prefix(&*setting.written);
            rest.is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// The array or the value that the user wrote at a key.
    pub(super) fn no_table(&self, key: &str) -> Option<&Setting> {
        let mut written = self.written.iter().chain(&self.lists);
        written.find(|setting| *setting.written == *key)
    }

    /// Puts a value of a generated file, given by its name, over what `deployment.toml` renders there.
    pub(super) fn edit(&mut self, key: &'static str, number: i32, file: &str, location: Location) {
        let setting = Setting {
            text: number.to_string().into(),
            style: ScalarStyle::Integer,
            written: key.into(),
            location: Some(location),
            origin: Origin::Edited(file.to_string()),
        };
        self.values.insert(key.into(), setting);
    }

    /// A text that a template of the home holds where it also puts what `deployment.toml` says of the key, if anything.
    pub(super) fn place(&mut self, key: &str, text: &str, file: &str, location: Location) {
        let setting = || Setting {
            text: text.to_string().into(),
            style: ScalarStyle::Quoted,
            written: key.to_string().into(),
            location: Some(location),
            origin: Origin::Edited(file.to_string()),
        };
        let key = CowStr::from(key.to_string());
        self.values.entry(key).or_insert_with(setting);
    }

    /// Nobody knows what a template of the home makes of a key.
    pub(super) fn forget(&mut self, key: &'static str, file: &str, location: Location) {
        let setting = Setting {
            text: CowStr::default(),
            style: ScalarStyle::Integer,
            written: key.into(),
            location: Some(location),
            origin: Origin::Unknown(file.to_string()),
        };
        self.values.insert(key.into(), setting);
        self.tables.remove(key);
    }

    /// All values, in the order of their keys after mapping.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.values
            .iter()
            .map(|(key, setting)| (key.as_ref(), setting))
    }

    /// The tables directly below `table`: their names, `[0]` and so on for an array of tables.
    pub(super) fn tables_below(&self, table: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .written
            .iter()
            .filter_map(|setting| {
                let rest = setting.written.strip_prefix(table)?;
                if let Some(index) = rest.strip_prefix('[') {
                    return Some(format!("[{}]", index.split_once(']')?.0));
                }
                Some(format!(".{}", first_part(rest.strip_prefix('.')?)?))
            })
            .collect();
        names.sort_by_key(|name| (name.len(), name.clone()));
        names.dedup();
        names
    }

    fn map_key(&mut self, setting: &Setting, tables: &Tables, order: &HashOrder) {
        for key in tables.targets(&setting.written) {
            let Some(held) = self.values.get_mut(&key) else {
                self.values.insert(key, setting.clone());
                continue;
            };
            let position = |s: &Setting| (order.position(&s.written), s.written == key);
            let mut loser = setting.clone();
            if position(&loser) > position(held) {
                std::mem::swap(held, &mut loser);
            }
            if held.text != loser.text {
                self.ambiguous.push((held.clone(), loser));
            }
        }
    }

    /// Only values of users let others follow, and these again others; no user value is replaced. Where two values let
    /// the same one follow, the one that the mapper visits last decides.
    fn infer(&mut self, tables: &Tables, order: &HashOrder) {
        let order = order.refilled(self.values.len());
        let mut causes: Vec<_> = self.values.iter().collect();
        causes.sort_by_cached_key(|(key, _)| order.position(key));
        let mut inferred = BTreeMap::new();
        let mut steps = 0;
        for (key, cause) in causes {
            let follows = |(target, value): &(CowStr, Value)| {
                let setting = Setting {
                    text: value.text.clone(),
                    style: value.style,
                    written: target.clone(),
                    location: cause.location,
                    origin: Origin::Inferred(cause.written.clone()),
                };
                (target.clone(), setting)
            };
            let first = tables.inferred(key, &cause.text, true);
            // What follows from what follows comes first, so that the nearer value wins.
            let mut pending = first.clone();
            while let Some((key, value)) = pending.pop() {
                // Inferences that feed each other in a circle end here.
                steps += 1;
                if steps > 100_000 || value.style != ScalarStyle::Quoted {
                    continue;
                }
                let further = tables.inferred(&key, &value.text, false);
                inferred.extend(further.iter().map(follows));
                pending.extend(further);
            }
            inferred.extend(first.iter().map(follows));
        }
        for (target, setting) in inferred {
            self.values.entry(target).or_insert(setting);
        }
    }
}

/// A file under dotted keys.
#[derive(Default)]
struct Flat {
    /// The scalars, in the order of the file; items of arrays carry their position, `a.b[0].c`.
    written: Vec<Setting>,
    /// The arrays themselves, as a template puts them out.
    lists: Vec<Setting>,
    /// The tables, with the text that Java makes of them.
    tables: BTreeMap<CowStr, Setting>,
    /// The number of keys as the mapper counts them, each array as one.
    key_count: usize,
}

fn flatten(file: &Arc<SourceFile>) -> Flat {
    let document = &file.document;
    let mut flat = Flat::default();
    let mut pending: Vec<(String, NodeId)> = document
        .root
        .map(|root| (String::new(), root))
        .into_iter()
        .collect();
    while let Some((key, node)) = pending.pop() {
        let kind = document.node(node).kind;
        if !matches!(kind, NodeKind::Mapping(_)) && !key.contains('[') {
            flat.key_count += 1;
        }
        match kind {
            NodeKind::Mapping(entries) => {
                if !key.is_empty() && !key.contains('[') {
                    let table = Setting {
                        text: "{...}".into(),
                        style: ScalarStyle::Plain,
                        written: key.clone().into(),
                        location: Some(at(file, document.span(node))),
                        origin: Origin::User,
                    };
                    flat.tables.insert(key.clone().into(), table);
                }
                for entry in entries {
                    let part = quoted(entry.key);
                    let child = if key.is_empty() {
                        part
                    } else {
                        format!("{key}.{part}")
                    };
                    pending.push((child, entry.value));
                }
            }
            NodeKind::Sequence(items) => {
                flat.lists.push(Setting {
                    text: listed(document, items.clone()).into(),
                    style: ScalarStyle::Plain,
                    written: key.clone().into(),
                    location: Some(at(file, document.span(node))),
                    origin: Origin::User,
                });
                for (position, item) in items.enumerate() {
                    pending.push((format!("{key}[{position}]"), item));
                }
            }
            NodeKind::Scalar(scalar) => flat.written.push(Setting {
                text: rendered(&scalar).into(),
                style: scalar.style,
                written: key.into(),
                location: Some(at(file, document.span(node))),
                origin: Origin::User,
            }),
            NodeKind::Alias(_) | NodeKind::Element(_) => {}
        }
    }
    flat.written
        .sort_by_key(|setting| setting.location.as_ref().map(|location| location.span));
    flat
}

/// The text of an array; what stands in tables inside it is nobody's port.
fn listed(document: &Document, items: Nodes<'_>) -> String {
    let texts = items.map(|item| match document.node(item).kind {
        NodeKind::Scalar(scalar) => rendered(&scalar),
        _ => "...".to_string(),
    });
    format!("[{}]", texts.collect::<Vec<_>>().join(", "))
}

/// The text that a template puts out: integers lose their radix and their underscores.
fn rendered(scalar: &Scalar<'_>) -> String {
    if scalar.style != ScalarStyle::Integer {
        return scalar.text.to_string();
    }
    let text = scalar.text.replace('_', "");
    let number = match text.split_at_checked(2) {
        Some(("0x", digits)) => i64::from_str_radix(digits, 16).ok(),
        Some(("0o", digits)) => i64::from_str_radix(digits, 8).ok(),
        Some(("0b", digits)) => i64::from_str_radix(digits, 2).ok(),
        _ => text.parse::<i64>().ok(),
    };
    number.map_or(text, |number| number.to_string())
}

/// A key part as the mapper spells it: in single quotes unless it is bare.
pub(super) fn quoted(part: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !part.is_empty() && part.chars().all(bare) {
        part.to_string()
    } else {
        format!("'{part}'")
    }
}

/// The first part of a dotted key.
fn first_part(key: &str) -> Option<&str> {
    if key.starts_with('\'') {
        let end = key.char_indices().skip(1).find(|(_, c)| *c == '\'')?.0;
        return key.get(..=end);
    }
    key.split(['.', '[']).next()
}

/// The span of the key of a table, by its path: the place for a missing setting.
pub(super) fn table_header(document: &Document, table: &str) -> Option<portlint_syntax::Span> {
    document
        .entry(document.root?, table)
        .map(|entry| entry.key_span)
}
