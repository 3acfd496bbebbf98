//! How ports, sums and lists are put into words.

use crate::Listener;
use portlint_catalog::Protocol;

/// `9443/tcp`.
pub fn port(protocol: Protocol, port: i64) -> String {
    format!("{port}/{}", protocol.as_str())
}

/// The arithmetic of a listener: `9443 + 1 = 9444`, `9443 - 1 = 9442`, or just `7070` where nothing is added.
pub fn sum(listener: &Listener) -> String {
    let sign = if listener.offset < 0 { '-' } else { '+' };
    match (listener.base, listener.port) {
        (Some(base), Some(port)) if port != base || listener.follows_offset => {
            format!("{base} {sign} {} = {port}", listener.offset.unsigned_abs())
        }
        (_, Some(port)) => port.to_string(),
        _ => "unknown".to_string(),
    }
}

/// `1 home`, `2 homes`.
pub fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// As [`list`], but after `most` items only their number: `a, b and 3 more`.
pub fn short_list(items: &[String], most: usize) -> String {
    let shown = items.get(..most).unwrap_or(items);
    first_of(shown, items.len())
}

/// The first of `all` items: `a, b and 3 more`.
pub fn first_of(shown: &[String], all: usize) -> String {
    match all.saturating_sub(shown.len()) {
        0 => list(shown),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// `9443/tcp`, `9443/tcp and 1 more port`, `9443/tcp and 7 more ports`.
pub fn first_and_more(first: &str, all: usize) -> String {
    match all.saturating_sub(1) {
        0 => first.to_string(),
        1 => format!("{first} and 1 more port"),
        more => format!("{first} and {more} more ports"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_arithmetic() {
        let follower = |base, offset| Listener::new("servlet-https", base, offset);
        let fixed = Listener {
            follows_offset: false,
            ..Listener::new("stores", 7070, 0)
        };
        assert_eq!(sum(&follower(9443, 1)), "9443 + 1 = 9444");
        assert_eq!(sum(&follower(9443, 0)), "9443 + 0 = 9443");
        assert_eq!(sum(&follower(9443, -1)), "9443 - 1 = 9442");
        assert_eq!(sum(&fixed), "7070");
    }

    #[test]
    fn lists_stay_short() {
        let items = ["a", "b", "c", "d"].map(String::from);
        assert_eq!(list(&items), "a, b, c and d");
        assert_eq!(short_list(&items, 2), "a, b and 2 more");
        assert_eq!(short_list(&items, 4), "a, b, c and d");
        assert_eq!(first_and_more("9443/tcp", 1), "9443/tcp");
        assert_eq!(first_and_more("9443/tcp", 2), "9443/tcp and 1 more port");
        assert_eq!(first_and_more("9443/tcp", 4), "9443/tcp and 3 more ports");
    }
}
