//! What the tables for people say about homes, runtimes and listeners, in words; each format escapes them.

use super::{PortsOptions, PortsReport};
use portlint_host::{Files, Home, Listener, Location, Runtime, State};
use std::path::Path;

/// The columns of a table for people.
pub(super) const COLUMNS: [&str; 9] = [
    "runtime",
    "listener",
    "protocol",
    "address",
    "base + offset = port",
    "state",
    "now",
    "set by",
    "condition",
];

/// The position of the column that only a host that was looked at has.
const NOW: usize = 6;

/// `WSO2 API Manager 4.2.0`, or what is not known about it.
pub(super) fn product(home: &Home) -> String {
    let name = home
        .name
        .as_deref()
        .or(home.product.as_deref())
        .unwrap_or("unknown product");
    match &home.version {
        Some(version) => format!("{name} {version}"),
        None => format!("{name}, unknown version"),
    }
}

/// What follows the product of a home that is never started with the others.
pub(super) fn idle(home: &Home) -> String {
    match &home.copy_of {
        _ if home.active => String::new(),
        Some(original) => format!(", not started: looks like a copy of {}", original.name),
        None => ", not started".to_string(),
    }
}

/// `offset 1: [server] offset (repository/conf/deployment.toml:3)`, or `offset 2: -DportOffset (bin/wso2server.sh:9)`.
pub(super) fn offset(files: &Files, home: &Home, runtime: &Runtime) -> String {
    let offset = &runtime.offset;
    let value = offset
        .value
        .map_or("?".to_string(), |value| value.to_string());
    let mut words = format!("offset {value}: {}", offset.source);
    if let Some(location) = &offset.location {
        let place = place(files, home, location);
        // What a start file gives is named with that file already.
        let file = place.rsplit_once(':').map_or("", |(file, _)| file);
        if let Some(before) = words.strip_suffix(&format!(" ({file})")) {
            words.truncate(before.len());
        }
        words.push_str(&format!(" ({place})"));
    }
    if let (None, Some(reason)) = (offset.value, &offset.reason) {
        words.push_str(&format!(", {reason}"));
    }
    words
}

/// The listeners of a home that are shown, as rows of [`COLUMNS`].
pub(super) fn rows(report: &PortsReport<'_>, home: &Home) -> Vec<Vec<String>> {
    home.runtimes
        .iter()
        .flat_map(|runtime| {
            runtime
                .listeners
                .iter()
                .map(move |listener| (runtime, listener))
        })
        .filter(|(_, listener)| report.options.all || listener.state != State::Closed)
        .map(|(runtime, listener)| row(report, home, runtime, listener))
        .collect()
}

/// How many closed listeners of a home are not among its rows.
pub(super) fn hidden(home: &Home, options: PortsOptions<'_>) -> usize {
    let listeners = home.runtimes.iter().flat_map(|runtime| &runtime.listeners);
    listeners
        .filter(|listener| !options.all && listener.state == State::Closed)
        .count()
}

fn row(
    report: &PortsReport<'_>,
    home: &Home,
    runtime: &Runtime,
    listener: &Listener,
) -> Vec<String> {
    let now = report.now.as_ref();
    let now = now.map(|now| now.words(home, runtime, listener));
    vec![
        runtime.id.to_string(),
        listener.id.to_string(),
        listener.protocol.as_str().to_string(),
        listener.address.to_string(),
        arithmetic(listener),
        listener.state.as_str().to_string(),
        now.unwrap_or_default(),
        match &listener.location {
            Some(location) => place(&report.host.files, home, location),
            None => listener.source.to_string(),
        },
        listener.condition.as_deref().unwrap_or("").to_string(),
    ]
}

/// `9443 + 1 = 9444`, with `?` for what is not known; `random` for a port that differs at every start.
pub(super) fn arithmetic(listener: &Listener) -> String {
    if listener.is_random() {
        return "random".to_string();
    }
    let number = |number: Option<i64>| number.map_or("?".to_string(), |n| n.to_string());
    let added = match (listener.base, listener.port) {
        // The base alone is known: what is added to it is not.
        (Some(_), None) => "+ ?".to_string(),
        _ if listener.offset < 0 => format!("- {}", listener.offset.unsigned_abs()),
        _ => format!("+ {}", listener.offset),
    };
    format!(
        "{} {added} = {}",
        number(listener.base),
        number(listener.port)
    )
}

/// What sets the base, in few words: `deployment.toml:3`, or the words for a default.
pub(super) fn short_source(files: &Files, listener: &Listener) -> String {
    let Some(location) = &listener.location else {
        return listener.source.to_string();
    };
    let name = files.path(location.file).file_name().unwrap_or_default();
    format!("{}:{}", name.display(), location.place.line)
}

/// `repository/conf/deployment.toml:3`, the path inside the home.
pub(super) fn place(files: &Files, home: &Home, location: &Location) -> String {
    let path = files.path(location.file);
    let inside = path.strip_prefix(&home.path).unwrap_or(path);
    // A home that is one file has its own path.
    let own = path.file_name().map(Path::new);
    let inside = own
        .filter(|_| inside.as_os_str().is_empty())
        .unwrap_or(inside);
    format!("{}:{}", inside.display(), location.place.line)
}

/// The columns that say something: the runtime where a home has several, what is now and the condition where there is one.
pub(super) fn telling_columns(home: &Home, rows: &[Vec<String>]) -> Vec<bool> {
    let last = COLUMNS.len() - 1;
    (0..COLUMNS.len())
        .map(|column| match column {
            0 => home.runtimes.len() > 1,
            _ if column == last || column == NOW => rows
                .iter()
                .any(|row| row.get(column).is_some_and(|cell| !cell.is_empty())),
            _ => true,
        })
        .collect()
}

/// The cells of the wanted columns.
pub(super) fn select<T: ToString>(cells: &[T], wanted: &[bool]) -> Vec<String> {
    cells
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| **wanted)
        .map(|(cell, _)| cell.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{arithmetic, offset};
    use crate::testing::{at, file, home, listener, runtime};
    use portlint_host::{Files, Offset};
    use portlint_syntax::Format;

    #[test]
    fn nothing_unknown_is_shown_as_a_number() {
        let mut known = listener("https", Some(9443), -1);
        assert_eq!(arithmetic(&known), "9443 - 1 = 9442");
        known.port = None;
        assert_eq!(arithmetic(&known), "9443 + ? = ?");
        known.base = None;
        known.offset = 1;
        assert_eq!(arithmetic(&known), "? + 1 = ?");
    }
    #[test]
    fn the_file_of_an_offset_is_named_once() {
        let of = |source: &str, path: &str| {
            let mut files = Files::default();
            let file = file(&mut files, path, "a\noffset = 2\n", Format::Properties);
            let mut value = Offset::default_of(2, source);
            value.location = Some(at(&file, "2"));
            let home = home("/am", vec![runtime("default", value, Vec::new())]);
            offset(&files, &home, &home.runtimes[0])
        };
        assert_eq!(
            of("[server] offset", "/am/repository/conf/deployment.toml"),
            "offset 2: [server] offset (repository/conf/deployment.toml:2)"
        );
        assert_eq!(
            of("-DportOffset (bin/wso2server.sh)", "/am/bin/wso2server.sh"),
            "offset 2: -DportOffset (bin/wso2server.sh:2)"
        );
    }
}
