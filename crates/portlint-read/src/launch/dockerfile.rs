//! Dockerfiles: the environment of the image and what a container starts.

use super::Channel;
use super::program::{Program, starts_a_server};
use super::shell;
use super::words::{assignment, logical_lines, words};
use portlint_syntax::Span;

/// What a container of the image starts, and with which environment.
pub(super) fn program(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '\\', &['#']) {
        let written = text.get(line.range()).unwrap_or("");
        let (instruction, rest) = written
            .split_once(char::is_whitespace)
            .unwrap_or((written, ""));
        let rest = Span::new(line.end as usize - rest.len(), line.end as usize);
        match instruction.to_ascii_uppercase().as_str() {
            "ENV" => environment(text, rest, &mut program),
            "CMD" | "ENTRYPOINT" if starts_a_server(text, rest) => {
                shell::command(text, rest, &mut program);
            }
            // The arguments of an entry point that stands elsewhere.
            "CMD" | "ENTRYPOINT" => program.give(rest, Channel::StartArgument),
            _ => {}
        }
    }
    program
}

/// `ENV NAME=value NAME=value` and the older `ENV NAME value`.
fn environment(text: &str, rest: Span, program: &mut Program) {
    let words = words(text, rest);
    let Some(first) = words.first() else { return };
    if assignment(text, *first).is_none() {
        program.assign(
            text.get(first.range()).unwrap_or(""),
            Span {
                start: first.end,
                end: rest.end,
            },
        );
        return;
    }
    for (name, value) in words.into_iter().filter_map(|word| assignment(text, word)) {
        program.assign(name, value);
    }
}
