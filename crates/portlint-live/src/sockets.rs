//! The kernel's lists of sockets: `/proc/net/tcp`, `tcp6`, `udp`, `udp6`.

use crate::users::Users;
use portlint_catalog::Protocol;
use portlint_files::{Bounded, ReadError};
use portlint_host::{LiveOwner, LiveSocket};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A TCP socket that listens.
const LISTEN: &str = "0A";
/// A UDP socket that is not connected to one address.
const UNCONNECTED: &str = "07";

/// A socket that listens, by the number that the kernel gives to it (its inode).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Socket {
    protocol: Protocol,
    address: IpAddr,
    port: u16,
    user: u32,
    is_settled: bool,
}

/// The listening sockets of a network by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    sockets: BTreeMap<u64, Socket>,
    /// Whether these are all.
    pub is_complete: bool,
}

impl Table {
    /// Reads the four lists. One that is missing is empty: a system may be without a family of addresses.
    ///
    /// # Errors
    /// When none can be read: its error.
    pub(crate) fn read(lists: [Result<Bounded, ReadError>; 4]) -> Result<Table, ReadError> {
        let mut table = Table {
            sockets: BTreeMap::new(),
            is_complete: true,
        };
        let mut read_any = false;
        let mut error = ReadError::Missing;
        let protocols = [Protocol::Tcp, Protocol::Tcp, Protocol::Udp, Protocol::Udp];
        for (list, protocol) in lists.into_iter().zip(protocols) {
            match list {
                Ok(list) => {
                    read_any = true;
                    table.is_complete &= table.add(&list, protocol);
                }
                Err(ReadError::Missing) => {}
                Err(other) => {
                    table.is_complete = false;
                    error = other;
                }
            }
        }
        if read_any { Ok(table) } else { Err(error) }
    }

    /// Adds a list; false when listening sockets may be missing. Those of TCP come before all others.
    fn add(&mut self, list: &Bounded, protocol: Protocol) -> bool {
        let wanted = match protocol {
            Protocol::Tcp => LISTEN,
            Protocol::Udp => UNCONNECTED,
        };
        let text = String::from_utf8_lossy(&list.bytes);
        let mut is_past_listening = false;
        for line in text.lines().skip(1) {
            match socket(line, protocol) {
                Some((state, inode, socket)) if state == wanted => {
                    self.sockets.insert(inode, socket);
                }
                Some(_) => is_past_listening = protocol == Protocol::Tcp,
                None => {}
            }
        }
        list.is_complete || is_past_listening
    }

    /// The same, with what an earlier look found: what is there only once is not settled.
    pub(crate) fn settled_by(mut self, before: Table) -> Table {
        for (number, socket) in &mut self.sockets {
            socket.is_settled = before.sockets.contains_key(number);
        }
        for (number, mut socket) in before.sockets {
            socket.is_settled = false;
            self.sockets.entry(number).or_insert(socket);
        }
        self.is_complete &= before.is_complete;
        self
    }

    /// Whether a socket with this number is there.
    pub(crate) fn holds(&self, number: u64) -> bool {
        self.sockets.contains_key(&number)
    }

    /// The numbers of the sockets.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        self.sockets.keys().copied()
    }

    /// Whether both are of one network: sockets have numbers that no other network has.
    pub(crate) fn is_of_one_network(&self, other: &Table) -> bool {
        let (fewer, more) = if self.sockets.len() < other.sockets.len() {
            (self, other)
        } else {
            (other, self)
        };
        fewer.numbers().any(|number| more.holds(number))
    }

    /// Whether a network was seen in which nobody listens.
    pub(crate) fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    /// The sockets as the model has them. `told` is what the kernel says of those of version 6, `leaves_version_4` what is usual where
    /// it says nothing.
    pub(crate) fn listening(
        &self,
        owners: &Owners,
        users: &Users,
        told: &BTreeMap<u64, bool>,
        leaves_version_4: bool,
    ) -> Vec<LiveSocket> {
        let of_version_4 = self
            .sockets
            .values()
            .filter(|socket| socket.address.is_ipv4());
        let of_version_4: BTreeSet<_> = of_version_4
            .map(|socket| (socket.protocol, socket.port))
            .collect();
        let mut sockets: Vec<_> = self
            .sockets
            .iter()
            .map(|(number, socket)| {
                // Who takes both families leaves no room for a second socket.
                let shares = of_version_4.contains(&(socket.protocol, socket.port));
                let is_all = socket.address == IpAddr::V6(Ipv6Addr::UNSPECIFIED);
                let version_6_only = match (is_all, told.get(number), shares, leaves_version_4) {
                    (false, ..) => None,
                    (true, Some(told), ..) => Some(*told),
                    (true, None, true, _) => Some(true),
                    (true, None, false, true) => None,
                    (true, None, false, false) => Some(false),
                };
                LiveSocket {
                    protocol: socket.protocol,
                    port: socket.port,
                    address: socket.address,
                    version_6_only,
                    user_id: socket.user,
                    user: users.name(socket.user),
                    owner: owners.of(*number, socket),
                    is_settled: socket.is_settled,
                }
            })
            .collect();
        sockets.sort();
        sockets
    }
}

/// Who has which socket open.
#[derive(Debug, Clone, Default)]
pub(crate) struct Owners {
    /// By the number of the socket.
    pub by_number: BTreeMap<u64, LiveOwner>,
    /// Processes that say on their command line which port of the host they take.
    pub by_port: BTreeMap<(Protocol, u16), LiveOwner>,
}

impl Owners {
    fn of(&self, number: u64, socket: &Socket) -> Option<LiveOwner> {
        let seen = self.by_number.get(&number);
        let said = || self.by_port.get(&(socket.protocol, socket.port));
        seen.or_else(said).copied()
    }

    /// Whether the owner of every TCP socket was seen.
    pub(crate) fn has_all_of(&self, table: &Table) -> bool {
        let mut sockets = table.sockets.iter();
        sockets.all(|(number, socket)| {
            socket.protocol == Protocol::Udp || self.by_number.contains_key(number)
        })
    }
}

/// State, number and socket of a line:
/// `  0: 0100007F:24E3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 12345 ...`.
fn socket(line: &str, protocol: Protocol) -> Option<(&str, u64, Socket)> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let (address, port) = words.next()?.rsplit_once(':')?;
    let state = words.nth(1)?;
    let user = words.nth(3)?.parse().ok()?;
    let number = words.nth(1)?.parse().ok()?;
    let socket = Socket {
        protocol,
        address: self::address(address)?,
        port: u16::from_str_radix(port, 16).ok()?,
        user,
        is_settled: true,
    };
    Some((state, number, socket))
}

/// An address in words of four bytes, each as the machine has it in memory.
fn address(text: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let digits = text.get(at * 8..at * 8 + 8)?;
        Some(u32::from_str_radix(digits, 16).ok()?.to_ne_bytes())
    };
    match text.len() {
        8 => Some(IpAddr::V4(Ipv4Addr::from(word(0)?))),
        32 => {
            let mut bytes = [0; 16];
            for (at, part) in bytes.chunks_exact_mut(4).enumerate() {
                part.copy_from_slice(&word(at)?);
            }
            // A server that uses both families has its addresses of version 4 in this form.
            Some(IpAddr::V6(Ipv6Addr::from(bytes)).to_canonical())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_words_in_memory_order() {
        if cfg!(target_endian = "big") {
            return;
        }
        for (text, expected) in [
            ("00000000", "0.0.0.0"),
            ("0100007F", "127.0.0.1"),
            ("0302010A", "10.1.2.3"),
            ("00000000000000000000000000000000", "::"),
            ("00000000000000000000000001000000", "::1"),
            ("0000000000000000FFFF00000100007F", "127.0.0.1"),
            ("B80D0120000000000000000001000000", "2001:db8::1"),
        ] {
            assert_eq!(address(text), Some(expected.parse().unwrap()), "{text}");
        }
        assert_eq!(address("0100007"), None);
        assert_eq!(address("0100007G"), None);
    }

    #[test]
    fn lines_tell_state_user_and_number() {
        let line = "   3: 00000000:24E3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0 100 0 0 10 0";
        let (state, number, socket) = socket(line, Protocol::Tcp).unwrap();
        assert_eq!(
            (state, number, socket.port, socket.user),
            ("0A", 12345, 9443, 1000)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9A-F: é]{0,80}") {
            let _ = socket(&text, Protocol::Tcp);
            let _ = address(&text);
        }
    }
}
