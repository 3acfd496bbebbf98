//! Lines of formats with keys and values: TOML, YAML and Java properties.

use super::scanner::LineScanner;
use portlint_syntax::Format;
use std::ops::Range;

/// Marks what may be shown of a TOML, YAML or properties line.
pub(super) fn paint(scanner: &mut LineScanner<'_>, format: Format) {
    scanner.blanks();
    if format == Format::Properties {
        paint_property(scanner);
        return;
    }
    if format == Format::Toml {
        paint_header(scanner);
    }
    let mut line = Line {
        scanner,
        toml: format == Format::Toml,
        depth: 0,
        key: None,
    };
    while line.step() {}
}

fn paint_property(scanner: &mut LineScanner<'_>) {
    if scanner.rest().starts_with(['#', '!']) {
        let comment = scanner.take(usize::MAX);
        scanner.comment(comment);
        return;
    }
    let key = scanner.take_while(|c| !c.is_whitespace() && c != '=' && c != ':');
    scanner.name(key.clone());
    let separator = scanner.take_while(|c| c.is_whitespace() || c == '=' || c == ':');
    scanner.show(separator.clone());
    let value = scanner.take(usize::MAX);
    // Without a separator this is the end of a value that began on an earlier line.
    let key = scanner.slice(&key);
    scanner.value(value, (!separator.is_empty()).then_some(key));
}

/// The header of a TOML table; the names of a line that only looks like one are not known and stay masked.
fn paint_header(scanner: &mut LineScanner<'_>) {
    while scanner.syntax("[") {}
    if !scanner.after_blank() {
        while let Some(next) = scanner.peek() {
            match next {
                ']' | '.' | ' ' | '\t' => {
                    scanner.syntax(next.encode_utf8(&mut [0; 4]));
                }
                '"' | '\'' | '#' | ',' | '=' => break,
                _ => {
                    let name = scanner.take_while(|c| !" \t].\"'#,=".contains(c));
                    scanner.name(name);
                }
            }
        }
    }
}

/// The reading of one TOML or YAML line.
struct Line<'p, 'a> {
    scanner: &'p mut LineScanner<'a>,
    toml: bool,
    /// Open brackets and braces on this line.
    depth: usize,
    /// The key whose value comes next.
    key: Option<&'a str>,
}

impl Line<'_, '_> {
    /// Reads one token; false at the end of the line.
    fn step(&mut self) -> bool {
        let Some(next) = self.scanner.peek() else {
            return false;
        };
        let starts_comment = next == '#' && (self.toml || self.scanner.after_blank());
        match next {
            _ if starts_comment => {
                let comment = self.scanner.take(usize::MAX);
                self.scanner.comment(comment);
            }
            ' ' | '\t' => self.scanner.blanks(),
            '[' | '{' | ']' | '}' | ',' => self.bracket(next),
            '=' if self.toml => {
                self.scanner.syntax("=");
            }
            '-' if !self.toml && self.scanner.rest().starts_with("- ") => {
                self.scanner.syntax("-");
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
        self.scanner.syntax(next.encode_utf8(&mut [0; 4]));
    }

    /// A key when a separator follows, else a value.
    fn token(&mut self) {
        let range = self.take_token();
        let rest = self.scanner.rest();
        let follows = rest.trim_start_matches([' ', '\t']);
        let is_key = match follows.strip_prefix(if self.toml { '=' } else { ':' }) {
            Some(after) => self.toml || after.is_empty() || after.starts_with([' ', '\t']),
            None => false,
        };
        if is_key {
            self.scanner.name(range.clone());
            self.key = Some(self.scanner.slice(&range));
            let separator = self.scanner.take(rest.len() - follows.len() + 1);
            self.scanner.show(separator);
        } else {
            self.scanner.value(range, self.key);
        }
    }

    fn take_token(&mut self) -> Range<usize> {
        let rest = self.scanner.rest();
        let length = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_length(rest, quote),
            _ if self.toml => rest.find(|c| " \t,=]}#".contains(c)).unwrap_or(rest.len()),
            _ => plain_length(rest, self.depth > 0),
        };
        // A token is never empty, so that reading always moves on.
        self.scanner
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
