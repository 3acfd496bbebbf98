//! What is taken, and the offsets that a server may have at all.
//!
//! Whoever looks for a free offset on a crowded host asks for millions of ports. So the ports that are taken are bits, one
//! set for each bind address, and 64 offsets are judged at once.

use super::{Socket, Unit};
use portlint_catalog::Protocol;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The ports that a moved listener may have: never privileged, never out of range.
pub(crate) const ALLOWED: RangeInclusive<i64> = 1024..=65535;

/// Numbers from 0 to 65535.
const PORTS: usize = 65536;
const WORD: usize = u64::BITS as usize;

/// The offsets that keep every moving port allowed; `None` when there are none.
fn range(unit: &Unit) -> Option<(i64, i64)> {
    let bases = || {
        let sockets = unit.moving.iter();
        sockets.map(|s| s.port.saturating_sub(unit.offset))
    };
    let lowest = bases().min().unwrap_or(*ALLOWED.start());
    let highest = bases().max().unwrap_or(*ALLOWED.end());
    let first = ALLOWED.start().saturating_sub(lowest).max(0);
    let last = ALLOWED.end().saturating_sub(highest);
    (first <= last).then_some((first, last))
}

/// The ports that are taken.
#[derive(Default)]
pub(super) struct TakenPorts {
    /// On any address.
    all: BTreeMap<Protocol, Bits>,
    /// On one address; `None` for all interfaces.
    by_address: BTreeMap<(Protocol, Option<u32>), Bits>,
}

/// A set of ports.
struct Bits(Vec<u64>);

impl Default for Bits {
    fn default() -> Bits {
        Bits(vec![0; PORTS / WORD])
    }
}

impl Bits {
    fn add(&mut self, port: i64) {
        let port = usize::try_from(port).ok();
        if let Some((port, word)) = port.and_then(|p| Some((p, self.0.get_mut(p / WORD)?))) {
            *word |= 1 << (port % WORD);
        }
    }

    fn has(&self, port: i64) -> bool {
        let port = usize::try_from(port).ok();
        let word = port.and_then(|p| Some((p, self.0.get(p / WORD)?)));
        word.is_some_and(|(port, word)| word & (1 << (port % WORD)) != 0)
    }

    /// The 64 bits from `start` on; what lies outside counts as taken.
    fn word_at(&self, start: i64) -> u64 {
        let word = start.div_euclid(WORD as i64);
        let shift = start.rem_euclid(WORD as i64) as u32;
        let get = |word: i64| usize::try_from(word).ok().and_then(|word| self.0.get(word));
        let low = get(word).copied().unwrap_or(u64::MAX);
        let high = get(word + 1).copied().unwrap_or(u64::MAX);
        match shift {
            0 => low,
            _ => low >> shift | high << (u64::BITS - shift),
        }
    }
}

impl TakenPorts {
    pub(super) fn add(&mut self, socket: Socket) {
        self.all
            .entry(socket.protocol)
            .or_default()
            .add(socket.port);
        let key = (socket.protocol, socket.address);
        self.by_address.entry(key).or_default().add(socket.port);
    }

    /// The sets of ports that a socket must not be in.
    fn against(&self, socket: &Socket) -> [Option<&Bits>; 2] {
        let on = |address| self.by_address.get(&(socket.protocol, address));
        match socket.address {
            None => [self.all.get(&socket.protocol), None],
            address => [on(None), on(address)],
        }
    }

    /// Whether the moving sockets of a unit meet nothing at this offset. What stays is not asked: no offset helps it.
    pub(super) fn is_free(&self, unit: &Unit, offset: i64) -> bool {
        unit.moved_to(offset).all(|socket| {
            let mut against = self.against(&socket).into_iter().flatten();
            !against.any(|bits| bits.has(socket.port))
        })
    }

    /// The free offsets of a unit other than its present one, the nearest to the shipped one first; of two that are as
    /// near, the larger.
    pub(super) fn free<'g>(&'g self, unit: &'g Unit) -> impl Iterator<Item = i64> + 'g {
        let (first, last) = range(unit).unwrap_or((1, 0));
        let start = unit.shipped.clamp(first, last.max(first));
        let mut up = Free::new(self, unit, start, last, true);
        let mut down = Free::new(self, unit, start - 1, first, false);
        let mut next = (up.next(), down.next());
        std::iter::from_fn(move || {
            let far = |offset: i64| (offset - unit.shipped).abs();
            let takes_up = match next {
                (Some(a), Some(b)) => far(a) <= far(b),
                (Some(_), None) => true,
                (None, _) => false,
            };
            if takes_up {
                std::mem::replace(&mut next.0, up.next())
            } else {
                std::mem::replace(&mut next.1, down.next())
            }
        })
        .filter(move |offset| *offset != unit.offset && unit.avoid != Some(*offset))
    }
}

/// Walks over the free offsets of a unit in one direction, 64 at a time.
struct Free<'g> {
    taken: &'g TakenPorts,
    unit: &'g Unit,
    /// The next offset that is looked at, and the last.
    at: i64,
    last: i64,
    up: bool,
    /// The first offset of the block that was judged last, and a bit for each that is taken.
    block: Option<(i64, u64)>,
}

impl<'g> Free<'g> {
    fn new(taken: &'g TakenPorts, unit: &'g Unit, at: i64, last: i64, up: bool) -> Free<'g> {
        Free {
            taken,
            unit,
            at,
            last,
            up,
            block: None,
        }
    }

    fn is_over(&self) -> bool {
        if self.up {
            self.at > self.last
        } else {
            self.at < self.last
        }
    }

    /// The taken offsets of the 64 from `start` on.
    fn taken(&self, start: i64) -> u64 {
        let by = start.saturating_sub(self.unit.offset);
        let sockets = self.unit.moving.iter();
        sockets.fold(0, |all, socket| {
            let against = self.taken.against(socket).into_iter().flatten();
            let from = socket.port.saturating_add(by);
            against.fold(all, |all, bits| all | bits.word_at(from))
        })
    }
}

impl Iterator for Free<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        while !self.is_over() {
            let start = self.at.div_euclid(WORD as i64) * WORD as i64;
            let taken = match self.block {
                Some((of, taken)) if of == start => taken,
                _ => self.taken(start),
            };
            self.block = Some((start, taken));
            let offset = self.at;
            if taken == u64::MAX {
                // Nothing in this block.
                self.at = if self.up {
                    start + WORD as i64
                } else {
                    start - 1
                };
                continue;
            }
            self.at += if self.up { 1 } else { -1 };
            if taken & (1 << (offset - start)) == 0 {
                return Some(offset);
            }
        }
        None
    }
}
