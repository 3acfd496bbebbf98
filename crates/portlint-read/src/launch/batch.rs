//! Windows batch files, read as far as needed to see variables and commands.

use super::program::Program;
use super::words::{is_name, logical_lines};
use portlint_syntax::Span;

/// The variables and commands of a batch file.
pub(super) fn program(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '^', &[]) {
        let written = text.get(line.range()).unwrap_or("");
        if is_silent(written) {
            continue;
        }
        match set(written) {
            Some((name, from, to)) => {
                let start = line.start as usize;
                program.assign(name, Span::new(start + from, start + to));
            }
            None => program.run(line),
        }
    }
    program
}

/// True for comments, labels and what is only said.
fn is_silent(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c == '@' || c.is_whitespace());
    let first = line
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | ','))
        .next()
        .unwrap_or("");
    line.starts_with(':')
        || ["rem", "echo", "title"]
            .iter()
            .any(|word| first.eq_ignore_ascii_case(word))
}

/// `set NAME=value` or `set "NAME=value"`, also after `if ...`: the name and where the value starts and ends.
fn set(line: &str) -> Option<(&str, usize, usize)> {
    let mut at = 0;
    let after_set = line
        .split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | '@' | '&'))
        .find_map(|word| {
            at += word.len();
            word.trim_end().eq_ignore_ascii_case("set").then_some(at)
        })?;
    let rest = line.get(after_set..)?;
    let bare = rest.trim_start().trim_start_matches('"');
    let (name, value) = bare.split_once('=')?;
    is_name(name.trim_end()).then_some((name.trim_end(), line.len() - value.len(), line.len()))
}
