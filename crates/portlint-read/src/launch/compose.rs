//! Compose files: the environment and the command of each service.

use super::Channel;
use super::program::{Program, starts_a_server};
use super::shell;
use super::words::assignment;
use portlint_syntax::{Document, NodeId, Span};

/// One program per service whose text names the home.
pub(super) fn programs(document: &Document, names_home: impl Fn(&str) -> bool) -> Vec<Program> {
    let Some(services) = document.lookup(&["services"]) else {
        return Vec::new();
    };
    let mut programs = Vec::new();
    for entry in document.entries(services) {
        let service = document.resolve_alias(entry.value);
        if names_home(document.source.slice(document.span(service))) || names_home(entry.key) {
            programs.push(program(document, service));
        }
    }
    programs
}

fn program(document: &Document, service: NodeId) -> Program {
    let mut program = Program::default();
    let text = document.source.text();
    if let Some(environment) = get(document, service, "environment") {
        for entry in document.entries(environment) {
            program.assign(
                entry.key,
                document.span(document.resolve_alias(entry.value)),
            );
        }
        for item in document.items(environment) {
            if let Some((name, value)) = assignment(text, document.span(item)) {
                program.assign(name, value);
            }
        }
    }
    for key in ["entrypoint", "command"] {
        if let Some(command) = get(document, service, key) {
            let within = extent(document, command);
            if starts_a_server(text, within) {
                shell::command(text, within, &mut program);
            } else {
                // The arguments of the image's own entry point.
                program.give(within, Channel::StartArgument);
            }
        }
    }
    program
}

fn get(document: &Document, node: NodeId, key: &str) -> Option<NodeId> {
    Some(document.resolve_alias(document.get(node, key)?))
}

/// A list from its first to its last item, anything else as a whole.
fn extent(document: &Document, node: NodeId) -> Span {
    let items = document.items(node);
    match (items.clone().next(), items.last()) {
        (Some(first), Some(last)) => Span {
            start: document.span(first).start,
            end: document.span(last).end,
        },
        _ => document.span(node),
    }
}
