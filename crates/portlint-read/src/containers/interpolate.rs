//! Variables in the texts of compose files and Dockerfiles: `$NAME`, `${NAME}`, `${NAME:-default}` and the like.

/// Defaults may hold variables, to this depth.
const DEPTH: usize = 8;
/// No path, port or image name is longer, in bytes.
const LONGEST: usize = 1 << 16;

/// A text after its variables were replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Expanded {
    /// The text; what is not known is left as it is written.
    pub text: String,
    /// True when a variable is not known.
    pub unknown: bool,
}

/// Replaces the variables that `known` knows. `$$` is a dollar sign.
pub(super) fn expand(text: &str, known: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut expanded = Expanded::default();
    expand_into(text, known, DEPTH, &mut expanded);
    expanded
}

fn expand_into(
    text: &str,
    known: &dyn Fn(&str) -> Option<String>,
    depth: usize,
    out: &mut Expanded,
) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.text.push_str(before);
        if out.text.len() > LONGEST {
            out.unknown = true;
            return;
        }
        if let Some(after) = after.strip_prefix('$') {
            out.text.push('$');
            rest = after;
        } else if let Some((inner, after)) = braced(after) {
            let name_end = inner.find(|c: char| !is_name(c)).unwrap_or(inner.len());
            let (name, rule) = inner.split_at(name_end);
            match replacement(name, rule, known) {
                Some(Replacement::Value(value)) => out.text.push_str(&value),
                Some(Replacement::Default(default)) if depth > 0 => {
                    expand_into(default, known, depth - 1, out);
                }
                _ => {
                    out.unknown = true;
                    out.text.push_str("${");
                    out.text.push_str(inner);
                    out.text.push('}');
                }
            }
            rest = after;
        } else {
            let end = after.find(|c: char| !is_name(c)).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match known(name) {
                Some(value) if !name.is_empty() => out.text.push_str(&value),
                _ => {
                    out.unknown |= !name.is_empty();
                    out.text.push('$');
                    out.text.push_str(name);
                }
            }
            rest = after;
        }
    }
    out.text.push_str(rest);
}

enum Replacement<'t> {
    Value(String),
    Default(&'t str),
}

fn replacement<'t>(
    name: &str,
    rule: &'t str,
    known: &dyn Fn(&str) -> Option<String>,
) -> Option<Replacement<'t>> {
    let value = known(name);
    let filled = || value.clone().filter(|value| !value.is_empty());
    let (found, otherwise) = if let Some(default) = rule.strip_prefix(":-") {
        (filled(), Some(default))
    } else if let Some(default) = rule.strip_prefix('-') {
        (value, Some(default))
    } else if let Some(instead) = rule.strip_prefix(":+") {
        return Some(Replacement::Default(filled().map_or("", |_| instead)));
    } else if let Some(instead) = rule.strip_prefix('+') {
        return Some(Replacement::Default(value.map_or("", |_| instead)));
    } else if rule.is_empty() || rule.starts_with([':', '?']) {
        (value, None)
    } else {
        (None, None)
    };
    match (found, otherwise) {
        (Some(value), _) => Some(Replacement::Value(value)),
        (None, Some(default)) => Some(Replacement::Default(default)),
        (None, None) => None,
    }
}

/// What is in the braces at the start of a text, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut open = 1_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((inner.get(..at)?, inner.get(at + 1..)?));
        }
    }
    None
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_defaults_are_replaced() {
        let known = |name: &str| match name {
            "A" => Some("1".to_string()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        for (text, expected, unknown) in [
            ("$A:${A}", "1:1", false),
            ("${B:-2}", "2", false),
            ("${B-${A}}", "1", false),
            ("${EMPTY:-3}", "3", false),
            ("${EMPTY-3}", "", false),
            ("${A:+x}${B:+y}", "x", false),
            ("${B}", "${B}", true),
            ("$B/c", "$B/c", true),
            ("${A:?needed}", "1", false),
            ("a$$b$", "a$b$", false),
            ("${A", "${A", false),
        ] {
            let expanded = expand(text, &known);
            let mut expected = expected.to_string();
            if text == "${A" {
                expected = "${A".to_string();
            }
            assert_eq!(
                (expanded.text, expanded.unknown),
                (expected, unknown),
                "{text}"
            );
        }
    }

    #[test]
    fn texts_that_grow_end() {
        let known = |_: &str| Some("x".repeat(1 << 12));
        let expanded = expand(&"$A".repeat(100), &known);
        assert!(expanded.unknown && expanded.text.len() < 1 << 17);
    }
}
