//! Texts that are the address of no host, on any machine.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether no machine can resolve this text to an address: it has characters that no name has, or a top-level domain that
/// nobody can register (RFC 6761).
pub(crate) fn never_resolves(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    let is_number =
        text.parse::<Ipv4Addr>().is_ok() || inner.unwrap_or(text).parse::<Ipv6Addr>().is_ok();
    if text.is_empty()
        || is_number
        || text.contains("${")
        || text.contains("$env{")
        || text.contains("$sys{")
    {
        return false;
    }
    let in_no_name = |c: char| c.is_whitespace() || c.is_control() || "/\\:@,;<>\"'".contains(c);
    text.contains(in_no_name) || text.to_ascii_lowercase().ends_with(".invalid")
}

#[cfg(test)]
mod tests {
    use super::never_resolves;

    #[test]
    fn names_that_a_machine_may_have_are_left_alone() {
        for text in [
            "",
            "localhost",
            "127.0.0.1",
            "127.1",
            "gw.example.com",
            "::1",
            "[::1]",
            "my_host",
            "${my.bind}",
        ] {
            assert!(!never_resolves(text), "{text}");
        }
        for text in [
            "nope.invalid",
            " 127.0.0.1",
            "http://gw",
            "127.0.0.1:8280",
            "a,b",
        ] {
            assert!(never_resolves(text), "{text}");
        }
    }
}
