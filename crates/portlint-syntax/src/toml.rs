//! TOML: the recovering parser of the `toml` crate gives the tree and most errors, its token events the rest.

mod definitions;
mod events;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::{Document, Entry, ErrorKind, NodeId, NodeKind, ScalarStyle};
use crate::source::Span;

/// More grammar errors than this: the file is not TOML, and a tree would cost much memory for nothing.
const HOPELESS: usize = 10_000;

/// Fills the document with a root mapping, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    let events = events::read(&text);
    document.comments = events.comments;
    if events.error_count > HOPELESS {
        for (message, span) in events.first_errors {
            document.report(kind(&message), words(&message), span);
        }
        return;
    }
    let (table, mut errors) = DeTable::parse_recoverable(&text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let has_duplicates = errors
        .iter()
        .any(|error| kind(error.message()) == ErrorKind::Duplicate);
    let definitions = if has_duplicates {
        definitions::repetitions(&text)
    } else {
        Default::default()
    };
    let mut last_slip: Option<usize> = None;
    for error in &errors {
        let span = error
            .span()
            .map_or(Span::default(), |span| Span::new(span.start, span.end));
        match kind(error.message()) {
            // The keys of a table that is there twice are no news of their own.
            ErrorKind::Duplicate if definitions.below_repeated_header.contains(&span) => {}
            ErrorKind::Duplicate => {
                document.report_duplicate(span, definitions.repeated.get(&span).copied())
            }
            kind => {
                let start = span.range().start;
                // After a slip, what the library says of the rest of its line is only about where it found its way again.
                let between = last_slip.and_then(|slip| text.get(slip..start));
                if kind == ErrorKind::Syntax && between.is_some_and(|text| !text.contains('\n')) {
                    continue;
                }
                last_slip = (kind == ErrorKind::Syntax).then_some(start).or(last_slip);
                document.report(kind, words(error.message()), span);
            }
        }
    }
    for (message, span) in events.newer {
        document.report(ErrorKind::NewerToml, message, span);
    }
    let mut builder = Builder {
        document,
        text: &text,
    };
    let entries = builder.entries(table.get_ref(), 1).unwrap_or_default();
    document.root = document.add(NodeKind::Mapping(entries), Span::new(0, text.len()));
}

fn kind(message: &str) -> ErrorKind {
    if message.starts_with("duplicate key") {
        ErrorKind::Duplicate
    } else if message.contains("recursion") {
        ErrorKind::Limit
    } else {
        ErrorKind::Syntax
    }
}

/// Own words for what the library says, so that nothing of the file can slip into a message.
fn words(message: &str) -> &'static str {
    const WORDS: [(&str, &str); 22] = [
        (
            "string values must be quoted",
            "text without quotes; write \"text\"",
        ),
        (
            "cannot extend",
            "key below a value that is not an open table",
        ),
        ("missing value", "key without a value; write key = value"),
        (
            "key with no value",
            "key without a value; write key = value",
        ),
        ("missing assignment", "no equals sign after a key"),
        ("extra `=`", "too many equals signs"),
        ("extra assignment", "two keys on one line"),
        ("invalid unquoted key", "not a valid key; quote it"),
        ("unquoted keys cannot be empty", "empty key"),
        ("unclosed table", "table header is never closed; add ]"),
        (
            "unclosed array table",
            "table header is never closed; add ]]",
        ),
        ("unclosed array", "array is never closed; add ]"),
        (
            "unclosed inline table",
            "inline table is never closed; add }",
        ),
        ("missing comma", "no comma between two values"),
        ("extra comma", "too many commas"),
        ("carriage return", "carriage return without a line feed"),
        (
            "invalid comment character",
            "control character in a comment",
        ),
        (
            "unexpected leading zero",
            "number with a leading zero; write it without, or quote it",
        ),
        ("redundant", "number with too many signs or prefixes"),
        (
            "missing escaped value",
            "unknown escape in a string; write \\\\ for a backslash",
        ),
        ("recursion", "nested deeper than is read from one file"),
        ("cannot recurse", "nested deeper than is read from one file"),
    ];
    let known = WORDS.iter().find(|(start, _)| message.starts_with(start));
    known.map_or("not valid TOML", |(_, words)| words)
}

struct Builder<'a> {
    document: &'a mut Document,
    text: &'a str,
}

impl Builder<'_> {
    /// The entries of a table in the order of the file; `None` when the tree is full. The recursion is bounded by the
    /// depth limit.
    fn entries(&mut self, table: &DeTable<'_>, depth: usize) -> Option<Vec<Entry>> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = span(key);
            let value = self.value(value, depth)?;
            entries.push(Entry {
                key: key.get_ref().to_string(),
                key_span,
                value,
            });
        }
        entries.sort_by_key(|entry| entry.key_span);
        Some(entries)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Option<NodeId> {
        let span = span(value);
        if depth > self.document.limits.depth {
            self.document.report_depth(span);
            return None;
        }
        let style = match value.get_ref() {
            DeValue::Table(table) => {
                let entries = self.entries(table, depth + 1)?;
                return self.document.add(NodeKind::Mapping(entries), span);
            }
            DeValue::Array(array) => {
                let items = array
                    .iter()
                    .map(|item| self.value(item, depth + 1))
                    .collect::<Option<_>>()?;
                return self.document.add(NodeKind::Sequence(items), span);
            }
            DeValue::String(text) => {
                return self
                    .document
                    .add_scalar(text.as_ref(), ScalarStyle::Quoted, span);
            }
            DeValue::Integer(_) => ScalarStyle::Integer,
            DeValue::Float(_) => ScalarStyle::Float,
            DeValue::Boolean(_) => ScalarStyle::Boolean,
            DeValue::Datetime(_) => ScalarStyle::DateTime,
        };
        self.document
            .add_scalar(self.text.get(span.range()).unwrap_or(""), style, span)
    }
}

fn span<T>(spanned: &Spanned<T>) -> Span {
    let range = spanned.span();
    Span::new(range.start, range.end)
}

#[cfg(test)]
mod tests;
