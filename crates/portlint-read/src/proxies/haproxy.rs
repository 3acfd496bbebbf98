//! What HAProxy is told: the servers of backends, and what frontends bind to.

use super::address::{is_host, port, split};
use super::{Reading, Upstream, parent};
use portlint_catalog::Protocol;
use portlint_host::UnreadKind;
use portlint_syntax::{Statement, Word};

/// Most ports of one range that are counted one by one.
const WIDEST_RANGE: u16 = 1024;
/// The forms of an address that are those of a connection by IP.
const FAMILIES: &[&str] = &["ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@", "ip@"];

/// Whether these are lines of HAProxy: a backend with a server, in sections with nothing but their names.
pub(super) fn is_one(all: &[Statement]) -> bool {
    let is_plain = |section: &Statement| match section.arguments() {
        [] => true,
        [name] => is_name(&name.text),
        [name, from, defaults] => {
            is_name(&name.text) && from.text == "from" && is_name(&defaults.text)
        }
        _ => false,
    };
    let mut sections = all.iter().filter(|line| line.is_block);
    let servers = || all.iter().filter(|line| line.name() == "server");
    let has_address = |line: &Statement| match line.arguments() {
        [name, address, ..] => is_name(&name.text) && has_host(address),
        _ => false,
    };
    let is_of_backend = |line: &Statement| {
        let section = parent(all, line);
        section.is_some_and(|s| matches!(s.name(), "backend" | "listen") && s.words.len() > 1)
    };
    let is_template = |line: &Statement| line.words.iter().any(|word| word.text.contains("{{"));
    sections.all(is_plain)
        && servers().any(|line| is_of_backend(line) && has_address(line))
        && !all.iter().any(is_template)
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    !text.is_empty() && text.chars().all(is_part)
}

fn has_host(address: &Word) -> bool {
    let text = of_family(&address.text);
    address.varies || is_path(text) || is_host(split(text).0)
}

fn of_family(text: &str) -> &str {
    let mut families = FAMILIES.iter();
    families
        .find_map(|family| text.strip_prefix(family))
        .unwrap_or(text)
}

/// Whether it is a socket of this machine, or of the proxy itself, and no port.
fn is_path(text: &str) -> bool {
    text.starts_with('/') || text.contains('@')
}

/// Takes what the lines say.
pub(super) fn read(all: &[Statement], reading: &mut Reading) {
    let mut number = 0usize;
    let mut conditions = 0usize;
    for line in all {
        if line.is_block {
            number = 0;
            continue;
        }
        match line.name() {
            ".if" => conditions += 1,
            ".endif" => conditions = conditions.saturating_sub(1),
            _ => {}
        }
        let Some(section) = parent(all, line) else {
            continue;
        };
        match (section.name(), line.name()) {
            ("frontend" | "listen", "bind") if conditions == 0 => {
                let addresses = line.arguments().first();
                let addresses = addresses.filter(|word| !word.varies);
                for address in addresses.iter().flat_map(|word| word.text.split(',')) {
                    bind(address, reading);
                }
            }
            ("backend" | "listen", "server" | "server-template") => {
                number += 1;
                server(section, line, number, conditions > 0, reading);
            }
            _ => {}
        }
    }
}

fn bind(address: &str, reading: &mut Reading) {
    let address = of_family(address);
    let (false, (_, Some(written))) = (is_path(address), split(address)) else {
        return;
    };
    let (first, last) = written.split_once('-').unwrap_or((written, written));
    let (Some(first), Some(last)) = (port(first), port(last)) else {
        return;
    };
    if last.saturating_sub(first) < WIDEST_RANGE {
        (first..=last).for_each(|port| reading.open(Protocol::Tcp, port));
    }
}

fn server(
    section: &Statement,
    line: &Statement,
    number: usize,
    is_conditional: bool,
    reading: &mut Reading,
) {
    let is_template = line.name() == "server-template";
    // A template has the number of servers between its name and its address.
    let (name, word) = match line.arguments() {
        [name, _, word, ..] if is_template => (name, word),
        [name, word, ..] if !is_template => (name, word),
        _ => return,
    };
    if line.words.iter().any(|word| word.text == "disabled") {
        return;
    }
    if is_conditional {
        return reading.leave(UnreadKind::Condition, word);
    }
    if word.varies {
        return reading.leave(UnreadKind::Variable, word);
    }
    let address = of_family(&word.text);
    if is_path(address) {
        return;
    }
    let (host, written) = split(address);
    // Without a port, or with one that is added, it is that of the connection.
    let (Some(port), true) = (written.and_then(port), is_host(host)) else {
        return reading.leave(UnreadKind::Dynamic, word);
    };
    let (kind, group) = (section.name(), section.word(1));
    let servers = if is_template { "servers" } else { "server" };
    reading.send(Upstream {
        route: format!("{kind}[{group}].server[{number}]"),
        description: format!("{servers} {} of backend {group}", name.text).into(),
        word,
        scheme: None,
        host,
        port: Some(i64::from(port)),
        protocol: Protocol::Tcp,
    });
}
