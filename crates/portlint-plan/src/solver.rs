//! The smallest change of offsets: pure numbers, no homes, no files.
//!
//! Solutions are compared by [`Cost`]. Exact while few groups are involved: every set of groups that can end all meetings
//! is tried, smallest first, and the cheapest offsets of each are found by branch and bound. Beyond that: a greedy cover
//! and first fit; in a crowd, first fit alone.

mod search;
mod taken;

use portlint_catalog::Protocol;
use search::Search;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
pub(super) use taken::ALLOWED;
use taken::TakenPorts;

/// Most groups for which every set is tried.
const EXACT_GROUPS: usize = 12;
/// More units than this that meet are a crowd: their pairs are not listed.
const CROWD: usize = 120;
/// What a listener that moves, and a reference that has to follow, weigh against one step of an offset.
const LISTENER: i64 = 1 << 24;
const REFERENCE: i64 = 1 << 40;
/// Most offsets that are tried before the best so far is taken.
const STEP_LIMIT: usize = 2_000_000;

/// A socket: protocol, port, and the address it is bound to (`None` for all interfaces; numbers are interned names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Socket {
    /// Protocol.
    pub protocol: Protocol,
    /// Port at the present offset.
    pub port: i64,
    /// Bind address, interned.
    pub address: Option<u32>,
}

impl Socket {
    /// Whether both cannot be open at once.
    pub fn meets(&self, other: &Socket) -> bool {
        self.port == other.port && self.could_meet(other)
    }

    /// Whether both could not be open at once, were they on one port.
    fn could_meet(&self, other: &Socket) -> bool {
        self.protocol == other.protocol
            && (self.address.is_none() || other.address.is_none() || self.address == other.address)
    }

    /// The socket that many ports further.
    #[must_use]
    pub fn moved(self, by: i64) -> Socket {
        Socket {
            port: self.port.saturating_add(by),
            ..self
        }
    }
}

/// The sockets of one port by bind address: one on an address meets only those on it and those on all interfaces.
pub(crate) struct Rivals {
    count: usize,
    by_address: BTreeMap<Option<u32>, Vec<usize>>,
}

impl Rivals {
    /// Of these sockets.
    pub(crate) fn of(sockets: impl Iterator<Item = Socket>) -> Rivals {
        let mut rivals = Rivals {
            count: 0,
            by_address: BTreeMap::new(),
        };
        for socket in sockets {
            let on = rivals.by_address.entry(socket.address).or_default();
            on.push(rivals.count);
            rivals.count += 1;
        }
        rivals
    }

    /// The sockets, by position, that one of them may meet, itself among them.
    pub(crate) fn of_socket(&self, socket: &Socket) -> impl Iterator<Item = usize> + '_ {
        let all = match socket.address {
            None => 0..self.count,
            Some(_) => 0..0,
        };
        let on = |address| self.by_address.get(&address).into_iter().flatten().copied();
        let some = socket
            .address
            .map(|address| on(Some(address)).chain(on(None)));
        all.chain(some.into_iter().flatten())
    }
}

/// A server with one offset.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// What is counted when changes are counted: units of one group (runtimes of one home) count once.
    pub group: usize,
    /// The present offset.
    pub offset: i64,
    /// False when it must stay: pinned, or its offset is not known.
    pub movable: bool,
    /// The offset that the product ships, from which distances are counted.
    pub shipped: i64,
    /// An offset that a rule warns of: taken only where nothing else does.
    pub avoid: Option<i64>,
    /// References that have to follow when it moves.
    pub references: usize,
    /// Listeners that move with it.
    pub listeners: usize,
    /// Sockets that move with the offset.
    pub moving: Vec<Socket>,
    /// Sockets that stay.
    pub staying: Vec<Socket>,
}

impl Unit {
    /// The moving sockets at an offset.
    fn moved_to(&self, offset: i64) -> impl Iterator<Item = Socket> + '_ {
        let by = offset.saturating_sub(self.offset);
        self.moving.iter().map(move |socket| socket.moved(by))
    }

    /// What a move costs besides its distance.
    fn weight(&self) -> i64 {
        let times = |count: usize, weight: i64| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            count.saturating_mul(weight)
        };
        times(self.references, REFERENCE).saturating_add(times(self.listeners, LISTENER))
    }

    /// What it costs to have this offset; it costs nothing to stay.
    fn price(&self, offset: i64) -> i64 {
        if offset == self.offset {
            return 0;
        }
        self.weight().saturating_add((offset - self.shipped).abs())
    }

    /// All sockets, and whether another offset would move them.
    fn sockets(&self) -> impl Iterator<Item = (&Socket, bool)> {
        let moving = self.moving.iter().map(|s| (s, self.movable));
        moving.chain(self.staying.iter().map(|s| (s, false)))
    }
}

/// A meeting of two sockets at the present offsets: the units whose move would end it, never none.
type Overlap = Vec<usize>;

/// Somebody on a port: a unit or other software.
struct Occupant<'p> {
    unit: Option<usize>,
    socket: &'p Socket,
    moves: bool,
}

impl Occupant<'_> {
    /// Whether the two meet and a change of one offset can end it.
    fn can_be_parted_from(&self, other: &Occupant<'_>) -> bool {
        let parted = if self.unit == other.unit {
            self.moves != other.moves
        } else {
            self.moves || other.moves
        };
        parted && self.socket.meets(other.socket)
    }
}

/// The question.
#[derive(Debug, Clone, Default)]
pub struct OffsetProblem {
    /// The servers.
    pub units: Vec<Unit>,
    /// Sockets of other software.
    pub taken: Vec<Socket>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The new offset of each unit, in the order of the problem.
    pub offsets: Vec<i64>,
    /// True when no better answer exists.
    pub exact: bool,
}

/// What is made small, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Groups changed.
    pub groups: usize,
    /// References that have to follow.
    pub references: usize,
    /// Listeners moved.
    pub listeners: usize,
    /// The sum of the distances of the new offsets from the shipped ones.
    pub distance: i64,
}

impl Solution {
    /// What the changes cost.
    pub fn cost(&self, problem: &OffsetProblem) -> Cost {
        let changed = problem.units.iter().zip(&self.offsets);
        let changed = changed.filter(|(unit, offset)| unit.offset != **offset);
        let groups = changed.clone().map(|(unit, _)| unit.group);
        let mut cost = Cost {
            groups: groups.collect::<BTreeSet<_>>().len(),
            ..Cost::default()
        };
        for (unit, offset) in changed {
            cost.references += unit.references;
            cost.listeners += unit.listeners;
            cost.distance += (offset - unit.shipped).abs();
        }
        cost
    }

    /// The cost of its moves as one number, for one set of groups.
    fn price(&self, problem: &OffsetProblem) -> i64 {
        let units = problem.units.iter().zip(&self.offsets);
        let prices = units.map(|(unit, offset)| unit.price(*offset));
        prices.fold(0, i64::saturating_add)
    }
}

impl OffsetProblem {
    /// What must end: each meeting at the present offsets, with the units that can end it. Meetings that no permitted
    /// change of an offset can end are left out.
    pub fn meetings(&self) -> Vec<Overlap> {
        let mut ports: BTreeMap<(Protocol, i64), Vec<Occupant<'_>>> = BTreeMap::new();
        let others = self.taken.iter().map(|socket| Occupant {
            unit: None,
            socket,
            moves: false,
        });
        let servers = self.units.iter().enumerate().flat_map(|(index, unit)| {
            let sockets = unit.sockets();
            sockets.map(move |(socket, moves)| Occupant {
                unit: Some(index),
                socket,
                moves,
            })
        });
        for occupant in others.chain(servers) {
            let key = (occupant.socket.protocol, occupant.socket.port);
            ports.entry(key).or_default().push(occupant);
        }
        let mut all = BTreeSet::new();
        for occupants in ports.values() {
            let sockets = occupants.iter().map(|occupant| *occupant.socket);
            let rivals = Rivals::of(sockets);
            for (at, a) in occupants.iter().enumerate() {
                let later = rivals.of_socket(a.socket).filter(|other| *other > at);
                let met = later
                    .filter_map(|other| occupants.get(other))
                    .filter(|b| a.can_be_parted_from(b));
                all.extend(met.map(|b| {
                    let movers = [a, b].into_iter().filter(|occupant| occupant.moves);
                    movers
                        .filter_map(|occupant| occupant.unit)
                        .collect::<Overlap>()
                }));
            }
        }
        all.into_iter().collect()
    }

    /// The smallest change after which no two units meet, except those that no permitted change can part. `None` when
    /// there is no room. Offsets that a rule warns of are taken only where nothing else does.
    pub fn solve(&self) -> Option<Solution> {
        let found = self.solve_strictly();
        if found.is_some() || self.units.iter().all(|unit| unit.avoid.is_none()) {
            return found;
        }
        let units = self.units.iter().cloned();
        let units = units.map(|unit| Unit {
            avoid: None,
            ..unit
        });
        let anything = OffsetProblem {
            units: units.collect(),
            taken: self.taken.clone(),
        };
        anything.solve_strictly()
    }

    fn solve_strictly(&self) -> Option<Solution> {
        let rivals = self.rivals();
        if rivals.iter().filter(|rivals| **rivals > 0).count() > CROWD {
            return self.solve_crowd(&rivals);
        }
        let meetings = self.meetings();
        if meetings.is_empty() {
            return Some(Solution {
                offsets: self.present(),
                exact: true,
            });
        }
        // Who meets nobody need not move: a set without it does as well.
        let involved = self.groups(meetings.iter().flatten().copied());
        if involved.len() > EXACT_GROUPS {
            return self.solve_greedily(&meetings);
        }
        self.solve_exactly(&involved, &meetings)
    }

    /// For each unit, how many others are at its ports.
    fn rivals(&self) -> Vec<usize> {
        let mut there = BTreeMap::<(Protocol, i64), usize>::new();
        let sockets = self.units.iter().flat_map(Unit::sockets);
        let sockets = sockets.map(|(socket, _)| socket).chain(&self.taken);
        for socket in sockets {
            *there.entry((socket.protocol, socket.port)).or_default() += 1;
        }
        let others = |socket: &Socket| {
            let all = there.get(&(socket.protocol, socket.port));
            all.map_or(0, |all| all - 1)
        };
        let units = self.units.iter();
        units
            .map(|unit| unit.sockets().map(|(socket, _)| others(socket)).sum())
            .collect()
    }

    /// One after the other keeps its place where it can, else takes the next free one: first who cannot move, then who
    /// meets few others, then who is referred to most, then who was there first.
    fn solve_crowd(&self, rivals: &[usize]) -> Option<Solution> {
        let mut order = (0..self.units.len()).collect::<Vec<_>>();
        order.sort_by_key(|index| {
            let unit = self.units.get(*index);
            let weight = unit.map_or(0, Unit::weight);
            (rivals.get(*index), std::cmp::Reverse(weight), *index)
        });
        let movable = |index: &usize| self.units.get(*index).is_some_and(|unit| unit.movable);
        let (go, stay): (Vec<_>, Vec<_>) = order.into_iter().partition(movable);
        Some(Solution {
            offsets: self.first_fit(&stay, &go)?,
            exact: false,
        })
    }

    fn present(&self) -> Vec<i64> {
        self.units.iter().map(|unit| unit.offset).collect()
    }

    /// The groups of these units, ascending.
    fn groups(&self, units: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut groups = units
            .filter_map(|index| self.group_of(index))
            .collect::<Vec<_>>();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    fn group_of(&self, index: usize) -> Option<usize> {
        self.units.get(index).map(|unit| unit.group)
    }

    fn solve_exactly(&self, groups: &[usize], meetings: &[Overlap]) -> Option<Solution> {
        let steps = Cell::new(0);
        let kinds = self.kinds(groups);
        for size in 1..=groups.len() {
            let mut best: Option<Solution> = None;
            let mut tried = BTreeSet::new();
            // The sets that are light to move come first: should the search be cut short, the best are among them.
            let mut sets = combinations(groups, size);
            sets.sort_by_cached_key(|chosen| self.weight_of(chosen, meetings));
            for chosen in sets {
                if best.is_some() && steps.get() >= STEP_LIMIT {
                    break;
                }
                // Another choice among homes that are alike costs the same.
                let mut of_kinds = chosen
                    .iter()
                    .map(|group| kinds.get(group))
                    .collect::<Vec<_>>();
                of_kinds.sort_unstable();
                if !self.covers(&chosen, meetings) || !tried.insert(of_kinds) {
                    continue;
                }
                let limit = best.as_ref().map(|found| found.price(self));
                best = self.assign(&chosen, limit, &steps).or(best);
            }
            if let Some(mut best) = best {
                best.exact = steps.get() < STEP_LIMIT;
                return Some(best);
            }
        }
        None
    }

    /// What the units of these groups weigh that take part in meetings.
    fn weight_of(&self, groups: &[usize], meetings: &[Overlap]) -> i64 {
        let met = meetings.iter().flatten().collect::<BTreeSet<_>>();
        let units = met.into_iter().filter_map(|index| self.units.get(*index));
        let chosen = units.filter(|unit| groups.contains(&unit.group));
        chosen.map(Unit::weight).fold(0, i64::saturating_add)
    }

    /// Groups of one kind have the same units: their first.
    fn kinds(&self, groups: &[usize]) -> BTreeMap<usize, usize> {
        let units = |group: usize| {
            let units = self.units.iter().filter(move |unit| unit.group == group);
            units.map(|unit| {
                let sockets = (&unit.moving, &unit.staying);
                let price = (unit.shipped, unit.avoid, unit.weight());
                (unit.offset, unit.movable, sockets, price)
            })
        };
        let kind = |group: &usize| {
            let mut all = groups.iter().copied();
            all.find(|other| units(*other).eq(units(*group)))
                .unwrap_or(*group)
        };
        groups.iter().map(|group| (*group, kind(group))).collect()
    }

    /// Whether moving these groups can end every meeting.
    fn covers(&self, groups: &[usize], meetings: &[Overlap]) -> bool {
        meetings.iter().all(|fixers| {
            let mut candidates = fixers.iter().filter_map(|index| self.group_of(*index));
            candidates.any(|group| groups.contains(&group))
        })
    }

    /// Covers the meetings by the group that can end most of them, again and again; ties go to the one that costs less to
    /// move, then to the later one, so that the server that was there first stays.
    fn solve_greedily(&self, meetings: &[Overlap]) -> Option<Solution> {
        let groups = |fixers: &Overlap| self.groups(fixers.iter().copied());
        let mut open = meetings.iter().map(groups).collect::<Vec<_>>();
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for group in open.iter().flatten() {
            *votes.entry(*group).or_default() += 1;
        }
        let mut weights = BTreeMap::<usize, i64>::new();
        for unit in self.units.iter().filter(|unit| unit.movable) {
            let weight = weights.entry(unit.group).or_default();
            *weight = weight.saturating_add(unit.weight());
        }
        let lightness = |group: &usize| std::cmp::Reverse(weights.get(group).copied());
        let mut chosen = Vec::new();
        while !open.is_empty() {
            let (group, _) = votes
                .iter()
                .max_by_key(|(group, votes)| (**votes, lightness(group), **group))?;
            let group = *group;
            chosen.push(group);
            let ended = open.extract_if(.., |fixers| fixers.contains(&group));
            for other in ended.flatten() {
                votes.entry(other).and_modify(|count| *count -= 1);
            }
        }
        let (stay, go) = self.split(&chosen);
        Some(Solution {
            offsets: self.first_fit(&stay, &go)?,
            exact: false,
        })
    }

    /// The units that stay when these groups move, and those that may move.
    fn split(&self, groups: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let goes = |unit: &Unit| unit.movable && groups.contains(&unit.group);
        (0..self.units.len()).partition(|index| !self.units.get(*index).is_some_and(goes))
    }

    /// The taken on which the moved units look for a place: other software, all that stays.
    fn taken(&self, stay: &[usize]) -> TakenPorts {
        let mut taken = TakenPorts::default();
        self.taken.iter().for_each(|socket| taken.add(*socket));
        for unit in &self.units {
            unit.staying.iter().for_each(|socket| taken.add(*socket));
        }
        for unit in stay.iter().filter_map(|index| self.units.get(*index)) {
            unit.moving.iter().for_each(|socket| taken.add(*socket));
        }
        taken
    }

    /// Gives each unit that may move a free offset, one after the other: its present one or the nearest to the shipped
    /// one. Who is in nobody's way keeps its place before others look for theirs.
    fn first_fit(&self, stay: &[usize], go: &[usize]) -> Option<Vec<i64>> {
        let mut taken = self.taken(stay);
        let rivals = self.rivals();
        let mut offsets = self.present();
        let is_alone = |index: &&usize| rivals.get(**index) == Some(&0);
        let alone = go.iter().filter(is_alone);
        let others = go.iter().filter(|index| !is_alone(index));
        for index in alone.chain(others) {
            let unit = self.units.get(*index)?;
            let offset = if taken.is_free(unit, unit.offset) {
                unit.offset
            } else {
                taken.free(unit).next()?
            };
            unit.moved_to(offset).for_each(|socket| taken.add(socket));
            *offsets.get_mut(*index)? = offset;
        }
        Some(offsets)
    }

    /// The offsets of these groups that cost least, if that is below `limit`.
    fn assign(
        &self,
        groups: &[usize],
        limit: Option<i64>,
        steps: &Cell<usize>,
    ) -> Option<Solution> {
        let (stay, go) = self.split(groups);
        let first = Solution {
            offsets: self.first_fit(&stay, &go)?,
            exact: true,
        };
        let price = first.price(self);
        let below = limit.map_or(price, |limit| limit.min(price));
        let units = go
            .iter()
            .filter_map(|index| self.units.get(*index))
            .collect::<Vec<_>>();
        let Some(found) = Search::new(&units, &self.taken(&stay), below, steps).run() else {
            return limit.is_none_or(|limit| price < limit).then_some(first);
        };
        let mut offsets = self.present();
        for (index, offset) in go.iter().zip(found) {
            *offsets.get_mut(*index)? = offset;
        }
        Some(Solution {
            offsets,
            exact: true,
        })
    }
}

/// All sets of `size` elements, in lexicographic order from the back, so that later homes are tried first.
fn combinations(all: &[usize], size: usize) -> Vec<Vec<usize>> {
    fn grow(rest: &[usize], size: usize, taken: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
        if size == 0 {
            out.push(taken.iter().rev().copied().collect());
            return;
        }
        for (position, last) in rest.iter().enumerate().rev() {
            taken.push(*last);
            grow(
                rest.get(..position).unwrap_or_default(),
                size - 1,
                taken,
                out,
            );
            taken.pop();
        }
    }
    let mut out = Vec::new();
    grow(all, size, &mut Vec::new(), &mut out);
    out
}

#[cfg(test)]
mod tests;
