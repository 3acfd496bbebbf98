//! What nginx is told: groups of servers, where locations send connections, and what it listens on.

use super::address::{is_host, port, split};
use super::{Reading, Upstream, parent};
use portlint_catalog::Protocol;
use portlint_host::UnreadKind;
use portlint_syntax::{Statement, Word};
use std::collections::BTreeSet;

/// What nginx connects to where no port is written.
const DEFAULT_PORT: i64 = 80;

/// Whether these are statements of nginx: a group with a server, at the top or where groups stand.
pub(super) fn is_one(all: &[Statement]) -> bool {
    let is_group = |statement: &Statement| {
        statement.is_block
            && statement.name() == "upstream"
            && matches!(statement.arguments(), [name] if is_name(&name.text))
            && match parent(all, statement) {
                None => true,
                Some(around) => {
                    around.parent.is_none()
                        && matches!(around.name(), "http" | "stream")
                        && around.arguments().is_empty()
                }
            }
    };
    all.iter().any(|statement| {
        let has_address = statement.arguments().first().is_some_and(is_address);
        is_server(statement) && has_address && parent(all, statement).is_some_and(is_group)
    })
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    !text.is_empty() && text.chars().all(is_part)
}

fn is_address(word: &Word) -> bool {
    word.varies || word.text.starts_with("unix:") || is_host(split(&word.text).0)
}

/// A server of a group, and not a block of the same name.
fn is_server(statement: &Statement) -> bool {
    statement.name() == "server" && !statement.is_block && !statement.arguments().is_empty()
}

/// Takes what the statements say.
pub(super) fn read(all: &[Statement], reading: &mut Reading) {
    let groups = Groups::of(all);
    let mut servers_in = vec![0usize; all.len()];
    for statement in all {
        let around = parent(all, statement);
        let Some(word) = statement.arguments().first() else {
            continue;
        };
        match statement.name() {
            // The types of files say nothing about connections.
            "include" if word.text.rsplit('/').next() != Some("mime.types") => {
                reading.leave(UnreadKind::Include, word);
            }
            "listen" if around.is_some_and(|block| block.name() == "server") => {
                let protocol = protocol_of(statement);
                let (_, written) = split(&word.text);
                let number = port(written.unwrap_or(&word.text));
                if let Some(number) = number.filter(|_| !word.text.starts_with("unix:")) {
                    reading.open(protocol, number);
                }
            }
            "server" if is_server(statement) => {
                let (Some(group), Some(at)) = (around, statement.parent) else {
                    continue;
                };
                if group.name() != "upstream" {
                    continue;
                }
                let number = servers_in.get_mut(at).map_or(1, |seen| {
                    *seen += 1;
                    *seen
                });
                server(statement, word, (group.word(1), number), &groups, reading);
            }
            name @ ("proxy_pass" | "grpc_pass") => {
                passed(all, statement, (name, word), &groups, reading);
            }
            _ => {}
        }
    }
}

/// The groups that a file defines.
struct Groups<'s> {
    names: BTreeSet<&'s str>,
    /// Those that datagrams are sent to.
    datagrams: BTreeSet<&'s str>,
}

impl<'s> Groups<'s> {
    fn of(all: &'s [Statement]) -> Self {
        let groups = all.iter().filter(|s| s.is_block && s.name() == "upstream");
        let passed = all.iter().filter(|s| s.name() == "proxy_pass");
        let datagrams = passed.filter(|s| s.parent.is_some_and(|at| takes_datagrams(all, at)));
        Groups {
            names: groups.map(|s| s.word(1)).collect(),
            datagrams: datagrams.map(|s| s.word(1)).collect(),
        }
    }
}

/// Whether a server listens for datagrams.
fn takes_datagrams(all: &[Statement], server: usize) -> bool {
    let own = all.iter().filter(|s| s.parent == Some(server));
    let mut listens = own.filter(|s| s.name() == "listen");
    listens.any(|s| protocol_of(s) == Protocol::Udp)
}

fn protocol_of(listen: &Statement) -> Protocol {
    let mut options = listen.arguments().iter();
    if options.any(|word| matches!(word.text.as_str(), "udp" | "quic")) {
        Protocol::Udp
    } else {
        Protocol::Tcp
    }
}

/// A server of a group.
fn server(
    statement: &Statement,
    word: &Word,
    (group, number): (&str, usize),
    groups: &Groups<'_>,
    reading: &mut Reading,
) {
    let is_down = statement.arguments().iter().any(|word| word.text == "down");
    if is_down || word.text.starts_with("unix:") {
        return;
    }
    if word.varies {
        return reading.leave(UnreadKind::Variable, word);
    }
    let (host, written) = split(&word.text);
    let number_of = written.map_or(Some(DEFAULT_PORT), |text| port(text).map(i64::from));
    let (Some(port), true) = (number_of, is_host(host)) else {
        return reading.leave(UnreadKind::Dynamic, word);
    };
    let is_datagrams = groups.datagrams.contains(group);
    reading.send(Upstream {
        route: format!("upstream[{group}].server[{number}]"),
        description: format!("server of upstream {group}").into(),
        word,
        scheme: None,
        host,
        port: Some(port),
        protocol: if is_datagrams {
            Protocol::Udp
        } else {
            Protocol::Tcp
        },
    });
}

/// Where a location or a server sends connections without a group of this file.
fn passed(
    all: &[Statement],
    statement: &Statement,
    (name, word): (&str, &Word),
    groups: &Groups<'_>,
    reading: &mut Reading,
) {
    let (scheme, rest) = match word.text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, word.text.as_str()),
    };
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    if authority.contains('$') || (word.varies && scheme.is_none_or(|s| s.contains('$'))) {
        return reading.leave(UnreadKind::Variable, word);
    }
    if groups.names.contains(authority) || rest.starts_with("unix:") {
        return;
    }
    let (host, written) = split(authority);
    if !is_host(host) {
        return reading.leave(UnreadKind::Dynamic, word);
    }
    let port = match written {
        Some(text) => port(text).map(i64::from),
        // A short name without a port is that of a group.
        None if !host.contains(['.', ':']) && host != "localhost" => {
            return reading.leave(UnreadKind::Elsewhere, word);
        }
        None => match scheme {
            Some("https" | "grpcs") => Some(443),
            _ => Some(DEFAULT_PORT),
        },
    };
    if port.is_none() {
        return reading.leave(UnreadKind::Dynamic, word);
    }
    let is_datagrams = statement.parent.is_some_and(|at| takes_datagrams(all, at));
    reading.send(Upstream {
        route: format!("{}{name}", place(all, statement)),
        description: "proxied server".into(),
        word,
        scheme,
        host,
        port,
        protocol: if is_datagrams {
            Protocol::Udp
        } else {
            Protocol::Tcp
        },
    });
}

/// The blocks around a statement that tell where it is: `server[1].location[/carbon].`.
fn place(all: &[Statement], statement: &Statement) -> String {
    let mut place = String::new();
    let mut above = statement.parent;
    // Deeper blocks tell nothing more, and a file may have any depth.
    for _ in 0..8 {
        let Some((at, block)) = above.and_then(|at| Some((at, all.get(at)?))) else {
            break;
        };
        match block.name() {
            "server" => {
                let before = all.get(..=at).unwrap_or_default().iter();
                let number = before
                    .filter(|s| s.is_block && s.name() == "server")
                    .count();
                place.insert_str(0, &format!("server[{number}]."));
            }
            "location" => {
                let path = block.words.last().map_or("", |word| &word.text);
                place.insert_str(0, &format!("location[{path}]."));
            }
            _ => {}
        }
        above = block.parent;
    }
    place
}
