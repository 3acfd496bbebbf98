//! Lines of formats with keys and values: TOML, YAML and Java properties.

use super::painter::Painter;
use portlint_syntax::Format;
use std::ops::Range;

/// Marks what may be shown of a TOML, YAML or properties line.
pub(super) fn paint(painter: &mut Painter<'_>, format: Format) {
    painter.blanks();
    if format == Format::Properties {
        paint_property(painter);
        return;
    }
    if format == Format::Toml {
        paint_header(painter);
    }
    let mut line = Line {
        painter,
        toml: format == Format::Toml,
        depth: 0,
        key: None,
    };
    while line.step() {}
}

fn paint_property(painter: &mut Painter<'_>) {
    if painter.rest().starts_with(['#', '!']) {
        let comment = painter.take(usize::MAX);
        painter.comment(comment);
        return;
    }
    let key = painter.take_while(|c| !c.is_whitespace() && c != '=' && c != ':');
    painter.name(key.clone());
    let separator = painter.take_while(|c| c.is_whitespace() || c == '=' || c == ':');
    painter.show(separator.clone());
    let value = painter.take(usize::MAX);
    // Without a separator this is the end of a value that began on an earlier line.
    let key = painter.slice(&key);
    painter.value(value, (!separator.is_empty()).then_some(key));
}

/// The header of a TOML table; the names of a line that only looks like one are not known and stay masked.
fn paint_header(painter: &mut Painter<'_>) {
    while painter.syntax("[") {}
    if !painter.after_blank() {
        while let Some(next) = painter.peek() {
            match next {
                ']' | '.' | ' ' | '\t' => {
                    painter.syntax(next.encode_utf8(&mut [0; 4]));
                }
                '"' | '\'' | '#' | ',' | '=' => break,
                _ => {
                    let name = painter.take_while(|c| !" \t].\"'#,=".contains(c));
                    painter.name(name);
                }
            }
        }
    }
}

/// The reading of one TOML or YAML line.
struct Line<'p, 'a> {
    painter: &'p mut Painter<'a>,
    toml: bool,
    /// Open brackets and braces on this line.
    depth: usize,
    /// The key whose value comes next.
    key: Option<&'a str>,
}

impl Line<'_, '_> {
    /// Reads one token; false at the end of the line.
    fn step(&mut self) -> bool {
        let Some(next) = self.painter.peek() else {
            return false;
        };
        let starts_comment = next == '#' && (self.toml || self.painter.after_blank());
        match next {
            _ if starts_comment => {
                let comment = self.painter.take(usize::MAX);
                self.painter.comment(comment);
            }
            ' ' | '\t' => self.painter.blanks(),
            '[' | '{' | ']' | '}' | ',' => self.bracket(next),
            '=' if self.toml => {
                self.painter.syntax("=");
            }
            '-' if !self.toml && self.painter.rest().starts_with("- ") => {
                self.painter.syntax("-");
            }
            _ => self.token(),
        }
        true
    }

    fn bracket(&mut self, next: char) {
        match next {
            '[' | '{' => self.depth += 1,
            ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if matches!(next, '{' | '}') {
            self.key = None;
        }
        self.painter.syntax(next.encode_utf8(&mut [0; 4]));
    }

    /// A key when a separator follows, else a value.
    fn token(&mut self) {
        let range = self.take_token();
        let rest = self.painter.rest();
        let follows = rest.trim_start_matches([' ', '\t']);
        let is_key = match follows.strip_prefix(if self.toml { '=' } else { ':' }) {
            Some(after) => self.toml || after.is_empty() || after.starts_with([' ', '\t']),
            None => false,
        };
        if is_key {
            self.painter.name(range.clone());
            self.key = Some(self.painter.slice(&range));
            let separator = self.painter.take(rest.len() - follows.len() + 1);
            self.painter.show(separator);
        } else {
            self.painter.value(range, self.key);
        }
    }

    fn take_token(&mut self) -> Range<usize> {
        let rest = self.painter.rest();
        let length = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_length(rest, quote),
            _ if self.toml => rest.find(|c| " \t,=]}#".contains(c)).unwrap_or(rest.len()),
            _ => plain_length(rest, self.depth > 0),
        };
        // A token is never empty, so that reading always moves on.
        self.painter
            .take(length.max(rest.chars().next().map_or(0, char::len_utf8)))
    }
}

/// Bytes of a quoted string with its quotes; to the end of the line when it is not closed or spans lines.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    if rest.chars().take_while(|c| *c == quote).count() >= 3 {
        return rest.len();
    }
    for (at, character) in rest.char_indices().skip(1) {
        if character == quote && !escaped {
            return at + 1;
        }
        escaped = quote == '"' && character == '\\' && !escaped;
    }
    rest.len()
}

/// Bytes of a YAML plain scalar: up to `: `, ` #`, the end, and in a flow collection its next separator.
fn plain_length(rest: &str, in_flow: bool) -> usize {
    let mut after_blank = false;
    for (at, character) in rest.char_indices() {
        let next_blank = rest
            .get(at + character.len_utf8()..)
            .is_none_or(|after| after.is_empty() || after.starts_with([' ', '\t']));
        let ends = match character {
            ':' => next_blank,
            '#' => after_blank,
            ',' | ']' | '}' | '[' | '{' => in_flow,
            _ => false,
        };
        if ends {
            return rest.get(..at).unwrap_or("").trim_end().len();
        }
        after_blank = character.is_whitespace();
    }
    rest.trim_end().len()
}
