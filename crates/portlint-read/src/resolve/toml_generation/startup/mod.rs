//! What keeps a server of this generation from starting, read from its settings: the mapper refuses to render, or the
//! cluster cannot be initialised. The parser's own refusals are errors of the document.

mod cluster;
mod environment;
mod names;
mod profile;
mod required;
mod secrets;
mod templates;
mod values;

use super::server::Server;
use super::settings::Setting;
use super::tables::Tables;
use crate::reader::HomeReader;
use portlint_host::{Location, Problem, ProblemKind, Process, StartFailure};
use std::path::Path;

pub(crate) use environment::needed;
pub(crate) use required::assumed;

/// A cause, and what becomes of the process.
pub(super) struct Failure {
    /// The finding.
    pub problem: Problem,
    /// What becomes of the process.
    pub process: Process,
}

impl Failure {
    /// What the runtime is told.
    pub(super) fn start_failure(&self) -> StartFailure {
        StartFailure {
            reason: self.problem.message.clone(),
            location: self.problem.location,
            process: self.process,
        }
    }
}

/// What the mapper refuses, in the order of its own steps.
pub(super) fn refused_by_mapper(
    server: &Server<'_>,
    tables: &Tables,
    governing: &Path,
) -> Vec<Failure> {
    let mut found = secrets::check(server, governing);
    found.extend(names::check(server, governing));
    found.extend(values::check(server, tables, governing));
    found.extend(templates::refused(server, governing));
    let ends = |problem| Failure {
        problem,
        process: Process::Ends,
    };
    found.into_iter().map(ends).collect()
}

/// What the running server refuses.
pub(super) fn refused_by_server(
    reader: &HomeReader<'_>,
    server: &Server<'_>,
    governing: &Path,
) -> Vec<Failure> {
    let stays = |problem| Failure {
        problem,
        process: Process::Stays,
    };
    let hindered = templates::unreadable(server, governing)
        .into_iter()
        .chain(cluster::check(reader, server))
        .map(stays);
    profile::check(reader, server)
        .into_iter()
        .chain(hindered)
        .collect()
}

/// A start failure because of a setting.
fn because_of(setting: &Setting, governing: &Path, why: &str, help: String) -> Problem {
    located(
        setting.location,
        &setting.written,
        governing,
        format!("the server does not start: {why}"),
    )
    .with_help(help)
}

fn located(at: Option<Location>, route: &str, governing: &Path, message: String) -> Problem {
    let kind = ProblemKind::StartFailure;
    let problem = match at {
        Some(location) => Problem::at(kind, location, message),
        // It stands in the home's default.json.
        None => Problem::of(kind, governing.to_path_buf(), message),
    };
    problem.with_route(route)
}
