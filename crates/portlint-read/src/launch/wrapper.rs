//! `wrapper.conf` of the service wrapper (yajsw) that runs a server as a Windows service.

use super::Channel;
use super::program::Program;
use super::words::logical_lines;
use portlint_syntax::Span;

/// The options that the wrapper gives to the JVM and to the server.
pub(super) fn program(text: &str) -> Program {
    let mut program = Program::default();
    for line in logical_lines(text, '\\', &['#', '!']) {
        let Some((key, value)) = text.get(line.range()).unwrap_or("").split_once('=') else {
            continue;
        };
        let value = Span::new(line.end as usize - value.len(), line.end as usize);
        if key.starts_with("wrapper.java.additional.") {
            program.give(value, Channel::ScriptJvmOption);
        } else if key.starts_with("wrapper.app.parameter.") {
            program.give(value, Channel::StartArgument);
        }
    }
    program
}
