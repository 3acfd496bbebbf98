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

/// The paths of its environment files, in order. An empty one takes back those before it.
pub(super) fn environment_files(text: &str) -> Vec<String> {
    let mut files = Vec::new();
    for line in logical_lines(text, '\\', &['#', ';']) {
        let written = text.get(line.range()).unwrap_or("");
        let Some(("EnvironmentFile", path)) =
            written.split_once('=').map(|(k, v)| (k.trim(), v.trim()))
        else {
            continue;
        };
        if path.is_empty() {
            files.clear();
        } else {
            files.push(path.trim_start_matches('-').to_string());
        }
    }
    files
}

/// `NAME=value` lines; a value goes on to the end of its line, blanks included. `export NAME=value` is none for systemd.
pub(super) fn environment_file(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '\\', &['#', ';']) {
        if let Some((name, value)) = assignment(text, line) {
            program.assign(name, value);
        }
    }
    program
}
