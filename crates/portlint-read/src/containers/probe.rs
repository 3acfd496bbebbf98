//! What a health check asks of the server itself: `curl`, `wget`, `nc -z`, `/dev/tcp`.

use portlint_host::{Location, Probe};

/// A word of a command, and where it stands.
pub(super) type PlacedWord = (String, Location);

/// The requests of a command to this container, whose names are given.
pub(super) fn probes(words: &[PlacedWord], names: &[String]) -> Vec<Probe> {
    let mut probes = Vec::new();
    for (at, (word, location)) in words.iter().enumerate() {
        let word = word.trim_matches(|c: char| "\"'()[];,`".contains(c));
        let found = if word == "nc" || word == "ncat" || word == "netcat" {
            connection(words.get(at + 1..).unwrap_or_default())
        } else {
            request(word).map(|(host, port, path)| (host, port, path, *location))
        };
        if let Some((host, port, path, location)) = found
            && is_own(&host, names)
        {
            probes.push(Probe {
                port,
                path,
                by: "health check".to_string(),
                location,
            });
        }
    }
    probes
}

fn is_own(host: &str, names: &[String]) -> bool {
    let loopback = ["localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]"];
    loopback.contains(&host) || names.iter().any(|name| name == host)
}

/// `-z -w 3 localhost 9443`.
fn connection(words: &[PlacedWord]) -> Option<(String, u16, Option<String>, Location)> {
    words.windows(2).take(8).find_map(|pair| {
        let [(host, _), (port, location)] = pair else {
            return None;
        };
        let is_host = !host.starts_with('-') && host.parse::<u32>().is_err();
        let port = port.trim_matches(|c: char| "\"'();,`".contains(c));
        Some((
            host.clone(),
            is_host.then(|| port.parse().ok())??,
            None,
            *location,
        ))
    })
}

/// `https://localhost:9443/path`, `localhost:9443/path`, `</dev/tcp/localhost/9443`.
fn request(word: &str) -> Option<(String, u16, Option<String>)> {
    if let Some((_, rest)) = word.split_once("/dev/tcp/") {
        let (host, rest) = rest.split_once('/')?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        return Some((host.to_string(), rest.get(..digits)?.parse().ok()?, None));
    }
    let (scheme, rest) = match word.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, word),
    };
    let default = match scheme.map(|scheme| scheme.trim_start_matches(|c: char| !c.is_alphabetic()))
    {
        Some("http") => Some(80),
        Some("https") => Some(443),
        Some(_) => return None,
        None => None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, default?),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches(|c: char| "\"');,`".contains(c));
    let asks = scheme.is_some() || !path.is_empty();
    Some((
        host.to_string(),
        port,
        (asks && !path.is_empty()).then(|| path.to_string()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_found() {
        for (word, expected) in [
            (
                "https://localhost:9443/a/b?c",
                Some(("localhost", 9443, Some("/a/b"))),
            ),
            ("http://127.0.0.1/x", Some(("127.0.0.1", 80, Some("/x")))),
            (
                "localhost:9763/services",
                Some(("localhost", 9763, Some("/services"))),
            ),
            ("</dev/tcp/localhost/8290", Some(("localhost", 8290, None))),
            ("-f", None),
            ("ftp://localhost:21", None),
            ("exit", None),
        ] {
            let found = request(word);
            let found = found
                .as_ref()
                .map(|(h, p, path)| (h.as_str(), *p, path.as_deref()));
            assert_eq!(found, expected, "{word}");
        }
    }
}
