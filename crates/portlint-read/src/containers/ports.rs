//! Ports as compose files and Dockerfiles write them.

use portlint_catalog::Protocol;

/// A range of ports that is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PortMapping {
    /// The address of the host.
    pub address: Option<String>,
    /// The first port of the host; `None` for a random one.
    pub host: Option<u16>,
    /// The first port inside.
    pub container: u16,
    /// How many.
    pub count: u16,
    /// Protocol.
    pub protocol: Protocol,
}

/// Most ports of one entry that are looked at one by one.
const LONGEST_RANGE: u16 = 1000;

impl PortMapping {
    /// Each port of the range: the host's and the one inside.
    pub(super) fn each(&self) -> impl Iterator<Item = (Option<u16>, u16)> {
        let (host, container) = (self.host, self.container);
        (0..self.count.min(LONGEST_RANGE)).map(move |n| {
            (
                host.map(|host| host.saturating_add(n)),
                container.saturating_add(n),
            )
        })
    }
}

/// `8080:80`, `127.0.0.1:8001:8001/udp`, `9090-9091:8080-8081`, `3000`.
pub(super) fn mapping(text: &str) -> Option<PortMapping> {
    let (text, protocol) = with_protocol(text)?;
    let (rest, inside) = match text.rsplit_once(':') {
        Some((rest, inside)) => (Some(rest), inside),
        None => (None, text),
    };
    let (container, count) = range(inside)?;
    let (address, host) = match rest.map(|rest| (rest, rest.rsplit_once(':'))) {
        None => (None, ""),
        Some((host, None)) => (None, host),
        Some((_, Some((address, host)))) => (Some(address.trim_matches(['[', ']'])), host),
    };
    let host = if host.is_empty() {
        None
    } else {
        Some(range(host)?)
    };
    // A single port inside may have a range of the host to choose from.
    let host = match host {
        Some((_, choices)) if choices != count => None,
        Some((first, _)) => Some(first),
        None => None,
    };
    Some(PortMapping {
        address: address.map(str::to_string),
        host,
        container,
        count,
        protocol,
    })
}

/// `8280/tcp`, `8280-8290`: the first, how many, and the protocol.
pub(super) fn inside(text: &str) -> Option<(u16, u16, Protocol)> {
    let (text, protocol) = with_protocol(text)?;
    let (first, count) = range(text)?;
    Some((first, count, protocol))
}

fn with_protocol(text: &str) -> Option<(&str, Protocol)> {
    let text = text.trim();
    match text.split_once('/') {
        None => Some((text, Protocol::Tcp)),
        Some((text, name)) => Some((text, protocol(name)?)),
    }
}

/// A protocol by its name.
pub(super) fn protocol(name: &str) -> Option<Protocol> {
    match name.to_ascii_lowercase().as_str() {
        "tcp" => Some(Protocol::Tcp),
        "udp" => Some(Protocol::Udp),
        _ => None,
    }
}

/// The first port of a range, and how many there are.
pub(super) fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse::<u16>().ok()?);
    let count = last.checked_sub(first)?.checked_add(1)?;
    (first > 0).then_some((first, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_read() {
        for (text, expected) in [
            ("9443:9443", Some((None, Some(9443), 9443, 1))),
            ("9444:9443/tcp", Some((None, Some(9444), 9443, 1))),
            ("3000", Some((None, None, 3000, 1))),
            (
                "127.0.0.1:8001:8002",
                Some((Some("127.0.0.1"), Some(8001), 8002, 1)),
            ),
            ("127.0.0.1::8002", Some((Some("127.0.0.1"), None, 8002, 1))),
            ("[::1]:80:81", Some((Some("::1"), Some(80), 81, 1))),
            ("9090-9091:8080-8081", Some((None, Some(9090), 8080, 2))),
            ("8000-9000:80", Some((None, None, 80, 1))),
            ("a:80", None),
            ("80:0", None),
            ("9:8-7", None),
            ("1:2/sctp", None),
        ] {
            let found = mapping(text);
            let found = found
                .as_ref()
                .map(|m| (m.address.as_deref(), m.host, m.container, m.count));
            assert_eq!(found, expected, "{text}");
        }
    }
}
