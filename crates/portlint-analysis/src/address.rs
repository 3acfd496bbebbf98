//! Whether two bind addresses, and two listeners on them, can get in each other's way.

use portlint_catalog::Sharing;
use portlint_host::State;
use std::net::{IpAddr, Ipv4Addr};

/// How sure it is that two bind addresses overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overlap {
    /// Two different interfaces.
    Never,
    /// One of them is a name or a placeholder of which nobody knows what it stands for.
    Possibly,
    /// The same interface, or one of them listens on all.
    Surely,
}

/// What a bind address means.
#[derive(PartialEq, Eq)]
pub enum Interface<'a> {
    /// All interfaces, of both stacks where the process uses both.
    All,
    /// `0.0.0.0`: all interfaces; whether the process also uses version 6 of the protocol, the text does not say.
    AllOfVersion4,
    /// `localhost`: the interface that every machine has for itself, nearly always by its version 4 number.
    Localhost,
    /// One by number.
    Number(IpAddr),
    /// One by another name.
    Name(&'a str),
    /// A placeholder that nothing resolved.
    Unknown,
}

/// A listener on a port, as far as others are concerned that want the same port of the same protocol.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// Bind address as listeners carry it: several may be joined by commas.
    pub address: &'a str,
    /// Open or conditional.
    pub state: State,
    /// What happens when the port is taken.
    pub sharing: Sharing,
}

/// Whether two listeners exclude each other, and how sure that is.
pub fn exclude(a: Binding<'_>, b: Binding<'_>) -> Overlap {
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
    let address = address.trim().trim_matches(['[', ']']);
    // A zone such as `%eth0` names the interface of a link-local number.
    let number = address.split('%').next().unwrap_or(address);
    match address {
        "" | "*" => Interface::All,
        "0.0.0.0" => Interface::AllOfVersion4,
        address if address.eq_ignore_ascii_case("localhost") => Interface::Localhost,
        address if is_placeholder(address) => Interface::Unknown,
        address => match number.parse::<IpAddr>() {
            Ok(number) if number.is_unspecified() => Interface::All,
            Ok(number) => Interface::Number(number.to_canonical()),
            Err(_) => Interface::Name(address),
        },
    }
}

/// True when the text still holds a placeholder that nothing resolved.
pub fn is_placeholder(text: &str) -> bool {
    ["${", "$env{", "$sys{", "$ref{", "$secret{", "{{", "<%"]
        .iter()
        .any(|opening| text.contains(opening))
}

fn compare(a: &Interface<'_>, b: &Interface<'_>) -> Overlap {
    use Interface::{All, AllOfVersion4, Localhost, Name, Number, Unknown};
    match (a, b) {
        (AllOfVersion4, Number(IpAddr::V6(_))) | (Number(IpAddr::V6(_)), AllOfVersion4) => {
            Overlap::Possibly
        }
        (All | AllOfVersion4, _) | (_, All | AllOfVersion4) => Overlap::Surely,
        (Unknown, _) | (_, Unknown) => Overlap::Possibly,
        (Name(a), Name(b)) if a.eq_ignore_ascii_case(b) => Overlap::Surely,
        (Localhost, Number(number)) | (Number(number), Localhost) => match number {
            IpAddr::V4(number) if *number == Ipv4Addr::LOCALHOST => Overlap::Surely,
            number if number.is_loopback() => Overlap::Possibly,
            _ => Overlap::Never,
        },
        // Two names can stand for one interface, and a name for any number.
        (Name(_), _) | (_, Name(_)) => Overlap::Possibly,
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
            ("127.0.0.1", "::1", Overlap::Never),
            ("::1", "0:0:0:0:0:0:0:1", Overlap::Surely),
            ("::1", "LOCALHOST", Overlap::Possibly),
            ("::ffff:127.0.0.1", "127.0.0.1", Overlap::Surely),
            ("0.0.0.0", "::1", Overlap::Possibly),
            ("::", "::1", Overlap::Surely),
            ("127.0.0.2", "localhost", Overlap::Possibly),
            ("10.0.0.1", "localhost", Overlap::Never),
            ("node-1", "10.0.0.1", Overlap::Possibly),
            ("node-1", "node-2", Overlap::Possibly),
            ("fe80::1%eth0", "fe80::1", Overlap::Surely),
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
