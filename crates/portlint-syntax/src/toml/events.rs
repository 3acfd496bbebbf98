//! What the token events tell: comments, syntax newer than the products' parser, and how broken a file is.

use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{ParseError, Source};

use crate::document::Comment;
use crate::source::Span;

/// Nesting that the parser follows; without a guard it would overflow the stack.
const DEPTH: u32 = 80;

/// What the events of one file tell.
#[derive(Default)]
pub(super) struct Events {
    pub(super) comments: Vec<Comment>,
    /// Syntax that TOML 1.0 does not have.
    pub(super) newer: Vec<(&'static str, Span)>,
    pub(super) error_count: usize,
    /// The messages of the library with their places; only as many as a report could show.
    pub(super) first_errors: Vec<(String, Span)>,
}

/// Reads a file without building a tree.
pub(super) fn read(text: &str) -> Events {
    let mut found = Events::default();
    let mut newer = Newer {
        text,
        collections: Vec::new(),
        comma: None,
    };
    let mut comments = Vec::new();
    let mut hits = Vec::new();
    let mut on_error = |error: ParseError| {
        found.error_count += 1;
        if found.first_errors.len() < 1000 {
            let span = error
                .unexpected()
                .or(error.context())
                .map_or(Span::default(), span);
            found
                .first_errors
                .push((error.description().to_owned(), span));
        }
    };
    for_each_event(text, &mut on_error, &mut |event| {
        if event.kind() == EventKind::Comment {
            comments.push(Comment {
                span: span(event.span()),
            });
        }
        newer.handle(&event, &mut hits);
    });
    found.comments = comments;
    found.newer = hits;
    found
}

/// Calls back for every token of a file.
pub(super) fn for_each_event(
    text: &str,
    on_error: &mut dyn FnMut(ParseError),
    on_event: &mut dyn FnMut(Event),
) {
    let tokens = Source::new(text).lex().into_vec();
    let mut receiver = |event: Event| on_event(event);
    let mut errors = |error: ParseError| on_error(error);
    parse_document(
        &tokens,
        &mut RecursionGuard::new(&mut receiver, DEPTH),
        &mut errors,
    );
}

/// The library's span as ours.
pub(super) fn span(span: toml_parser::Span) -> Span {
    Span::new(span.start(), span.end())
}

/// Finds syntax that came with TOML 1.1.
struct Newer<'t> {
    text: &'t str,
    /// Open inline tables (`true`) and arrays (`false`).
    collections: Vec<bool>,
    /// The last comma, if nothing but blanks followed it.
    comma: Option<Span>,
}

impl Newer<'_> {
    fn handle(&mut self, event: &Event, hits: &mut Vec<(&'static str, Span)>) {
        let place = span(event.span());
        let in_table = self.collections.last() == Some(&true);
        match event.kind() {
            EventKind::Whitespace | EventKind::Comment => return,
            EventKind::Newline => {
                if in_table {
                    hits.push((
                        "line break in an inline table; older TOML readers refuse it",
                        place,
                    ));
                }
                return;
            }
            EventKind::ValueSep => {
                self.comma = Some(place);
                return;
            }
            EventKind::InlineTableOpen => self.collections.push(true),
            EventKind::ArrayOpen => self.collections.push(false),
            EventKind::ArrayClose => {
                self.collections.pop();
            }
            EventKind::InlineTableClose => {
                self.collections.pop();
                if let Some(comma) = self.comma {
                    hits.push((
                        "comma at the end of an inline table; older TOML readers refuse it",
                        comma,
                    ));
                }
            }
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => self.collections.clear(),
            EventKind::Scalar | EventKind::SimpleKey => self.text_token(event, place, hits),
            _ => {}
        }
        self.comma = None;
    }

    fn text_token(&self, event: &Event, place: Span, hits: &mut Vec<(&'static str, Span)>) {
        let text = self.text.get(place.range()).unwrap_or("");
        match event.encoding() {
            Some(Encoding::BasicString | Encoding::MlBasicString) => {
                if let Some(at) = newer_escape(text) {
                    let start = place.range().start + at;
                    let message = "escape \\e or \\x in a string; older TOML readers refuse it";
                    hits.push((message, Span::new(start, start + 2)));
                }
            }
            None if event.kind() == EventKind::Scalar && is_time_without_seconds(text) => {
                hits.push(("time without seconds; older TOML readers refuse it", place));
            }
            _ => {}
        }
    }
}

/// Offset of the first `\e` or `\x`.
fn newer_escape(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && matches!(characters.next(), Some((_, 'e' | 'x'))) {
            return Some(at);
        }
    }
    None
}

/// `07:32`, alone or after a date, with or without an offset.
fn is_time_without_seconds(text: &str) -> bool {
    let Some((before, after)) = text.split_once(':') else {
        return false;
    };
    let is_time = before.len() >= 2 && before.bytes().rev().take(2).all(|b| b.is_ascii_digit());
    let minutes_end = after.get(2..).unwrap_or("");
    is_time && !minutes_end.starts_with(':')
}
