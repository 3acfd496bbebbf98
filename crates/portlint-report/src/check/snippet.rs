//! Excerpts drawn by miette. This is the only module that knows miette.
//!
//! miette reads one source per finding and labels have no file. So all excerpts of a finding are laid out one after
//! the other in one address space, and this source answers with the path, line and column of whichever is asked for.
//! A span never crosses excerpts, so each is drawn under its own header.

use super::excerpt::{Excerpt, Label};
use crate::Style;
use crate::grid::folded;
use crate::shown::{Shown, Terminal};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// Columns before a line of a file besides those of its number, and before the message of a label.
const BESIDE: usize = 10;
/// Columns that a message has at least, wherever in the line its label is.
const LEAST_ROOM: usize = 20;

/// The excerpts with their labels drawn in; empty for none.
pub(super) fn draw(excerpts: &[Excerpt], style: &Style) -> Result<Shown<Terminal>, fmt::Error> {
    if excerpts.is_empty() {
        return Ok(Shown::new());
    }
    let theme = match (style.unicode, style.colour) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_wrap_lines(false)
        .with_context_lines(0)
        .without_cause_chain()
        .without_syntax_highlighting();
    let mut drawn = String::new();
    let space = AddressSpace::of(excerpts, style.width);
    handler.render_report(&mut drawn, &Drawing(space))?;
    // miette starts with the line of the message, which is empty here.
    let snippets = drawn.split_once('\n').map_or("", |(_, snippets)| snippets);
    // The lines are masked and printable, paths and labels were made so below.
    #[allow(clippy::disallowed_methods, reason = "drawn of texts that are shown")]
    Ok(Shown::generated(snippets.to_string()))
}

fn shown(text: &str) -> String {
    Shown::<Terminal>::text(text).as_str().to_string()
}

/// Excerpts and the address that each starts at.
#[derive(Debug)]
struct AddressSpace<'a> {
    placed: Vec<(usize, &'a Excerpt)>,
    /// Columns of the terminal.
    width: Option<usize>,
}

impl<'a> AddressSpace<'a> {
    fn of(excerpts: &'a [Excerpt], width: Option<usize>) -> Self {
        let mut next = 0;
        let placed = excerpts.iter().map(|excerpt| {
            let start = next;
            next += excerpt.text.len() + 1;
            (start, excerpt)
        });
        AddressSpace {
            placed: placed.collect(),
            width,
        }
    }

    /// The message in lines that have room behind its sign; miette breaks nothing itself.
    fn folded(&self, excerpt: &Excerpt, label: &Label) -> String {
        let Some(width) = self.width else {
            return shown(&label.message);
        };
        let before = excerpt.text.get(..label.range.start).unwrap_or_default();
        let pointed_at = excerpt.text.get(label.range.clone()).unwrap_or_default();
        let number = excerpt.line.to_string().len();
        let used = number + BESIDE + before.width() + pointed_at.width() / 2;
        let room = width.saturating_sub(used).max(LEAST_ROOM);
        let lines = folded(&label.message, room);
        let lines: Vec<_> = lines.iter().map(|line| shown(line)).collect();
        lines.join("\n")
    }

    fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.placed.iter().flat_map(move |(start, excerpt)| {
            excerpt.labels.iter().map(move |label| {
                // The line that is drawn says so already.
                let says_more = !matches!(label.message.as_str(), "" | "here");
                let message = says_more.then(|| self.folded(excerpt, label));
                let span = SourceSpan::from((start + label.range.start, label.range.len()));
                if label.primary {
                    LabeledSpan::new_primary_with_span(message, span)
                } else {
                    LabeledSpan::new_with_span(message, span)
                }
            })
        })
    }
}

impl SourceCode for AddressSpace<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let following = self
            .placed
            .partition_point(|(start, _)| *start <= span.offset());
        let (start, excerpt) = following
            .checked_sub(1)
            .and_then(|index| self.placed.get(index))
            .ok_or(MietteError::OutOfBounds)?;
        let offset = span.offset() - start;
        if offset + span.len() > excerpt.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let pointed_at = excerpt
            .labels
            .iter()
            .find(|label| label.range.start == offset);
        let column = pointed_at.map_or(1, |label| label.columns.0);
        Ok(Box::new(MietteSpanContents::new_named(
            shown(&excerpt.path),
            excerpt.text.as_bytes(),
            (*start, excerpt.text.len()).into(),
            (excerpt.line as usize).saturating_sub(1),
            (column as usize).saturating_sub(1),
            1,
        )))
    }
}

/// Labels and source without a message: the header is not miette's.
#[derive(Debug)]
struct Drawing<'a>(AddressSpace<'a>);

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing<'_> {}

impl miette::Diagnostic for Drawing<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels()))
    }
}
