//! Branch and bound: the cheapest offsets for the units that may move.

use super::taken::TakenPorts;
use super::{STEP_LIMIT, Unit};
use std::cell::Cell;
use std::collections::BTreeSet;

/// Where one unit may go, as far as what stays is concerned.
struct Choices {
    /// Its present offset, if it is free: costs nothing.
    stay: Option<i64>,
    /// Other free offsets with their prices, cheapest first; as many as the other units can block, and one more.
    free: Vec<(i64, i64)>,
    /// What a move costs besides its distance.
    weight: i64,
    /// From where distances are counted.
    shipped: i64,
}

/// For each earlier unit the differences, own offset minus the other's, at which the two meet.
type Forbidden = Vec<BTreeSet<i64>>;

/// The search over the offsets of some units.
pub(super) struct Search<'s> {
    choices: Vec<Choices>,
    forbidden: Vec<Forbidden>,
    /// Units of one clique need different offsets, each from each.
    cliques: Vec<usize>,
    /// For each unit the last one before it that is like it: what one may have, the other may have as well, so that
    /// only answers are tried in which the later one is dearer.
    twins: Vec<Option<usize>>,
    chosen: Vec<i64>,
    best: Option<Vec<i64>>,
    /// What an answer must cost less than.
    below: i64,
    steps: &'s Cell<usize>,
}

impl<'s> Search<'s> {
    /// A search for answers that cost less than `below`; `steps` counts on.
    pub(super) fn new(
        units: &[&Unit],
        taken: &TakenPorts,
        below: i64,
        steps: &'s Cell<usize>,
    ) -> Search<'s> {
        let forbidden = units
            .iter()
            .enumerate()
            .map(|(at, unit)| {
                units
                    .iter()
                    .take(at)
                    .map(|earlier| differences(unit, earlier))
                    .collect()
            })
            .collect::<Vec<Forbidden>>();
        let enough = |unit: &Unit| {
            let others = units.iter().map(|other| other.moving.len());
            others.sum::<usize>().saturating_mul(unit.moving.len()) + 1
        };
        let choices = units
            .iter()
            .map(|unit| choices(unit, taken, below, enough(unit)))
            .collect();
        Search {
            cliques: cliques(&forbidden, units),
            twins: twins(units),
            choices,
            forbidden,
            chosen: Vec::new(),
            best: None,
            below,
            steps,
        }
    }

    /// The cheapest answer, if one costs less than asked for.
    pub(super) fn run(mut self) -> Option<Vec<i64>> {
        self.descend(0);
        self.best
    }

    fn descend(&mut self, cost: i64) {
        if self.steps.get() >= STEP_LIMIT || cost.saturating_add(self.least_rest()) >= self.below {
            return;
        }
        let at = self.chosen.len();
        if at == self.choices.len() {
            self.below = cost;
            self.best = Some(self.chosen.clone());
            return;
        }
        for (offset, price) in self.open_choices(at) {
            if cost.saturating_add(price) >= self.below {
                return;
            }
            self.chosen.push(offset);
            self.descend(cost + price);
            self.chosen.pop();
        }
    }

    /// The offsets of a unit that meet none of the chosen ones, with their prices, cheapest first.
    fn open_choices(&self, at: usize) -> Vec<(i64, i64)> {
        let Some(choices) = self.choices.get(at) else {
            return Vec::new();
        };
        let stay = choices.stay.map(|offset| (offset, 0));
        let free = choices.free.iter().copied();
        stay.into_iter()
            .chain(free)
            .filter(|(offset, _)| self.is_open(at, *offset))
            .collect()
    }

    fn is_open(&self, at: usize, offset: i64) -> bool {
        self.steps.update(|steps| steps + 1);
        let forbidden = self.forbidden.get(at).map_or(&[][..], Vec::as_slice);
        let mut earlier = forbidden.iter().zip(&self.chosen);
        let is_dearer = || {
            let twin = self.twins.get(at).copied().flatten();
            let other = twin.and_then(|twin| Some((twin, *self.chosen.get(twin)?)));
            other.is_none_or(|(twin, other)| self.price(at, offset) >= self.price(twin, other))
        };
        earlier.all(|(differences, other)| !differences.contains(&(offset - other))) && is_dearer()
    }

    /// What an offset costs a unit: nothing when it has it already.
    fn price(&self, at: usize, offset: i64) -> i64 {
        let choices = self.choices.get(at);
        match choices {
            Some(choices) if choices.stay != Some(offset) => {
                (choices.weight).saturating_add((offset - choices.shipped).abs())
            }
            _ => 0,
        }
    }

    /// No answer for the units that are left costs less than this; `i64::MAX` when one of them has nowhere to go.
    fn least_rest(&self) -> i64 {
        let mut least = Vec::new();
        for (at, choices) in self.choices.iter().enumerate().skip(self.chosen.len()) {
            if choices.stay.is_some_and(|offset| self.is_open(at, offset)) {
                continue;
            }
            let mut free = choices.free.iter();
            let Some((_, price)) = free.find(|(offset, _)| self.is_open(at, *offset)) else {
                return i64::MAX;
            };
            let distance = price.saturating_sub(choices.weight);
            least.push((self.cliques.get(at), distance, choices.weight));
        }
        least.sort_unstable();
        let mut sum = 0_i64;
        let mut last = None;
        for (clique, distance, weight) in least {
            let distance = match last {
                Some((same, previous)) if same == clique => distance.max(previous + 1),
                _ => distance,
            };
            last = Some((clique, distance));
            sum = sum.saturating_add(distance).saturating_add(weight);
        }
        sum
    }
}

/// An offset that costs as much as the whole answer may is no choice.
fn choices(unit: &Unit, taken: &TakenPorts, below: i64, enough: usize) -> Choices {
    Choices {
        stay: taken.is_free(unit, unit.offset).then_some(unit.offset),
        free: taken
            .free(unit)
            .map(|offset| (offset, unit.price(offset)))
            .take_while(|(_, price)| *price < below)
            .take(enough)
            .collect(),
        weight: unit.weight(),
        shipped: unit.shipped,
    }
}

fn differences(unit: &Unit, earlier: &Unit) -> BTreeSet<i64> {
    let mut differences = BTreeSet::new();
    for mine in unit.moved_to(0) {
        let met = earlier.moved_to(0).filter(|theirs| mine.could_meet(theirs));
        differences.extend(met.map(|theirs| theirs.port - mine.port));
    }
    differences
}

/// The last earlier unit with the same sockets at the same offset.
fn twins(units: &[&Unit]) -> Vec<Option<usize>> {
    let alike = |a: &Unit, b: &Unit| {
        (a.offset, &a.moving, a.shipped, a.avoid, a.weight())
            == (b.offset, &b.moving, b.shipped, b.avoid, b.weight())
    };
    let twin = |(at, unit): (usize, &&Unit)| {
        let earlier = units.get(..at)?;
        earlier.iter().rposition(|other| alike(unit, other))
    };
    units.iter().enumerate().map(twin).collect()
}

/// The clique of each unit: the first whose members all need another offset than it. Only where the shipped offset is 0
/// is another offset another distance.
fn cliques(forbidden: &[Forbidden], units: &[&Unit]) -> Vec<usize> {
    let mut cliques: Vec<usize> = Vec::new();
    let is_plain = |at: usize| units.get(at).is_some_and(|unit| unit.shipped == 0);
    for (at, mine) in forbidden.iter().enumerate() {
        let fits = |clique: &usize| {
            let alone = |member: usize| !is_plain(member) || !is_plain(at);
            let mut taken = cliques.iter().enumerate();
            if taken.any(|(member, of)| of == clique && alone(member)) {
                return false;
            }
            let mut members = mine
                .iter()
                .zip(&cliques)
                .filter(|(_, other)| *other == clique);
            members.all(|(differences, _)| differences.contains(&0))
        };
        let clique = (0..=cliques.len()).find(fits).unwrap_or(cliques.len());
        cliques.push(clique);
    }
    cliques
}
