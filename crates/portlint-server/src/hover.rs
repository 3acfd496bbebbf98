//! Hover: the arithmetic of the ports that a place sets or names, where each number comes from, and who else wants them.

use crate::diagnostics::{Places, shown};
use crate::known::Known;
use crate::positions::Lines;
use gen_lsp_types::{Hover, MarkupContent, MarkupKind, TextDocumentPositionParams};
use portlint_analysis::sites::Server;
use portlint_host::{Listener, Location, Reference, State};
use portlint_report::shown::{Markdown, Shown};
use portlint_rules::{Rule, docs};
use portlint_session::config::FILE_NAME;
use std::collections::BTreeSet;

/// The most listeners that one hover lists.
const MOST: usize = 20;
/// The most references of a listener.
const MOST_NAMES: usize = 5;

/// What is to be said about a place.
pub(crate) fn of(
    at: &TextDocumentPositionParams,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Option<Hover> {
    if let Some(rule) = rule_at(at, places) {
        return Some(markdown(docs::page(rule)));
    }
    let covers = |location: &Location| places.covers(location, at);
    let mut text = String::new();
    for server in known.servers {
        let offset = &server.runtime.offset;
        let is_offset = offset.location.as_ref().is_some_and(covers);
        if is_offset {
            let value = offset
                .value
                .map_or("unknown".to_string(), |value| value.to_string());
            line(
                &mut text,
                &format!("Port offset of {}: {value}", server.name),
            );
        }
        let listeners = server.runtime.listeners.iter().filter(|listener| {
            let moved = is_offset && listener.follows_offset && listener.state != State::Closed;
            moved || listener.location.as_ref().is_some_and(covers)
        });
        for (count, listener) in listeners.enumerate() {
            if count == MOST {
                line(&mut text, "…");
                break;
            }
            of_listener(&mut text, known, server, listener);
        }
        for reference in &server.runtime.references {
            if reference.location.as_ref().is_some_and(covers) {
                of_reference(&mut text, known, server, reference);
            }
        }
    }
    (!text.is_empty()).then(|| markdown(text))
}

fn markdown(text: String) -> Hover {
    Hover {
        contents: MarkupContent {
            kind: MarkupKind::Markdown,
            value: text,
        }
        .into(),
        range: None,
    }
}

/// The rule whose name is at the position: in a comment that silences it, or in the configuration file.
fn rule_at(at: &TextDocumentPositionParams, places: &Places<'_>) -> Option<&'static Rule> {
    let buffer = places.buffers.get(&at.text_document.uri.0)?;
    let text = buffer.text.as_str();
    let lines = Lines::of(text);
    let byte = lines.byte(text, at.position, places.encoding);
    let (before, after) = text.split_at_checked(byte)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let is_configuration = buffer
        .path
        .file_name()
        .is_some_and(|name| name == FILE_NAME);
    let comment = before.get(start..)?.rsplit_once("wso2-portlint: ignore[");
    let is_silencing = comment.is_some_and(|(_, rest)| !rest.contains(']'));
    if !is_configuration && !is_silencing {
        return None;
    }
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let head = before.trim_end_matches(is_of_name).len();
    let tail = after.len() - after.trim_start_matches(is_of_name).len();
    portlint_rules::rule(text.get(head..byte + tail)?)
}

fn line(text: &mut String, said: &str) {
    text.push_str(Shown::<Markdown>::text(said).as_str());
    text.push_str("\n\n");
}

fn of_listener<'a>(
    text: &mut String,
    known: &Known<'a>,
    server: &Server<'a>,
    listener: &'a Listener,
) {
    let state = match listener.state {
        State::Open => String::new(),
        state => format!(", {}", state.as_str()),
    };
    let condition = listener
        .condition
        .as_ref()
        .map_or(String::new(), |words| format!(": {words}"));
    let sum = match (listener.base, listener.port) {
        (Some(base), Some(port)) => format!("{base} + {} = {port}", listener.offset),
        (_, Some(port)) => port.to_string(),
        _ => "not known".to_string(),
    };
    line(
        text,
        &format!(
            "{sum}/{} · {} ({}) of {}{state}{condition}",
            listener.protocol.as_str(),
            listener.id,
            listener.description,
            server.name
        ),
    );
    line(text, &format!("base: {}", listener.source));
    if listener.follows_offset {
        line(text, &format!("offset: {}", server.runtime.offset.source));
    }
    let others = known.rivals(server, listener).into_iter();
    let others = others
        .map(|(other, rival)| format!("{} ({})", other.name, rival.id))
        .collect::<Vec<_>>();
    if !others.is_empty() {
        line(text, &format!("also wanted by {}", others.join(", ")));
    }
    let names = known.names_of(server, listener);
    let names = names.map(|(other, url)| match url.route.as_ref() {
        "" => format!("{} of {}", url.description, other.name),
        route => format!("{route} of {}", other.name),
    });
    let names = names.collect::<BTreeSet<_>>();
    if !names.is_empty() {
        let all = names.len();
        let mut first = names.into_iter().take(MOST_NAMES).collect::<Vec<_>>();
        if all > MOST_NAMES {
            first.push("…".to_string());
        }
        line(text, &format!("named by {}", first.join(", ")));
    }
}

fn of_reference<'a>(
    text: &mut String,
    known: &Known<'a>,
    server: &Server<'a>,
    reference: &Reference,
) {
    let port = reference
        .port
        .map_or("?".to_string(), |port| port.to_string());
    let openers = known.reached(server, reference).into_iter();
    let openers = openers
        .map(|(other, listener)| format!("{} ({})", other.name, listener.id))
        .collect::<Vec<_>>();
    let there = match openers.is_empty() {
        true if known.is_here(server, reference) => "nobody opens this port here".to_string(),
        true => "another host".to_string(),
        false => format!("opened by {}", openers.join(", ")),
    };
    line(
        text,
        &format!(
            "{}: port {port} of {}, {there}",
            reference.description,
            shown(&reference.host)
        ),
    );
}
