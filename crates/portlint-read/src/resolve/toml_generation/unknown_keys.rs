//! Keys in port-carrying tables that look like a port or an offset and that no version reads.

use super::remedy;
use super::server::Server;
use crate::reader::at;
use portlint_host::{Location, Problem, ProblemKind, SourceFile};
use std::collections::{BTreeMap, BTreeSet};

/// Key parts that are read although no listener has them: attributes of servlet connectors and of clients.
const ALSO_READ: [&str; 5] = [
    "proxyPort",
    "redirectPort",
    "portOffset",
    "proxy_port",
    "ssl_port",
];

/// Reports them with the known key that is meant, as far as there is one.
pub(super) fn check(server: &Server<'_>, file: Option<&SourceFile>, problems: &mut Vec<Problem>) {
    let port_keys = port_keys(server);
    let mut known = port_keys.clone();
    known.extend(other_keys(server));
    // A table that switches a listener on is one in which users look for its port.
    let holds_ports = |table: &str| {
        let mut keys = port_keys.iter().copied().chain(switches(server));
        keys.any(|key| name_in(table, key).is_some())
    };
    for setting in &server.settings.written {
        let Some((table, part)) = setting.written.rsplit_once('.') else {
            continue;
        };
        // An item of an array is judged with its array.
        let key = setting.written.split('[').next().unwrap_or_default();
        if ALSO_READ.contains(&part) || known.contains(&key) {
            continue;
        }
        let holds_ports = holds_ports(table);
        let meant = if holds_ports {
            nearest(part, table, &known)
        } else {
            in_misspelt_table(key, &port_keys)
        };
        if meant.is_none() && !(holds_ports && looks_like_a_port(part)) {
            continue;
        }
        if let Some(location) = setting.location.map(|at| key_of(file, at)) {
            let message = format!("{} is read by no version of this product", setting.written);
            let mut problem = Problem::at(ProblemKind::UnknownPortKey, location, message)
                .with_route(setting.written.clone());
            problem.remedy = meant
                .filter(|meant| meant.is_alone)
                .and_then(|meant| remedy::moved(server, setting, meant.key, meant.is_clear));
            problem.help = meant.map(|meant| format!("did you mean {}?", meant.key));
            problems.push(problem);
        }
    }
}

/// The key before a value, which is what is wrong here; the value where no single key stands before it.
fn key_of(file: Option<&SourceFile>, value: Location) -> Location {
    let Some(file) = file.filter(|file| file.id == value.file) else {
        return value;
    };
    let document = &file.document;
    let mut open: Vec<_> = document.root.into_iter().collect();
    while let Some(node) = open.pop() {
        for entry in document.entries(node) {
            if document.span(entry.value) == value.span {
                return at(file, entry.key_span);
            }
            open.push(entry.value);
        }
        open.extend(document.items(node));
    }
    value
}

/// The keys that set ports, their names before and after mapping, and the offset.
fn port_keys<'s>(server: &'s Server<'_>) -> Vec<&'s str> {
    let family = server.family;
    let mut keys = Vec::new();
    for facts in &family.listeners {
        keys.extend(facts.facts.key.as_deref());
        keys.extend(facts.mapped.as_deref());
        keys.extend(facts.keys_before.iter().map(|key| key.as_str()));
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

/// The keys that decide whether a listener opens, and for which APIs.
fn switches<'s>(server: &'s Server<'_>) -> impl Iterator<Item = &'s str> {
    let rules = (server.family.listeners.iter()).flat_map(|facts| &facts.closed_when);
    let tests = rules.flat_map(|rule| &rule.all);
    let apis = server.family.internal_apis.iter();
    tests
        .map(|test| test.key.as_str())
        .chain(apis.filter_map(|api| api.protocols_key.as_deref()))
}

fn looks_like_a_port(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let lower = lower.trim_matches('\'');
    lower == "port" || lower == "ports" || lower.ends_with("_port") || part.ends_with("Port")
}

/// The known key that was probably meant.
#[derive(Clone, Copy)]
struct Meant<'k> {
    key: &'k str,
    /// No other key is near.
    is_alone: bool,
    /// Nobody can take it for another word.
    is_clear: bool,
}

/// The name of a key of this table, without the table.
fn name_in<'k>(table: &str, key: &'k str) -> Option<&'k str> {
    let name = key.strip_prefix(table)?.strip_prefix('.')?;
    (!name.contains('.')).then_some(name)
}

/// The known key of the same table that is one slip away.
fn nearest<'k>(part: &str, table: &str, known: &[&'k str]) -> Option<Meant<'k>> {
    let near = known.iter().filter_map(|key| {
        let name = name_in(table, key)?;
        (is_port_or_offset(name) && is_slip(part, name)).then_some((*key, name))
    });
    let near = near.collect::<BTreeMap<_, _>>();
    let (key, name) = near.first_key_value()?;
    Some(Meant {
        key,
        is_alone: near.len() == 1,
        is_clear: is_clear(part, name),
    })
}

/// The known port key that is meant where one long part of the table's name has a slip.
fn in_misspelt_table<'k>(key: &str, known: &[&'k str]) -> Option<Meant<'k>> {
    let (table, name) = key.rsplit_once('.')?;
    if !is_port_or_offset(name) {
        return None;
    }
    let depth = table.split('.').count();
    let is_meant = |known: &&&str| {
        let Some((known, _)) = known.rsplit_once('.').filter(|(_, last)| *last == name) else {
            return false;
        };
        let pairs = known.split('.').zip(table.split('.'));
        let mut differing = pairs.filter(|(a, b)| a != b);
        let slip = differing.next();
        known.split('.').count() == depth
            && slip.is_some_and(|(a, b)| a.len() > 5 && is_near(&letters(b), &letters(a)))
            && differing.next().is_none()
    };
    let meant = known.iter().filter(is_meant).collect::<BTreeSet<_>>();
    Some(Meant {
        key: meant.first()?,
        is_alone: meant.len() == 1,
        // The table may be one of an extension.
        is_clear: false,
    })
}

/// At most one letter differs, and that is no `s`: `ws_port` and `wss_port` are two words.
fn is_clear(written: &str, known: &str) -> bool {
    let (written, known) = (letters(written), letters(known));
    let count_s = |word: &str| word.matches('s').count();
    count_s(&written) == count_s(&known) && strsim::osa_distance(&written, &known) <= 1
}

fn is_port_or_offset(part: &str) -> bool {
    let ends_with = |word: &str| {
        let start = part.len().checked_sub(word.len());
        let end = start.and_then(|start| part.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    ends_with("port") || ends_with("offset")
}

/// A slip in the whole key part, and in its last word: `local_member_host` is no slip of `local_member_port`.
fn is_slip(written: &str, known: &str) -> bool {
    let last_word = |text: &str| text.rsplit('_').next().map(letters).unwrap_or_default();
    let words = |text: &str| text.split('_').count();
    is_near(&letters(written), &letters(known))
        && (words(written) != words(known) || is_near(&last_word(written), &last_word(known)))
}

/// Case and separators do not count.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(64).collect()
}

/// Short words must be one edit apart, longer ones at most two; a swap of neighbours is one edit.
fn is_near(written: &str, known: &str) -> bool {
    let allowed = if known.chars().count() > 5 { 2 } else { 1 };
    strsim::osa_distance(written, known) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_clear_or_not() {
        for (written, known, clear) in [
            ("prot", "port", true),
            ("tcpPort", "tcp_port", true),
            ("ofset", "offset", true),
            ("wss_port", "ws_port", false),
            ("rmi_servr_prot", "rmi_server_port", false),
        ] {
            assert_eq!(is_clear(written, known), clear, "{written} {known}");
        }
    }

    #[test]
    fn a_slip_in_the_name_of_a_table_is_recognised() {
        let known = [
            "server.offset",
            "transport.http.listener.port",
            "transport.https.properties.port",
        ];
        for (written, meant) in [
            (
                "transport.https.propertis.port",
                Some("transport.https.properties.port"),
            ),
            ("sever.offset", Some("server.offset")),
            ("transport.http.sender.port", None),
            ("transport.tcp.listener.port", None),
            ("transport.http2.listener.port", None),
            ("transport.https.propertis.prot", None),
            ("sevrer.hostname", None),
            ("transport.http.listner.x.port", None),
        ] {
            let found = in_misspelt_table(written, &known).map(|meant| meant.key);
            assert_eq!(found, meant, "{written}");
        }
    }

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
