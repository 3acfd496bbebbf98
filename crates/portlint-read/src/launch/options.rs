//! `-Dname=value` in any text: shell words, batch lines, JSON arrays.

use portlint_syntax::Span;

/// A system property as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JvmOption {
    /// The name.
    pub name: String,
    /// The value without quotes around it.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

impl JvmOption {
    /// False when the value needs a variable or a command.
    pub(super) fn is_resolved(&self) -> bool {
        !self.value.contains(['$', '`', '%', '!'])
    }
}

/// The properties between two byte offsets, in order; those without `=` are left out.
pub(super) fn options(text: &str, within: Span) -> Vec<JvmOption> {
    let mut found = Vec::new();
    let mut at = within.start as usize;
    let end = within.end as usize;
    while let Some(rest) = text.get(at..end) {
        let Some(flag) = rest.find("-D") else { break };
        // What stands before it, also where the last word ended there: `-D-D` is one word.
        let before = text.get(within.start as usize..at + flag);
        let before = before.and_then(|t| t.chars().next_back());
        let name_start = at + flag + 2;
        at = name_start;
        if !before.is_none_or(may_precede_an_option) {
            continue;
        }
        let rest = text.get(name_start..end).unwrap_or("");
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let (Some(name), Some('=')) = (
            rest.get(..length),
            rest.get(length..).and_then(|t| t.chars().next()),
        ) else {
            continue;
        };
        let from = Span::new(name_start + length + 1, end);
        // In `"-Da="` the quote after the `=` closes.
        let span = value_span(text, from, before.filter(|c| matches!(c, '"' | '\'')));
        at = span.end as usize;
        let value = text.get(span.range()).unwrap_or("").to_string();
        found.push(JvmOption {
            name: name.to_string(),
            value,
            span,
        });
    }
    found
}

/// True for the properties that decide which ports a server opens.
pub(super) fn is_port_related(name: &str) -> bool {
    const NAMED: &[&str] = &[
        "profile",
        "config",
        "disable.receiver",
        "disable.cassandra.server.startup",
        "hazelcast.config",
        "avoidConfigHashRead",
        "avoidConfigUpdate",
        "forceConfigUpdate",
        "osgiConsole",
        "osgi.console",
        "com.sun.management.jmxremote.host",
        super::DEBUGGER,
    ];
    NAMED.contains(&name)
        || name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(speaks_of_ports)
}

/// `port`, `ports`, `PORTS`, `portOffset`, `httpPort`; but not `transport` and `support`.
fn speaks_of_ports(word: &str) -> bool {
    let capital_follows = |rest: &str| {
        rest.trim_start_matches('s')
            .starts_with(|c: char| c.is_ascii_uppercase())
    };
    word.eq_ignore_ascii_case("port")
        || word.eq_ignore_ascii_case("ports")
        || word.strip_prefix("port").is_some_and(capital_follows)
        || word.ends_with("Port")
}

fn may_precede_an_option(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ',' | '[' | '(')
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// The value that starts at `from`, without the quotes around it; `open` is a quote that is open there.
fn value_span(text: &str, from: Span, open: Option<char>) -> Span {
    let rest = text.get(from.range()).unwrap_or("");
    let start = from.start as usize;
    // A quote inside a quoted string is escaped.
    let escape = usize::from(rest.starts_with("\\\"") || rest.starts_with("\\'"));
    let quote = rest
        .get(escape..)
        .and_then(|t| t.chars().next())
        .filter(|c| matches!(c, '"' | '\'') && (escape == 1 || Some(*c) != open));
    if let Some(quote) = quote {
        let open = escape + 1;
        let body = rest.get(open..).unwrap_or("");
        let close = body.find([quote, '\\', '\n']).unwrap_or(body.len());
        return Span::new(start + open, start + open + close);
    }
    Span::new(start, start + bare_length(rest))
}

/// The length of a value without quotes; blanks count inside `${...}` and `$(...)`.
fn bare_length(text: &str) -> usize {
    let mut depth = 0usize;
    let mut previous = '\0';
    for (index, c) in text.char_indices() {
        match c {
            '{' | '(' if depth > 0 || previous == '$' => depth += 1,
            '}' | ')' if depth > 0 => depth -= 1,
            '\n' | '\r' => return index,
            _ if depth > 0 => {}
            '"' | '\'' | '\\' | ',' | ';' | '&' | '|' | ')' | ']' | '^' => return index,
            c if c.is_whitespace() => return index,
            _ => {}
        }
        previous = c;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> Span {
        Span::new(0, text.len())
    }

    /// Work that grows with the square of it would take hours.
    #[test]
    fn any_number_of_flags_is_read_once() {
        for (word, found) in [
            ("-D", 0),
            (" -Da=1", 1),
            ("-Da=1", 0),
            ("\"-Da=\"", 1),
            ("-Da", 0),
        ] {
            let text = word.repeat(300_000);
            let options = options(&text, whole(&text)).len();
            assert_eq!(options > 1000, found == 1, "{word}: {options}");
        }
    }

    #[test]
    fn values_end_where_the_word_ends() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("-DportOffset=3", &[("portOffset", "3")]),
            ("\"-Xmx1g -DportOffset=3\"", &[("portOffset", "3")]),
            (
                "-DportOffset=\"3\" -Da=b",
                &[("portOffset", "3"), ("a", "b")],
            ),
            (
                "\"-DportOffset=\\\"3\\\" -Da=b\"",
                &[("portOffset", "3"), ("a", "b")],
            ),
            (
                "[\"-DportOffset=3\", \"-Da=\"]",
                &[("portOffset", "3"), ("a", "")],
            ),
            (
                "-DportOffset=${OFFSET:-3} -Da=$(cat f | x) ;",
                &[("portOffset", "${OFFSET:-3}"), ("a", "$(cat f | x)")],
            ),
            ("-DportOffset=3;x", &[("portOffset", "3")]),
            (
                "-DportOffset=3\\\n -Da=b",
                &[("portOffset", "3"), ("a", "b")],
            ),
            ("-DosgiConsole -Da=b", &[("a", "b")]),
            ("x-Da=b --Da=b", &[]),
            ("-D", &[]),
            ("-D=", &[("", "")]),
        ];
        for (text, expected) in table {
            let found = options(text, whole(text));
            let shown: Vec<_> = found
                .iter()
                .map(|o| (o.name.as_str(), o.value.as_str()))
                .collect();
            assert_eq!(shown, *expected, "{text}");
        }
    }

    #[test]
    fn port_related_names() {
        for name in [
            "portOffset",
            "tomcat.http.port",
            "WSO2.CARBON_PORTS_OFFSET",
            "adminPort",
            "profile",
            "config",
            "avoidConfigHashRead",
        ] {
            assert!(is_port_related(name), "{name}");
        }
        for name in [
            "transports.netty.conf",
            "java.io.tmpdir",
            "support",
            "report.name",
            "portal",
            "carbon.config",
            "",
        ] {
            assert!(!is_port_related(name), "{name}");
        }
    }

    #[test]
    fn variables_are_not_resolved() {
        for (value, resolved) in [
            ("3", true),
            ("$X", false),
            ("${X:-3}", false),
            ("%X%", false),
            ("`x`", false),
            ("!X!", false),
        ] {
            let option = JvmOption {
                name: String::new(),
                value: value.to_string(),
                span: Span::default(),
            };
            assert_eq!(option.is_resolved(), resolved, "{value}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "(-D|[=${}()\"'\\\\ a-cé\n]){0,40}") {
            for option in options(&text, whole(&text)) {
                prop_assert_eq!(text.get(option.span.range()), Some(option.value.as_str()));
            }
        }
    }
}
