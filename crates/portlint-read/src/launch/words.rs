//! CowStr and logical lines as shells, systemd and Docker share them.

use portlint_syntax::Span;

/// The words of a stretch of text. White space and escaped line ends separate words, except inside quotes and `$(...)`;
/// quotes stay part of the word.
pub(super) fn words(text: &str, within: Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut open: Option<usize> = None;
    let mut quoting = Quoting::default();
    let base = within.start as usize;
    let stretch = text.get(within.range()).unwrap_or("");
    let mut characters = stretch.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let line_goes_on = c == '\\'
            && characters
                .next_if(|(_, next)| matches!(next, '\n' | '\r'))
                .is_some();
        if line_goes_on || c.is_whitespace() {
            if quoting.is_outside() {
                words.extend(
                    open.take()
                        .map(|start| Span::new(base + start, base + index)),
                );
                continue;
            }
            if line_goes_on {
                continue;
            }
        }
        open.get_or_insert(index);
        quoting.step(c);
    }
    words.extend(open.map(|start| Span::new(base + start, base + stretch.len())));
    words
}

/// `NAME=value` at the start of a word, with an opening quote before it or not: the name and where the value stands.
pub(super) fn assignment(text: &str, word: Span) -> Option<(&str, Span)> {
    let written = text.get(word.range())?;
    let bare = written.trim_start_matches(['"', '\'']);
    let (name, value) = bare.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then(|| {
        (
            name,
            Span::new(word.end as usize - value.len(), word.end as usize),
        )
    })
}

/// True for the name of a variable.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(is_name_character)
}

/// True for what the name of a variable may hold.
pub(super) fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Lines of which all but the last end in `escape`, joined; blank ones and those that start with one of `comment` are
/// left out. Spans start at the first character that is not white space.
pub(super) fn logical_lines(text: &str, escape: char, comment: &[char]) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        at += line.len();
        if content.starts_with(comment) || (content.is_empty() && open.is_none()) {
            continue;
        }
        let first = *open.get_or_insert(start);
        if !content.ends_with(escape) {
            lines.push(Span::new(first, end.max(first)));
            open = None;
        }
    }
    if let Some(first) = open {
        lines.push(Span::new(first, text.len()));
    }
    lines
}

/// Whether the next character is quoted.
#[derive(Debug, Default)]
pub(super) struct Quoting {
    quote: Option<char>,
    escaped: bool,
    after_dollar: bool,
    /// Depth of `$(...)`.
    substitution: usize,
}

impl Quoting {
    /// True outside quotes, escapes and substitutions.
    pub(super) fn is_outside(&self) -> bool {
        self.quote.is_none() && !self.escaped && self.substitution == 0
    }

    /// Takes the next character.
    pub(super) fn step(&mut self, c: char) {
        let after_dollar = std::mem::replace(&mut self.after_dollar, c == '$');
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match (self.quote, c) {
            (Some('\''), _) if c != '\'' => {}
            (_, '\\') => self.escaped = true,
            (Some(quote), _) if quote == c => self.quote = None,
            (None, '"' | '\'') => self.quote = Some(c),
            (None, '(') if after_dollar || self.substitution > 0 => self.substitution += 1,
            (None, ')') => self.substitution = self.substitution.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_keep_their_quotes() {
        let table: &[(&str, &[&str])] = &[
            ("a  b", &["a", "b"]),
            ("A=\"x y\" 'b c'", &["A=\"x y\"", "'b c'"]),
            ("a\\ b $(c d) e", &["a\\ b", "$(c d)", "e"]),
            ("a \\\n b\\\nc", &["a", "b", "c"]),
            ("\"a \\\n b\" c", &["\"a \\\n b\"", "c"]),
            ("'open a", &["'open a"]),
        ];
        for (text, expected) in table {
            let found: Vec<_> = words(text, Span::new(0, text.len()))
                .iter()
                .map(|s| text.get(s.range()).unwrap())
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn assignments_name_a_variable() {
        for (word, expected) in [
            ("A=b", Some(("A", "b"))),
            ("\"A=b c\"", Some(("A", "b c\""))),
            ("A_1+=x=y", Some(("A_1", "x=y"))),
            ("-Da=b", None),
            ("1A=b", None),
            ("A", None),
        ] {
            let found = assignment(word, Span::new(0, word.len()));
            assert_eq!(
                found.map(|(name, value)| (name, word.get(value.range()).unwrap())),
                expected,
                "{word}"
            );
        }
    }

    #[test]
    fn lines_are_joined_and_comments_dropped() {
        let text = "a \\\n  # no\n b\n\n# c\n  d\r\ne \\";
        let lines: Vec<_> = logical_lines(text, '\\', &['#'])
            .iter()
            .map(|s| text.get(s.range()).unwrap())
            .collect();
        assert_eq!(lines, ["a \\\n  # no\n b", "d", "e \\"]);
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "[$()\"'\\\\ #=a-cé\n\r]{0,60}") {
            let whole = Span::new(0, text.len());
            for span in words(&text, whole).into_iter().chain(logical_lines(&text, '\\', &['#'])) {
                prop_assert!(text.get(span.range()).is_some());
                assignment(&text, span);
            }
        }
    }
}
