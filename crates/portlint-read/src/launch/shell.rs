//! Command lines of units, images and compose files, read as far as needed to see variables and commands.

use super::program::Program;
use super::words::{assignment, words};
use portlint_syntax::Span;

/// CowStr that may stand before a command or an assignment.
const LEADING: &[&str] = &[
    "if", "then", "else", "elif", "do", "while", "until", "!", "{", "exec", "nohup", "export",
    "local", "readonly", "declare", "typeset", "command", "eval", "sudo", "env", "time",
];

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
