//! TOML: the tokens and scalars of `toml_parser`, an own grammar that goes on behind mistakes, and the rules about what
//! may be defined again.

mod dialect;
mod grammar;
mod newer;
mod slips;
mod tables;
mod tokens;
mod values;

use crate::document::Document;
use grammar::{Grammar, NOT_TOML};
use slips::Slips;
use tables::Tables;
use tokens::Tokens;

/// Fills the document with a root mapping, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    let (Some(tokens), Some(tables)) = (Tokens::new(&text), Tables::new(document)) else {
        return;
    };
    let mut grammar = Grammar {
        document,
        text: &text,
        tokens,
        tables,
        slips: Slips::default(),
        parts: Vec::new(),
        key_start: 0,
        nesting: 0,
        unclosed: None,
    };
    grammar.read();
    grammar.finish();
}

/// Own words for what the library says about the inside of a token, so that nothing of the file can slip into a message.
fn words(message: &str) -> &'static str {
    const WORDS: [(&str, &str); 7] = [
        (
            "string values must be quoted",
            "text without quotes; write \"text\"",
        ),
        ("invalid unquoted key", "not a valid key; quote it"),
        ("unquoted keys cannot be empty", "empty key"),
        ("carriage return", "carriage return without a line feed"),
        (
            "unexpected leading zero",
            "number with a leading zero; write it without, or quote it",
        ),
        ("redundant", "number with too many signs or prefixes"),
        (
            "missing escaped value",
            "unknown escape in a string; write \\\\ for a backslash",
        ),
    ];
    let known = WORDS.iter().find(|(start, _)| message.starts_with(start));
    known.map_or(NOT_TOML, |(_, words)| words)
}

#[cfg(test)]
mod tests;
