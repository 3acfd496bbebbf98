//! Which marks of a chart exclude each other: same host, protocol, port and interface, and neither gives way.

use super::chart_row::{Mark, Row};
use portlint_analysis::{Binding, Overlap, UnionFind, rivals};
use portlint_catalog::Protocol;
use std::collections::BTreeMap;

/// Everyone who wants one port and meets someone else there.
pub(crate) struct ContestedPort {
    pub(crate) protocol: Protocol,
    pub(crate) port: i64,
    /// Row and mark in the row, in order; at least two.
    pub(crate) members: Vec<(usize, usize)>,
    /// False when it depends on something that files do not tell.
    pub(crate) certain: bool,
}

impl ContestedPort {
    /// The class of what is drawn for it.
    pub(crate) fn class(&self) -> &'static str {
        if self.certain { "link" } else { "link maybe" }
    }

    /// The numbers of its rows, with blanks between them.
    pub(crate) fn row_numbers(&self) -> String {
        let rows = self.members.iter().map(|(row, _)| row.to_string());
        rows.collect::<Vec<_>>().join(" ")
    }
}

/// All meetings of the rows, by port and protocol.
pub(crate) fn meetings(rows: &[Row<'_>]) -> Vec<ContestedPort> {
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

/// Those who want one port, split into those who meet. What is alike meets the same others for the same reasons, so that not
/// everybody is compared with everybody.
fn of_port(
    rows: &[Row<'_>],
    rivals: &[MarkId],
    port: i64,
    protocol: Protocol,
) -> Vec<ContestedPort> {
    let mut rivals = Rivals {
        sets: UnionFind::new(rivals.len()),
        sure: vec![false; rivals.len()],
        all: rivals
            .iter()
            .filter_map(|id| {
                let row = rows.get(id.0)?;
                Some((*id, row, row.marks.get(id.1)?))
            })
            .collect(),
    };
    let mut networks = BTreeMap::<_, Vec<usize>>::new();
    for (position, (_, row, _)) in rivals.all.iter().enumerate() {
        if row.active {
            networks.entry(row.network).or_default().push(position);
        }
    }
    let software = networks.remove(&None).unwrap_or_default();
    for (network, mut own) in networks {
        if network.is_some_and(|network| network.is_host()) {
            own.extend(&software);
        }
        rivals.join_network(&own);
    }
    rivals.contested(port, protocol)
}

/// Row and mark in the row.
type MarkId = (usize, usize);

/// Everyone who wants one port.
struct Rivals<'r, 'a> {
    all: Vec<(MarkId, &'r Row<'a>, &'r Mark<'a>)>,
    /// Who meets, by position.
    sets: UnionFind,
    /// Who surely meets someone.
    sure: Vec<bool>,
}

impl Rivals<'_, '_> {
    /// Joins those of one network who meet.
    fn join_network(&mut self, own: &[usize]) {
        let all = &self.all;
        let key = |position: &usize| {
            all.get(*position).map(|(_, row, mark)| {
                let (state, sharing) = (mark.state as u8, mark.sharing as u8);
                (mark.address, row.network.is_some(), state, sharing)
            })
        };
        let alike = rivals::grouped(own, key);
        let address = |some: &Vec<usize>| {
            let first = some.first().and_then(|position| all.get(*position));
            first.map_or("", |(_, _, mark)| mark.address)
        };
        let addresses: Vec<_> = alike.iter().map(address).collect();
        for some in &alike {
            self.join(some, some);
        }
        for (one, other) in rivals::pairs(&addresses) {
            if let (Some(one), Some(other)) = (alike.get(one), alike.get(other)) {
                self.join(one, other);
            }
        }
    }

    /// Joins two sets of those who are alike, if they meet: each with one of another row.
    fn join(&mut self, some: &[usize], others: &[usize]) {
        let row_of =
            |all: &[(MarkId, _, _)], position: usize| all.get(position).map(|(id, _, _)| id.0);
        let (Some(a), Some(b)) = (some.first(), others.first()) else {
            return;
        };
        let (Some((_, row_a, mark_a)), Some((_, row_b, mark_b))) =
            (self.all.get(*a), self.all.get(*b))
        else {
            return;
        };
        let is_software = row_a.network.is_none() && row_b.network.is_none();
        let overlap = portlint_analysis::exclude(binding(mark_a), binding(mark_b));
        if is_software || overlap == Overlap::Never {
            return;
        }
        // Nobody meets their own.
        let first_two = |of: &[usize]| {
            let first = of.first().copied();
            let row = first.and_then(|first| row_of(&self.all, first));
            let second = of.iter().find(|other| row_of(&self.all, **other) != row);
            [first, second.copied()]
        };
        let (partners_of_some, partners_of_others) = (first_two(others), first_two(some));
        for (members, partners) in [(some, partners_of_some), (others, partners_of_others)] {
            for member in members {
                let row = row_of(&self.all, *member);
                let mut partners = partners.into_iter().flatten();
                let partner = partners.find(|partner| row_of(&self.all, *partner) != row);
                if let Some(partner) = partner {
                    self.sets.join(*member, partner);
                    for one in [*member, partner] {
                        if let Some(sure) = self.sure.get_mut(one) {
                            *sure |= overlap == Overlap::Surely;
                        }
                    }
                }
            }
        }
    }

    fn contested(self, port: i64, protocol: Protocol) -> Vec<ContestedPort> {
        let mut contested = BTreeMap::<usize, ContestedPort>::new();
        for (position, (id, _, _)) in self.all.iter().enumerate() {
            let one = contested.entry(self.sets.root(position));
            let one = one.or_insert_with(|| ContestedPort {
                protocol,
                port,
                members: Vec::new(),
                certain: false,
            });
            one.members.push(*id);
            one.certain |= self.sure.get(position).is_some_and(|sure| *sure);
        }
        let contested = contested.into_values();
        contested.filter(|one| one.members.len() > 1).collect()
    }
}

fn binding<'m>(mark: &Mark<'m>) -> Binding<'m> {
    Binding {
        address: mark.address,
        state: mark.state,
        sharing: mark.sharing,
    }
}
