//! Keys in port-carrying tables that look like a port or an offset and that no version reads.

use super::server::Server;
use crate::host::{Location, Problem, ProblemKind};
use crate::reader::at;
use std::collections::BTreeSet;

/// Key parts that are read although no listener has them: attributes of servlet connectors and of clients.
const ALSO_READ: [&str; 5] = [
    "proxyPort",
    "redirectPort",
    "portOffset",
    "proxy_port",
    "ssl_port",
];

/// Reports them with the known key that is meant, as far as there is one.
pub fn check(server: &Server<'_>, problems: &mut Vec<Problem>) {
    let port_keys = port_keys(server);
    let table = |key: &'_ str| Some(key.rsplit_once('.')?.0.to_string());
    // A table that switches a listener on is one in which users look for its port.
    let tables: BTreeSet<String> = port_keys
        .iter()
        .copied()
        .chain(switches(server))
        .filter_map(table)
        .collect();
    let known: BTreeSet<&str> = port_keys.into_iter().chain(other_keys(server)).collect();
    for setting in &server.settings.written {
        let Some((table, part)) = setting.written.rsplit_once('.') else {
            continue;
        };
        let excluded = known.contains(setting.written.as_str())
            || ALSO_READ.contains(&part)
            || !tables.contains(table);
        if excluded {
            continue;
        }
        let meant = nearest(part, table, &known);
        if meant.is_none() && !looks_like_a_port(part) {
            continue;
        }
        if let Some(location) = setting.location.as_ref().map(key_of) {
            let message = format!("{} is read by no version of this product", setting.written);
            let mut problem = Problem::at(ProblemKind::UnknownPortKey, location, message)
                .with_route(setting.written.clone());
            problem.help = meant.map(|key| format!("did you mean {key}?"));
            problems.push(problem);
        }
    }
}

/// The key before a value, which is what is wrong here; the value where no single key stands before it.
fn key_of(value: &Location) -> Location {
    let document = &value.file.document;
    let mut open: Vec<_> = document.root.into_iter().collect();
    while let Some(node) = open.pop() {
        for entry in document.entries(node) {
            if document.span(entry.value) == value.span {
                return at(&value.file, entry.key_span);
            }
            open.push(entry.value);
        }
        open.extend(document.items(node));
    }
    value.clone()
}

/// The keys that set ports, their names before and after mapping, and the offset.
fn port_keys<'s>(server: &'s Server<'_>) -> Vec<&'s str> {
    let family = server.family;
    let mut keys = Vec::new();
    for facts in &family.listeners {
        keys.extend(facts.facts.key.as_deref());
        keys.extend(facts.mapped.as_deref());
    }
    for mapping in &family.mappings {
        keys.push(mapping.from.as_str());
        keys.extend(mapping.to.iter().map(|key| key.as_str()));
    }
    keys.extend(family.offset.key.as_deref());
    keys
}

/// All other keys that the catalogue speaks of.
fn other_keys<'s>(server: &'s Server<'_>) -> impl Iterator<Item = &'s str> {
    let family = server.family;
    let addresses = (family.listeners.iter())
        .flat_map(|facts| facts.addresses.iter().map(|address| &address.key));
    let dead = family.dead_keys.iter().flat_map(|dead| &dead.keys);
    let misplaced = family.misplaced_keys.iter().flat_map(|key| &key.keys);
    let references = family.references.iter().map(|reference| &reference.key);
    addresses
        .chain(dead)
        .chain(misplaced)
        .chain(references)
        .map(|key| key.as_str())
        .chain(switches(server))
}

/// The keys that decide whether a listener opens.
fn switches<'s>(server: &'s Server<'_>) -> impl Iterator<Item = &'s str> {
    let rules = (server.family.listeners.iter()).flat_map(|facts| &facts.closed_when);
    rules
        .flat_map(|rule| &rule.all)
        .map(|test| test.key.as_str())
}

fn looks_like_a_port(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let lower = lower.trim_matches('\'');
    lower == "port" || lower == "ports" || lower.ends_with("_port") || part.ends_with("Port")
}

/// The known key of the same table that is one slip away.
fn nearest<'k>(part: &str, table: &str, known: &BTreeSet<&'k str>) -> Option<&'k str> {
    known
        .iter()
        .filter(|key| {
            let last = key.rsplit_once('.').filter(|(parent, _)| *parent == table);
            last.is_some_and(|(_, last)| is_port_or_offset(last) && is_slip(part, last))
        })
        .copied()
        .next()
}

fn is_port_or_offset(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.ends_with("port") || lower.ends_with("offset")
}

/// A slip in the whole key part, and in its last word: `local_member_host` is no slip of `local_member_port`.
fn is_slip(written: &str, known: &str) -> bool {
    let last_word = |text: &str| text.rsplit('_').next().map(letters).unwrap_or_default();
    let words = |text: &str| text.split('_').count();
    is_near(&letters(written), &letters(known))
        && (words(written) != words(known) || is_near(&last_word(written), &last_word(known)))
}

/// Case and separators do not count.
fn letters(text: &str) -> Vec<char> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(64).collect()
}

/// Short words must be one edit apart, longer ones at most two.
fn is_near(written: &[char], known: &[char]) -> bool {
    let allowed = if known.len() > 5 { 2 } else { 1 };
    distance(written, known) <= allowed
}

/// Edits between two words; a swap of neighbours counts as one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, &x) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut left = None;
        for (column, &y) in b.iter().enumerate() {
            let cell =
                |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, column) + usize::from(x != y))
                .min(cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1);
            if column > 0 && previous == Some(y) && left == Some(x) {
                best = best.min(cell(&before, column - 1) + 1);
            }
            current.push(best);
            left = Some(y);
        }
        before = std::mem::replace(&mut last, current);
        previous = Some(x);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        for (written, known, slip) in [
            ("prot", "port", true),
            ("tcpPort", "tcp_port", true),
            ("ofset", "offset", true),
            ("offsets", "offset", true),
            ("host", "port", false),
            ("hostname", "offset", false),
            ("local_member_host", "local_member_port", false),
            ("local_member_prot", "local_member_port", true),
        ] {
            assert_eq!(is_slip(written, known), slip, "{written} {known}");
        }
    }
}
