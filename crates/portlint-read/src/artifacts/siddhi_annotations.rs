//! The annotations of a Siddhi application, found without parsing its queries.

use portlint_syntax::Span;

/// `@name(key='value', ...)`. Annotations nested in it stand on their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Annotation {
    /// The name in lower case, for example `source` or `app:name`.
    pub name: String,
    /// `@` and the name.
    pub span: Span,
    /// The quoted values in order.
    pub elements: Vec<Element>,
}

/// A quoted value and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// The key, for example `receiver.url`; empty for a lone value.
    pub key: String,
    /// The bytes between the quotes.
    pub value: Span,
}

impl Annotation {
    /// The value of a key, in any case.
    pub(super) fn value(&self, key: &str) -> Option<Span> {
        let element = self
            .elements
            .iter()
            .find(|e| e.key.eq_ignore_ascii_case(key))?;
        Some(element.value)
    }
}

/// All annotations in the order of their `@`.
pub(super) fn annotations(text: &str) -> Vec<Annotation> {
    let slice = |span: Span| text.get(span.range()).unwrap_or("");
    let mut found: Vec<Annotation> = Vec::new();
    // The annotations whose parentheses are open, and `None` for other parentheses.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut key = "";
    let mut previous = Token::Mark('\n');
    for (token, span) in tokens(text) {
        let mut token = token;
        match token {
            Token::Word if previous == Token::Mark('@') => {
                token = Token::Name;
                found.push(Annotation {
                    name: slice(span).to_lowercase(),
                    span: Span {
                        start: span.start.saturating_sub(1),
                        end: span.end,
                    },
                    elements: Vec::new(),
                });
            }
            Token::Word => key = slice(span),
            Token::Quoted => {
                let has_key = previous == Token::Mark('=');
                let annotation = open.last().copied().flatten();
                let annotation = annotation.and_then(|index| found.get_mut(index));
                if let (Some(annotation), Token::Mark('=' | '(' | ',')) = (annotation, previous) {
                    annotation.elements.push(Element {
                        key: if has_key { key } else { "" }.to_string(),
                        value: span,
                    });
                }
                // A lone value may turn out to be a quoted key.
                key = if has_key { "" } else { slice(span) };
            }
            Token::Mark('(') => {
                open.push((previous == Token::Name).then(|| found.len().saturating_sub(1)));
            }
            Token::Mark(')') => {
                open.pop();
            }
            _ => {}
        }
        previous = token;
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// Letters, digits and the marks that names and keys may hold.
    Word,
    /// The name of an annotation, after its `@`.
    Name,
    /// A string; its span lies between the quotes.
    Quoted,
    /// Any other character.
    Mark(char),
}

/// The tokens of a text, without white space and comments.
fn tokens(text: &str) -> impl Iterator<Item = (Token, Span)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let first = rest.chars().next()?;
            let start = at;
            if let Some(length) = blank_or_comment(rest, first) {
                at += length;
            } else if let Some((quote, content)) = quoted(rest) {
                at += content + 2 * quote;
                let start = start + quote;
                at = at.min(text.len());
                return Some((Token::Quoted, Span::new(start, start + content)));
            } else if is_word(first) {
                at += word_length(rest);
                return Some((Token::Word, Span::new(start, at)));
            } else {
                at += first.len_utf8();
                return Some((Token::Mark(first), Span::new(start, at)));
            }
        }
    })
}

fn blank_or_comment(rest: &str, first: char) -> Option<usize> {
    if first.is_whitespace() {
        Some(first.len_utf8())
    } else if rest.starts_with("--") {
        Some(rest.find(['\n', '\r']).unwrap_or(rest.len()))
    } else {
        let body = rest.strip_prefix("/*")?;
        Some(body.find("*/").map_or(rest.len(), |end| end + 4))
    }
}

/// The length of the quotes on each side and of the content between them. Only triple quotes cross lines; a string
/// that is not closed ends with its line, so that one slip does not hide the rest of the file.
fn quoted(rest: &str) -> Option<(usize, usize)> {
    if let Some(body) = rest.strip_prefix("\"\"\"") {
        return Some((3, body.find("\"\"\"").unwrap_or(body.len())));
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let body = rest.get(1..)?;
    let end = body.find([quote, '\n', '\r']).unwrap_or(body.len());
    Some((1, end))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')
}

/// `--` starts a comment even where it touches a word.
fn word_length(rest: &str) -> usize {
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or("");
    word.find("--").unwrap_or(end).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        annotations(text)
            .iter()
            .map(|annotation| {
                let elements: Vec<_> = annotation
                    .elements
                    .iter()
                    .map(|e| format!("{}={}", e.key, text.get(e.value.range()).unwrap()))
                    .collect();
                format!("{}({})", annotation.name, elements.join(","))
            })
            .collect()
    }

    #[test]
    fn annotations_with_their_values() {
        let table: &[(&str, &[&str])] = &[
            ("@App:name('x')", &["app:name(=x)"]),
            ("@app:name( name = \"x y\" )", &["app:name(name=x y)"]),
            (
                "@source(type='http', receiver.url='http://h:1/x')",
                &["source(type=http,receiver.url=http://h:1/x)"],
            ),
            ("@source('type'='http')", &["source(=type,type=http)"]),
            (
                "@sink(a='1', @map(b='2'), c='3')",
                &["sink(a=1,c=3)", "map(b=2)"],
            ),
            ("@a(x='1' -- , y='2'\n, z='3')", &["a(x=1,z=3)"]),
            ("@a(x='1', /* y='2', */ z='3')", &["a(x=1,z=3)"]),
            (
                "-- @a(x='1')\n/* @b(x='1') */ '@c(x=1)' @d(x='--1')",
                &["d(x=--1)"],
            ),
            ("@a(x=\"\"\"l1\nl2\"\"\", y='2')", &["a(x=l1\nl2,y=2)"]),
            ("@a(x='open\n, y='2')", &["a(x=open,y=2)"]),
            (
                "@info define stream s (a int); select 'v' as x",
                &["info()"],
            ),
            ("@", &[]),
            ("@a(", &["a()"]),
            ("@a(x='", &["a(x=)"]),
            ("/* @a(x='1')", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "[@()'\"=,/*\\-\\n a-cé:]{0,60}|\\PC{0,60}") {
            for annotation in annotations(&text) {
                prop_assert!(text.get(annotation.span.range()).is_some());
                for element in annotation.elements {
                    prop_assert!(text.get(element.value.range()).is_some());
                }
            }
        }
    }
}
