//! A configuration as an owned tree: aliases followed, merge keys applied, the last of duplicate keys taken. Every value
//! knows its place, so that overlays from other files keep their provenance.

use crate::reader::at;
use crate::resolve::Base;
use portlint_host::{Location, SourceFile};
use portlint_syntax::{NodeId, NodeKind, ScalarStyle, YamlTag, yaml11_int};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Deepest nesting, aliases included. The parser's own limit does not see through aliases.
const DEPTH: usize = 250;
/// Most values in one tree. Real files have a few thousand; nested aliases could make billions.
const NODES: usize = 200_000;

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: Kind,
    /// Where it stands; `None` when it comes from outside of all files.
    pub location: Option<Location>,
    /// What set it, when that is not the governing file.
    pub set_by: Option<Arc<str>>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(BTreeMap<String, Member>),
}

/// A leaf.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub text: String,
    /// False for quoted and block scalars, which are strings whatever they look like.
    pub plain: bool,
    /// Its tag, which outranks how it is written.
    pub tag: Option<YamlTag>,
    /// Why the text is not what the server will see: a placeholder that is not known.
    pub unknown: Option<String>,
}

/// A value and its key.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub key: Option<Location>,
    pub value: Node,
}

/// A scalar as SnakeYAML types it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed<'a> {
    Null,
    Integer(i64),
    Float,
    Boolean(bool),
    Text(&'a str),
}

/// The tree of a document; `None` when it is empty, not a mapping, or too large once its aliases are followed.
pub(super) fn tree(file: &Arc<SourceFile>) -> Option<Node> {
    let mut builder = Builder { file, left: NODES };
    let root = builder.node(file.document.root?, DEPTH)?;
    matches!(root.kind, Kind::Mapping(_)).then_some(root)
}

struct Builder<'a> {
    file: &'a Arc<SourceFile>,
    left: usize,
}

impl Builder<'_> {
    fn node(&mut self, id: NodeId, depth: usize) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        let document = &self.file.document;
        let target = document.resolve_alias(id);
        let kind = match document.node(target).kind {
            NodeKind::Scalar(scalar) => Kind::Scalar(Scalar {
                text: scalar.text.to_string(),
                plain: matches!(scalar.style, ScalarStyle::Plain | ScalarStyle::Absent),
                tag: document.yaml_tag(target),
                unknown: None,
            }),
            NodeKind::Sequence(items) => Kind::Sequence(
                items
                    .map(|item| self.node(item, depth))
                    .collect::<Option<_>>()?,
            ),
            NodeKind::Mapping(_) => Kind::Mapping(self.members(target, depth)?),
            NodeKind::Alias(_) | NodeKind::Element(_) => return None,
        };
        Some(Node {
            kind,
            location: Some(at(self.file, document.span(target))),
            set_by: None,
        })
    }

    fn members(&mut self, mapping: NodeId, depth: usize) -> Option<BTreeMap<String, Member>> {
        let document = &self.file.document;
        let mut own = BTreeMap::new();
        let mut merged: BTreeMap<String, Member> = BTreeMap::new();
        for entry in document.entries(mapping) {
            let value = self.node(entry.value, depth)?;
            if document.source.slice(entry.key_span) == "<<" {
                // Of two merge keys, SnakeYAML 1.17 takes the last and 1.23 the first.
                for (key, member) in merge_source(value) {
                    match merged.get_mut(&key) {
                        Some(held) => held.value.doubt(&member.value),
                        None => drop(merged.insert(key, member)),
                    }
                }
                continue;
            }
            let key = Some(at(self.file, entry.key_span));
            own.insert(entry.key.to_string(), Member { key, value });
        }
        merged.extend(own);
        Some(merged)
    }
}

/// What `<<:` brings in: a mapping, or several of which the first wins.
fn merge_source(value: Node) -> BTreeMap<String, Member> {
    match value.kind {
        Kind::Mapping(members) => members,
        Kind::Sequence(items) => items.into_iter().rev().flat_map(merge_source).collect(),
        Kind::Scalar(_) => BTreeMap::new(),
    }
}

impl Scalar {
    /// The value as SnakeYAML types it.
    pub(super) fn typed(&self) -> Typed<'_> {
        let text = self.text.as_str();
        match self.tag {
            Some(YamlTag::Text) => return Typed::Text(text),
            Some(YamlTag::Null) => return Typed::Null,
            Some(YamlTag::Float) => return Typed::Float,
            Some(YamlTag::Integer) => {
                return yaml11_int(text).map_or(Typed::Text(text), Typed::Integer);
            }
            Some(YamlTag::Boolean) => {}
            _ if !self.plain => return Typed::Text(text),
            _ => {}
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Typed::Null,
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
                Typed::Boolean(true)
            }
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
                Typed::Boolean(false)
            }
            _ if is_float(text) => yaml11_int(text).map_or(Typed::Float, Typed::Integer),
            _ => yaml11_int(text).map_or(Typed::Text(text), Typed::Integer),
        }
    }
}

/// Whether SnakeYAML reads a plain text as a float, if it is no integer: `1.5`, `08`, `1e3`, `.inf`.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(
        unsigned,
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN"
    ) {
        return true;
    }
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = digits(whole) && digits(fraction) && number.bytes().any(|b| b.is_ascii_digit());
    let exponent = exponent.is_none_or(|exponent| {
        let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit())
    });
    is_number && exponent
}

impl Node {
    /// A base that this value sets, before its number is read.
    pub(super) fn base(&self, route: &str) -> Base {
        let set_by = self.set_by.as_deref().unwrap_or(route);
        Base {
            value: None,
            reason: None,
            source: set_by.to_string().into(),
            route: route.to_string().into(),
            location: self.location,
        }
    }

    /// A scalar from outside of all files.
    pub(super) fn outside(text: &str, set_by: &Arc<str>) -> Node {
        Node {
            kind: Kind::Scalar(Scalar {
                text: text.to_string(),
                plain: true,
                tag: None,
                unknown: None,
            }),
            location: None,
            set_by: Some(Arc::clone(set_by)),
        }
    }

    /// Makes a leaf unknown that another one may replace, unless both say the same.
    fn doubt(&mut self, other: &Node) {
        let same = other.text() == self.text();
        if let (Kind::Scalar(scalar), false) = (&mut self.kind, same) {
            let reason = "which of two merge keys wins depends on the version of the server";
            scalar.unknown = Some(reason.to_string());
        }
    }

    /// The leaf.
    pub(super) fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// True for an absent value, `null` and `~`.
    pub(super) fn is_null(&self) -> bool {
        self.scalar().is_some_and(|s| s.typed() == Typed::Null)
    }

    /// The text of a leaf that is not null.
    pub(super) fn text(&self) -> Option<&str> {
        self.scalar()
            .filter(|_| !self.is_null())
            .map(|s| s.text.as_str())
    }

    /// The members of a mapping.
    pub(super) fn members(&self) -> Option<&BTreeMap<String, Member>> {
        match &self.kind {
            Kind::Mapping(members) => Some(members),
            _ => None,
        }
    }

    /// A member of a mapping.
    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        self.members()?.get(key)
    }

    /// The value of a key; null counts as a value.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a sequence; empty for any other value.
    pub(super) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// Whether it is a sequence.
    pub(super) fn is_sequence(&self) -> bool {
        matches!(self.kind, Kind::Sequence(_))
    }

    /// Whether a boolean field of this value is true; SnakeYAML takes the words in quotes and in any case.
    pub(super) fn is_true(&self) -> bool {
        self.boolean() == Some(true)
    }

    /// What a boolean field of a class makes of this value; `None` where it cannot, and the block does not load.
    pub(super) fn boolean(&self) -> Option<bool> {
        let word = self.scalar()?.text.to_ascii_lowercase();
        match word.as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// Lays another tree over this one: mappings merge, everything else is replaced.
    pub(super) fn overlay(&mut self, over: Node) {
        match (&mut self.kind, over.kind) {
            (Kind::Mapping(members), Kind::Mapping(others)) => {
                for (key, member) in others {
                    match members.get_mut(&key) {
                        Some(known) => known.value.overlay(member.value),
                        None => {
                            members.insert(key, member);
                        }
                    }
                }
            }
            (slot, kind) => {
                *slot = kind;
                self.location = over.location;
                self.set_by = over.set_by;
            }
        }
    }

    /// Says of a whole tree what set it.
    pub(super) fn mark(&mut self, set_by: &Arc<str>) {
        self.set_by = Some(Arc::clone(set_by));
        match &mut self.kind {
            Kind::Scalar(_) => {}
            Kind::Sequence(items) => items.iter_mut().for_each(|item| item.mark(set_by)),
            Kind::Mapping(members) => members.values_mut().for_each(|m| m.value.mark(set_by)),
        }
    }
}

/// A file of comments only is an empty configuration, not a broken one.
pub(super) fn is_empty(file: &SourceFile) -> bool {
    let document = &file.document;
    !crate::problems::refuses_to_load(file)
        && document.root.is_none_or(|root| {
            document
                .text(root)
                .is_some_and(|text| text.trim().is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::Files;
    use portlint_syntax::{Format, Limits};

    fn read(text: &str) -> Option<Node> {
        let limits = Limits::default();
        let mut files = Files::default();
        tree(&files.parse("deployment.yaml", text.as_bytes(), Format::Yaml, &limits))
    }

    #[test]
    fn follows_aliases_merge_keys_and_the_last_duplicate() {
        let text = "a: &a {port: 1, host: x}\nb: {<<: *a, port: 2}\nc: *a\nd: 1\nd: 2\n";
        let node = read(text).unwrap();
        assert_eq!(node.at(&["b", "port"]).unwrap().text(), Some("2"));
        assert_eq!(node.at(&["b", "host"]).unwrap().text(), Some("x"));
        assert_eq!(node.at(&["c", "port"]).unwrap().text(), Some("1"));
        assert_eq!(node.get("d").unwrap().text(), Some("2"));
        let first_wins = read("a: &a {p: 1}\nb: &b {p: 2, q: 3}\nc: {<<: [*a, *b]}\n").unwrap();
        assert_eq!(first_wins.at(&["c", "p"]).unwrap().text(), Some("1"));
        assert_eq!(first_wins.at(&["c", "q"]).unwrap().text(), Some("3"));
    }

    #[test]
    fn tags_decide_and_the_first_of_two_merge_keys_wins() {
        let text = "a: !!str 5\nb: !!int '5'\nc: !!float 5\nd: !!null 5\ne: 08\nf: 1e3\ng: 1.2.3\n";
        let node = read(text).unwrap();
        let typed = |key| node.get(key).unwrap().scalar().unwrap().typed();
        assert_eq!(typed("a"), Typed::Text("5"));
        assert_eq!(typed("b"), Typed::Integer(5));
        assert_eq!(typed("c"), Typed::Float);
        assert_eq!(typed("d"), Typed::Null);
        assert_eq!(typed("e"), Typed::Float);
        assert_eq!(typed("f"), Typed::Float);
        assert_eq!(typed("g"), Typed::Text("1.2.3"));
        let text = "a: &a {p: 1}\nb: &b {p: 2, q: 3}\nc:\n  <<: *a\n  <<: *b\n";
        let merged = read(text).unwrap();
        assert_eq!(merged.at(&["c", "p"]).unwrap().text(), Some("1"));
        assert_eq!(merged.at(&["c", "q"]).unwrap().text(), Some("3"));
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = "a0: &a0 [x, x, x]\n".to_string();
        for level in 1..20 {
            let below = level - 1;
            text.push_str(&format!("a{level}: &a{level} [*a{below}, *a{below}]\n"));
        }
        assert!(read(&text).is_none());
        assert!(read("- 1\n").is_none());
        assert!(read("").is_none());
    }

    #[test]
    fn types_scalars_as_yaml_1_1() {
        let node = read("a: 021602\nb: '7611'\nc: 0x2384\nd: 9_097\ne: on\nf: ~\ng:\nh: 1.5\n");
        let node = node.unwrap();
        let typed = |key| node.get(key).unwrap().scalar().unwrap().typed();
        assert_eq!(typed("a"), Typed::Integer(9090));
        assert_eq!(typed("b"), Typed::Text("7611"));
        assert_eq!(typed("c"), Typed::Integer(9092));
        assert_eq!(typed("d"), Typed::Integer(9097));
        assert_eq!(typed("e"), Typed::Boolean(true));
        assert_eq!(typed("f"), Typed::Null);
        assert_eq!(typed("g"), Typed::Null);
        assert_eq!(typed("h"), Typed::Float);
    }
}
