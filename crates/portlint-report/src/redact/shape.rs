//! What a harmless value looks like. Even a port-like key may hold a secret by mistake.

use super::words::KeyKind;
use portlint_host::{looks_secret, showable};
use std::ops::Range;

/// Longest value that is shown, in bytes.
const LONGEST: usize = 80;

/// The parts of a value, in byte offsets into `text`, that may be shown for a key of this kind. Quotes around the
/// value are shown in any case.
pub(super) fn public_parts(kind: KeyKind, text: &str) -> Vec<Range<usize>> {
    let inner = text.trim_matches(['"', '\'']);
    let start = text.len() - text.trim_start_matches(['"', '\'']).len();
    let end = start + inner.len();
    let mut parts = vec![0..start, end.max(start)..text.len()];
    let shown = match kind {
        KeyKind::Number => is_number(inner),
        KeyKind::Word => is_public(inner) && !inner.contains("://"),
        KeyKind::Place => !inner.contains("://") && is_public(inner),
        KeyKind::Other => false,
    };
    if shown {
        parts.push(start..end);
    } else if kind == KeyKind::Place {
        parts.extend(
            url_parts(inner)
                .into_iter()
                .map(|part| start + part.start..start + part.end),
        );
    }
    parts
}

/// True for text that is made of a few plain words and numbers: a host, an address, a class name, a placeholder.
pub(super) fn is_public(text: &str) -> bool {
    text.len() <= LONGEST
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-:$[]{}*,/+".contains(c))
        && !looks_secret(text)
}

/// A number as any of the formats writes it, a placeholder for one, or a word that stands for none: what a message may
/// quote, too.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && showable(text) == text
}

/// True for a number, and for what has the signs of an address or a URL in it; a lone word may be a password.
pub(super) fn is_place_or_number(text: &str) -> bool {
    is_number(text) || text.contains("://") || (text.contains(['.', ':', '/']) && is_public(text))
}

/// The parts of a text that a finding points at: of a URL what is harmless, of anything else what follows an `@`, because
/// a name and a password stand before it.
pub(super) fn without_login(text: &str) -> Vec<Range<usize>> {
    if text.contains("://") {
        return public_parts(KeyKind::Place, text);
    }
    let start = text.rfind('@').map_or(0, |at| at + 1);
    std::iter::once(start..text.len()).collect()
}

/// True for `scheme://host:port` with nothing before or after it: an address, whatever its key is called.
pub(super) fn is_address(text: &str) -> bool {
    let address = text.split_once("://").and_then(|(scheme, authority)| {
        let (host, port) = authority.rsplit_once(':')?;
        let is_scheme = scheme.chars().all(|c| c.is_ascii_lowercase());
        let is_port = port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit());
        Some(is_scheme && is_port && !port.is_empty() && !host.contains('@') && is_public(host))
    });
    address.unwrap_or_default()
}

/// Scheme, host, port and plain path segments of a URL; never what stands before an `@`, nor its query.
fn url_parts(text: &str) -> Vec<Range<usize>> {
    let Some((scheme, after)) = text.split_once("://") else {
        return Vec::new();
    };
    if scheme.len() > 20 || !is_public(scheme) {
        return Vec::new();
    }
    let start = scheme.len() + 3;
    let mut parts = std::iter::once(0..start).collect::<Vec<_>>();
    let authority_length = after.find(['/', '?', '#', ';']).unwrap_or(after.len());
    let Some((authority, path)) = after.split_at_checked(authority_length) else {
        return parts;
    };
    // A raw `/` in a password moves the `@` behind what looks like the host.
    if path.contains('@') {
        return parts;
    }
    let user_length = authority.rfind('@').map_or(0, |at| at + 1);
    if user_length > 0 {
        parts.push(start + user_length - 1..start + user_length);
    }
    if authority.get(user_length..).is_some_and(is_public) {
        parts.push(start + user_length..start + authority_length);
    }
    let mut at = start + authority_length;
    let path_length = path.find(['?', '#', ';']).unwrap_or(path.len());
    for segment in path.get(..path_length).unwrap_or("").split_inclusive('/') {
        if segment.len() <= 24 && is_public(segment) {
            parts.push(at..at + segment.len());
        }
        at += segment.len();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> String {
        let parts = url_parts(text);
        text.char_indices()
            .map(|(at, c)| {
                if parts.iter().any(|p| p.contains(&at)) {
                    c
                } else {
                    '*'
                }
            })
            .collect()
    }

    #[test]
    fn urls_keep_host_and_port_only() {
        assert_eq!(
            url("https://localhost:9443/services/"),
            "https://localhost:9443/services/"
        );
        assert_eq!(
            url("tcp://admin:hunter@mb:5672/carbon?k=v"),
            "tcp://************@mb:5672/carbon****"
        );
        assert_eq!(url("tcp://a:p/q@mb:1/"), "tcp://***********");
        assert_eq!(
            url("jdbc:sqlserver://db:1433;password=x"),
            "jdbc:sqlserver://db:1433***********"
        );
        assert_eq!(
            url("https://hooks/T0AB1CD2EF/Xk9vQ2mPz7Lw4TnB"),
            "https://hooks/T0AB1CD2EF/****************"
        );
    }

    #[test]
    fn an_address_is_scheme_host_and_port() {
        assert!(is_address("ssl://localhost:9711"));
        for text in [
            "9711",
            "ssl://a:b@localhost:9711",
            "ssl://localhost:97/x",
            "x://y",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_finding_points_at_shows_a_login() {
        let shown = |text: &str| {
            let mut parts = without_login(text);
            parts.sort_by_key(|part| part.start);
            let parts = parts.into_iter().map(|part| text.get(part).unwrap());
            parts.collect::<Vec<_>>().concat()
        };
        assert_eq!(
            shown("https://admin:hunter2@localhost:9443/services"),
            "https://@localhost:9443/services"
        );
        assert_eq!(shown("admin:hunter2@localhost:9443"), "localhost:9443");
        assert_eq!(shown("9443"), "9443");
        assert_eq!(
            shown("\"https://localhost:9443\""),
            "\"https://localhost:9443\""
        );
    }

    #[test]
    fn numbers_and_placeholders_are_numbers() {
        for text in ["9443", "-1", "9_443", "$env{HTTPS_PORT}", "${carbon.port}"] {
            assert!(is_number(text), "{text}");
        }
        for text in [
            "",
            "hunter2",
            "9443 hunter",
            "$env{Xk9vQ2mPz7Lw4TnB}",
            "4111111111111111",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
