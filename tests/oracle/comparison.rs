//! One record against what the tool shows.

use crate::oracle::record::{Open, Record};
use crate::oracle::tool::Shown;
use std::collections::{BTreeMap, BTreeSet};

/// How the tool differs.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// See `CLASSES`.
    pub class: &'static str,
    /// In numbers, and why the real thing does so.
    pub reason: String,
}

/// What the classes of differences mean, in the order of the list.
pub(super) const CLASSES: [(&str, &str); 9] = [
    (
        "start-failure-not-seen",
        "the server does not start, the tool shows open ports",
    ),
    (
        "start-failure-invented",
        "the server starts, the tool shows no open port",
    ),
    ("shown-open", "the tool shows a port that does not open"),
    ("not-shown", "a port opens that the tool does not show"),
    (
        "other-ports",
        "some open that are not shown, and some are shown that do not open",
    ),
    ("other-address", "the ports are right, an address is not"),
    (
        "said-unknown",
        "a port opens of which the tool says that it is not known, and why: no wrong statement",
    ),
    (
        "said-collision",
        "two listeners of the home have one port, which `self-collision` says: one of them loses it",
    ),
    (
        "said-assumed",
        "the server does not start without a setting, and `assumed-defaults` names it: no wrong statement",
    ),
];

type Sockets<'a> = BTreeMap<(&'a str, u64), BTreeSet<&'a str>>;

/// `None` where they agree: the same protocols and ports, the same addresses where the record knows them.
pub(super) fn compare(record: &Record, shown: &[Shown]) -> Option<Difference> {
    let mut difference = differing(record, shown)?;
    if collide(record, shown) {
        difference.class = "said-collision";
    }
    Some(difference)
}

/// Whether listeners that share a port explain all that differs: what lost it may take the rest of its receiver along.
fn collide(record: &Record, shown: &[Shown]) -> bool {
    let open: Vec<&Shown> = shown.iter().filter(|l| l.state == "open").collect();
    let shares = |l: &&&Shown| {
        let same = |o: &&&Shown| o.port == l.port && o.protocol == l.protocol;
        l.port.is_some() && open.iter().filter(same).count() > 1
    };
    let family = |l: &Shown| l.id.split('/').next().unwrap_or_default().to_string();
    let families: BTreeSet<String> = open.iter().filter(shares).map(|l| family(l)).collect();
    let mut without = record.clone();
    let rest: Vec<Shown> = open
        .iter()
        .filter(|l| !families.contains(&family(l)))
        .map(|l| (*l).clone())
        .collect();
    let numbers: BTreeSet<u64> = rest.iter().filter_map(|l| l.port).collect();
    without.open.retain(|o| numbers.contains(&o.port));
    !families.is_empty() && differing(&without, &rest).is_none()
}

fn differing(record: &Record, shown: &[Shown]) -> Option<Difference> {
    let expected = expected(&record.open);
    let seen = seen(shown, &record.not_told);
    let missing: Vec<_> = expected
        .keys()
        .filter(|key| !seen.contains_key(*key))
        .collect();
    let extra: Vec<_> = seen
        .keys()
        .filter(|key| !expected.contains_key(*key))
        .collect();
    let starts = record.answer == "open";
    let class = match (missing.is_empty(), extra.is_empty()) {
        (true, true) => return addresses(&expected, &seen),
        _ if !starts && !extra.is_empty() => "start-failure-not-seen",
        (false, true) if are_unknown(&missing, shown) => "said-unknown",
        _ if starts && seen.is_empty() => "start-failure-invented",
        (true, false) => "shown-open",
        (false, true) => "not-shown",
        (false, false) => "other-ports",
    };
    let mut parts = Vec::new();
    if !missing.is_empty() && class != "start-failure-invented" {
        parts.push(format!("not shown {}", list(&missing)));
    }
    if !extra.is_empty() && class != "start-failure-not-seen" {
        parts.push(format!("shown open {}", list(&extra)));
    }
    parts.push(record.why.clone());
    Some(Difference {
        class,
        reason: parts.join("; "),
    })
}

/// Whether the tool shows a listener for each of these that may open, at this number or at one that is not known.
fn are_unknown(missing: &[&(&str, u64)], shown: &[Shown]) -> bool {
    let may_open = shown
        .iter()
        .filter(|l| l.state == "conditional" && l.id != "jvm-attach");
    let (mut known, mut free) = (Vec::new(), 0);
    for listener in may_open {
        match listener.port {
            Some(port) => known.push((listener.protocol.as_str(), port)),
            None => free += 1,
        }
    }
    missing.iter().filter(|key| !known.contains(key)).count() <= free
}

fn expected(open: &BTreeSet<Open>) -> Sockets<'_> {
    let mut sockets = Sockets::new();
    for socket in open {
        let key = (socket.protocol.as_str(), socket.port);
        sockets.entry(key).or_default().insert(&socket.address);
    }
    sockets
}

fn seen<'a>(shown: &'a [Shown], not_told: &[String]) -> Sockets<'a> {
    let mut sockets = Sockets::new();
    for listener in shown {
        let told = !not_told.contains(&listener.id);
        if let (true, "open", Some(port)) = (told, listener.state.as_str(), listener.port) {
            let key = (listener.protocol.as_str(), port);
            sockets
                .entry(key)
                .or_default()
                .insert(address(&listener.address));
        }
    }
    sockets
}

/// Names of one address.
fn address(text: &str) -> &str {
    match text {
        "localhost" => "127.0.0.1",
        "*" => "0.0.0.0",
        other => other,
    }
}

fn addresses(expected: &Sockets<'_>, seen: &Sockets<'_>) -> Option<Difference> {
    let differ: Vec<_> = expected
        .iter()
        .filter(|(key, addresses)| !addresses.contains("?") && seen[*key] != **addresses)
        .map(|((_, port), addresses)| {
            let join = |set: &BTreeSet<&str>| set.iter().copied().collect::<Vec<_>>().join(" ");
            let shown = seen.iter().find(|((_, other), _)| other == port);
            let shown = shown
                .map(|(_, addresses)| join(addresses))
                .unwrap_or_default();
            format!("{port} is on {}, shown on `{shown}`", join(addresses))
        })
        .collect();
    (!differ.is_empty()).then(|| Difference {
        class: "other-address",
        reason: differ.join("; "),
    })
}

fn list(sockets: &[&(&str, u64)]) -> String {
    let texts: Vec<_> = sockets
        .iter()
        .map(|(protocol, port)| match *protocol {
            "tcp" => port.to_string(),
            other => format!("{other}/{port}"),
        })
        .collect();
    texts.join(" ")
}
