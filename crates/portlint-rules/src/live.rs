//! What the rules about the running host share.

use crate::diagnostic::Diagnostic;
use crate::grouping;
use crate::rule::RuleDoc;
use crate::view::View;
use portlint_analysis::live::Drift;
use portlint_analysis::sites::Server;
use portlint_host::{Listener, LiveProcess, words};

/// Most ports that a finding names.
const NAMED: usize = 5;

/// A finding about listeners of a server, at the places that their numbers come from. What tells it from others is the
/// server and the listeners, never who runs at present.
pub(crate) fn finding(
    doc: &RuleDoc,
    server: &Server<'_>,
    listeners: &[&Listener],
    message: String,
) -> Diagnostic {
    let groups = grouping::by_place(listeners.iter().copied(), |l| server.place_of(l));
    let mut places = groups.into_iter();
    let first = places.next();
    let place = first
        .as_ref()
        .and_then(|group| group.place)
        .or_else(|| server.offset_place());
    let mut finding = grouping::finding(doc, server, place, listeners, message);
    if let Some((annotation, group)) = finding.annotations.first_mut().zip(first) {
        annotation.message = grouping::sums(&group.listeners);
    }
    for group in places {
        if let Some(place) = group.place {
            finding = finding.at(place, grouping::sums(&group.listeners));
        }
    }
    finding
}

/// The servers that run, how what they opened differs from their files, and what they are called: `am (process 4711)`.
pub(crate) fn drifts<'v, 'a>(
    view: &'v View<'a>,
) -> impl Iterator<Item = (&'v Server<'a>, Drift<'a>, String)> {
    let running = view.running().into_iter();
    running.flat_map(|running| {
        view.active().filter_map(|server| {
            let drift = running.drift(server)?;
            let who = format!("{} ({})", server.name, process(drift.process));
            Some((server, drift, who))
        })
    })
}

/// `9443/tcp (servlet-https) and 9763/tcp (servlet-http)`.
pub(crate) fn ports(listeners: &[&Listener]) -> String {
    let port = |listener: &&Listener| {
        let port = words::port(listener.protocol, listener.port.unwrap_or_default());
        format!("{port} ({})", listener.id)
    };
    let ports: Vec<String> = listeners.iter().map(port).collect();
    words::short_list(&ports, NAMED)
}

/// `process 4711`.
pub(crate) fn process(process: &LiveProcess) -> String {
    format!("process {}", process.number)
}

/// `running for 12 minutes`.
pub(crate) fn age(process: &LiveProcess) -> Option<String> {
    let seconds = process.age?;
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    Some(format!("{count} {unit}{plural}"))
}
