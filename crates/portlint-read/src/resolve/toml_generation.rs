//! The `toml` generation: from `deployment.toml`, rendered at every start, to listeners.
//!
//! The stages of the vendor's configuration mapper are followed one by one (`settings`, `tables`), because which value
//! wins depends on them. The catalogue says what the rendered values open.

mod checks;
mod dangling;
mod generated;
mod hash_order;
mod internal_apis;
mod jinja;
mod json;
mod kept;
mod listeners;
mod mistakes;
mod misuse;
mod offset;
mod origin;
mod outcome;
mod pasted;
mod port_templates;
mod property_default;
mod references;
mod remedy;
mod repeated;
mod replaced;
mod server;
mod settings;
mod startup;
mod static_file;
mod tables;
mod template;
mod unknown_keys;

use super::RuntimeContext;
use crate::bundles::Bundles;
use crate::launch::LaunchProperty;
use crate::problems::{self, TomlParser, refuses_to_load};
use crate::reader::HomeReader;
use generated::Edit;
use internal_apis::InternalApis;
use kept::AtNextStart;
use listeners::{Builder, Profile};
use mistakes::Mistakes;
use offset::Resolved;
use portlint_host::{
    CowStr, Listener, Offset, Problem, ProblemKind, Process, Runtime, SourceFile, StartFailure,
    State,
};
use portlint_syntax::Format;
use property_default::PropertyDefault;
use server::Server;
use settings::Settings;
use startup::Failure;
use std::path::Path;
use tables::Tables;

/// The system property that names another governing file, relative to the home or absolute.
const OTHER_FILE: &str = "deployment.config.file.path";

/// The system property that keeps a server from rendering its governing file.
const NEVER_RENDER: &str = "avoidConfigUpdate";

/// Why nothing is known of the ports of a server whose file does not parse.
const UNREADABLE: &str = "deployment.toml cannot be read as it stands";

/// Reads the files of a runtime of this generation and computes what it opens.
pub(super) fn resolve(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    let mut runtime = super::runtime(context, Offset::default_of(0, "product default"));
    let Some(family) = context.catalog.family(&context.product.id) else {
        return runtime;
    };
    let launched = launched(reader, context);
    let elsewhere = context.facts.system_property(OTHER_FILE);
    let governing = elsewhere.map_or_else(|| context.governing(), str::to_string);
    let file = reader.document(&governing, Format::Toml);
    let tables = Tables::read(
        reader,
        family,
        &|gates| server::admits(context, gates),
        &mut runtime.problems,
    );
    let bundles = Bundles::of_home(reader);
    let mut server = Server {
        context,
        family,
        property_default: PropertyDefault::of(family, context, bundles.as_ref()),
        settings: Settings::new(file.as_ref(), &tables),
        launched,
        previous: None,
        keeps_previous: false,
    };
    if let (Some(name), false) = (
        &family.offset.parameter_file,
        server.parameter_comes_first(),
    ) {
        server.previous = reader.document(&context.in_conf(name), Format::Properties);
    }
    port_templates::apply(reader, &mut server);
    let edits = generated::edits(reader, &server);
    let at_next_start = match edits.as_slice() {
        [] => AtNextStart::Rewritten,
        _ => kept::at_next_start(
            reader,
            &server,
            &super::launched::scripts(context),
            &governing,
        ),
    };
    let counts = |edit: &Edit| edit.has_no_template || at_next_start == AtNextStart::Kept;
    for edit in edits.iter().filter(|edit| counts(edit)) {
        let place = edit.location;
        server
            .settings
            .edit(edit.key, edit.found, &edit.file, place);
    }
    let edits: Vec<Edit> = edits.into_iter().filter(|e| !e.has_no_template).collect();
    keep_properties(reader, &mut server, &governing);
    let unreadable = match &file {
        Some(file) => refuses_to_load(file),
        None => reader.was_refused(&governing),
    };
    let found = if unreadable && family.offset.key.is_some() {
        Resolved::unreadable()
    } else {
        offset::resolve(reader, &server, file.as_ref())
    };
    let profile = profile(reader, &server);
    let endpoints = repeated::deployed_endpoints(reader);
    let mut builder = Builder {
        server: &server,
        offset: &found.offset,
        first_positive: found.first_positive,
        profile: profile.as_ref(),
        endpoints: &endpoints,
        internal_apis: InternalApis::read(&server),
        home: reader.home().to_path_buf(),
        bundles,
        is_version_4_only: super::launched::is_version_4_only(reader, context),
        problems: Vec::new(),
        failure: None,
        early: Vec::new(),
        lost: Vec::new(),
        doubt: None,
        mistakes: Mistakes::default(),
    };
    runtime.listeners = builder.build(reader);
    // The dashboards, which have no offset, read the file themselves.
    let has_mapper = family.offset.key.is_some();
    let renders = has_mapper && !server.is_switched_on(NEVER_RENDER);
    let mut failures = if renders && !unreadable {
        failures(
            reader,
            &server,
            &tables,
            file.as_deref(),
            &reader.path(&governing),
        )
    } else {
        Vec::new()
    };
    if renders && kept::misses_rendered(reader, &server, &governing) {
        failures.push(without_rendered(reader, context));
    }
    runtime.problems.extend(found.problems);
    runtime.problems.append(&mut builder.problems);
    runtime
        .problems
        .extend(builder.internal_apis.problem(&runtime.listeners));
    if unreadable {
        forget_ports(&mut runtime.listeners, UNREADABLE);
        // What stands beside a mistake is not judged: it may be a part of it.
        let stands_in_it = |p: &Problem| match (&p.location, &file) {
            (Some(at), Some(file)) => at.file == file.id,
            _ => false,
        };
        runtime.problems.retain(|p| !stands_in_it(p));
    } else if elsewhere.is_some() && file.is_none() {
        forget_ports(
            &mut runtime.listeners,
            "the file that -Ddeployment.config.file.path names is not there",
        );
    } else if found.failure.is_some() || !failures.is_empty() {
        // The mapper runs before anything reads the offset.
        let (early, late): (Vec<_>, Vec<_>) = failures
            .iter()
            .map(Failure::start_failure)
            .partition(|failure| failure.process == Process::Ends);
        let bound = early_listeners(&runtime.listeners, &builder.early);
        for failure in early.into_iter().chain(found.failure).chain(late) {
            runtime.fail(failure);
        }
        keep_open(&mut runtime, bound);
        // One error for a reference, not also the note that its value is not known.
        let place = |p: &Problem| p.location.as_ref().map(|at| at.span);
        let told = |p: &Problem| failures.iter().any(|f| place(&f.problem) == place(p));
        let told_again = |p: &Problem| {
            let kinds = [
                ProblemKind::UnresolvedPlaceholder,
                ProblemKind::PortInvalid,
                ProblemKind::ListenerFailure,
            ];
            kinds.contains(&p.kind) && told(p)
        };
        runtime.problems.retain(|p| !told_again(p));
        let own = failures.into_iter().map(|failure| failure.problem);
        runtime.problems.extend(own.filter(is_told_here));
        // A parser that stumbles over a mark or a header leaves no doubt about what the rest says.
        if file
            .as_deref()
            .is_some_and(|file| problems::fails_at(file).is_some())
        {
            runtime.references = references::find(&mut builder, file.as_ref());
        }
    } else {
        if has_mapper && !renders {
            doubt(
                &mut runtime.listeners,
                "-DavoidConfigUpdate=true: the files of an earlier start count, not deployment.toml",
            );
        }
        // The dashboards read the file themselves.
        if renders && !reader.is_in_container() {
            let start = file.as_ref().map(|file| file.start());
            let assumed = startup::assumed(&server, &tables, start);
            runtime.problems.extend(assumed);
        }
        misuse::check(
            &server,
            &tables,
            &runtime.listeners,
            &found.offset,
            reader.is_in_container(),
            &mut runtime.problems,
        );
        unknown_keys::check(&server, file.as_deref(), &mut runtime.problems);
        if let AtNextStart::KeptUnless(what) = at_next_start {
            doubt_edited(&mut runtime.listeners, &edits, &server, what);
        }
        if !generated::is_of_pack(reader) {
            let edits = edits.iter().map(|edit| edit.problem(at_next_start));
            runtime.problems.extend(edits);
        }
        runtime.references = references::find(&mut builder, file.as_ref());
        if let Some(failure) = builder.failure.take() {
            runtime.fail(failure);
        }
    }
    if renders && !unreadable {
        let needed = startup::needed(&server);
        let is_named = |p: &Problem| needed.iter().any(|n| n.location == p.location);
        runtime.problems.retain(|p| {
            p.kind != ProblemKind::UnresolvedPlaceholder || p.location.is_none() || !is_named(p)
        });
        runtime.problems.extend(needed);
    }
    runtime.own_hosts = own_hosts(&server);
    if let Some(file) = &file {
        let parser = if has_mapper {
            TomlParser::Mapper
        } else {
            TomlParser::Other
        };
        let of_dialect = problems::of_dialect(file, &governing, parser);
        runtime.problems.extend(of_dialect);
    }
    runtime.profile = profile.map(|profile| profile.name);
    runtime.governing = file.map(|file| file.start());
    runtime.offset = found.offset;
    runtime
}

/// What stands in the file of system properties counts before everything else where nothing writes it anew.
fn keep_properties(reader: &mut HomeReader<'_>, server: &mut Server<'_>, governing: &str) {
    let facts = &server.family.offset;
    let (Some(name), Some(property)) = (&facts.parameter_file, &facts.property) else {
        return;
    };
    let path = server.context.in_conf(name);
    let is_told = (server.family.rendering.keeps_edits.as_deref())
        .is_some_and(|switch| server.is_switched_on(switch));
    if !is_told || !reader.exists(&path) {
        return;
    }
    let scripts = super::launched::scripts(server.context);
    if kept::at_next_start(reader, server, &scripts, governing) != AtNextStart::Kept {
        return;
    }
    server.previous = reader.document(&path, Format::Properties);
    server.keeps_previous = server.previous_property(property).is_some();
}

/// The connectors that are bound before anything that follows can fail.
fn early_listeners(listeners: &[Listener], early: &[CowStr]) -> Vec<Listener> {
    let is_early = |listener: &&Listener| early.contains(&listener.id);
    let open = listeners.iter().filter(|l| l.state == State::Open);
    open.filter(is_early).cloned().collect()
}

/// A process that stays alive keeps what it has bound.
fn keep_open(runtime: &mut Runtime, bound: Vec<Listener>) {
    let stays = |failure: &StartFailure| failure.process == Process::Stays;
    if !runtime.startup.failure().is_some_and(stays) {
        return;
    }
    for listener in bound {
        let mut closed = runtime.listeners.iter_mut();
        if let Some(place) = closed.find(|other| other.id == listener.id) {
            *place = listener;
        }
    }
}

/// How the file calls the machine, or the server on it.
fn own_hosts(server: &Server<'_>) -> Vec<String> {
    ["server.hostname", "clustering.local_member_host"]
        .iter()
        .filter_map(|key| server.known(key))
        .collect()
}

/// Everything that keeps the server from starting, in the order in which it would meet it.
fn failures(
    reader: &HomeReader<'_>,
    server: &Server<'_>,
    tables: &Tables,
    file: Option<&SourceFile>,
    governing: &Path,
) -> Vec<Failure> {
    let ends = |problem| Failure {
        problem,
        process: Process::Ends,
    };
    // Where the parser stumbles, the mapper sees nothing of the rest.
    if let Some((file, (span, why))) = file.and_then(|file| Some((file, problems::fails_at(file)?)))
    {
        let message = format!("the server does not start: {why}");
        let kind = ProblemKind::SyntaxError;
        return vec![ends(Problem::at(kind, file.at(span), message))];
    }
    let mut found = startup::refused_by_mapper(server, tables, governing);
    found.extend(
        dangling::find(server, tables, governing)
            .into_iter()
            .map(ends),
    );
    found.extend(startup::refused_by_server(reader, server, governing));
    found
}

/// The main file is gone, and the server takes it for rendered.
fn without_rendered(reader: &HomeReader<'_>, context: &RuntimeContext<'_>) -> Failure {
    let message = format!(
        "the server does not start: {} is not there, and only a changed deployment.toml has it written anew",
        context.in_conf("carbon.xml")
    );
    let folder = reader.path(context.conf);
    let problem = Problem::of(ProblemKind::StartFailure, folder, message);
    Failure {
        problem: problem
            .with_route("carbon.xml")
            .with_help("restore the file, or start once with -DforceConfigUpdate=true"),
        process: Process::Ends,
    }
}

/// What the parser refuses is an error of the document, and told as such.
fn is_told_here(problem: &Problem) -> bool {
    problem.kind != ProblemKind::SyntaxError
}

/// What the start files give.
fn launched(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Vec<LaunchProperty> {
    super::launched::launched(reader, context)
}

/// The profile: told by the user, else inferred from `[server] server_role`, else a start argument. The first two are
/// what `profileSetup` leaves behind; so is the file that it keeps.
fn profile(reader: &HomeReader<'_>, server: &Server<'_>) -> Option<Profile> {
    let told = server.context.facts.profile.clone();
    let started = told.clone().or_else(|| server.property("profile"));
    let left_by_setup = told.or_else(|| server.known("system.parameter.profile"));
    let set_up = left_by_setup.is_some()
        || server.has_argument("--optimize")
        || reader.exists(&server.context.in_conf("deployment.toml.backup"));
    let name = left_by_setup
        .or_else(|| started.clone())
        .filter(|profile| !profile.is_empty() && profile != "default")?;
    Some(Profile {
        set_up,
        started: started.as_ref() == Some(&name),
        name,
    })
}

/// The numbers are likely, but not certain.
fn doubt(listeners: &mut [Listener], reason: &str) {
    for listener in listeners.iter_mut().filter(|l| l.state == State::Open) {
        listener.state = State::Conditional;
        listener.condition = Some(reason.to_string().into());
    }
}

/// The same for the listeners whose number stands in an edited file too.
fn doubt_edited(listeners: &mut [Listener], edits: &[Edit], server: &Server<'_>, unless: &str) {
    for edit in edits {
        let is_offset = server.family.offset.key.as_deref() == Some(edit.key);
        let of_key = |listener: &Listener| {
            let mut facts = server.family.listeners.iter();
            facts.any(|f| f.facts.id == listener.id && f.mapped_key() == Some(edit.key))
        };
        let reason = format!(
            "{} says {}, and counts unless {unless}",
            edit.file, edit.found
        );
        let concerns = |listener: &Listener| {
            if is_offset {
                listener.follows_offset
            } else {
                of_key(listener)
            }
        };
        for listener in listeners.iter_mut().filter(|listener| concerns(listener)) {
            doubt(std::slice::from_mut(listener), &reason);
        }
    }
}

/// Without its file nobody knows the ports of a server.
fn forget_ports(listeners: &mut [Listener], reason: &str) {
    for listener in listeners.iter_mut().filter(|l| l.state != State::Closed) {
        listener.state = State::Conditional;
        listener.condition = Some(reason.to_string().into());
        listener.base = None;
        listener.port = None;
    }
}

#[cfg(test)]
mod tests;
