//! What the templates of a home make of ports: the expression that the product ships, a number that stands there instead, or
//! something that nobody reads here.
//!
//! A template is no XML yet, so its text is searched, and its syntax errors are nobody's problem.

use super::server::Server;
use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::{Connector, PortTemplate};
use portlint_host::SourceFile;
use portlint_syntax::{Span, java_int};
use std::ops::Range;
use std::sync::Arc;

/// What stands in a template in the place of the expression that is shipped.
enum Found {
    /// The shipped expression.
    Shipped,
    /// The shipped expression with another default.
    Default(i32, Range<usize>),
    /// A number.
    Number(i32, Range<usize>),
    /// Something else.
    Other(Range<usize>),
}

/// Takes what the templates of the home say for what `deployment.toml` says, where they do not ask it.
pub(super) fn apply(reader: &mut HomeReader<'_>, server: &mut Server<'_>) {
    for facts in &server.family.port_templates {
        let applies = server.admits(&facts.gates);
        // The setup of a profile puts another template in its place, and keeps the first one.
        if !applies
            || !reader.exists(&facts.file)
            || reader.exists(&format!("{}.backup", facts.file))
        {
            continue;
        }
        if let Some(source) = reader.text(&facts.file) {
            take(server, facts, &source);
        }
    }
}

fn take(server: &mut Server<'_>, facts: &PortTemplate, source: &Arc<SourceFile>) {
    let text = without_comments(source.document.source.text());
    let place = |range: &Range<usize>| at(source, Span::new(range.start, range.end));
    let file = facts.file.as_str();
    let key = facts.key.as_str();
    match find(&text, facts) {
        Found::Shipped => {}
        Found::Default(number, range) => {
            if server
                .settings
                .written_at(key)
                .is_none_or(|setting| !setting.is_users())
            {
                server.settings.edit(key, number, file, place(&range));
            }
        }
        Found::Number(number, range) => server.settings.edit(key, number, file, place(&range)),
        Found::Other(range) => server.settings.forget(key, file, place(&range)),
    }
    let Some(connector) = facts.connector else {
        return;
    };
    let address = key
        .rsplit_once('.')
        .map(|(table, _)| format!("{table}.address"));
    let literal = element(&text, connector).and_then(|range| attribute(&text, range, "address"));
    if let (Some(key), Some((address, range))) = (address, literal) {
        server.settings.place(&key, &address, file, place(&range));
    }
}

/// The text with comments blanked out, byte by byte, so that places stay where they are.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        let comment = after.find("-->").map_or(after.len(), |end| end + 3);
        let (comment, after) = after.split_at(comment);
        kept.push_str(before);
        kept.extend(std::iter::repeat_n(' ', comment.len() + 4));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

fn find(text: &str, facts: &PortTemplate) -> Found {
    let Some(after) = &facts.after else {
        return somewhere(text, facts);
    };
    // Where the place of the expression is not there, nothing is put out in another way.
    let Some(start) = text.find(after.as_str()).map(|start| start + after.len()) else {
        return Found::Shipped;
    };
    let rest = text.get(start..).unwrap_or_default();
    let range = start..start + rest.find('<').unwrap_or(rest.len());
    let expression = text.get(range.clone()).unwrap_or_default();
    if let Some(number) = java_int(expression.trim()) {
        return Found::Number(number, range);
    }
    let found = squeezed(expression);
    let mut forms = facts.forms.iter().map(|form| squeezed(form));
    if forms.any(|form| form == found) {
        return Found::Shipped;
    }
    let with_default = |form: &str| {
        let (head, tail) = form.split_once("default('")?;
        let (_, tail) = tail.split_once("')")?;
        let number = found
            .strip_prefix(head)?
            .strip_prefix("default('")?
            .strip_suffix(tail)?
            .strip_suffix("')")?;
        java_int(number)
    };
    let number = facts
        .forms
        .iter()
        .find_map(|form| with_default(&squeezed(form)));
    match number {
        Some(number) => Found::Default(number, range),
        None => Found::Other(range),
    }
}

/// A loop over all properties of a connector or a receiver, and whatever else stands anywhere in the file.
fn somewhere(text: &str, facts: &PortTemplate) -> Found {
    let all = squeezed(text);
    if facts.forms.iter().any(|form| all.contains(&squeezed(form))) {
        return Found::Shipped;
    }
    let Some(range) = facts
        .connector
        .and_then(|connector| element(text, connector))
    else {
        return Found::Other(0..0);
    };
    let port = attribute(text, range.clone(), "port");
    match port.and_then(|(text, range)| Some((java_int(&text)?, range))) {
        Some((number, range)) => Found::Number(number, range),
        None => Found::Other(range),
    }
}

/// Blanks mean nothing to the template engine, inside or around its marks.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '"' { '\'' } else { c })
        .collect()
}

/// The start tag of the first connector with or without TLS.
fn element(text: &str, wanted: Connector) -> Option<Range<usize>> {
    const TAG: &str = "<Connector";
    let starts = text.match_indices(TAG).map(|(start, _)| start);
    let mut tags = starts.filter_map(|start| Some(start..start + text.get(start..)?.find('>')?));
    tags.find(|range| {
        let tag = squeezed(text.get(range.clone()).unwrap_or_default());
        let is_secure = [
            "SSLEnabled='true'",
            "scheme='https'",
            "transport.https.properties",
        ]
        .iter()
        .any(|sign| tag.contains(sign));
        let is_plain = tag.contains("transport.http.properties") || tag.contains("port='");
        match wanted {
            Connector::Https => is_secure,
            Connector::Http => !is_secure && is_plain,
        }
    })
}

/// A literal attribute of a start tag, and the place of its value.
fn attribute(text: &str, tag: Range<usize>, name: &str) -> Option<(String, Range<usize>)> {
    let inside = text.get(tag.clone())?;
    let written = format!(" {name}=\"");
    let start = inside.replace(['\n', '\t', '\r'], " ").find(&written)? + written.len();
    let length = inside.get(start..)?.find('"')?;
    let value = inside.get(start..start + length)?;
    let is_literal = !value.contains("{{") && !value.contains("{%");
    let start = tag.start + start;
    is_literal.then(|| (value.to_string(), start..start + length))
}
