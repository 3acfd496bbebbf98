//! Texts that a template renders to. Such a text has the template for its file: every place is one of the template, and only
//! what the template says word for word can be changed in it.

use super::Embedded;
use crate::document::Document;
use crate::edit::Edit;
use crate::source::{Map, Origin, Piece, Source, Span};
use std::sync::Arc;

/// Marks of Jinja: what has them is not the text of a template any more.
const MARKS: [&str; 6] = ["{{", "}}", "{%", "%}", "{#", "#}"];

/// A run of a rendered text, and what of the template it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderedPiece {
    /// Its bytes in the rendered text.
    pub length: usize,
    /// The text, or the expression, in the template.
    pub template: Span,
    /// Whether the template says it word for word.
    pub is_literal: bool,
}

/// What a template renders to. The pieces are those of the text, in order; `template` is the whole template, without a tree;
/// `of` says in words for whom it was rendered.
pub fn rendered(
    template: &Arc<Document>,
    text: &str,
    pieces: &[RenderedPiece],
    of: &str,
) -> Embedded {
    let whole = Span::new(0, template.source.text().len());
    let mut at = 0;
    let pieces = pieces.iter().map(|piece| {
        let start = at;
        at += piece.length;
        Piece {
            inner: Span::new(start, at).start,
            length: Span::new(0, piece.length).end,
            outer: piece.template.start,
            outer_length: piece.template.end.saturating_sub(piece.template.start),
            is_literal: piece.is_literal,
        }
    });
    let map = Map::rendered(pieces.collect(), whole);
    Embedded {
        text: Arc::from(text),
        origin: Arc::new(Origin {
            outer: Arc::new(template.source.clone()),
            rendered_from: Some(Arc::from(of)),
            part: whole,
            scalar: None,
            map,
        }),
        outer: Arc::clone(template),
    }
}

impl Source {
    /// Whether the text was rendered from a template.
    pub fn is_rendered(&self) -> bool {
        self.origin().is_some_and(|origin| origin.map.is_rendered)
    }

    /// Whether the file around the text, or the text itself, says a span of it word for word.
    pub fn is_literal(&self, span: Span) -> bool {
        self.origin()
            .is_none_or(|origin| !origin.map.is_rendered || origin.map.literal(span).is_some())
    }
}

impl Origin {
    /// The same change in the template; `None` where the template does not say what is changed word for word, or says it for
    /// more than one place.
    pub(super) fn edit_of_template(&self, edit: &Edit) -> Option<Edit> {
        let piece = self.map.literal(edit.span)?;
        let is_plain = !MARKS.iter().any(|mark| edit.replacement.contains(mark));
        let moved = |at: u32| piece.outer.saturating_add(at.saturating_sub(piece.inner));
        is_plain.then(|| Edit {
            span: Span {
                start: moved(edit.span.start),
                end: moved(edit.span.end),
            },
            replacement: edit.replacement.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{RenderedPiece, rendered};
    use crate::{Edit, Format, Limits, Span, undivided};
    use std::sync::Arc;

    const TEMPLATE: &str =
        "[server]\noffset = {{ x }}\n{% for p in l %}\n# a\n{% endfor %}\nb = 1\n";
    const TEXT: &str = "[server]\noffset = 3\n# a\n# a\nb = 1\n";

    fn span_of(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    fn document() -> crate::Document {
        let template = Arc::new(undivided(
            TEMPLATE.as_bytes(),
            Format::Toml,
            &Limits::default(),
        ));
        let piece = |rendered: &str, written: &str, is_literal| RenderedPiece {
            length: rendered.len(),
            template: span_of(TEMPLATE, written),
            is_literal,
        };
        let pieces = [
            piece("[server]\noffset = ", "[server]\noffset = ", true),
            piece("3", "{{ x }}", false),
            RenderedPiece {
                length: 1,
                template: Span::new(26, 27),
                is_literal: true,
            },
            piece("# a\n", "# a\n", true),
            piece("# a\n", "# a\n", true),
            piece("b = 1\n", "b = 1\n", true),
        ];
        rendered(&template, TEXT, &pieces, "t.j2, for host x")
            .parse(Format::Toml, &Limits::default())
    }

    #[test]
    fn places_are_those_of_the_template() {
        let source = document().source;
        assert!(source.is_rendered());
        for (part, line, column, length) in [
            ("offset", 2, 1, 6),
            ("3", 2, 10, 7),
            ("b", 6, 1, 1),
            ("offset = 3", 2, 1, 16),
        ] {
            let place = source.place(span_of(TEXT, part));
            assert_eq!((place.line, place.column), (line, column), "{part}");
            assert_eq!(place.byte_length, length, "{part}");
        }
        assert_eq!(source.slice(source.line_span(6).unwrap()), "b = 1");
        assert_eq!(source.slice(source.line_span(2).unwrap()), "offset = 3");
    }

    #[test]
    fn only_what_is_written_once_can_be_changed() {
        let source = document().source;
        let edit = |part: &str, replacement: &str| {
            source.outer_edits(&[Edit {
                span: span_of(TEXT, part),
                replacement: replacement.to_string(),
            }])
        };
        assert_eq!(edit("1", "2").unwrap()[0].span, span_of(TEMPLATE, "1"));
        assert!(edit("3", "4").is_none());
        assert!(edit("offset = 3", "offset = 4").is_none());
        assert!(edit("# a", "# b").is_none());
        assert!(edit("1", "{{ y }}").is_none());
        assert!(source.is_literal(span_of(TEXT, "offset")));
        assert!(!source.is_literal(span_of(TEXT, "3")));
    }
}
