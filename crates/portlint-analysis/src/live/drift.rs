//! How what a running server opened differs from what its files say.

use super::{Holder, Running, Standing};
use crate::sites::Server;
use portlint_catalog::Sharing;
use portlint_host::{Certainty, Listener, LiveProcess, State};
use std::collections::BTreeMap;

/// From this age on, in seconds, a server has opened what it will open: API Manager takes up to three minutes.
const GROWN_UP: u64 = 300;

/// How what a running server opened differs from what its files say.
pub struct Drift<'a> {
    /// The process: the first of several.
    pub process: &'a LiveProcess,
    /// Listeners that are open at another number than the files say.
    pub moved: Vec<Moved<'a>>,
    /// The offset with which it runs, where all that moved moved by one number.
    pub offset: Option<i64>,
    /// Listeners that should be open and are not, in order. Empty while the server may still be starting.
    pub missing: Vec<&'a Listener>,
    /// Whether it has no port at all, at an age at which it should have some.
    pub is_without_ports: bool,
    /// Sockets that no listener explains, in order; never random ones.
    pub unexpected: Vec<Holder<'a>>,
}

/// A listener that is open at another number than the files say.
#[derive(Clone, Copy)]
pub struct Moved<'a> {
    /// As the files say.
    pub listener: &'a Listener,
    /// The port at present.
    pub now: i64,
}

impl<'a> Running<'a> {
    /// How what a server opened differs from what its files say; `None` when it does not run here.
    pub fn drift(&self, server: &Server<'a>) -> Option<Drift<'a>> {
        let own = self.processes(server);
        let process = *own.first().filter(|_| self.is_here(server.home))?;
        process.network?;
        let is_old = own
            .iter()
            .all(|process| process.age.is_some_and(|age| age >= GROWN_UP));
        let standings = server.runtime.listeners.iter();
        let standings = standings.map(|listener| (listener, self.standing(server, listener)));
        let standings: Vec<_> = standings.collect();
        let absent = standings.iter().filter(|(listener, standing)| {
            let is_due = listener.state == State::Open && listener.sharing == Sharing::Exclusive;
            is_due && *standing == Standing::NotListening && listener.port.is_some()
        });
        let mut absent: Vec<&'a Listener> = absent.map(|(listener, _)| *listener).collect();
        let sockets = own.iter().flat_map(|process| self.sockets(process));
        let sockets: Vec<Holder<'a>> = sockets.collect();
        let is_explained = |holder: &Holder<'_>| {
            standings.iter().any(|(listener, standing)| {
                let explains = listener.state != State::Closed;
                let at = listener.port == Some(i64::from(holder.socket.port));
                explains
                    && at
                    && listener.protocol == holder.socket.protocol
                    && matches!(standing, Standing::Listening(_))
            })
        };
        let mut extra = sockets.clone();
        extra.retain(|holder| holder.socket.is_settled && !is_explained(holder));
        let (moved, offset) = self.moved(server, &absent, &extra, is_old);
        let is_moved = |listener: &Listener| {
            let mut moved = moved.iter();
            moved.any(|moved| std::ptr::eq(moved.listener, listener))
        };
        absent.retain(|listener| !is_moved(listener));
        extra.retain(|holder| {
            let port = i64::from(holder.socket.port);
            !moved.iter().any(|moved| moved.now == port) && !self.is_random(port)
        });
        let any_taken = standings
            .iter()
            .any(|(_, s)| matches!(s, Standing::Taken(_)));
        let opens_something = sockets
            .iter()
            .any(|holder| is_explained(holder) || !self.is_random(i64::from(holder.socket.port)));
        let is_known =
            own.iter().all(|process| process.sockets_are_known) || !self.may_have_sockets(own);
        let is_server = standings.iter().any(|(listener, _)| !listener.is_random());
        let is_without_ports = is_old && is_server && is_known && !opens_something && !any_taken;
        // Of an unseen socket it cannot be told that it is not expected.
        extra.retain(|holder| holder.certainty == Certainty::Certain);
        Some(Drift {
            process,
            moved,
            offset,
            missing: if is_old { absent } else { Vec::new() },
            is_without_ports,
            unexpected: extra,
        })
    }

    /// Whether a port is one that the system gives away.
    fn is_random(&self, port: i64) -> bool {
        let range = self.live.ephemeral.unwrap_or((32768, 60999));
        (i64::from(range.0)..=i64::from(range.1)).contains(&port)
    }

    /// Whether a socket without a known owner may belong to these processes.
    fn may_have_sockets(&self, own: &[&LiveProcess]) -> bool {
        own.iter().any(|process| {
            let sockets = process
                .network
                .into_iter()
                .flat_map(|at| self.all_holders(at));
            let mut unseen = sockets.filter(|holder| holder.process.is_none());
            !process.sockets_are_known
                && unseen.any(|holder| holder.socket.user_id == process.user_id)
        })
    }

    /// Which absent listeners are open at another number: all that follow the offset by the same step, a single one where
    /// its product has it by default, or where there is nothing else that it could be.
    fn moved(
        &self,
        server: &Server<'a>,
        absent: &[&'a Listener],
        extra: &[Holder<'a>],
        is_old: bool,
    ) -> (Vec<Moved<'a>>, Option<i64>) {
        let has = |listener: &Listener, port: i64| {
            extra.iter().any(|holder| {
                holder.socket.protocol == listener.protocol && i64::from(holder.socket.port) == port
            })
        };
        let port = |listener: &Listener| listener.port.unwrap_or_default();
        let followers = || {
            absent
                .iter()
                .copied()
                .filter(|listener| listener.follows_offset)
        };
        let mut steps = BTreeMap::<i64, usize>::new();
        for listener in followers() {
            let of_protocol = |holder: &&Holder<'_>| holder.socket.protocol == listener.protocol;
            for holder in extra.iter().filter(of_protocol) {
                let step = i64::from(holder.socket.port) - port(listener);
                *steps.entry(step).or_default() += 1;
            }
        }
        let best = steps
            .into_iter()
            .max_by_key(|(step, count)| (*count, -step.abs()));
        let step = best.filter(|(_, count)| *count > 1).map(|(step, _)| step);
        let mut moved = Vec::new();
        let followed = followers().filter_map(|listener| {
            let now = port(listener) + step?;
            has(listener, now).then_some(Moved { listener, now })
        });
        moved.extend(followed);
        let by_offset = moved.len();
        for listener in absent.iter().copied() {
            if moved
                .iter()
                .any(|moved| std::ptr::eq(moved.listener, listener))
            {
                continue;
            }
            let mut usual = server.default_ports(listener);
            let single = || match (absent, extra) {
                ([_], [only]) if is_old && only.socket.protocol == listener.protocol => {
                    let now = i64::from(only.socket.port);
                    (only.certainty == Certainty::Certain && !self.is_random(now)).then_some(now)
                }
                _ => None,
            };
            let now = usual.find(|port| has(listener, *port)).or_else(single);
            moved.extend(now.map(|now| Moved { listener, now }));
        }
        let step = step.filter(|_| by_offset == moved.len());
        let offset = server.runtime.offset.value.zip(step);
        (moved, offset.map(|(offset, step)| offset + step))
    }
}
