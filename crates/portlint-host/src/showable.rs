//! What of a user's text a message may quote: an allowlist, never a blocklist.
//!
//! Whatever stands where a port, an offset, a profile or an address belongs may be a password that slipped into the wrong
//! line, or the first line of a file that a link leads to. So a value is quoted when it is a number, a known word, an
//! address or the name of a placeholder, and else told by its kind: `text of 22 characters`. Names that users give
//! (of keys, listeners, applications) are quoted unless they look like a secret.

use std::net::IpAddr;

/// Longest text that is looked at and shown, in bytes.
const LONGEST: usize = 200;
/// Longest name that is shown, in bytes.
const LONGEST_NAME: usize = 80;
/// Longest number that is shown, in digits; longer ones may be of a card or a phone.
const DIGITS: usize = 12;
/// How deep placeholders in the defaults of placeholders are shown.
const DEPTH: usize = 3;

/// CowStr that say nothing of anybody, in lower case.
const KNOWN: &[&str] = &[
    "address",
    "ajp",
    "all",
    "alpha",
    "any",
    "api",
    "auto",
    "beta",
    "binary",
    "character",
    "characters",
    "class",
    "cxf_ws_rm",
    "default",
    "digits",
    "disable",
    "disabled",
    "enable",
    "enabled",
    "error",
    "false",
    "feed",
    "file",
    "grpc",
    "hl7",
    "host",
    "hostname",
    "http",
    "http2",
    "https",
    "https2",
    "info",
    "invalid",
    "jms",
    "kafka",
    "ldap",
    "listener",
    "local",
    "localhost",
    "m",
    "mailto",
    "mqtt",
    "mqtts",
    "name",
    "nan",
    "nil",
    "no",
    "none",
    "note",
    "null",
    "number",
    "of",
    "off",
    "offset",
    "ok",
    "on",
    "or",
    "port",
    "ports",
    "prometheus",
    "rabbitmq",
    "random",
    "rc",
    "release",
    "rmi",
    "secure",
    "server",
    "snapshot",
    "ssl",
    "tcp",
    "text",
    "the",
    "thrift",
    "tls",
    "transport",
    "true",
    "udp",
    "undefined",
    "unknown",
    "unset",
    "update",
    "url",
    "warn",
    "warning",
    "websocket",
    "ws",
    "wso2",
    "wso2v",
    "wss",
    "yes",
];

/// A value of a user as a message may show it: as it is, or its kind.
pub fn showable(text: &str) -> String {
    shown_value(text, DEPTH).unwrap_or_else(|| kind(text))
}

/// As [`showable`], in quotes where it is shown as it is.
pub fn quoted(text: &str) -> String {
    shown_value(text, DEPTH).map_or_else(|| kind(text), |shown| format!("\"{shown}\""))
}

/// A bind address or the host of a URL, or several with commas between them: names of hosts and addresses as they are,
/// without the login that stands before one.
pub fn showable_address(text: &str) -> String {
    if text.len() > LONGEST {
        return kind(text);
    }
    if shown_value(text, DEPTH).is_some_and(|shown| shown == text) {
        return text.to_string();
    }
    let parts = text.split(',').map(|part| {
        let bare = part.trim();
        let host = bare.trim_matches(['[', ']']);
        let is_name = |c: char| c.is_alphanumeric() || "._-:*%".contains(c);
        if host.chars().all(is_name) && !looks_secret(host) {
            part.to_string()
        } else {
            let blank = if part.starts_with(' ') { " " } else { "" };
            format!("{blank}{}", showable(bare))
        }
    });
    parts.collect::<Vec<_>>().join(",")
}

/// A name that a user gave to something: of a key, a listener, a scheme.
pub fn showable_name(text: &str) -> String {
    if is_name(text) || shown_value(text, DEPTH).is_some_and(|shown| shown == text) {
        text.to_string()
    } else {
        kind(text)
    }
}

/// A word that has to be one of a few, as typed where it is one of them or nearly so: then it is a slip of the keyboard.
pub fn showable_choice<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known = known.into_iter().peekable();
    let shown = shown_value(typed, DEPTH).is_some_and(|shown| shown == typed);
    if shown || nearest(typed, &mut known).is_some() {
        format!("`{typed}`")
    } else {
        kind(typed)
    }
}

/// The known name that differs from a mistyped one in at most a third of its letters; of equally near ones the first.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase().replace('_', "-");
    known
        .into_iter()
        // So much longer or shorter is not near, and not worth comparing letter by letter.
        .filter(|name| typed.len().abs_diff(name.len()) <= (name.len() / 3).max(1))
        .map(|name| (strsim::damerau_levenshtein(&typed, name), name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `text of 22 characters`, `number of 16 digits`.
fn kind(text: &str) -> String {
    let digits = text.trim().trim_start_matches(['+', '-']);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number, text.chars().count()) {
        (true, _) => format!("number of {} digits", digits.len()),
        (false, 1) => "text of 1 character".to_string(),
        (false, length) => format!("text of {length} characters"),
    }
}

/// True for text that may well be a password, a key or a token: long stretches of letters mixed with digits, or of letters
/// that change their case as no word does.
pub fn looks_secret(text: &str) -> bool {
    let mut mixed = 0;
    for token in text.split(|c: char| !c.is_alphanumeric()) {
        let digits = token.chars().filter(char::is_ascii_digit).count();
        let length = token.chars().count();
        let too_long = match (digits, length - digits) {
            (_, 0) => digits > 10,
            (0, _) => length > 32 || (length > 12 && changes_of_case(token) * 3 > length),
            _ => {
                mixed += length;
                length > 12
            }
        };
        if too_long || mixed > 24 {
            return true;
        }
    }
    false
}

/// How often capital letters follow small ones, or small ones capital ones.
fn changes_of_case(token: &str) -> usize {
    let is_small = |c: char| c.is_lowercase();
    let next = token.chars().skip(1);
    let pairs = token.chars().zip(next);
    pairs.filter(|(a, b)| is_small(*a) != is_small(*b)).count()
}

fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "._-:/[]*@#'".contains(c))
        && !looks_secret(text)
}

/// The text with the kinds of what may not be shown in it; `None` when it is not to be shown at all.
fn shown_value(text: &str, depth: usize) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    if is_plain(text) {
        return Some(text.to_string());
    }
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(['$', '{', '<', '&', '%']).unwrap_or(rest.len());
        let (before, from) = rest.split_at_checked(start)?;
        if !is_plain(before) {
            return None;
        }
        shown.push_str(before);
        if from.is_empty() {
            break;
        }
        let found = Placeholder::at_start(from)?;
        found.show(depth, &mut shown);
        rest = found.after;
    }
    Some(shown)
}

/// A part of a text for which something else is put in: `${X:-1}`, `$env{X}`, `{{ x }}`, `<%= x %>`, `&x;`, `$X`, `%X%`.
struct Placeholder<'a> {
    opening: &'a str,
    body: &'a str,
    closing: &'a str,
    after: &'a str,
}

impl<'a> Placeholder<'a> {
    fn at_start(text: &'a str) -> Option<Placeholder<'a>> {
        let letters = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let in_name = |text: &str| {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            text.bytes().take_while(is_part).count()
        };
        let (opening, closing) = if text.starts_with("{{") {
            (2, "}}")
        } else if text.starts_with("<%=") {
            (3, "%>")
        } else if text.starts_with("<%") {
            (2, "%>")
        } else if text.starts_with('&') {
            (1, ";")
        } else if text.starts_with('%') {
            (1, "%")
        } else {
            let name = text.strip_prefix('$')?;
            let kind = letters(name);
            if name.get(kind..)?.starts_with('{') {
                (kind + 2, "}")
            } else {
                (1, "")
            }
        };
        let (opening, from) = text.split_at_checked(opening)?;
        let length = if closing.is_empty() {
            in_name(from)
        } else if closing == "}" {
            matching_brace(from)?
        } else {
            from.find(closing)?
        };
        let (body, from) = from.split_at_checked(length)?;
        let after = from.strip_prefix(closing)?;
        Some(Placeholder {
            opening,
            body,
            closing,
            after,
        })
    }

    /// Its name, and of its default what may be shown.
    fn show(&self, depth: usize, shown: &mut String) {
        let body = self.body.trim_start();
        let blanks = self.body.len() - body.len();
        let is_part = |c: char| c.is_alphanumeric() || "._-".contains(c);
        let prefix = ["env:", "sys:", "sec:", "secure:"]
            .into_iter()
            .find(|prefix| body.starts_with(prefix))
            .unwrap_or_default();
        let body = body.strip_prefix(prefix).unwrap_or(body);
        let length = body.find(|c| !is_part(c)).unwrap_or(body.len());
        let (name, default) = body.split_at_checked(length).unwrap_or((body, ""));
        shown.push_str(self.opening);
        shown.push_str(self.body.get(..blanks).unwrap_or_default());
        shown.push_str(prefix);
        if name.is_empty() || is_name(name) {
            shown.push_str(name);
        } else {
            shown.push_str(&kind(name));
        }
        let value = default.trim_start_matches([':', ',', '-', '=', '?', '+']);
        let sign = default.get(..default.len() - value.len()).unwrap_or("");
        shown.push_str(sign);
        if !sign.is_empty() && depth > 0 {
            shown.push_str(&shown_value(value, depth - 1).unwrap_or_else(|| kind(value)));
        } else if value.trim().is_empty() {
            shown.push_str(value);
        } else {
            shown.push('…');
        }
        shown.push_str(self.closing);
    }
}

/// Bytes before the brace that closes what was opened before the text.
fn matching_brace(text: &str) -> Option<usize> {
    let mut open = 1usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// Numbers, known words and addresses, and what stands between them.
fn is_plain(text: &str) -> bool {
    let bare = text.trim().trim_matches(['[', ']']);
    if bare.parse::<IpAddr>().is_ok() || is_hexadecimal(bare) {
        return true;
    }
    let between = |c: char| c.is_whitespace() || "+-._,:;/[]()*\"'".contains(c);
    text.split(between).all(is_plain_word)
}

fn is_hexadecimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = ["0x", "0X", "0o", "0b"]
        .into_iter()
        .find_map(|prefix| digits.strip_prefix(prefix));
    digits.is_some_and(|digits| {
        (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// A short number, a known word, or one with a number after it, as in `alpha2` and `v4`.
fn is_plain_word(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - name.len();
    let lower = name.to_lowercase();
    let is_known = |word: &str| KNOWN.binary_search(&word).is_ok();
    match digits {
        0 => name.is_empty() || is_known(&lower),
        1..=4 => {
            name.is_empty() || lower == "v" || is_known(&lower) || is_known(&word.to_lowercase())
        }
        _ => name.is_empty() && digits <= DIGITS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "VaMWUFuXBVjdctBYVhnSg9";

    #[test]
    fn words_are_in_order() {
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn numbers_known_words_and_placeholders_are_shown() {
        for shown in [
            "",
            "9443",
            " 9443 ",
            "-1",
            "+7",
            "1.5",
            "1_000",
            "0x24E3",
            "1:30",
            "70000",
            "true",
            "Off",
            "null",
            "https",
            "localhost",
            "localhost:9443",
            "https://localhost:9443/",
            "127.0.0.1",
            "[::1]",
            "fe80::1",
            "0.0.0.0:9443",
            "${PORT_1}",
            "$env{A1}",
            "$env{PORT_OFFSET}",
            "$ref{server.offset}",
            "${carbon.https.port}",
            "$PORT",
            "${env:OFF,9443}",
            "${P:-9443}",
            "${P:-${Q:-1}}",
            "%PORT%",
            "&port;",
            "{{ port }}",
            "1${X}",
            "4.2.0",
            "v4.2.0-alpha2",
            "offset",
        ] {
            assert_eq!(showable(shown), shown);
        }
    }

    #[test]
    fn nothing_else_is() {
        for (text, shown) in [
            ("hunter2", "text of 7 characters"),
            ("x", "text of 1 character"),
            ("word", "text of 4 characters"),
            ("wso2carbon", "text of 10 characters"),
            ("correct horse", "text of 13 characters"),
            ("9443; token=x", "text of 13 characters"),
            ("9443a", "text of 5 characters"),
            (TOKEN, "text of 22 characters"),
            ("4111111111111111", "number of 16 digits"),
            ("${P:-hunter2}", "${P:-text of 7 characters}"),
            ("${off:hunter}", "${off:text of 6 characters}"),
            ("${env:OFF:-hunter}", "${env:OFF:-text of 6 characters}"),
            ("${env:OFF,hunter}", "${env:OFF,text of 6 characters}"),
            ("${P:-${Q:-hunter}}", "${P:-${Q:-text of 6 characters}}"),
            ("${VaMWUFuXBVjdctBYVhnSg9}", "${text of 22 characters}"),
            ("${VaMWUFuXBVjdctBYVhnSgX}", "${text of 22 characters}"),
            ("{{ port | default('hunter') }}", "{{ port…}}"),
            ("$env{A}hunter", "text of 13 characters"),
            ("${A", "text of 3 characters"),
            ("a\nb", "text of 3 characters"),
        ] {
            assert_eq!(showable(text), shown);
        }
        assert_eq!(showable(&"9".repeat(100)), "number of 100 digits");
        assert_eq!(
            showable(&"${".repeat(500_000)),
            "text of 1000000 characters"
        );
        assert_eq!(showable(&"${a:".repeat(40)), "text of 160 characters");
        assert_eq!(quoted("9443"), "\"9443\"");
        assert_eq!(quoted("word"), "text of 4 characters");
        // What was told once stays as it is.
        assert_eq!(showable("text of 4 characters"), "text of 4 characters");
    }

    #[test]
    fn addresses_are_hosts_without_a_login() {
        for shown in [
            "0.0.0.0",
            "node-1.example.org",
            "10.0.0.1, 10.0.0.2",
            "${carbon.host}",
            "$env{HOST}",
            "[::]",
            "*",
            "",
            "mb",
        ] {
            assert_eq!(showable_address(shown), shown);
        }
        for (text, shown) in [
            ("u:hunter2@localhost", "text of 19 characters"),
            (TOKEN, "text of 22 characters"),
            ("mb, u@x", "mb, text of 3 characters"),
        ] {
            assert_eq!(showable_address(text), shown);
        }
    }

    #[test]
    fn names_are_shown_unless_they_look_like_a_secret() {
        for shown in [
            "listenerConfiguration",
            "custom_transport.t1",
            "ThriftEntitlementReceivePort",
            "org.wso2.carbon.identity",
            "http-1",
        ] {
            assert_eq!(showable_name(shown), shown);
        }
        assert_eq!(showable_name(TOKEN), "text of 22 characters");
        assert_eq!(showable_name("a b"), "text of 3 characters");
    }

    #[test]
    fn a_slip_of_the_keyboard_is_shown() {
        let known = ["gateway-worker", "traffic-manager"];
        assert_eq!(showable_choice("gatway-worker", known), "`gatway-worker`");
        assert_eq!(showable_choice("hunter2", known), "text of 7 characters");
    }

    #[test]
    fn near_names_only() {
        let known = ["port-collision", "self-collision", "all"];
        assert_eq!(nearest("port-colision", known), Some("port-collision"));
        assert_eq!(nearest("PORT_COLLISION", known), Some("port-collision"));
        assert_eq!(nearest("al", known), Some("all"));
        assert_eq!(nearest("banana", known), None);
    }
}
