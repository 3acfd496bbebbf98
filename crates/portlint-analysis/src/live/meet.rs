//! Whether a socket that listens is where a listener wants to be.

use crate::address::{Interface, Overlap, interface};
use portlint_host::LiveSocket;
use std::net::{IpAddr, Ipv4Addr};

/// How sure it is that a socket of the same port is in the way of a bind address, or is that listener itself; several
/// addresses may be joined by commas.
pub(super) fn overlap(address: &str, socket: &LiveSocket) -> Overlap {
    let parts = address.split(',');
    let each = parts.map(|part| of_interface(&interface(part), socket));
    each.max().unwrap_or(Overlap::Never)
}

fn of_interface(wanted: &Interface<'_>, socket: &LiveSocket) -> Overlap {
    let either = |is_it: bool| {
        if is_it {
            Overlap::Surely
        } else {
            Overlap::Never
        }
    };
    match (socket.address, wanted) {
        (IpAddr::V4(has), wanted) if has.is_unspecified() => match wanted {
            Interface::Number(IpAddr::V6(_)) => Overlap::Never,
            _ => Overlap::Surely,
        },
        (IpAddr::V6(has), wanted) if has.is_unspecified() => {
            match (wanted, socket.version_6_only) {
                (Interface::Number(IpAddr::V6(_)), _) | (_, Some(false)) => Overlap::Surely,
                (Interface::Number(IpAddr::V4(_)), Some(true)) => Overlap::Never,
                // A server may use both families or one.
                _ => Overlap::Possibly,
            }
        }
        (IpAddr::V4(has), wanted) => match wanted {
            Interface::All | Interface::AllOfVersion4 => Overlap::Surely,
            Interface::Localhost => either(has == Ipv4Addr::LOCALHOST),
            Interface::Number(number) => either(*number == IpAddr::V4(has)),
            Interface::Name(_) | Interface::Unknown => Overlap::Possibly,
        },
        (IpAddr::V6(has), wanted) => match wanted {
            Interface::Number(number) => either(*number == IpAddr::V6(has)),
            Interface::Localhost if !has.is_loopback() => Overlap::Never,
            _ => Overlap::Possibly,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_catalog::Protocol;

    #[test]
    fn sockets_are_in_the_way_of_what_they_cover() {
        use Overlap::{Never, Possibly, Surely};
        for (wanted, has, version_6_only, expected) in [
            ("0.0.0.0", "0.0.0.0", None, Surely),
            ("0.0.0.0", "127.0.0.1", None, Surely),
            ("0.0.0.0", "::", Some(false), Surely),
            ("0.0.0.0", "::", Some(true), Possibly),
            ("0.0.0.0", "::", None, Possibly),
            ("0.0.0.0", "::1", None, Possibly),
            ("*", "::", Some(true), Possibly),
            ("10.0.0.1", "::", Some(false), Surely),
            ("10.0.0.1", "::", Some(true), Never),
            ("10.0.0.1", "10.0.0.2", None, Never),
            ("10.0.0.1, 10.0.0.2", "10.0.0.2", None, Surely),
            ("localhost", "127.0.0.1", None, Surely),
            ("localhost", "10.0.0.1", None, Never),
            ("::1", "0.0.0.0", None, Never),
            ("::1", "::", Some(true), Surely),
            ("::1", "::1", None, Surely),
            ("node-1", "10.0.0.1", None, Possibly),
            ("node-1", "0.0.0.0", None, Surely),
        ] {
            let socket = LiveSocket {
                protocol: Protocol::Tcp,
                port: 9443,
                address: has.parse().unwrap(),
                version_6_only,
                user_id: 0,
                user: "root".to_string(),
                owner: None,
                is_settled: true,
            };
            assert_eq!(overlap(wanted, &socket), expected, "{wanted} {has}");
        }
    }
}
