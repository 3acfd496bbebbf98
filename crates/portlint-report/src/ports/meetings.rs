//! Which marks of a chart exclude each other: same host, protocol, port and interface, and neither gives way.

use super::chart::{Mark, Row};
use portlint_analysis::{Binding, Overlap, UnionFind};
use portlint_catalog::Protocol;
use std::collections::BTreeMap;

/// Everyone who wants one port and meets someone else there.
pub(super) struct ContestedPort {
    pub(super) protocol: Protocol,
    pub(super) port: i64,
    /// Row and mark in the row, in order; at least two.
    pub(super) members: Vec<(usize, usize)>,
    /// False when it depends on something that files do not tell.
    pub(super) certain: bool,
}

/// All meetings of the rows, by port and protocol.
pub(super) fn meetings(rows: &[Row<'_>]) -> Vec<ContestedPort> {
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
) -> Vec<ContestedPort> {
    let mut sets = UnionFind::new(rivals.len());
    // Who surely meets someone.
    let mut sure = vec![false; rivals.len()];
    let is_sure = |sure: &[bool], one| sure.get(one).is_some_and(|sure| *sure);
    for (a, one) in rivals.iter().enumerate() {
        for (b, other) in rivals.iter().enumerate().skip(a + 1) {
            let known = is_sure(&sure, a) && is_sure(&sure, b) && sets.root(a) == sets.root(b);
            let overlap = if known {
                Overlap::Never
            } else {
                meet(rows, *one, *other)
            };
            if overlap != Overlap::Never {
                sets.join(a, b);
            }
            if overlap == Overlap::Surely {
                for member in [a, b] {
                    sure.get_mut(member)
                        .into_iter()
                        .for_each(|sure| *sure = true);
                }
            }
        }
    }
    let mut meetings = BTreeMap::<usize, ContestedPort>::new();
    for (position, member) in rivals.iter().enumerate() {
        let meeting = meetings.entry(sets.root(position));
        let meeting = meeting.or_insert_with(|| ContestedPort {
            protocol,
            port,
            members: Vec::new(),
            certain: false,
        });
        meeting.members.push(*member);
        meeting.certain |= is_sure(&sure, position);
    }
    let meetings = meetings.into_values();
    meetings
        .filter(|meeting| meeting.members.len() > 1)
        .collect()
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
    portlint_analysis::exclude(binding(mark_a), binding(mark_b))
}

fn binding<'m>(mark: &Mark<'m>) -> Binding<'m> {
    Binding {
        address: mark.address,
        state: mark.state,
        sharing: mark.sharing,
    }
}
