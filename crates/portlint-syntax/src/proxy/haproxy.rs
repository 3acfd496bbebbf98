//! HAProxy: one statement a line, in sections.

use super::{Reading, Statement, TOO_MANY, Word};
use crate::document::ErrorKind;
use crate::source::Span;

/// The keywords that begin a section.
const SECTIONS: &[&str] = &[
    "acme",
    "backend",
    "cache",
    "crt-store",
    "defaults",
    "fcgi-app",
    "frontend",
    "global",
    "http-errors",
    "listen",
    "log-forward",
    "log-profile",
    "mailers",
    "peers",
    "program",
    "resolvers",
    "ring",
    "traces",
    "userlist",
];

/// Reads a text with at most so many words.
pub(super) fn read(text: &str, most: usize) -> Reading {
    let mut reading = Reading::default();
    let mut left = most;
    let mut section = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = match line_of(line, start, &mut reading.comments) {
            Ok(words) => words,
            Err(span) => {
                let message = "a quote that is not closed";
                reading.error = Some((ErrorKind::Syntax, message, span));
                break;
            }
        };
        start += line.len();
        let Some(first) = words.first() else {
            continue;
        };
        let span = first.span;
        let Some(rest) = left.checked_sub(words.len()) else {
            reading.error = Some((ErrorKind::Limit, TOO_MANY, span));
            break;
        };
        left = rest;
        let is_block = SECTIONS.contains(&first.text.as_str());
        // Conditions (`.if`) stand outside of sections, too.
        if !is_block && section.is_none() && !first.text.starts_with('.') {
            let message = "a line before the first section";
            reading.error = Some((ErrorKind::Syntax, message, span));
            break;
        }
        if is_block {
            section = Some(reading.statements.len());
        }
        reading.statements.push(Statement {
            words,
            parent: section.filter(|_| !is_block),
            is_block,
        });
    }
    reading
}

/// The words of a line that starts at `start`; where a quote opens that is not closed, its place.
fn line_of(line: &str, start: usize, comments: &mut Vec<Span>) -> Result<Vec<Word>, Span> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote: Option<(char, usize)> = None;
    let mut characters = line.char_indices();
    while let Some((at, character)) = characters.next() {
        let here = start + at;
        let is_end = matches!(character, ' ' | '\t' | '\r' | '\n');
        if quote.is_none() && (is_end || character == '#') {
            words.extend(word.take());
            if character == '#' {
                let end = start + line.trim_end_matches(['\r', '\n']).len();
                comments.push(Span::new(here, end));
                return Ok(words);
            }
            continue;
        }
        let current = word.get_or_insert_with(|| Word {
            span: Span::new(here, here),
            text: String::new(),
            varies: false,
        });
        let mut end = here + character.len_utf8();
        match (quote, character) {
            (None, '"' | '\'') => quote = Some((character, here)),
            (Some((open, _)), _) if open == character => quote = None,
            (None | Some(('"', _)), '\\') => {
                if let Some((next, escaped)) = characters.next() {
                    current.text.push(escaped);
                    end = start + next + escaped.len_utf8();
                }
            }
            (Some(('"', _)), '$') => {
                current.varies = true;
                current.text.push('$');
            }
            _ => current.text.push(character),
        }
        current.span = Span::new(current.span.start as usize, end);
    }
    if let Some((_, opened)) = quote {
        return Err(Span::new(opened, opened + 1));
    }
    words.extend(word);
    Ok(words)
}
