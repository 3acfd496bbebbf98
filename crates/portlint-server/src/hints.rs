//! Inlay hints: the port that is really opened behind each number that sets one, and ports and clashes behind an offset.

use crate::diagnostics::Places;
use crate::known::Known;
use crate::positions::{range, touch};
use gen_lsp_types::{InlayHint, Range};
use portlint_analysis::sites::Server;
use portlint_host::{Listener, State};
use portlint_report::count;

/// The hints in a range of a document.
pub(crate) fn of(
    uri: &str,
    asked: Range,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    let mut add = |location: &portlint_host::Location, label: String| {
        let place = range(&places.host.files, location, places.encoding);
        if places.is_in(location, uri) && touch(&place, &asked) {
            hints.push(InlayHint {
                position: place.end,
                label: label.into(),
                padding_left: Some(true),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_right: None,
                data: None,
            });
        }
    };
    for server in known.servers {
        if let Some(location) = &server.runtime.offset.location {
            add(location, summary(known, server));
        }
        for listener in &server.runtime.listeners {
            let (Some(location), Some(port)) = (&listener.location, listener.port) else {
                continue;
            };
            if listener.state != State::Closed && listener.base != Some(port) {
                add(location, format!("→ {port}"));
            }
        }
        for reference in &server.runtime.references {
            let (Some(location), Some(port)) = (&reference.location, reference.port) else {
                continue;
            };
            let text = places.host.files.text(location).unwrap_or_default();
            if !says(text, port) {
                add(location, format!("→ {port}"));
            }
        }
    }
    hints.sort_by_key(|hint| (hint.position.line, hint.position.character));
    hints.dedup_by(|a, b| a.position == b.position && a.label == b.label);
    hints
}

/// `14 ports, 2 shared`.
pub(crate) fn summary<'a>(known: &Known<'a>, server: &Server<'a>) -> String {
    let open = |listener: &&Listener| listener.state != State::Closed && listener.port.is_some();
    let ports = server.runtime.listeners.iter().filter(open).count();
    let ports = count(ports, "port");
    match known.shared(server) {
        0 => ports,
        shared => format!("{ports}, {shared} shared"),
    }
}

/// True when a text says a number by itself: not as a part of another one.
fn says(text: &str, number: i64) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    let number = number.to_string();
    digits.into_iter().any(|digits| digits == number)
}
