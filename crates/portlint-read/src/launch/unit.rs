//! systemd units and environment files.

use super::program::Program;
use super::shell;
use super::words::{assignment, logical_lines, words};
use portlint_syntax::Span;

/// What a unit starts, and with which environment.
pub(super) fn program(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '\\', &['#', ';']) {
        let Some((key, value)) = text.get(line.range()).unwrap_or("").split_once('=') else {
            continue;
        };
        let value = Span::new(line.end as usize - value.len(), line.end as usize);
        match key.trim_end() {
            "ExecStart" => shell::command(text, value, &mut program),
            "Environment" => {
                for (name, value) in words(text, value)
                    .into_iter()
                    .filter_map(|word| assignment(text, word))
                {
                    program.assign(name, value);
                }
            }
            _ => {}
        }
    }
    program
}

/// `NAME=value` lines; a value goes on to the end of its line, blanks included.
pub(super) fn environment_file(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '\\', &['#']) {
        let written = text.get(line.range()).unwrap_or("");
        let exported = written
            .strip_prefix("export ")
            .map_or(0, |rest| written.len() - rest.trim_start().len());
        let line = Span::new(line.start as usize + exported, line.end as usize);
        if let Some((name, value)) = assignment(text, line) {
            program.assign(name, value);
        }
    }
    program
}
