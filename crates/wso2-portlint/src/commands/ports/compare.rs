//! `ports --compare`: what an upgrade, or a change of files, does to the ports.

use crate::args::PortsArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::to_stdout;
use portlint_host::{Home, Host, Listener, State};
use portlint_report::shown::{Shown, Terminal, Writer};
use portlint_report::{PortsFormat, shown};
use serde::Serialize;
use std::io;
use std::path::Path;

/// Raised when a field is renamed or removed; new fields do not raise it.
const SCHEMA: u32 = 1;

#[derive(Debug, PartialEq, Serialize)]
struct Comparison {
    schema: u32,
    homes: Vec<HomeChange>,
}

/// A home before and after; one of the two is missing for a home that went or came.
#[derive(Debug, PartialEq, Serialize)]
struct HomeChange {
    before: Option<String>,
    after: Option<String>,
    changes: Vec<PortChange>,
}

#[derive(Debug, PartialEq, Serialize)]
struct PortChange {
    /// `opened`, `closed`, `moved`, `unknown` (one of the two ports is not known) or `state` (open for sure before,
    /// conditional now, or the other way round).
    change: &'static str,
    runtime: String,
    listener: String,
    description: String,
    protocol: &'static str,
    before: Option<Socket>,
    after: Option<Socket>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Socket {
    port: Option<i64>,
    state: &'static str,
}

/// Compares the homes with those found under another path, and shows the difference.
pub(super) fn run(args: &PortsArgs, before: &Path, session: Session) -> Result<Outcome, Failure> {
    let scan = &args.scan;
    let old = Session::open(&[before.to_path_buf()], &scan.config, &scan.facts, false)?;
    if old.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    let mut comparison = Comparison {
        schema: SCHEMA,
        homes: compare(&old.host, &session.host),
    };
    let wanted = |change: &PortChange| {
        let sockets = [&change.before, &change.after];
        let mut ports = (sockets.into_iter().flatten()).filter_map(|socket| socket.port);
        args.port.is_empty() || ports.any(|port| super::wants_number(args, port))
    };
    for home in &mut comparison.homes {
        home.changes.retain(wanted);
    }
    to_stdout(|out| match args.format {
        PortsFormat::Json => out.writer().document(&comparison),
        _ => show(&comparison, &mut out.writer()),
    })?;
    Ok(if old.incomplete || session.incomplete {
        Outcome::Failed
    } else {
        Outcome::Clean
    })
}

/// The pairs of homes: of one name, else the only ones of one product that are left, and those without a partner.
fn compare(before: &Host, after: &Host) -> Vec<HomeChange> {
    let mut old = before.homes.iter().collect::<Vec<_>>();
    let mut new = after.homes.iter().collect::<Vec<_>>();
    let mut pairs = pair_by(&mut old, &mut new, |home| {
        home.path.file_name().or(home.canonical.file_name())
    });
    pairs.extend(pair_by(&mut old, &mut new, |home| home.product.as_ref()));
    // A single home on each side is the same one under another name.
    if let ([a], [b], true) = (&old[..], &new[..], pairs.is_empty()) {
        pairs.push((Some(*a), Some(*b)));
        old.clear();
        new.clear();
    }
    pairs.extend(old.into_iter().map(|home| (Some(home), None)));
    pairs.extend(new.into_iter().map(|home| (None, Some(home))));
    pairs.sort_by_key(|(a, b)| b.or(*a).map(|home| &home.path));
    let shown = |home: Option<&Home>| home.map(|home| home.path.display().to_string());
    pairs
        .into_iter()
        .map(|(a, b)| HomeChange {
            before: shown(a),
            after: shown(b),
            changes: changes(a, b),
        })
        .collect()
}

type Pair<'a> = (Option<&'a Home>, Option<&'a Home>);

/// Takes out the homes that alone on their side have a key, and that have the same on both sides.
fn pair_by<'a, K: PartialEq>(
    old: &mut Vec<&'a Home>,
    new: &mut Vec<&'a Home>,
    key: impl Fn(&'a Home) -> Option<K>,
) -> Vec<Pair<'a>> {
    let alone = |homes: &[&'a Home], wanted: &K| {
        let mut same = homes
            .iter()
            .filter(|home| key(home).as_ref() == Some(wanted));
        same.next().copied().filter(|_| same.next().is_none())
    };
    let mut pairs = Vec::new();
    for home in old.clone() {
        let partner = key(home).and_then(|wanted| {
            alone(old, &wanted)?;
            alone(new, &wanted)
        });
        if let Some(partner) = partner {
            old.retain(|other| !std::ptr::eq(*other, home));
            new.retain(|other| !std::ptr::eq(*other, partner));
            pairs.push((Some(home), Some(partner)));
        }
    }
    pairs
}

/// What differs in the listeners that open or may open.
fn changes(before: Option<&Home>, after: Option<&Home>) -> Vec<PortChange> {
    let (old, new) = (opened(before), opened(after));
    let same = |(runtime, a): &(&str, &Listener), (other, b): &(&str, &Listener)| {
        runtime == other && a.id == b.id && a.protocol == b.protocol
    };
    let gone = old
        .iter()
        .map(|a| (Some(a), new.iter().find(|b| same(a, b))));
    let came = new.iter().filter(|b| !old.iter().any(|a| same(a, b)));
    gone.chain(came.map(|b| (None, Some(b))))
        .filter_map(|(a, b)| change(a, b))
        .collect()
}

fn opened(home: Option<&Home>) -> Vec<(&str, &Listener)> {
    let runtimes = home.into_iter().flat_map(|home| &home.runtimes);
    let listeners = runtimes.flat_map(|runtime| {
        let id = runtime.id.as_ref();
        runtime.listeners.iter().map(move |listener| (id, listener))
    });
    listeners
        .filter(|(_, listener)| listener.state != State::Closed)
        .collect()
}

fn change(
    before: Option<&(&str, &Listener)>,
    after: Option<&(&str, &Listener)>,
) -> Option<PortChange> {
    let (runtime, listener) = after.or(before)?;
    let change = match (before, after) {
        (None, _) => "opened",
        (_, None) => "closed",
        (Some((_, a)), Some((_, b))) if a.port != b.port => match a.port.and(b.port) {
            Some(_) => "moved",
            None => "unknown",
        },
        (Some((_, a)), Some((_, b))) if a.state != b.state => "state",
        _ => return None,
    };
    let socket = |(_, listener): &(&str, &Listener)| Socket {
        port: listener.port,
        state: listener.state.as_str(),
    };
    Some(PortChange {
        change,
        runtime: (*runtime).to_string(),
        listener: listener.id.to_string(),
        description: listener.description.to_string(),
        protocol: listener.protocol.as_str(),
        before: before.map(socket),
        after: after.map(socket),
    })
}

fn show(comparison: &Comparison, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
    for (position, home) in comparison.homes.iter().enumerate() {
        if position > 0 {
            out.blank()?;
        }
        match (&home.before, &home.after) {
            (Some(before), Some(after)) => out.line(shown!("{} -> {}", before, after))?,
            (Some(before), None) => out.line(shown!("{}: gone", before))?,
            (None, after) => out.line(shown!("{}: new", after.as_deref().unwrap_or("")))?,
        }
        if home.changes.is_empty() {
            out.line(Shown::own("  the same ports"))?;
        }
        for change in &home.changes {
            show_change(change, out)?;
        }
    }
    Ok(())
}

fn show_change(change: &PortChange, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
    let side = |socket: &Socket| {
        let port = socket.port.map_or("?".to_string(), |port| port.to_string());
        match socket.state {
            "open" => port,
            state => format!("{port} ({state})"),
        }
    };
    let sides = [&change.before, &change.after].into_iter().flatten();
    let ports = sides.map(side).collect::<Vec<_>>().join(" -> ");
    let runtime = match change.runtime.as_str() {
        "default" => String::new(),
        runtime => format!(" [{runtime}]"),
    };
    out.line(shown!(
        "  {}  {}/{}  {}{}: {}",
        Shown::own(change.change).padded(7),
        ports,
        change.protocol,
        change.listener,
        runtime,
        change.description
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_syntax::Format;
    use portlint_testkit::home_with_file as home;

    fn homes(list: &[(&str, &str)]) -> Host {
        portlint_testkit::host(list.iter().map(|(path, product)| {
            let mut home = home(path, "deployment.toml", "", Format::Toml);
            home.product = Some((*product).to_string());
            home
        }))
    }

    fn pairs(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let changes = compare(&homes(before), &homes(after));
        let side = |path: Option<String>| path.unwrap_or_else(|| "-".to_string());
        changes
            .into_iter()
            .map(|home| format!("{} {}", side(home.before), side(home.after)))
            .collect()
    }

    #[test]
    fn homes_are_matched_by_name_then_by_product() {
        let before = [
            ("/a/am-4.2", "wso2am"),
            ("/a/is", "wso2is"),
            ("/a/mi", "wso2mi"),
        ];
        let after = [
            ("/b/am-4.4", "wso2am"),
            ("/b/is", "wso2is"),
            ("/b/si", "wso2si"),
        ];
        assert_eq!(
            pairs(&before, &after),
            ["/a/mi -", "/a/am-4.2 /b/am-4.4", "/a/is /b/is", "- /b/si"]
        );
    }

    #[test]
    fn homes_that_look_alike_are_not_guessed() {
        let before = [("/a/1", "wso2am"), ("/a/2", "wso2am")];
        assert_eq!(
            pairs(&before, &[("/b/3", "wso2am")]),
            ["/a/1 -", "/a/2 -", "- /b/3"]
        );
        assert_eq!(pairs(&[("/a/1", "x")], &[("/b/2", "y")]), ["/a/1 /b/2"]);
    }
}
