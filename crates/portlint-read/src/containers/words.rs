//! CowStr of a command, and the lists of variables in files.

use std::collections::BTreeMap;

/// The words of a command as a shell splits them, without their quotes.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut open: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (None, c) if c.is_whitespace() => words.extend(open.take()),
            (None, '"' | '\'') => {
                quote = Some(c);
                open.get_or_insert_default();
            }
            (Some(q), c) if q == c => quote = None,
            (None | Some('"'), '\\') => {
                let next = characters.next().filter(|next| *next != '\n');
                open.get_or_insert_default().extend(next);
            }
            (_, c) => open.get_or_insert_default().push(c),
        }
    }
    words.extend(open);
    words
}

/// `NAME=value` and `export NAME=value` of a file of variables; comments and what is neither are passed over.
pub(super) fn variables(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let (name, value) = line.split_once('=')?;
            Some((name.trim().to_string(), unquoted(value.trim())))
        })
        .collect()
}

/// A value without its quotes, or without the comment behind it.
fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.split_once(quote))
        {
            return inner.to_string();
        }
    }
    let plain = value.split_once(" #").map_or(value, |(plain, _)| plain);
    plain.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_their_quotes() {
        assert_eq!(split("a 'b c' \"d\\\"\" e\\ f"), ["a", "b c", "d\"", "e f"]);
        assert_eq!(split(" '' "), [""]);
    }

    #[test]
    fn variables_are_read() {
        let read = variables("# c\nA=1\nexport B=\"x y\" # c\nC='z'\nD=v # w\nE\n");
        let read = read.iter().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(read.collect::<Vec<_>>(), ["A=1", "B=x y", "C=z", "D=v"]);
    }
}
