//! Whether two bind addresses, and two listeners on them, can get in each other's way.

use portlint_catalog::Sharing;
use portlint_host::State;

/// How sure it is that two bind addresses overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overlap {
    /// Two different interfaces.
    Never,
    /// One of them is a placeholder that is not known.
    Possibly,
    /// The same interface, or one of them listens on all.
    Surely,
}

/// What a bind address means.
#[derive(PartialEq, Eq)]
pub enum Interface<'a> {
    /// All interfaces.
    All,
    /// The one that every machine has for itself.
    Loopback,
    /// One by name or number.
    One(&'a str),
    /// A placeholder that nothing resolved.
    Unknown,
}

/// A listener on a port, as far as others are concerned that want the same port of the same protocol.
#[derive(Debug, Clone, Copy)]
pub struct Bid<'a> {
    /// Bind address as listeners carry it: several may be joined by commas.
    pub address: &'a str,
    /// Open or conditional.
    pub state: State,
    /// What happens when the port is taken.
    pub sharing: Sharing,
}

/// Whether two listeners exclude each other, and how sure that is.
pub fn exclude(a: Bid<'_>, b: Bid<'_>) -> Overlap {
    let overlap = overlap(a.address, b.address);
    match (a.sharing, b.sharing) {
        _ if overlap == Overlap::Never => Overlap::Never,
        (Sharing::Exclusive, Sharing::Exclusive) => {
            if a.state == State::Open && b.state == State::Open {
                overlap
            } else {
                Overlap::Possibly
            }
        }
        // The mover finds another port; the other one does not when it starts later.
        (Sharing::MovesOn, Sharing::Exclusive) if b.state == State::Open => Overlap::Possibly,
        (Sharing::Exclusive, Sharing::MovesOn) if a.state == State::Open => Overlap::Possibly,
        _ => Overlap::Never,
    }
}

/// Compares two bind addresses as listeners carry them: several may be joined by commas.
pub fn overlap(a: &str, b: &str) -> Overlap {
    // Nearly every listener has it, and big hosts compare millions of times.
    if a == "0.0.0.0" && b == a {
        return Overlap::Surely;
    }
    let pairs = a.split(',').flat_map(|a| b.split(',').map(move |b| (a, b)));
    pairs
        .map(|(a, b)| compare(&interface(a), &interface(b)))
        .max()
        .unwrap_or(Overlap::Never)
}

/// True for the names by which a host calls itself everywhere: `localhost`, `127.0.0.1`, `::1`.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || matches!(host, "127.0.0.1" | "::1" | "0:0:0:0:0:0:0:1")
}

/// What one bind address means; brackets around it do not count.
pub fn interface(address: &str) -> Interface<'_> {
    match address.trim().trim_matches(['[', ']']) {
        "" | "*" | "0.0.0.0" | "::" | "0:0:0:0:0:0:0:0" => Interface::All,
        address if is_loopback(address) => Interface::Loopback,
        address if is_placeholder(address) => Interface::Unknown,
        address => Interface::One(address),
    }
}

/// True when the text still holds a placeholder that nothing resolved.
pub fn is_placeholder(text: &str) -> bool {
    ["${", "$env{", "$sys{", "$ref{", "$secret{", "{{", "<%"]
        .iter()
        .any(|opening| text.contains(opening))
}

fn compare(a: &Interface<'_>, b: &Interface<'_>) -> Overlap {
    match (a, b) {
        (Interface::All, _) | (_, Interface::All) => Overlap::Surely,
        (Interface::Unknown, _) | (_, Interface::Unknown) => Overlap::Possibly,
        (Interface::One(a), Interface::One(b)) if a.eq_ignore_ascii_case(b) => Overlap::Surely,
        (a, b) if a == b => Overlap::Surely,
        _ => Overlap::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_overlap_as_sockets_do() {
        for (a, b, expected) in [
            ("0.0.0.0", "10.0.0.1", Overlap::Surely),
            ("::", "127.0.0.1", Overlap::Surely),
            ("[::]", "*", Overlap::Surely),
            ("0:0:0:0:0:0:0:0", "10.0.0.1", Overlap::Surely),
            ("[fe80::1]", "fe80::1", Overlap::Surely),
            ("", "10.0.0.1", Overlap::Surely),
            ("localhost", "127.0.0.1", Overlap::Surely),
            ("::1", "LOCALHOST", Overlap::Surely),
            ("10.0.0.1", "10.0.0.2", Overlap::Never),
            ("127.0.0.1", "10.0.0.1", Overlap::Never),
            ("Node-1", "node-1", Overlap::Surely),
            ("10.0.0.1, 10.0.0.2", "10.0.0.2", Overlap::Surely),
            ("10.0.0.1, 10.0.0.2", "10.0.0.3", Overlap::Never),
            ("${carbon.host}", "0.0.0.0", Overlap::Surely),
            ("${carbon.host}", "10.0.0.1", Overlap::Possibly),
            ("$env{HOST}", "$env{HOST}", Overlap::Possibly),
        ] {
            assert_eq!(overlap(a, b), expected, "{a} and {b}");
            assert_eq!(overlap(b, a), expected, "{b} and {a}");
        }
    }
}
