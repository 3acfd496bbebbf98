//! Shell scripts, read as far as needed to see variables and commands.

use super::program::Program;
use super::words::{Quoting, assignment, words};
use portlint_syntax::Span;

/// Words that may stand before a command or an assignment.
const LEADING: &[&str] = &[
    "if", "then", "else", "elif", "do", "while", "until", "!", "{", "exec", "nohup", "export",
    "local", "readonly", "declare", "typeset", "command", "eval", "sudo", "env", "time",
];

/// The variables and commands of a script.
pub(super) fn program(text: &str) -> Program {
    let mut program = Program::default();
    for span in commands(text) {
        command(text, span, &mut program);
    }
    program
}

/// One simple command: the assignments before it, and itself.
pub(super) fn command(text: &str, within: Span, program: &mut Program) {
    for word in words(text, within) {
        let written = text.get(word.range()).unwrap_or("");
        if let Some((name, value)) = assignment(text, word) {
            program.assign(name, value);
        } else if !LEADING.contains(&written) {
            program.run(Span {
                start: word.start,
                end: within.end,
            });
            return;
        }
    }
}

/// The simple commands of a script: without comments and here-documents, split at line ends, `;`, `&`, `|` and
/// parentheses outside quotes.
fn commands(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut quoting = Quoting::default();
    let mut start = 0;
    let mut at = 0;
    let mut previous = '\n';
    let mut here_document: Option<&str> = None;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + c.len_utf8();
        let outside = quoting.is_outside();
        if outside
            && c == '#'
            && (previous.is_whitespace() || matches!(previous, ';' | '(' | '&' | '|'))
        {
            found.push(Span::new(start, at));
            at = line_end(text, at);
            start = at;
            continue;
        }
        quoting.step(c);
        let outside = outside && quoting.is_outside();
        if outside && c == '<' && previous != '<' {
            here_document = here_document_word(text.get(next..).unwrap_or("")).or(here_document);
        }
        let redirects = matches!((previous, c), ('>' | '<', '&'));
        at = next;
        if outside && !redirects && matches!(c, '\n' | ';' | '&' | '|' | '(' | ')') {
            found.push(Span::new(start, next - c.len_utf8()));
            if c == '\n'
                && let Some(word) = here_document.take()
            {
                at = here_document_end(text, at, word);
            }
            start = at;
        }
        previous = c;
    }
    found.push(Span::new(start, text.len()));
    found
}

fn line_end(text: &str, from: usize) -> usize {
    text.get(from..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |length| from + length)
}

/// The word that ends the here-document, given what follows the first `<`.
fn here_document_word(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('<')?;
    let rest = rest
        .strip_prefix('-')
        .unwrap_or(rest)
        .trim_start_matches([' ', '\t']);
    let rest = rest.trim_start_matches(['\'', '"', '\\']);
    let word = rest.get(
        ..rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len()),
    )?;
    (!word.is_empty()).then_some(word)
}

/// The offset after the line that ends a here-document; one that never ends takes the rest of the file.
fn here_document_end(text: &str, from: usize, word: &str) -> usize {
    let mut at = from;
    for line in text.get(from..).unwrap_or("").split_inclusive('\n') {
        at += line.len();
        if line.trim() == word {
            return at;
        }
    }
    text.len()
}
