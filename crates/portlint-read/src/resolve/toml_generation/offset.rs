//! The port offset: every source that says something about it, the winner first.

use super::server::Server;
use super::settings::table_header;
use crate::launch::{Channel, LaunchProperty};
use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::Pasted;
use portlint_host::{
    Location, Offset, OffsetCandidate, Problem, ProblemKind, Process, SourceFile, StartFailure,
    quoted, showable,
};
use portlint_syntax::java_int;
use std::path::Path;
use std::sync::Arc;

/// What is known about the offset.
pub(super) struct Resolved {
    /// The offset with all its sources.
    pub offset: Offset,
    /// The first positive of what a system property and `[server] offset` say, else 0.
    pub first_positive: Option<i64>,
    /// Why the server does not start, when the winning text is no integer.
    pub failure: Option<StartFailure>,
    /// What to tell about it.
    pub problems: Vec<Problem>,
}

impl Resolved {
    /// The offset of a server whose file does not parse: whatever else is told, it does not start like this.
    pub(super) fn unreadable() -> Resolved {
        let mut offset = Offset::default_of(0, "[server] offset");
        offset.value = None;
        offset.reason = Some(super::UNREADABLE.to_string());
        Resolved {
            offset,
            first_positive: None,
            failure: None,
            problems: Vec::new(),
        }
    }
}

/// One source before it is judged.
struct Source {
    words: String,
    route: String,
    text: Result<String, String>,
    written: String,
    location: Option<Location>,
}

impl Source {
    fn property(words: &str, name: &str, value: &str) -> Source {
        Source {
            words: format!("-D{name} ({words})"),
            route: format!("-D{name}"),
            text: Ok(value.to_string()),
            written: value.to_string(),
            location: None,
        }
    }

    fn launched(property: &LaunchProperty) -> Source {
        let words = property.source.as_str();
        let mut source = Source::property(words, &property.name, &property.value);
        if !property.resolved {
            source.text = Err(format!("{} depends on a variable", source.words));
        }
        source.location = property.location;
        source
    }
}

/// Finds the offset of a server.
pub(super) fn resolve(
    reader: &HomeReader<'_>,
    server: &Server<'_>,
    file: Option<&Arc<SourceFile>>,
) -> Resolved {
    let facts = &server.family.offset;
    let default_words = if facts.key.is_some() {
        "product default"
    } else {
        "no port offset"
    };
    let mut offset = Offset::default_of(facts.default, default_words);
    if facts.key.is_some() {
        offset.anchor =
            file.and_then(|file| Some(at(file, table_header(&file.document, "server")?)));
    }
    let mut resolved = Resolved {
        offset,
        first_positive: first_positive(server),
        failure: None,
        problems: Vec::new(),
    };
    let sources = sources(server);
    if let Some(winner) = sources.first() {
        judge(winner, reader.home(), &mut resolved);
    }
    resolved.offset.candidates = sources
        .into_iter()
        .chain(next_start(server))
        .map(|source| OffsetCandidate {
            source: source.words,
            text: source.written,
            location: source.location,
        })
        .collect();
    resolved
}

/// What a system property says where that is positive, else what `[server] offset` says, but not below 0.
fn first_positive(server: &Server<'_>) -> Option<i64> {
    let number = |source: &Source| match &source.text {
        Ok(text) => java_int(text).map(i64::from),
        Err(_) => None,
    };
    let declared = match declared(server).first() {
        Some(source) => number(source)?,
        None => 0,
    };
    if declared > 0 {
        return Some(declared);
    }
    match configured(server) {
        Some(source) => number(&source).map(|value| value.max(0)),
        None => Some(server.family.offset.default),
    }
}

/// The sources that decide this start, the winner first.
fn sources(server: &Server<'_>) -> Vec<Source> {
    let mut sources = declared(server);
    sources.extend(configured(server));
    sources
}

/// Those that give it as a system property, the winner first.
fn declared(server: &Server<'_>) -> Vec<Source> {
    let facts = &server.family.offset;
    let mut sources = Vec::new();
    let kept = facts.property.as_deref().filter(|_| server.keeps_previous);
    sources.extend(kept.and_then(|name| previous_start(server, name)));
    if server.parameter_comes_first() {
        sources.extend(parameter(server));
    }
    if let Some(name) = facts.property.as_deref() {
        let (arguments, options): (Vec<_>, Vec<_>) = server
            .launched(name)
            .partition(|property| property.channel == Channel::StartArgument);
        sources.extend(arguments.into_iter().map(Source::launched));
        if !server.keeps_previous {
            sources.extend(previous_start(server, name));
        }
        sources.extend(options.into_iter().map(Source::launched));
    }
    sources
}

/// `[system.parameter] portOffset`.
fn parameter(server: &Server<'_>) -> Option<Source> {
    let key = server.family.offset.parameter.as_deref()?;
    let setting = server.settings.get(key)?;
    Some(Source {
        words: "[system.parameter] portOffset".to_string(),
        route: key.to_string(),
        text: server.text(setting),
        written: setting.text.to_string(),
        location: setting.location,
    })
}

/// Older kernels read the parameter only at the next start, from a file.
fn next_start(server: &Server<'_>) -> Option<Source> {
    let mut source = (!server.parameter_comes_first()).then(|| parameter(server))??;
    source.words.push_str(", from the second start on");
    Some(source)
}

/// What the previous start left in its properties file.
fn previous_start(server: &Server<'_>, property: &str) -> Option<Source> {
    let name = server.family.offset.parameter_file.as_deref()?;
    let (text, location) = server.previous_property(property)?;
    Some(Source {
        words: format!("{name} of the previous start"),
        route: property.to_string(),
        text: Ok(text.clone()),
        written: text,
        location: Some(location),
    })
}

/// `[server] offset`.
fn configured(server: &Server<'_>) -> Option<Source> {
    let facts = &server.family.offset;
    let key = facts.key.as_deref()?;
    let setting = server.settings.written_at(key)?;
    let mut text = server.pasted(setting, Pasted::Element, "Offset");
    if let (Ok(known), true) = (&text, facts.carbon_placeholders) {
        text = server.carbon_resolved(known);
    }
    Some(Source {
        words: if setting.is_users() {
            "[server] offset".to_string()
        } else {
            setting.source()
        },
        route: key.to_string(),
        text,
        written: setting.text.to_string(),
        location: setting.location,
    })
}

/// Reads the winner as `Integer.parseInt` does.
fn judge(winner: &Source, home: &Path, resolved: &mut Resolved) {
    let Resolved {
        offset,
        failure,
        problems,
        ..
    } = resolved;
    offset.source.clone_from(&winner.words);
    offset.location.clone_from(&winner.location);
    // What stands in no file is named instead.
    let of = match winner.location {
        Some(_) => String::new(),
        None => format!(" of {}", winner.words),
    };
    let (kind, message) = match &winner.text {
        Ok(text) => match java_int(text) {
            Some(value) => {
                offset.value = Some(i64::from(value));
                return;
            }
            None if text.contains("${") => (
                ProblemKind::UnresolvedPlaceholder,
                format!("the port offset {}{of} is not known", showable(text)),
            ),
            None => {
                let reason = format!(
                    "the server does not start: the port offset{of} is no integer: {}",
                    quoted(text)
                );
                *failure = Some(StartFailure {
                    reason: reason.clone(),
                    location: winner.location,
                    process: Process::Stays,
                });
                (ProblemKind::OffsetInvalid, reason)
            }
        },
        Err(reason) => (
            ProblemKind::UnresolvedPlaceholder,
            format!("the port offset cannot be computed: {reason}"),
        ),
    };
    offset.value = None;
    offset.reason = Some(message.clone());
    let problem = match &winner.location {
        Some(location) => Problem::at(kind, *location, message),
        None => Problem::of(kind, home.to_path_buf(), message).with_help(format!(
            "give a whole number, for example {}=1",
            winner.route
        )),
    };
    problems.push(problem.with_route(winner.route.clone()));
}
