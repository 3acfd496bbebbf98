//! Files of variables, as compose reads them: `.env` and those of `env_file`.

use super::interpolate::expand;
use std::collections::BTreeMap;

/// Most bytes of a value.
const LONGEST: usize = 1 << 16;

/// What a file of variables says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Variables {
    /// The variables whose values are known.
    pub(super) known: BTreeMap<String, String>,
    /// Those that hold another variable that is not known.
    pub(super) unknown: Vec<String>,
}

/// Reads `NAME=value`, `NAME: value` and `export NAME=value`; comments and what is none of these are passed over. Values in
/// single quotes are as written; in others `outer` and what stands above give the variables that they hold.
pub(super) fn read(text: &str, outer: &dyn Fn(&str) -> Option<String>) -> Variables {
    let mut found = Variables::default();
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        rest = after;
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        if line.starts_with('#') {
            continue;
        }
        let Some(at) = line.find(['=', ':']) else {
            continue;
        };
        let (name, value) = line.split_at(at);
        let name = name.trim_end();
        if !name
            .chars()
            .all(|c| c.is_alphanumeric() || "_.-[]".contains(c))
        {
            continue;
        }
        let value = value.get(1..).unwrap_or_default();
        let value = value.trim_matches([' ', '\t', '\r']);
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                // A value in quotes may go on over several lines.
                let start = text.len() - rest.len() - behind(text, rest, value);
                let inner = text.get(start + 1..).unwrap_or_default();
                let Some(end) = closing(inner, quote) else {
                    continue;
                };
                let value = inner.get(..end).unwrap_or_default();
                let behind = inner.get(end + 1..).unwrap_or_default();
                rest = behind.split_once('\n').map_or("", |(_, after)| after);
                match quote {
                    '\'' => Value::Plain(value.to_string()),
                    _ => Value::Expanded(unescaped(value)),
                }
            }
            _ => {
                let value = value.split_once(" #").map_or(value, |(value, _)| value);
                Value::Expanded(value.trim_end().to_string())
            }
        };
        found.add(name, value, outer);
    }
    found
}

/// The next line, and what follows it.
fn next_line(text: &str) -> Option<(&str, &str)> {
    match text.split_once('\n') {
        Some(split) => Some(split),
        None => (!text.is_empty()).then_some((text, "")),
    }
}

/// How far before `rest` a value begins that ends on the line before it.
fn behind(text: &str, rest: &str, value: &str) -> usize {
    let before = text.get(..text.len() - rest.len()).unwrap_or_default();
    before.rfind(value).map_or(0, |at| before.len() - at)
}

/// Where a value in quotes ends.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in inner.char_indices() {
        if c == quote && !is_escaped {
            return Some(at);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

fn unescaped(value: &str) -> String {
    let mut plain = String::new();
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match (c, c == '\\') {
            (_, true) => match characters.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                Some('t') => plain.push('\t'),
                Some('$') => plain.push_str("$$"),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            (c, false) => plain.push(c),
        }
    }
    plain
}

enum Value {
    Plain(String),
    Expanded(String),
}

impl Variables {
    fn add(&mut self, name: &str, value: Value, outer: &dyn Fn(&str) -> Option<String>) {
        let value = match value {
            Value::Plain(value) => Some(value),
            Value::Expanded(value) => {
                let known = |name: &str| outer(name).or_else(|| self.known.get(name).cloned());
                let expanded = expand(&value, &known);
                (!expanded.unknown).then_some(expanded.text)
            }
        };
        match value.filter(|value| value.len() <= LONGEST) {
            Some(value) => {
                self.known.insert(name.to_string(), value);
            }
            None => {
                self.known.remove(name);
                self.unknown.push(name.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_as_compose_reads_them() {
        let outer = |name: &str| (name == "O").then(|| "outer".to_string());
        let read = |text: &str| {
            let found = read(text, &outer);
            let known = found.known.into_iter();
            let mut told = known.map(|(name, value)| format!("{name}={value}"));
            let known = told.by_ref().collect::<Vec<_>>();
            (known.join("|"), found.unknown.join("|"))
        };
        for (text, known, unknown) in [
            ("# c\nA=1\nexport B=\"x y\" # c\n", "A=1|B=x y", ""),
            ("C='z'\nD=v # w\nE\n", "C=z|D=v", ""),
            ("A=1\nB=${A}2\nC='$A'\nD=\"$A\"", "A=1|B=12|C=$A|D=1", ""),
            ("A=$O\nB=${X}\nC=${X:-d}", "A=outer|C=d", "B"),
            ("A=\"a\nb\"\nB=1", "A=a\nb|B=1", ""),
            ("A=\"a\\\"b\\n\"", "A=a\"b\n", ""),
            ("A= 1 \r\n B = x\nK: v", "A=1|B=x|K=v", ""),
            ("A=http://a#b", "A=http://a#b", ""),
            ("A='open\nB=1", "B=1", ""),
            ("A=", "A=", ""),
            ("not a name=1", "", ""),
        ] {
            assert_eq!(
                read(text),
                (known.to_string(), unknown.to_string()),
                "{text}"
            );
        }
    }
}
