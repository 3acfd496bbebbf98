//! YAML: the events of `granit-parser` to a tree, judged as SnakeYAML would, the reader of the products.

mod tabs;

use granit_parser::{
    ErrorKind as Fault, Event, Options, Parser, ScalarStyle as Style, Tag as Given,
};
use std::borrow::Cow;

use crate::document::{Comment, Document, ErrorKind, YamlTag};
use crate::leaf::{NodeId, ScalarStyle};
use crate::source::Span;
use crate::tree::{KeySet, Keys, Tag, Text};
use tabs::Tabs;

/// SnakeYAML's default for `maxAliasesForCollections`.
const COLLECTION_ALIASES: usize = 50;

/// Fills the document with its root node, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let shared = document.source.shared_text();
    let text = with_line_ends(&shared);
    let depth = document.limits.depth;
    let mut options = Options::default();
    options.flow_nesting_limit = depth;
    options.block_nesting_limit = depth;
    let mut builder = Builder::new(document, &text);
    for event in Parser::new_from_str_with_options(&text, options) {
        match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                if builder
                    .handle(event, Span::new(range.start, range.end))
                    .is_none()
                {
                    break;
                }
            }
            Err(error) => {
                let mut at = error.marker().byte_offset().unwrap_or(0);
                while !builder.document.source.text().is_char_boundary(at) {
                    at = at.saturating_sub(1);
                }
                builder.fault(error.kind(), Span::new(at, at));
                break;
            }
        }
    }
    builder.finish();
}

/// YAML 1.1 ends lines at NEL, LS and PS too. Blanks keep all places.
fn with_line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Cow::Borrowed(text);
    }
    let replaced = text.replace('\u{85}', " \n");
    Cow::Owned(replaced.replace(['\u{2028}', '\u{2029}'], "  \n"))
}

/// What SnakeYAML makes of a tag.
fn tag_of(given: &Given) -> YamlTag {
    let local = given.suffix();
    if given.handle() != "tag:yaml.org,2002:" {
        return match local {
            "" => YamlTag::Text,
            _ => YamlTag::Unknown,
        };
    }
    match local {
        "null" => YamlTag::Null,
        "bool" => YamlTag::Boolean,
        "int" => YamlTag::Integer,
        "float" => YamlTag::Float,
        "str" => YamlTag::Text,
        "seq" | "map" | "set" | "omap" | "pairs" | "binary" | "timestamp" | "merge" => {
            YamlTag::Other
        }
        name if name.contains('.') && !name.contains('/') => YamlTag::JavaClass,
        _ => YamlTag::Unknown,
    }
}

/// Own words for the faults that people meet; none of them quotes the file.
fn words(fault: &Fault) -> &'static str {
    match fault {
        Fault::TabNotAllowed
        | Fault::TabInBlockIndentation
        | Fault::TabInIndentation
        | Fault::TabInPlainScalar
        | Fault::TabAtBlockScalarStart => "tab where YAML wants blanks; replace it by spaces",
        Fault::UnknownAnchor => "alias without an anchor before it",
        Fault::UnclosedQuotedScalar => "quoted text is never closed",
        Fault::UnclosedFlowCollection { .. }
        | Fault::UnexpectedEofFlowSequence
        | Fault::UnexpectedEofFlowMapping
        | Fault::UnexpectedEofImplicitFlowMapping => "bracket or brace is never closed",
        Fault::MisplacedFlowCollectionEnd | Fault::MismatchedFlowCollectionEnd { .. } => {
            "closing bracket or brace without its opening one"
        }
        Fault::InvalidIndentation
        | Fault::ExpectedBlockMappingKey
        | Fault::ExpectedBlockSequenceEntry => "does not fit the indentation of the lines before",
        Fault::SimpleKeyExpected | Fault::InvalidSimpleKey => {
            "line without a colon; write key: value"
        }
        Fault::MappingValueNotAllowed | Fault::InvalidColonPlacement => {
            "colon inside a value; quote the value"
        }
        Fault::UnknownQuotedScalarEscape | Fault::InvalidQuotedScalarHexEscape => {
            "unknown escape in quoted text; write \\\\ for a backslash"
        }
        _ => "not valid YAML",
    }
}

/// What an open collection waits for.
enum Items {
    Sequence,
    Mapping {
        keys: Keys,
        /// The slot of a key whose value has not come yet.
        key: Option<u32>,
    },
}

/// A collection whose end has not come yet.
struct Open {
    node: NodeId,
    items: Items,
    /// Where the last thing inside ends; block collections have no end of their own.
    end: u32,
}

struct Builder<'a> {
    document: &'a mut Document,
    text: &'a str,
    open: Vec<Open>,
    keys: KeySet,
    /// The node of each anchor, by the number that the library gives it.
    anchors: Vec<Option<NodeId>>,
    collection_aliases: usize,
    documents: usize,
    tabs: Tabs<'a>,
}

impl<'a> Builder<'a> {
    fn new(document: &'a mut Document, text: &'a str) -> Self {
        Builder {
            document,
            text,
            open: Vec::new(),
            keys: KeySet::default(),
            anchors: Vec::new(),
            collection_aliases: 0,
            documents: 0,
            tabs: Tabs::new(text),
        }
    }

    fn fault(&mut self, fault: &Fault, span: Span) {
        match fault {
            Fault::RecursionLimitExceeded => self.document.report_depth(span),
            _ => self.document.report(ErrorKind::Syntax, words(fault), span),
        }
    }

    /// Takes one event in. `None` when it is no use to read on.
    fn handle(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "more than one YAML document; the servers read none of them";
                    self.document.report(ErrorKind::Syntax, message, span);
                    return None;
                }
            }
            Event::Comment(..) => {
                self.tabs.token(span, tabs::Token::Other);
                // A blank that stands for the first byte of a line end is no part of the comment.
                let mut end = span.range().end;
                while !self.document.source.text().is_char_boundary(end) {
                    end = end.saturating_sub(1);
                }
                let span = Span::new(span.range().start, end);
                self.document.comments.push(Comment { span });
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.tag(tag.as_deref());
                self.scalar(&value, style, anchor, span)?;
            }
            Event::Alias(anchor) => {
                self.tabs.token(span, tabs::Token::Other);
                self.alias(anchor, span)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag.as_deref());
                self.start(Tag::Sequence, anchor, span)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag.as_deref());
                self.start(Tag::Mapping, anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if !span.is_empty() {
                    self.tabs.token(span, tabs::Token::Other);
                }
                self.end(span);
            }
            _ => {}
        }
        Some(())
    }

    /// Keeps the tag of the value that comes next; those of keys decide about nothing.
    fn tag(&mut self, given: Option<&Given>) {
        if let (Some(given), false) = (given, self.is_key_due()) {
            self.document
                .tags
                .push((self.document.tree.next(), tag_of(given)));
        }
    }

    fn scalar(&mut self, value: &str, style: Style, anchor: usize, span: Span) -> Option<()> {
        let (style, token) = match style {
            Style::Plain if span.is_empty() => (ScalarStyle::Absent, tabs::Token::Absent),
            Style::Plain => (ScalarStyle::Plain, tabs::Token::Plain),
            Style::SingleQuoted | Style::DoubleQuoted => (ScalarStyle::Quoted, tabs::Token::Other),
            Style::Literal | Style::Folded => (ScalarStyle::Block, tabs::Token::Block),
        };
        self.tabs.token(span, token);
        let written = self.document.source.written(span);
        // The library gives an absent value as a tilde.
        let text = if style == ScalarStyle::Absent {
            Text::Written
        } else {
            Text::of(value, written)
        };
        if self.is_key_due() {
            self.key(text, span, anchor != 0)?;
            if anchor != 0 {
                let node = self.document.add_scalar(text, style, span)?;
                self.remember(anchor, node);
            }
            return Some(());
        }
        let node = self.document.add_scalar(text, style, span)?;
        self.remember(anchor, node);
        self.place(node, span);
        Some(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Option<()> {
        let target = self.anchors.get(anchor).copied().flatten();
        let is_collection = target.is_some_and(|target| self.document.scalar(target).is_none());
        if is_collection {
            self.collection_aliases += 1;
            if self.collection_aliases == COLLECTION_ALIASES + 1 {
                self.document.alias_too_many = Some(span);
            }
        }
        if self.is_key_due() {
            return self.key(Text::Other(""), span, false);
        }
        let node = self.document.add_alias(target, span)?;
        self.place(node, span);
        Some(())
    }

    fn start(&mut self, tag: Tag, anchor: usize, span: Span) -> Option<()> {
        if self.open.len() >= self.document.limits.depth {
            self.document.report_depth(span);
            return None;
        }
        if !span.is_empty() {
            self.tabs.token(span, tabs::Token::Other);
        }
        let is_key = self.is_key_due();
        if is_key {
            self.key(Text::Other(""), span, true)?;
            if self.looks_like_template(span) {
                self.document.report(
                    ErrorKind::Syntax,
                    "mapping as a key; quote a value that starts with {{",
                    span,
                );
            }
        }
        let node = self.document.open(tag, span)?;
        self.remember(anchor, node);
        if !is_key {
            self.place(node, span);
        }
        let items = if tag == Tag::Mapping {
            let keys = self.keys.open();
            Items::Mapping { keys, key: None }
        } else {
            Items::Sequence
        };
        self.open.push(Open {
            node,
            items,
            end: span.end,
        });
        Some(())
    }

    /// Whether a flow mapping stands directly in another one.
    fn looks_like_template(&self, span: Span) -> bool {
        let before = self.text.get(..span.range().start).unwrap_or("");
        before.ends_with('{') && self.document.source.written(span).starts_with('{')
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if let Items::Mapping { keys, .. } = &open.items {
            self.keys.close(keys);
        }
        let end = if span.is_empty() { open.end } else { span.end };
        self.document.close(open.node, end);
        if let Some(parent) = self.open.last_mut() {
            parent.end = parent.end.max(end);
        }
    }

    fn remember(&mut self, anchor: usize, node: NodeId) {
        if anchor == 0 {
            return;
        }
        if anchor >= self.anchors.len() {
            self.anchors.resize(anchor + 1, None);
        }
        if let Some(remembered) = self.anchors.get_mut(anchor) {
            *remembered = Some(node);
        }
    }

    /// Whether what comes next is a key and no value.
    fn is_key_due(&self) -> bool {
        let open = self.open.last().map(|open| &open.items);
        matches!(open, Some(Items::Mapping { key: None, .. }))
    }

    /// Takes a key in; with `is_node`, a node of its own comes next.
    fn key(&mut self, text: Text<'_>, span: Span, is_node: bool) -> Option<()> {
        let added = if is_node {
            self.document.add_node_key(text, span)
        } else {
            self.document.add_key(text, span)
        }?;
        if let Some(Open {
            items: Items::Mapping { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some(added);
        }
        Some(())
    }

    /// Takes in that a value has come: below its key, into its sequence or at the root.
    fn place(&mut self, node: NodeId, span: Span) {
        let Some(open) = self.open.last_mut() else {
            self.document.root = Some(node);
            return;
        };
        open.end = open.end.max(span.end);
        let Items::Mapping { keys, key } = &mut open.items else {
            return;
        };
        let tree = &self.document.tree;
        let Some((key, slot)) = key.take().and_then(|key| Some((key, *tree.get(key)?))) else {
            return;
        };
        // Keys that are not scalars have no text to compare.
        if tree.text(&self.document.source, &slot).is_empty() {
            return;
        }
        let first = self.keys.insert(keys, key, tree, &self.document.source);
        if let Some(first) = first.and_then(|first| tree.get(first)) {
            let first = first.span();
            self.document.report_duplicate(slot.span(), Some(first));
        }
    }

    /// Closes what an error left open, so that the part before it can be used.
    fn finish(&mut self) {
        while !self.open.is_empty() {
            self.end(Span::default());
        }
        let errors = &mut self.document.errors.iter();
        if errors.all(|error| !matches!(error.kind, ErrorKind::Syntax | ErrorKind::Limit)) {
            let end = self.text.len();
            self.tabs.token(Span::new(end, end), tabs::Token::Other);
        }
        if let Some(tab) = self.tabs.first_bad {
            let message = "tab outside of a value; the servers refuse it, use spaces";
            self.document.report(ErrorKind::Syntax, message, tab);
        }
    }
}

#[cfg(test)]
mod tests;
