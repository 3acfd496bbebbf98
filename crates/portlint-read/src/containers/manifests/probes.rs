//! What asks whether the server in a container is well.

use super::pod::Pod;
use super::value::Value;
use crate::containers::{probe, words};
use portlint_host::Probe;

/// The three probes, and how people call them.
const PROBES: [(&str, &str); 3] = [
    ("startupProbe", "startup probe"),
    ("livenessProbe", "liveness probe"),
    ("readinessProbe", "readiness probe"),
];

/// The requests of all probes of a container.
pub(crate) fn of(pod: &Pod<'_>, container: &Value) -> Vec<Probe> {
    let mut found = Vec::new();
    for (key, name) in PROBES {
        let Some(asked) = container.get(key) else {
            continue;
        };
        let request = ["httpGet", "tcpSocket", "grpc"]
            .iter()
            .find_map(|way| asked.get(way));
        let mut some = match (request, asked.at(&["exec", "command"])) {
            (Some(request), _) => single(pod, &request).into_iter().collect(),
            (None, Some(command)) => command_of(&command),
            (None, None) => Vec::new(),
        };
        for probe in &mut some {
            probe.by = name.to_string();
        }
        found.extend(some);
    }
    found
}

fn single(pod: &Pod<'_>, request: &Value) -> Option<Probe> {
    let host = request.text_of("host");
    if host.is_some_and(|host| !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1")) {
        return None;
    }
    let value = request.get("port")?;
    let port = value
        .port()
        .or_else(|| pod.named_port(value.text().unwrap_or_default()))?;
    let path = request.text_of("path").map(|path| {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        path.get(..end).unwrap_or_default().to_string()
    });
    Some(Probe {
        port,
        path: path.filter(|path| !path.is_empty()),
        by: String::new(),
        location: value.location(),
    })
}

fn command_of(command: &Value) -> Vec<Probe> {
    let words = command.items().into_iter().flat_map(|item| {
        let location = item.location();
        let words = words::split(item.text().unwrap_or_default());
        words.into_iter().map(move |word| (word, location))
    });
    probe::probes(&words.collect::<Vec<_>>(), &[])
}
