//! What is taken, and the offsets that a server may have at all.

use super::{Socket, Unit};
use portlint_catalog::Protocol;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The ports that a moved listener may have: never privileged, never out of range.
pub(crate) const ALLOWED: RangeInclusive<i64> = 1024..=65535;

/// The offsets that keep every moving port allowed, smallest first.
pub(super) fn candidates(unit: &Unit) -> impl Iterator<Item = i64> + use<> {
    let bases = || {
        unit.moving
            .iter()
            .map(|s| s.port.saturating_sub(unit.offset))
    };
    let lowest = bases().min().unwrap_or(*ALLOWED.start());
    let highest = bases().max().unwrap_or(*ALLOWED.end());
    let first = ALLOWED.start().saturating_sub(lowest).max(0);
    first..=ALLOWED.end().saturating_sub(highest)
}

/// The sockets that are taken: the addresses on each port.
#[derive(Default)]
pub(super) struct Ground(BTreeMap<(Protocol, i64), Vec<Option<u32>>>);

impl Ground {
    pub(super) fn add(&mut self, socket: Socket) {
        let addresses = self.0.entry((socket.protocol, socket.port)).or_default();
        addresses.push(socket.address);
    }

    /// Whether the moving sockets of a unit meet nothing at this offset. What stays is not asked: no offset helps it.
    pub(super) fn is_free(&self, unit: &Unit, offset: i64) -> bool {
        unit.moved_to(offset).all(|socket| {
            let taken = self.0.get(&(socket.protocol, socket.port));
            taken.is_none_or(|addresses| {
                addresses.iter().all(|address| {
                    !socket.could_meet(&Socket {
                        address: *address,
                        ..socket
                    })
                })
            })
        })
    }
}
