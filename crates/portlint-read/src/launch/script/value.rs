//! Texts of which parts may be unknown.

use portlint_syntax::Span;
use std::rc::Rc;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Origin {
    /// Which of the sources of the run.
    pub source: usize,
    /// The place in its file.
    pub span: Option<Span>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    /// A known text.
    Text {
        /// The text.
        text: Rc<str>,
        /// Where it stands; the whole text, if the span is as long.
        origin: Origin,
    },
    /// Something.
    Unknown {
        /// May hold options about ports. Otherwise it is taken to be one word, and no option.
        any: bool,
        /// Not empty, whatever it is.
        filled: bool,
        /// What is not known, as it is written.
        shown: Rc<str>,
        /// Where it is written.
        origin: Origin,
    },
}

/// A text of which parts may be unknown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Value(pub Vec<Piece>);

impl Origin {
    /// The place of a part of a text that comes from here.
    pub(crate) fn within(self, text: &str, at: usize, length: usize) -> Origin {
        let span = self.span.map(|span| {
            if span.len() == text.len() {
                let start = span.start as usize + at;
                Span::new(start, start + length)
            } else {
                span
            }
        });
        Origin { span, ..self }
    }
}

impl Value {
    /// A known text.
    pub(crate) fn text(text: impl Into<Rc<str>>, origin: Origin) -> Value {
        let text = text.into();
        if text.is_empty() {
            return Value::default();
        }
        Value(vec![Piece::Text { text, origin }])
    }

    /// A known text of no place.
    pub(crate) fn plain(text: &str) -> Value {
        Value::text(text, Origin::default())
    }

    /// Something.
    pub(crate) fn unknown(
        any: bool,
        filled: bool,
        shown: impl Into<Rc<str>>,
        origin: Origin,
    ) -> Value {
        Value(vec![Piece::Unknown {
            any,
            filled,
            shown: shown.into(),
            origin,
        }])
    }

    /// What stands behind the first bytes, which are known.
    pub(crate) fn after(&self, mut bytes: usize) -> Value {
        let mut rest = Value::default();
        for piece in &self.0 {
            match piece {
                Piece::Text { text, origin } => {
                    let skipped = bytes.min(text.len());
                    bytes -= skipped;
                    let kept = text.get(skipped..).unwrap_or_default();
                    rest.append(Value::text(kept, origin.within(text, skipped, kept.len())));
                }
                unknown @ Piece::Unknown { .. } => rest.push(unknown.clone()),
            }
        }
        rest
    }

    /// The text, if all of it is known.
    pub(crate) fn known(&self) -> Option<String> {
        let mut all = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text { text, .. } => all.push_str(text),
                Piece::Unknown { .. } => return None,
            }
        }
        Some(all)
    }

    /// The known text before the first unknown part.
    pub(crate) fn known_start(&self) -> String {
        let mut all = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text { text, .. } => all.push_str(text),
                Piece::Unknown { .. } => break,
            }
        }
        all
    }

    /// The known text behind the last unknown part.
    pub(crate) fn known_end(&self) -> String {
        let known = |piece: &&Piece| matches!(piece, Piece::Text { .. });
        let mut last: Vec<&Piece> = self.0.iter().rev().take_while(known).collect();
        last.reverse();
        last.into_iter()
            .map(|piece| match piece {
                Piece::Text { text, .. } => text,
                Piece::Unknown { shown, .. } => shown,
            })
            .map(|text| &**text)
            .collect()
    }

    /// Whether it is the empty text, if that is known.
    pub(crate) fn is_empty(&self) -> Option<bool> {
        let filled = |piece: &Piece| match piece {
            Piece::Text { text, .. } => !text.is_empty(),
            Piece::Unknown { filled, .. } => *filled,
        };
        let unknown = |piece: &Piece| matches!(piece, Piece::Unknown { .. });
        if self.0.iter().any(filled) {
            Some(false)
        } else if self.0.iter().any(unknown) {
            None
        } else {
            Some(true)
        }
    }

    /// Bytes, about.
    pub(crate) fn len(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Text { text, .. } => text.len(),
            Piece::Unknown { shown, .. } => shown.len(),
        };
        self.0.iter().map(length).sum::<usize>() + self.0.len()
    }

    /// Whether it may hold an option about ports.
    pub(crate) fn may_matter(&self) -> bool {
        self.0.iter().any(|piece| match piece {
            Piece::Text { text, .. } => text_matters(text),
            Piece::Unknown { any, .. } => *any,
        })
    }

    /// What is written, unknown parts as they stand in the file.
    pub(crate) fn shown(&self) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text { text, .. } => &**text,
                Piece::Unknown { shown, .. } => &**shown,
            })
            .collect()
    }

    /// The place of the first part that has one.
    pub(crate) fn origin(&self) -> Option<Origin> {
        let origins = self.0.iter().map(|piece| match piece {
            Piece::Text { origin, .. } | Piece::Unknown { origin, .. } => *origin,
        });
        let mut origins = origins.peekable();
        let first = origins.peek().copied();
        origins.find(|origin| origin.span.is_some()).or(first)
    }

    /// Adds a text or an unknown part at the end.
    pub(crate) fn push(&mut self, piece: Piece) {
        if !matches!(&piece, Piece::Text { text, .. } if text.is_empty()) {
            self.0.push(piece);
        }
    }

    /// Adds another text at the end.
    pub(crate) fn append(&mut self, other: Value) {
        self.0.extend(other.0);
    }

    /// What one of two texts is, when nobody knows which.
    pub(crate) fn either(&self, other: &Value) -> Value {
        if self == other {
            return self.clone();
        }
        let one = |value: &Value| match value.0.as_slice() {
            [Piece::Unknown { .. }] => Some(value.clone()),
            _ => None,
        };
        let any = self.may_matter() || other.may_matter();
        let filled = self.is_empty() == Some(false) && other.is_empty() == Some(false);
        // Joined again and again in a loop, it has to stay what it is.
        if let Some(mut joined) = one(self).or_else(|| one(other)) {
            if let [
                Piece::Unknown {
                    any: a, filled: f, ..
                },
            ] = joined.0.as_mut_slice()
            {
                *a = any;
                *f = filled;
            }
            return joined;
        }
        let shown = |value: &Value| {
            value
                .0
                .iter()
                .any(|piece| matches!(piece, Piece::Text { text, .. } if text_matters(text)))
        };
        let of = if shown(self) || other.0.is_empty() {
            self
        } else {
            other
        };
        let origin =
            of.0.iter()
                .find_map(|piece| match piece {
                    Piece::Text { text, origin } if text_matters(text) => Some(*origin),
                    _ => None,
                })
                .or_else(|| of.origin())
                .unwrap_or_default();
        Value::unknown(any, filled, of.shown(), origin)
    }
}

/// Whether two texts are the same wherever they come from.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                self.0.len() == other.0.len()
                    && self.0.iter().zip(&other.0).all(|pair| match pair {
                        (Piece::Text { text: a, .. }, Piece::Text { text: b, .. }) => a == b,
                        (
                            Piece::Unknown {
                                any: a,
                                filled: f,
                                shown: s,
                                ..
                            },
                            Piece::Unknown {
                                any: b,
                                filled: g,
                                shown: t,
                                ..
                            },
                        ) => a == b && f == g && s == t,
                        _ => false,
                    })
            }
            _ => false,
        }
    }
}

/// Whether a known text holds an option about ports, or a file of options.
fn text_matters(text: &str) -> bool {
    let named = text.match_indices("-D").any(|(at, _)| {
        let rest = text.get(at + 2..).unwrap_or_default();
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|c| !matches!(c, '"' | '\'' | '\\'))
            .collect();
        super::super::options::is_port_related(&name)
    });
    named
        || text.split_whitespace().any(|word| word.starts_with('@'))
        || text.contains("VMOptionsFile")
}
