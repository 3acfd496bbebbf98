//! Which marks of a chart exclude each other: same host, protocol, port and interface, and neither gives way.

use super::chart::{Mark, Row};
use portlint_catalog::{Protocol, Sharing};
use portlint_model::State;
use std::collections::BTreeMap;

/// Everyone who wants one port and meets someone else there.
pub(super) struct Meeting {
    pub(super) protocol: Protocol,
    pub(super) port: i64,
    /// Row and mark in the row, in order; at least two.
    pub(super) members: Vec<(usize, usize)>,
    /// False when it depends on something that files do not tell.
    pub(super) certain: bool,
}

/// How sure it is that two marks exclude each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    Never,
    Possibly,
    Surely,
}

/// All meetings of the rows, by port and protocol.
pub(super) fn meetings(rows: &[Row<'_>]) -> Vec<Meeting> {
    let mut by_port = BTreeMap::<(i64, Protocol), Vec<(usize, usize)>>::new();
    for (row_index, row) in rows.iter().enumerate() {
        for (mark_index, mark) in row.marks.iter().enumerate() {
            if let Some(port) = mark.open_port() {
                let key = (port, mark.protocol);
                by_port
                    .entry(key)
                    .or_default()
                    .push((row_index, mark_index));
            }
        }
    }
    by_port
        .into_iter()
        .flat_map(|((port, protocol), rivals)| of_port(rows, &rivals, port, protocol))
        .collect()
}

/// Those who want one port, split into those who meet.
fn of_port(
    rows: &[Row<'_>],
    rivals: &[(usize, usize)],
    port: i64,
    protocol: Protocol,
) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for (position, a) in rivals.iter().enumerate() {
        for b in rivals.iter().skip(position + 1) {
            let sure = meet(rows, *a, *b);
            if sure == Sure::Never {
                continue;
            }
            let (touched, mut rest): (Vec<_>, Vec<_>) = meetings
                .into_iter()
                .partition(|meeting| meeting.members.contains(a) || meeting.members.contains(b));
            let mut joined = Meeting {
                protocol,
                port,
                members: vec![*a, *b],
                certain: sure == Sure::Surely,
            };
            for meeting in touched {
                joined.certain |= meeting.certain;
                joined.members.extend(meeting.members);
            }
            joined.members.sort_unstable();
            joined.members.dedup();
            rest.push(joined);
            meetings = rest;
        }
    }
    meetings.sort_by(|a, b| a.members.cmp(&b.members));
    meetings
}

fn meet(rows: &[Row<'_>], a: (usize, usize), b: (usize, usize)) -> Sure {
    let place = |(row, mark): (usize, usize)| {
        let row = rows.get(row)?;
        Some((row, row.marks.get(mark)?))
    };
    let (Some((row_a, mark_a)), Some((row_b, mark_b))) = (place(a), place(b)) else {
        return Sure::Never;
    };
    if a.0 == b.0 || !row_a.runs_beside(row_b) {
        return Sure::Never;
    }
    exclude(mark_a, mark_b)
}

fn exclude(a: &Mark<'_>, b: &Mark<'_>) -> Sure {
    let interfaces = overlap(a.address, b.address);
    let open = |mark: &Mark<'_>| mark.state == State::Open;
    match (a.sharing, b.sharing) {
        _ if interfaces == Sure::Never => Sure::Never,
        (Sharing::Exclusive, Sharing::Exclusive) if open(a) && open(b) => interfaces,
        (Sharing::Exclusive, Sharing::Exclusive) => Sure::Possibly,
        // Who moves on finds another port; the other one does not when it starts later.
        (Sharing::MovesOn, Sharing::Exclusive) if open(b) => Sure::Possibly,
        (Sharing::Exclusive, Sharing::MovesOn) if open(a) => Sure::Possibly,
        _ => Sure::Never,
    }
}

/// Whether two bind addresses share an interface; each may be several joined by commas.
fn overlap(a: &str, b: &str) -> Sure {
    let pairs = a.split(',').flat_map(|a| b.split(',').map(move |b| (a, b)));
    pairs
        .map(|(a, b)| same(a.trim(), b.trim()))
        .max()
        .unwrap_or(Sure::Never)
}

fn same(a: &str, b: &str) -> Sure {
    let is_all = |address: &str| matches!(address, "" | "*" | "0.0.0.0" | "::" | "[::]");
    let is_loopback = |address: &str| {
        let address = address.to_ascii_lowercase();
        matches!(
            address.as_str(),
            "localhost" | "127.0.0.1" | "::1" | "[::1]"
        )
    };
    let is_unknown = |address: &str| address.contains(['{', '%']);
    match () {
        () if is_all(a) || is_all(b) => Sure::Surely,
        () if is_unknown(a) || is_unknown(b) => Sure::Possibly,
        () if is_loopback(a) && is_loopback(b) => Sure::Surely,
        () if a.eq_ignore_ascii_case(b) => Sure::Surely,
        () => Sure::Never,
    }
}
