//! CowStr of a command.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_their_quotes() {
        assert_eq!(split("a 'b c' \"d\\\"\" e\\ f"), ["a", "b c", "d\"", "e f"]);
        assert_eq!(split(" '' "), [""]);
    }
}
