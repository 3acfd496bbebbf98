//! A port, or a range of ports, as people type it: `9443`, `9443/tcp`, `9443-9450`.

use portlint_catalog::Protocol;
use std::fmt;

/// Ports that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PortChoice {
    /// The first of them.
    pub first: u16,
    /// The last of them; the first again where only one is asked for.
    pub last: u16,
    /// `None` where any protocol will do.
    pub protocol: Option<Protocol>,
}

impl PortChoice {
    /// Reads `9443`, `9443-9450`, and either with `/tcp` or `/udp` behind it.
    pub(crate) fn parse(text: &str) -> Result<PortChoice, String> {
        let (ports, protocol) = match text.split_once('/') {
            None => (text, None),
            Some((ports, name)) => {
                let known = [Protocol::Tcp, Protocol::Udp];
                let named = known.into_iter().find(|protocol| protocol.as_str() == name);
                let named = named.ok_or("expected `/tcp` or `/udp` after the port")?;
                (ports, Some(named))
            }
        };
        let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
        let number = |text: &str| text.trim().parse().ok().filter(|port| *port > 0);
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => Ok(PortChoice {
                first,
                last,
                protocol,
            }),
            _ => Err("expected a port from 1 to 65535, or a range such as 9443-9450".to_string()),
        }
    }

    /// Whether this port is asked for.
    pub(crate) fn has(self, port: i64, protocol: Protocol) -> bool {
        let range = i64::from(self.first)..=i64::from(self.last);
        range.contains(&port) && self.protocol.is_none_or(|wanted| wanted == protocol)
    }
}

/// As it is typed.
impl fmt::Display for PortChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        if self.last > self.first {
            write!(f, "-{}", self.last)?;
        }
        match self.protocol {
            Some(protocol) => write!(f, "/{}", protocol.as_str()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_shown_again() {
        for text in ["9443", "9443/tcp", "514/udp", "9443-9450", "9443-9450/tcp"] {
            assert_eq!(PortChoice::parse(text).unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "0",
            "65536",
            "-1",
            "9450-9443",
            "9443/",
            "9443/sctp",
            "9443-",
            "https",
        ] {
            assert!(PortChoice::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_has_its_ends_and_a_protocol_only_its_own() {
        let range = PortChoice::parse("9443-9450/tcp").unwrap();
        for (port, protocol, wanted) in [
            (9443, Protocol::Tcp, true),
            (9450, Protocol::Tcp, true),
            (9451, Protocol::Tcp, false),
            (9443, Protocol::Udp, false),
        ] {
            assert_eq!(range.has(port, protocol), wanted, "{port}");
        }
    }
}
