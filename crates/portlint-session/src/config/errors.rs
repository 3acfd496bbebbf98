//! Located errors of a configuration file, without the values that it holds.

use crate::suggest::quoted;
use portlint_host::SourceFile;
use portlint_syntax::Span;
use std::ops::Range;

/// Located errors, in the order of the file once they are shown.
#[derive(Debug, Default)]
pub(super) struct Errors(Vec<(Range<usize>, String)>);

impl Errors {
    /// True where there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an error at a range of bytes of the text.
    pub(super) fn push(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.0.push((span, message.into()));
    }

    /// Adds an error of the TOML reader about the value of a key, at `span` when it does not know better.
    pub(super) fn toml(&mut self, error: &toml::de::Error, key: Option<&str>, span: Range<usize>) {
        let message = without_values(error.message());
        let message = match key {
            Some(key) => format!("{}: {message}", quoted(key)),
            None => message,
        };
        self.push(error.span().unwrap_or(span), message);
    }

    /// `file:line:column: message`, one per error.
    pub(super) fn shown(mut self, file: &SourceFile) -> Vec<String> {
        self.0
            .sort_by(|a, b| (a.0.start, &a.1).cmp(&(b.0.start, &b.1)));
        self.0
            .into_iter()
            .map(|(span, message)| {
                let place = file.document.source.place(to_span(&span));
                let path = file.path.display();
                format!("{path}:{}:{}: {message}", place.line, place.column)
            })
            .collect()
    }
}

/// The reader quotes what it found, which may be a secret of `env`: only the kind of value is kept, in the words of TOML.
fn without_values(message: &str) -> String {
    if let Some((_, expected)) = message
        .strip_prefix("unknown variant ")
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        return format!("expected {expected}");
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("{field} is missing");
    }
    let mismatch = ["invalid type: ", "invalid value: "]
        .into_iter()
        .find_map(|prefix| message.strip_prefix(prefix));
    match mismatch.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((found, expected)) => {
            let kind = found.split(['`', '"']).next().unwrap_or("").trim();
            format!(
                "expected {}, found {}",
                expected_kind(expected),
                found_kind(kind)
            )
        }
        None => message.lines().next().unwrap_or("").to_string(),
    }
}

/// What the reader calls a type, as people who write TOML call it.
fn expected_kind(name: &str) -> &str {
    match name {
        "u16" => "a port from 1 to 65535",
        "u8" | "u32" | "u64" | "usize" => "a whole number from 0 on",
        "i64" => "a whole number",
        "a sequence" => "an array, in brackets",
        "a map" => "a table",
        "a boolean" => "true or false",
        other => other,
    }
}

fn found_kind(name: &str) -> &str {
    match name {
        "string" => "a string",
        "integer" => "an integer",
        "floating point" => "a float",
        "boolean" => "true or false",
        "sequence" => "an array",
        "map" => "a table",
        other => other,
    }
}

pub(super) fn to_span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
