//! What a bind address of a file is to Java's resolver, which takes more spellings than people know.

use super::value::Node;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Where a listener is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    /// An address or a name.
    At(String),
    /// It cannot be bound there; why.
    Nowhere(String),
}

/// The address of a field of a class that is `0.0.0.0` where the file does not name it.
pub(super) fn bound(node: Option<&Node>) -> Bound {
    let Some(node) = node else {
        return Bound::At("0.0.0.0".to_string());
    };
    match node.scalar() {
        _ if node.is_null() => Bound::Nowhere("the host has no value".to_string()),
        Some(scalar) if scalar.unknown.is_some() => Bound::At(scalar.text.clone()),
        Some(scalar) => resolved(&scalar.text),
        None => Bound::Nowhere("the host is not a string".to_string()),
    }
}

/// What Java makes of a host.
pub(super) fn resolved(text: &str) -> Bound {
    let at = |address: &str| Bound::At(address.to_string());
    if text.is_empty() {
        return at("127.0.0.1");
    }
    if text.eq_ignore_ascii_case("localhost") {
        return at("localhost");
    }
    if let Some(address) = version_4(text) {
        return of_version_4(address);
    }
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    if let Ok(address) = inner.unwrap_or(text).parse::<Ipv6Addr>() {
        return match address.to_ipv4_mapped() {
            Some(mapped) => of_version_4(mapped),
            // A wildcard of both versions.
            None if address.is_unspecified() => at("0.0.0.0"),
            None => at(&address.to_string()),
        };
    }
    let is_name = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if !is_name || text.to_ascii_lowercase().ends_with(".invalid") {
        return Bound::Nowhere("the host is no address and no name of a host".to_string());
    }
    at(text)
}

/// No host can have an address that begins with 0, but for the wildcard.
fn of_version_4(address: Ipv4Addr) -> Bound {
    match address.octets() {
        [0, 0, 0, 0] => Bound::At("0.0.0.0".to_string()),
        [0, ..] => Bound::Nowhere(format!(
            "the host is the address {address}, which no host has"
        )),
        _ => Bound::At(address.to_string()),
    }
}

/// One to four numbers with points, of which the last fills what is left: `127.1` is 127.0.0.1.
fn version_4(text: &str) -> Option<Ipv4Addr> {
    let parts = text.split('.').collect::<Vec<_>>();
    let (last, first) = parts.split_last()?;
    if first.len() > 3 {
        return None;
    }
    let number = |text: &str| match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        None => None,
    };
    let room = 32_u32.checked_sub(8 * u32::try_from(first.len()).ok()?)?;
    let mut address = number(last).filter(|value| u64::from(*value) < 1_u64 << room)?;
    for (part, shift) in first.iter().zip([24_u32, 16, 8]) {
        address |= number(part).filter(|value| *value < 256)? << shift;
    }
    Some(Ipv4Addr::from_bits(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_what_java_makes_of_them() {
        let cases = [
            ("0.0.0.0", Some("0.0.0.0")),
            ("127.0.0.1", Some("127.0.0.1")),
            ("127.1", Some("127.0.0.1")),
            ("0", Some("0.0.0.0")),
            ("0x7f000001", Some("127.0.0.1")),
            ("LOCALHOST", Some("localhost")),
            ("", Some("127.0.0.1")),
            ("::", Some("0.0.0.0")),
            ("::1", Some("::1")),
            ("[::1]", Some("::1")),
            ("::ffff:127.0.0.1", Some("127.0.0.1")),
            ("node-1.example.com", Some("node-1.example.com")),
            ("1.2.3.256", Some("1.2.3.256")),
            ("1", None),
            (" 127.0.0.1", None),
            ("nope.invalid", None),
        ];
        for (text, expected) in cases {
            match (resolved(text), expected) {
                (Bound::At(address), Some(expected)) => assert_eq!(address, expected, "{text}"),
                (Bound::Nowhere(_), None) => {}
                (bound, _) => panic!("{text}: {bound:?}"),
            }
        }
    }
}
