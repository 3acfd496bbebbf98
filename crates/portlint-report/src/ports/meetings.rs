//! Which marks of a chart exclude each other: same host, protocol, port and interface, and neither gives way.

use super::chart::{Mark, Row};
use portlint_catalog::Protocol;
use portlint_rules::{Bid, Overlap};
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
            if sure == Overlap::Never {
                continue;
            }
            let (touched, mut rest): (Vec<_>, Vec<_>) = meetings
                .into_iter()
                .partition(|meeting| meeting.members.contains(a) || meeting.members.contains(b));
            let mut joined = Meeting {
                protocol,
                port,
                members: vec![*a, *b],
                certain: sure == Overlap::Surely,
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

fn meet(rows: &[Row<'_>], a: (usize, usize), b: (usize, usize)) -> Overlap {
    let place = |(row, mark): (usize, usize)| {
        let row = rows.get(row)?;
        Some((row, row.marks.get(mark)?))
    };
    let (Some((row_a, mark_a)), Some((row_b, mark_b))) = (place(a), place(b)) else {
        return Overlap::Never;
    };
    if a.0 == b.0 || !row_a.runs_beside(row_b) {
        return Overlap::Never;
    }
    portlint_rules::exclude(bid(mark_a), bid(mark_b))
}

fn bid<'m>(mark: &Mark<'m>) -> Bid<'m> {
    Bid {
        address: mark.address,
        state: mark.state,
        sharing: mark.sharing,
    }
}
