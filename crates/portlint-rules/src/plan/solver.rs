//! The search for the smallest change of offsets: pure numbers, no homes, no files.
//!
//! Exact while few groups can move: every set of groups is tried, smallest first, and the cheapest assignment of each is
//! found by branch and bound. Beyond that: a greedy cover and first fit.

use portlint_catalog::Protocol;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Most groups for which every set is tried.
const EXACT_GROUPS: usize = 12;
/// Most search steps for one set of groups before the best so far is taken.
const STEP_LIMIT: usize = 200_000;

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
    fn meets(&self, other: &Socket) -> bool {
        self.protocol == other.protocol
            && self.port == other.port
            && (self.address.is_none() || other.address.is_none() || self.address == other.address)
    }

    fn moved(self, by: i64) -> Socket {
        Socket {
            port: self.port.saturating_add(by),
            ..self
        }
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
    /// Sockets that move with the offset.
    pub moving: Vec<Socket>,
    /// Sockets that stay.
    pub staying: Vec<Socket>,
}

impl Unit {
    fn sockets(&self, offset: i64) -> impl Iterator<Item = Socket> + '_ {
        let by = offset.saturating_sub(self.offset);
        self.moving
            .iter()
            .map(move |s| s.moved(by))
            .chain(self.staying.iter().copied())
    }

    /// Whether the two meet at these offsets in a way that some offset could change: what stays on both sides is no
    /// matter of offsets.
    fn clashes(&self, offset: i64, other: &Unit, other_offset: i64) -> bool {
        let by = offset.saturating_sub(self.offset);
        let other_by = other_offset.saturating_sub(other.offset);
        let mine_moves = self
            .moving
            .iter()
            .any(|a| other.sockets(other_offset).any(|b| a.moved(by).meets(&b)));
        mine_moves
            || self
                .staying
                .iter()
                .any(|a| other.moving.iter().any(|b| a.meets(&b.moved(other_by))))
    }
}

/// A meeting of two sockets at the present offsets, and the units whose move would end it.
type Meeting = Vec<usize>;

/// The question.
#[derive(Debug, Clone, Default)]
pub struct Puzzle {
    /// The servers.
    pub units: Vec<Unit>,
    /// Sockets of other software.
    pub taken: Vec<Socket>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The new offset of each unit, in the order of the puzzle.
    pub offsets: Vec<i64>,
    /// True when no better answer exists.
    pub exact: bool,
}

impl Solution {
    /// Groups changed, then the sum of the new offsets: what is made small.
    pub fn cost(&self, puzzle: &Puzzle) -> (usize, i64) {
        let changed = puzzle
            .units
            .iter()
            .zip(&self.offsets)
            .filter(|(unit, offset)| unit.offset != **offset);
        let mut groups = changed.clone().map(|(u, _)| u.group).collect::<Vec<_>>();
        groups.sort_unstable();
        groups.dedup();
        (groups.len(), changed.map(|(_, offset)| offset.abs()).sum())
    }
}

/// The ports that a moved listener may have: never privileged, never out of range.
const ALLOWED: RangeInclusive<i64> = 1024..=65535;

impl Puzzle {
    /// What must end: each meeting at the present offsets, with the units that can end it. Meetings that no offset can
    /// end are left out.
    pub fn meetings(&self) -> Vec<Meeting> {
        let mut all = Vec::new();
        let sockets = |unit: &Unit| {
            let moving = unit.moving.iter().map(|s| (*s, true)).collect::<Vec<_>>();
            moving
                .into_iter()
                .chain(unit.staying.iter().map(|s| (*s, false)).collect::<Vec<_>>())
        };
        for (low, a) in self.units.iter().enumerate() {
            for (mine, moves) in sockets(a) {
                if moves && self.taken.iter().any(|t| mine.meets(t)) {
                    all.push(vec![low]);
                }
                for (high, b) in self.units.iter().enumerate().skip(low + 1) {
                    for (theirs, they_move) in sockets(b) {
                        if mine.meets(&theirs) && (moves || they_move) {
                            let fixers = [(low, moves), (high, they_move)];
                            all.push(fixers.into_iter().filter(|f| f.1).map(|f| f.0).collect());
                        }
                    }
                }
            }
        }
        all.sort();
        all.dedup();
        all
    }

    /// The smallest change after which no two units meet, except those that no offset can part. `None` when every way
    /// out needs a unit that must stay.
    pub fn solve(&self) -> Option<Solution> {
        let meetings = self.meetings();
        if meetings.is_empty() {
            return Some(Solution {
                offsets: self.units.iter().map(|u| u.offset).collect(),
                exact: true,
            });
        }
        let mut groups = self
            .units
            .iter()
            .filter(|u| u.movable)
            .map(|u| u.group)
            .collect::<Vec<_>>();
        groups.sort_unstable();
        groups.dedup();
        if groups.len() <= EXACT_GROUPS {
            self.solve_exactly(&groups, &meetings)
        } else {
            self.solve_greedily(&meetings)
        }
    }

    fn solve_exactly(&self, groups: &[usize], meetings: &[Meeting]) -> Option<Solution> {
        for size in 1..=groups.len() {
            let mut best: Option<Solution> = None;
            for chosen in combinations(groups, size) {
                if !self.covers(&chosen, meetings) {
                    continue;
                }
                let Some(found) = self.assign(&chosen) else {
                    continue;
                };
                if best
                    .as_ref()
                    .is_none_or(|b| found.cost(self) < b.cost(self))
                {
                    best = Some(found);
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }

    /// Whether moving these groups can end every meeting.
    fn covers(&self, groups: &[usize], meetings: &[Meeting]) -> bool {
        meetings.iter().all(|fixers| {
            fixers
                .iter()
                .filter_map(|index| self.group_of(*index))
                .any(|group| groups.contains(&group))
        })
    }

    /// The group of a unit that may move.
    fn group_of(&self, index: usize) -> Option<usize> {
        self.units.get(index).filter(|u| u.movable).map(|u| u.group)
    }

    /// Covers the meetings by the group that can end most of them, again and again; ties go to the later group, so that
    /// the server that was there first stays.
    fn solve_greedily(&self, meetings: &[Meeting]) -> Option<Solution> {
        let mut open = meetings.to_vec();
        let mut chosen = Vec::new();
        while !open.is_empty() {
            let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
            for fixers in &open {
                let groups = fixers.iter().filter_map(|i| self.group_of(*i));
                for group in groups {
                    *votes.entry(group).or_default() += 1;
                }
            }
            let (group, _) = votes.into_iter().max_by_key(|(group, n)| (*n, *group))?;
            chosen.push(group);
            open.retain(|fixers| !fixers.iter().any(|i| self.group_of(*i) == Some(group)));
        }
        chosen.sort_unstable();
        let mut solution = self.first_fit(&chosen)?;
        solution.exact = false;
        Some(solution)
    }

    /// The units that stay when these groups move, and those that move.
    fn split(&self, groups: &[usize]) -> (Vec<usize>, Vec<usize>) {
        (0..self.units.len()).partition(|index| {
            !self
                .units
                .get(*index)
                .is_some_and(|u| u.movable && groups.contains(&u.group))
        })
    }

    /// The ground on which the moved units look for a place: other software, all that stays.
    fn ground(&self, stay: &[usize]) -> Ground {
        let mut ground = Ground::new(&self.taken);
        for (index, unit) in self.units.iter().enumerate() {
            if stay.contains(&index) {
                unit.moving.iter().for_each(|s| ground.add(*s));
            }
            unit.staying.iter().for_each(|s| ground.add(*s));
        }
        ground
    }

    /// Gives each moved unit the smallest free offset, one after the other.
    fn first_fit(&self, groups: &[usize]) -> Option<Solution> {
        let (stay, go) = self.split(groups);
        let mut ground = self.ground(&stay);
        let mut offsets = self.units.iter().map(|u| u.offset).collect::<Vec<_>>();
        for index in &go {
            let unit = self.units.get(*index)?;
            let offset = candidates(unit).find(|o| ground.is_free(unit, *o))?;
            let by = offset.saturating_sub(unit.offset);
            unit.moving.iter().for_each(|s| ground.add(s.moved(by)));
            if let Some(slot) = offsets.get_mut(*index) {
                *slot = offset;
            }
        }
        Some(Solution {
            offsets,
            exact: true,
        })
    }

    /// The assignment of these groups with the smallest sum of new offsets.
    fn assign(&self, groups: &[usize]) -> Option<Solution> {
        let (stay, go) = self.split(groups);
        let ground = self.ground(&stay);
        let units = go
            .iter()
            .filter_map(|i| self.units.get(*i))
            .collect::<Vec<_>>();
        let mut search = Search {
            ground: &ground,
            units: &units,
            chosen: Vec::new(),
            best: None,
            steps: 0,
        };
        search.descend(0);
        let exact = search.steps < STEP_LIMIT;
        let (_, found) = search.best?;
        let mut offsets = self.units.iter().map(|u| u.offset).collect::<Vec<_>>();
        for (index, offset) in go.iter().zip(found) {
            if let Some(slot) = offsets.get_mut(*index) {
                *slot = offset;
            }
        }
        Some(Solution { offsets, exact })
    }
}

/// Branch and bound over the units of one set of groups.
struct Search<'a> {
    ground: &'a Ground,
    units: &'a [&'a Unit],
    chosen: Vec<i64>,
    best: Option<(i64, Vec<i64>)>,
    steps: usize,
}

impl Search<'_> {
    fn descend(&mut self, cost: i64) {
        let Some(unit) = self.units.get(self.chosen.len()).copied() else {
            if self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
                self.best = Some((cost, self.chosen.clone()));
            }
            return;
        };
        // A unit of a changed group may stay where it is, at no cost; then the smallest new offsets.
        for offset in
            std::iter::once(unit.offset).chain(candidates(unit).filter(|o| *o != unit.offset))
        {
            self.steps += 1;
            let price = if offset == unit.offset {
                0
            } else {
                offset.abs()
            };
            let hopeless = self
                .best
                .as_ref()
                .is_some_and(|(best, _)| cost + price >= *best);
            if self.steps >= STEP_LIMIT || (hopeless && offset != unit.offset) {
                return;
            }
            if hopeless || !self.ground.is_free(unit, offset) || self.meets_chosen(unit, offset) {
                continue;
            }
            self.chosen.push(offset);
            self.descend(cost + price);
            self.chosen.pop();
        }
    }

    fn meets_chosen(&self, unit: &Unit, offset: i64) -> bool {
        self.units
            .iter()
            .zip(&self.chosen)
            .any(|(other, at)| unit.clashes(offset, other, *at))
    }
}

/// The offsets that keep every moving port allowed, smallest first.
fn candidates(unit: &Unit) -> impl Iterator<Item = i64> + '_ {
    let ports = || {
        unit.moving
            .iter()
            .map(|s| s.port.saturating_sub(unit.offset))
    };
    let lowest = ports().min().unwrap_or(*ALLOWED.start());
    let highest = ports().max().unwrap_or(*ALLOWED.end());
    let first = (ALLOWED.start() - lowest).max(0);
    first..=(ALLOWED.end() - highest)
}

/// The sockets that are taken.
struct Ground(BTreeMap<(Protocol, i64), Vec<Option<u32>>>);

impl Ground {
    fn new(taken: &[Socket]) -> Ground {
        let mut ground = Ground(BTreeMap::new());
        for socket in taken {
            ground.add(*socket);
        }
        ground
    }

    fn add(&mut self, socket: Socket) {
        self.0
            .entry((socket.protocol, socket.port))
            .or_default()
            .push(socket.address);
    }

    /// Whether the moving sockets of a unit meet nothing at this offset, and nothing that moves is out of place. What
    /// stays is not asked: no offset helps it.
    fn is_free(&self, unit: &Unit, offset: i64) -> bool {
        let by = offset.saturating_sub(unit.offset);
        unit.moving.iter().map(|s| s.moved(by)).all(|socket| {
            self.0
                .get(&(socket.protocol, socket.port))
                .is_none_or(|addresses| {
                    socket.address.is_some()
                        && addresses
                            .iter()
                            .all(|a| a.is_some() && *a != socket.address)
                })
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tcp(port: i64) -> Socket {
        Socket {
            protocol: Protocol::Tcp,
            port,
            address: None,
        }
    }

    fn unit(group: usize, offset: i64, bases: &[i64], staying: &[i64]) -> Unit {
        Unit {
            group,
            offset,
            movable: true,
            moving: bases.iter().map(|b| tcp(b + offset)).collect(),
            staying: staying.iter().copied().map(tcp).collect(),
        }
    }

    fn solve(units: Vec<Unit>) -> Option<(Vec<i64>, (usize, i64))> {
        let puzzle = Puzzle {
            units,
            taken: Vec::new(),
        };
        let solution = puzzle.solve()?;
        let cost = solution.cost(&puzzle);
        Some((solution.offsets, cost))
    }

    #[test]
    fn two_servers_at_one_offset_need_one_step() {
        let found = solve(vec![
            unit(0, 0, &[9443, 9763], &[]),
            unit(1, 0, &[9443, 9763], &[]),
        ]);
        assert_eq!(found, Some((vec![0, 1], (1, 1))));
    }

    #[test]
    fn crossings_are_avoided() {
        // 8280 + 0 = 8243 + 37: at offset 37 different services would meet.
        let mut second = unit(1, 0, &[8280, 8243], &[]);
        second.moving.push(tcp(9000));
        let found = solve(vec![unit(0, 0, &[8280, 8243, 9000], &[9001, 9002]), second]);
        assert_eq!(found, Some((vec![0, 3], (1, 3))));
    }

    #[test]
    fn what_no_offset_can_part_is_left_alone() {
        let found = solve(vec![
            unit(0, 0, &[9090], &[7070]),
            unit(1, 1, &[9090], &[7070]),
        ]);
        assert_eq!(found, Some((vec![0, 1], (0, 0))));
    }

    #[test]
    fn pinned_servers_stay_and_may_leave_no_way_out() {
        let mut pinned = unit(1, 0, &[9443], &[]);
        pinned.movable = false;
        let found = solve(vec![unit(0, 0, &[9443], &[]), pinned.clone()]);
        assert_eq!(found, Some((vec![1, 0], (1, 1))));
        let mut other = unit(0, 0, &[9443], &[]);
        other.movable = false;
        assert_eq!(solve(vec![other, pinned]), None);
    }

    /// The puzzle after the solution was carried out.
    fn settled(puzzle: &Puzzle, solution: &Solution) -> Puzzle {
        Puzzle {
            units: puzzle
                .units
                .iter()
                .zip(&solution.offsets)
                .map(|(u, o)| Unit {
                    offset: *o,
                    moving: u.moving.iter().map(|s| s.moved(o - u.offset)).collect(),
                    ..u.clone()
                })
                .collect(),
            taken: puzzle.taken.clone(),
        }
    }

    /// Every assignment of offsets 0..=limit to the movable units.
    fn brute_force(puzzle: &Puzzle, limit: i64) -> Option<(usize, i64)> {
        let mut best = None;
        let count = puzzle.units.len();
        let mut offsets = vec![0_i64; count];
        loop {
            let fits = puzzle
                .units
                .iter()
                .zip(&offsets)
                .all(|(u, o)| u.movable || *o == u.offset);
            let free =
                fits && puzzle.units.iter().zip(&offsets).all(|(u, o)| {
                    let by = o - u.offset;
                    !u.moving.iter().any(|m| {
                        puzzle.taken.iter().any(|t| m.moved(by).meets(t))
                            || u.staying.iter().any(|s| m.moved(by).meets(s))
                    })
                }) && (0..count).all(|a| {
                    (a + 1..count).all(|b| {
                        let (x, y) = (&puzzle.units[a], &puzzle.units[b]);
                        !x.clashes(offsets[a], y, offsets[b])
                    })
                });
            if free {
                let cost = Solution {
                    offsets: offsets.clone(),
                    exact: true,
                }
                .cost(puzzle);
                best = Some(best.map_or(cost, |b: (usize, i64)| b.min(cost)));
            }
            let mut place = 0;
            loop {
                if place == count {
                    return best;
                }
                offsets[place] += 1;
                if offsets[place] <= limit {
                    break;
                }
                offsets[place] = 0;
                place += 1;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn never_worse_than_trying_everything(
            raw in proptest::collection::vec(
                (0_i64..4, proptest::collection::btree_set(2000_i64..2012, 1..4), any::<bool>(), proptest::option::of(2000_i64..2020)),
                1..5,
            )
        ) {
            let units = raw
                .iter()
                .enumerate()
                .map(|(group, (offset, bases, movable, fixed))| {
                    let bases = bases.iter().copied().collect::<Vec<_>>();
                    let fixed = fixed
                        .filter(|f| !bases.iter().any(|b| b + offset == *f))
                        .into_iter()
                        .collect::<Vec<_>>();
                    let mut unit = unit(group, *offset, &bases, &fixed);
                    unit.movable = *movable;
                    unit
                })
                .collect::<Vec<_>>();
            let puzzle = Puzzle { units, taken: Vec::new() };
            let best = brute_force(&puzzle, 14);
            let found = puzzle.solve();
            if let Some(best) = best {
                let found = found.expect("a way out exists");
                prop_assert!(found.exact);
                prop_assert!(settled(&puzzle, &found).meetings().is_empty());
                prop_assert!(found.cost(&puzzle) <= best, "{:?} against {:?}", found, best);
            }
        }

        #[test]
        fn hundreds_of_servers_end_without_clashes(seed in 0_i64..50) {
            let units = (0..60)
                .map(|n| unit(n, (seed * 7 + n as i64) % 5, &[9443, 9763, 8280, 8243, 9611, 9711], &[]))
                .collect::<Vec<_>>();
            let puzzle = Puzzle { units, taken: vec![tcp(9450)] };
            let solution = puzzle.solve().expect("there is room");
            prop_assert!(settled(&puzzle, &solution).meetings().is_empty());
        }
    }
}
