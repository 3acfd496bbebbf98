//! Which of many claims on one port are in each other's way, without comparing all with all: a hostile file may hold a
//! hundred thousand connectors of one port, each with an address of its own.

use crate::address::{Interface, Overlap, interface};
use crate::sites::Claim;
use portlint_catalog::Sharing;
use portlint_host::State;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr};

/// What claims have in common that surely meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// All interfaces.
    All,
    /// All interfaces of version 4 of the protocol.
    AllOfVersion4,
    /// One interface by number, `localhost` included.
    Number(IpAddr),
    /// One by name, in small letters.
    Name(String),
    /// Whoever has an address at all.
    Any,
    /// Whoever has an address that is no number of version 6.
    AnyButVersion6,
}

/// For each claim on a port whether another one surely meets it.
pub fn surely_met(claims: &[Claim<'_>]) -> Vec<bool> {
    let keys: Vec<Vec<Key>> = claims.iter().map(|claim| keys(claim)).collect();
    let with = index(&keys);
    let meets_another = |(position, claim): (usize, &Claim<'_>)| {
        let own = keys.get(position).map_or(&[][..], Vec::as_slice);
        let wanted = own.iter().chain(&[Key::All, Key::AllOfVersion4]);
        let mut others = wanted
            // Not all who have some address: only who listens everywhere meets them for that.
            .filter(|key| !matches!(key, Key::Any | Key::AnyButVersion6) || listens_everywhere(own))
            .filter_map(|key| with.get(key))
            .flat_map(|first| first.iter().flatten())
            .filter(|other| **other != position)
            .filter_map(|other| claims.get(*other));
        others.any(|other| claim.meets(other) == Overlap::Surely)
    };
    claims.iter().enumerate().map(meets_another).collect()
}

/// The first two claims with each key: of any claim, at least one of them is another one.
fn index(keys: &[Vec<Key>]) -> HashMap<&Key, [Option<usize>; 2]> {
    let mut with = HashMap::<&Key, [Option<usize>; 2]>::new();
    for (position, keys) in keys.iter().enumerate() {
        for key in keys {
            let first = with.entry(key).or_default();
            match first {
                [None, _] => first[0] = Some(position),
                [Some(known), None] if *known != position => first[1] = Some(position),
                _ => {}
            }
        }
    }
    with
}

/// The keys of a claim; none for one that meets nobody for sure.
fn keys(claim: &Claim<'_>) -> Vec<Key> {
    if claim.state != State::Open || claim.sharing != Sharing::Exclusive {
        return Vec::new();
    }
    let parts = claim.address.split(',').map(interface);
    let mut keys = vec![Key::Any];
    for part in parts {
        let is_of_version_6 = matches!(part, Interface::Number(IpAddr::V6(_)));
        keys.extend((!is_of_version_6).then_some(Key::AnyButVersion6));
        keys.extend(match part {
            Interface::All => Some(Key::All),
            Interface::AllOfVersion4 => Some(Key::AllOfVersion4),
            Interface::Localhost => Some(Key::Number(Ipv4Addr::LOCALHOST.into())),
            Interface::Number(number) => Some(Key::Number(number)),
            Interface::Name(name) => Some(Key::Name(name.to_ascii_lowercase())),
            Interface::Unknown => None,
        });
    }
    keys
}

fn listens_everywhere(keys: &[Key]) -> bool {
    keys.iter()
        .any(|key| matches!(key, Key::All | Key::AllOfVersion4))
}

/// The numbers that a bind address stands for; `None` where a part of it is no number, so that only comparing tells whom it
/// meets.
fn numbers(address: &str) -> Option<Vec<IpAddr>> {
    let number = |part| match interface(part) {
        Interface::Number(number) => Some(number),
        _ => None,
    };
    address.split(',').map(number).collect()
}

/// The pairs of addresses, by position and in order, that may overlap: all but those of different numbers.
pub fn pairs(addresses: &[&str]) -> Vec<(usize, usize)> {
    let numbers: Vec<_> = addresses.iter().map(|address| numbers(address)).collect();
    let mut of_number = HashMap::<IpAddr, Vec<usize>>::new();
    let mut others = Vec::new();
    for (position, numbers) in numbers.iter().enumerate() {
        let Some(numbers) = numbers else {
            others.push(position);
            continue;
        };
        for number in numbers {
            of_number.entry(*number).or_default().push(position);
        }
    }
    let mut pairs = Vec::new();
    for (position, numbers) in numbers.iter().enumerate() {
        let before = pairs.len();
        match numbers {
            None => pairs.extend((position + 1..addresses.len()).map(|other| (position, other))),
            Some(numbers) => {
                let same = numbers.iter().filter_map(|number| of_number.get(number));
                let met = same.flatten().chain(&others);
                let met = met.filter(|other| **other > position);
                pairs.extend(met.map(|other| (position, *other)));
            }
        }
        let own = pairs.get_mut(before..).unwrap_or_default();
        own.sort_unstable();
    }
    pairs.dedup();
    pairs
}

/// Puts what has the same key together, in the order in which keys first come.
pub fn grouped<T: Copy, K: Ord>(all: &[T], key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut positions = BTreeMap::<K, usize>::new();
    let mut groups = Vec::<Vec<T>>::new();
    for one in all {
        let position = *positions.entry(key(one)).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) => group.push(*one),
            None => groups.push(vec![*one]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_catalog::Protocol;
    use proptest::prelude::*;

    fn claim(address: &str, state: State, sharing: Sharing) -> Claim<'_> {
        Claim {
            site: 0,
            listener: None,
            protocol: Protocol::Tcp,
            port: 9443,
            address,
            state,
            sharing,
        }
    }

    fn addresses() -> impl Strategy<Value = String> {
        let one = prop::sample::select(vec![
            "0.0.0.0",
            "::",
            "",
            "*",
            "10.0.0.1",
            "10.0.0.2",
            "127.0.0.1",
            "localhost",
            "LOCALHOST",
            "::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "a.example",
            "A.example",
            "b",
            "${x}",
        ]);
        prop::collection::vec(one, 1..3).prop_map(|parts| parts.join(", "))
    }

    fn claims() -> impl Strategy<Value = Vec<(String, State, Sharing)>> {
        let state = prop::sample::select(vec![State::Open, State::Open, State::Conditional]);
        let sharing = prop::sample::select(vec![
            Sharing::Exclusive,
            Sharing::Exclusive,
            Sharing::MovesOn,
        ]);
        prop::collection::vec((addresses(), state, sharing), 0..8)
    }

    proptest! {
        #[test]
        fn who_is_met_is_who_meets_another(claims in claims()) {
            let claims: Vec<_> = claims.iter().map(|(a, state, sharing)| claim(a, *state, *sharing)).collect();
            let compared = |(position, one): (usize, &Claim<'_>)| {
                let mut others = claims.iter().enumerate().filter(|(other, _)| *other != position);
                others.any(|(_, other)| one.meets(other) == Overlap::Surely)
            };
            let expected: Vec<_> = claims.iter().enumerate().map(compared).collect();
            prop_assert_eq!(surely_met(&claims), expected);
        }

        #[test]
        fn pairs_that_are_left_out_do_not_overlap(addresses in prop::collection::vec(addresses(), 0..8)) {
            let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
            let pairs = pairs(&addresses);
            prop_assert!(pairs.is_sorted());
            for a in 0..addresses.len() {
                for b in a + 1..addresses.len() {
                    let overlap = crate::address::overlap(addresses[a], addresses[b]);
                    prop_assert!(overlap == Overlap::Never || pairs.contains(&(a, b)), "{} {}", addresses[a], addresses[b]);
                }
            }
        }
    }

    #[test]
    fn many_numbers_make_no_pairs() {
        let addresses: Vec<_> = (0..50_000)
            .map(|n| format!("10.0.{}.{}", n / 250, n % 250))
            .collect();
        let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
        assert_eq!(pairs(&addresses), []);
        let claims: Vec<_> = addresses
            .iter()
            .map(|a| claim(a, State::Open, Sharing::Exclusive))
            .collect();
        assert!(!surely_met(&claims).contains(&true));
    }
}
