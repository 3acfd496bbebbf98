//! YAML: the events of `granit-parser` to a tree, judged as SnakeYAML would, the reader of the products.

mod tabs;

use std::collections::HashMap;

use granit_parser::{ErrorKind as Fault, Event, Options, Parser, ScalarStyle as Style};

use crate::document::{Comment, Document, Entry, ErrorKind, NodeId, NodeKind, ScalarStyle};
use crate::source::Span;
use tabs::Tabs;

/// SnakeYAML's default for `maxAliasesForCollections`.
const COLLECTION_ALIASES: usize = 50;

/// Fills the document with its root node, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
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
                let at = error.marker().byte_offset().unwrap_or(0);
                builder.fault(error.kind(), Span::new(at, at));
                break;
            }
        }
    }
    builder.finish();
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

/// A key whose value has not come yet.
struct Key {
    /// Empty for a key that is not a scalar.
    text: String,
    span: Span,
}

enum Items {
    Sequence(Vec<NodeId>),
    Mapping {
        entries: Vec<Entry>,
        key: Option<Key>,
        first_spans: HashMap<String, Span>,
    },
}

/// A collection whose end has not come yet.
struct Open {
    /// The node, made at the start so that aliases inside can name it.
    node: NodeId,
    items: Items,
    /// Where the last thing inside ends; block collections have no end of their own.
    end: u32,
}

struct Builder<'a> {
    document: &'a mut Document,
    text: &'a str,
    open: Vec<Open>,
    anchors: HashMap<usize, NodeId>,
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
            anchors: HashMap::new(),
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
                self.document.comments.push(Comment { span });
            }
            Event::Scalar(value, style, anchor, _) => self.scalar(&value, style, anchor, span)?,
            Event::Alias(anchor) => {
                self.tabs.token(span, tabs::Token::Other);
                self.alias(anchor, span)?;
            }
            Event::SequenceStart(_, anchor, _) => {
                self.start(
                    NodeKind::Sequence(Vec::new()),
                    Items::Sequence(Vec::new()),
                    anchor,
                    span,
                )?;
            }
            Event::MappingStart(_, anchor, _) => {
                let (entries, key, first_spans) = (Vec::new(), None, HashMap::new());
                let items = Items::Mapping {
                    entries,
                    key,
                    first_spans,
                };
                self.start(NodeKind::Mapping(Vec::new()), items, anchor, span)?;
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

    fn scalar(&mut self, value: &str, style: Style, anchor: usize, span: Span) -> Option<()> {
        let (style, token) = match style {
            Style::Plain if span.is_empty() => (ScalarStyle::Absent, tabs::Token::Absent),
            Style::Plain => (ScalarStyle::Plain, tabs::Token::Plain),
            Style::SingleQuoted | Style::DoubleQuoted => (ScalarStyle::Quoted, tabs::Token::Other),
            Style::Literal | Style::Folded => (ScalarStyle::Block, tabs::Token::Block),
        };
        self.tabs.token(span, token);
        // The library gives an absent value as a tilde.
        let value = if style == ScalarStyle::Absent {
            ""
        } else {
            value
        };
        if anchor == 0 && self.take_key(value, span) {
            return Some(());
        }
        let node = self.document.add_scalar(value, style, span)?;
        self.remember(anchor, node);
        if !self.take_key(value, span) {
            self.place(node, span);
        }
        Some(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Option<()> {
        let target = self.anchors.get(&anchor).copied();
        let is_collection = target.is_some_and(|target| self.document.scalar(target).is_none());
        if is_collection {
            self.collection_aliases += 1;
            if self.collection_aliases == COLLECTION_ALIASES + 1 {
                let message =
                    "more than 50 aliases to lists or mappings; the servers refuse the file";
                self.document.report(ErrorKind::Syntax, message, span);
            }
        }
        if !self.take_key("", span) {
            let node = self.document.add(NodeKind::Alias(target), span)?;
            self.place(node, span);
        }
        Some(())
    }

    fn start(&mut self, kind: NodeKind, items: Items, anchor: usize, span: Span) -> Option<()> {
        if self.open.len() >= self.document.limits.depth {
            self.document.report_depth(span);
            return None;
        }
        if !span.is_empty() {
            self.tabs.token(span, tabs::Token::Other);
        }
        let node = self.document.add(kind, span)?;
        self.remember(anchor, node);
        let template = self
            .text
            .get(..span.range().start)
            .is_some_and(|before| before.ends_with('{'))
            && self
                .text
                .get(span.range())
                .is_some_and(|text| text.starts_with('{'));
        if self.take_key("", span) {
            if template {
                self.document.report(
                    ErrorKind::Syntax,
                    "mapping as a key; quote a value that starts with {{",
                    span,
                );
            }
        } else {
            self.place(node, span);
        }
        self.open.push(Open {
            node,
            items,
            end: span.end,
        });
        Some(())
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let end = if span.is_empty() { open.end } else { span.end };
        if let Some(node) = self.document.nodes.get_mut(open.node.0 as usize) {
            node.kind = match open.items {
                Items::Sequence(items) => NodeKind::Sequence(items),
                Items::Mapping { entries, .. } => NodeKind::Mapping(entries),
            };
            node.span.end = end.max(node.span.start);
        }
        if let Some(parent) = self.open.last_mut() {
            parent.end = parent.end.max(end);
        }
    }

    fn remember(&mut self, anchor: usize, node: NodeId) {
        if anchor != 0 {
            self.anchors.insert(anchor, node);
        }
    }

    /// Takes what comes as the next key; false where a value is due.
    fn take_key(&mut self, text: &str, span: Span) -> bool {
        let Some(Open {
            items: Items::Mapping {
                key: key @ None, ..
            },
            ..
        }) = self.open.last_mut()
        else {
            return false;
        };
        *key = Some(Key {
            text: text.to_owned(),
            span,
        });
        true
    }

    /// Puts a value where it is due: below its key, into its sequence or at the root.
    fn place(&mut self, node: NodeId, span: Span) {
        let Some(open) = self.open.last_mut() else {
            self.document.root = Some(node);
            return;
        };
        open.end = open.end.max(span.end);
        match &mut open.items {
            Items::Sequence(items) => items.push(node),
            Items::Mapping {
                entries,
                key,
                first_spans,
            } => {
                let Some(Key { text, span }) = key.take() else {
                    return;
                };
                // Keys that are not scalars have no text to compare.
                let first = if text.is_empty() {
                    None
                } else {
                    first_spans.get(&text).copied()
                };
                if first.is_none() {
                    first_spans.insert(text.clone(), span);
                } else {
                    self.document.report_duplicate(span, first);
                }
                entries.push(Entry {
                    key: text,
                    key_span: span,
                    value: node,
                });
            }
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
