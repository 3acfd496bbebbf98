//! Finds `scheme://host:port` in a text.

use std::ops::Range;

/// An address in a text.
#[derive(Debug, PartialEq)]
pub(super) struct Url<'t> {
    /// The scheme, `None` for a bare `host:port`.
    pub(super) scheme: Option<&'t str>,
    /// The host as written, without user and password.
    pub(super) host: &'t str,
    /// The port as written: digits or one placeholder.
    pub(super) port: &'t str,
    /// The bytes of `host:port` in the text.
    pub(super) range: Range<usize>,
}

/// Characters that end the `user@host:port` part of an URL.
fn ends_authority(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '/' | '?' | '#' | '\'' | '"' | ',' | ';' | '<' | '>' | '|' | ')'
        )
}

/// All URLs with a port, in order.
pub(super) fn urls(text: &str) -> Vec<Url<'_>> {
    text.match_indices("://")
        .filter_map(|(position, separator)| {
            let before = text.get(..position)?;
            let scheme_start = before
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '+'))
                .map_or(0, |at| at + before.get(at..).map_or(1, first_length));
            let scheme = before.get(scheme_start..).filter(|s| !s.is_empty())?;
            let start = position + separator.len();
            let authority = authority(text.get(start..)?);
            let user = authority.rfind('@').map_or(0, |at| at + 1);
            let address = authority.get(user..)?;
            let (host, port) = host_and_port(address)?;
            let start = start + user;
            Some(Url {
                scheme: Some(scheme),
                host,
                port,
                range: start..start + host.len() + 1 + port.len(),
            })
        })
        .collect()
}

/// All `host:port` pairs of a list without schemes, or a number alone, whose host is then `localhost`.
pub(super) fn bare_addresses(text: &str) -> Vec<Url<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for part in text.split(',') {
        let trimmed = part.trim();
        let at = start + (part.len() - part.trim_start().len());
        let pair = match host_and_port(trimmed) {
            Some(pair) => Some(pair),
            None if is_port(trimmed) => Some(("localhost", trimmed)),
            None => None,
        };
        if let Some((host, port)) = pair {
            found.push(Url {
                scheme: None,
                host,
                port,
                range: at..at + trimmed.len(),
            });
        }
        start += part.len() + 1;
    }
    found
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// The part of a text that an authority can fill; braces count only as `${…}`.
fn authority(text: &str) -> &str {
    let mut inside = false;
    let end = text.char_indices().find(|(at, c)| {
        let opens = *c == '{' && text.get(..*at).is_some_and(|before| before.ends_with('$'));
        match c {
            '{' if opens => inside = true,
            '}' if inside => inside = false,
            '{' | '}' => return true,
            c if !inside && ends_authority(*c) => return true,
            _ => {}
        }
        false
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// Splits `host:port`. A placeholder may follow a placeholder port, as in `${…port}${carbon.context}`.
fn host_and_port(address: &str) -> Option<(&str, &str)> {
    let host_end = match address.strip_prefix('[') {
        Some(ipv6) => ipv6.find(']')? + 2,
        None => address.find(':')?,
    };
    let host = address.get(..host_end)?;
    let rest = address.get(host_end..)?.strip_prefix(':')?;
    let port = match rest.strip_prefix("${").and_then(|name| name.find('}')) {
        Some(length) => rest.get(..length + 3)?,
        None => rest.split('$').next()?,
    };
    (!host.is_empty() && is_port(port)).then_some((host, port))
}

fn is_port(text: &str) -> bool {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    digits || (text.starts_with("${") && text.ends_with('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_without_credentials() {
        let text = "amqp://admin:secret@clientid/carbon?brokerlist='tcp://localhost:5672'";
        let found = urls(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].scheme, found[0].host, found[0].port),
            (Some("tcp"), "localhost", "5672")
        );
        assert_eq!(text.get(found[0].range.clone()), Some("localhost:5672"));
    }

    #[test]
    fn finds_placeholders_and_lists() {
        let found = urls("{tcp://${carbon.local.ip}:${receiver.url.port}},{ssl://h:7711/x}");
        assert_eq!(found[0].port, "${receiver.url.port}");
        assert_eq!((found[1].host, found[1].port), ("h", "7711"));
        let found = urls("https://localhost:${mgt.transport.https.port}${carbon.context}services/");
        assert_eq!(
            (found[0].host, found[0].port),
            ("localhost", "${mgt.transport.https.port}")
        );
        assert_eq!(urls("ldap://[::1]:10389")[0].host, "[::1]");
        assert!(urls("https://host/path").is_empty());
        assert!(urls("://:1").is_empty());
        assert!(urls("ü://a:1").is_empty());
    }

    #[test]
    fn finds_bare_addresses() {
        let found = bare_addresses("localhost:9160, b:9161");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].range, 16..22);
        assert_eq!(bare_addresses("10397")[0].host, "localhost");
        assert!(bare_addresses("none").is_empty());
    }
}
