//! Changes of single byte ranges; everything outside of them stays as it is.

use crate::source::{Source, Span};

/// One change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes of decoded text; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// The text after all edits, which may come in any order. `None` when two edits overlap, or when one does not lie on
/// character boundaries inside the text.
pub fn apply(source: &Source, edits: &[Edit]) -> Option<String> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let text = source.text();
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for Edit { span, replacement } in ordered {
        // A range that runs backwards, for an overlap, yields nothing; neither does one inside a character.
        text.get(span.range())?;
        result.push_str(text.get(done..span.range().start)?);
        result.push_str(replacement);
        done = span.range().end;
    }
    result.push_str(text.get(done..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    fn edited(text: &str, edits: &[(usize, usize, &str)]) -> Option<String> {
        let edits: Vec<_> = edits
            .iter()
            .map(|(start, end, replacement)| Edit {
                span: Span::new(*start, *end),
                replacement: (*replacement).into(),
            })
            .collect();
        apply(&Source::new(text, Encoding::Utf8, 0), &edits)
    }

    #[test]
    fn edits_are_spliced_or_refused() {
        assert_eq!(edited("abc", &[]).as_deref(), Some("abc"));
        assert_eq!(
            edited("abc", &[(2, 3, "Z"), (0, 1, "X")]).as_deref(),
            Some("XbZ")
        );
        assert_eq!(
            edited("abc", &[(1, 1, "-"), (1, 2, "B"), (3, 3, "!")]).as_deref(),
            Some("a-Bc!")
        );
        assert_eq!(edited("abc", &[(0, 2, "x"), (1, 3, "y")]), None);
        assert_eq!(edited("abc", &[(2, 4, "x")]), None);
        assert_eq!(edited("é", &[(1, 2, "x")]), None);
    }
}
