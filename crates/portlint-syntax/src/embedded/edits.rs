//! Changes of a text as changes of the file that it lies in: what is added is indented as the block is. Tried out, because a
//! change that the file would be read back otherwise from is none.

use super::scalar_at;
use crate::document::Format;
use crate::edit::{self, Edit};
use crate::limits::Limits;
use crate::parse;
use crate::source::{Origin, Source, Span};

impl Source {
    /// The same changes in the file that this text lies in; the changes themselves where it is a file of its own. `None` when
    /// the file cannot be changed like this.
    pub fn outer_edits(&self, edits: &[Edit]) -> Option<Vec<Edit>> {
        let Some(origin) = self.origin() else {
            return Some(edits.to_vec());
        };
        let moved = edits.iter().map(|edit| origin.outer_edit(self, edit));
        let moved = moved.collect::<Option<Vec<_>>>()?;
        let wanted = edit::apply(self, edits)?;
        origin.reads(&moved, &wanted).then_some(moved)
    }
}

impl Origin {
    fn outer_edit(&self, inner: &Source, edit: &Edit) -> Option<Edit> {
        if !self.map.is_known() {
            return None;
        }
        if self.map.is_rendered {
            return self.edit_of_template(edit);
        }
        let Some(_) = self.scalar else {
            let span = self.map.outer(edit.span);
            return Some(Edit {
                span,
                replacement: edit.replacement.clone(),
            });
        };
        let text = inner.text();
        let outer = self.outer.text();
        let (start, end) = (edit.span.start, edit.span.end);
        let Some(indent) = self.map.indent else {
            // Without lines of its own, only what is shown as it is written can be changed.
            let span = self.map.outer(edit.span);
            let is_plain = |text: &str| !text.contains(['\n', '"', '\'', '\\']);
            let is_same = outer.get(span.range()) == text.get(edit.span.range());
            return (is_same && is_plain(&edit.replacement)).then(|| Edit {
                span,
                replacement: edit.replacement.clone(),
            });
        };
        let blanks = " ".repeat(indent as usize);
        let at_line_start = |at: u32| {
            let before = text.get(..at as usize);
            before.is_some_and(|before| before.is_empty() || before.ends_with('\n'))
        };
        let is_last = end as usize == text.len() && at_line_start(end);
        let mut outer_start = self.map.start(start)?;
        let outer_end = match edit.span.is_empty() {
            true => outer_start,
            // The next line keeps the blanks before the first one.
            false if at_line_start(end) => self.map.start(end)?,
            false => self.map.outer(edit.span).end,
        };
        let mut replacement = String::new();
        let line_end = match outer.get(self.part.range())?.split_once('\n') {
            Some((first, _)) if first.ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let own_line = outer
            .get(..outer_start as usize)?
            .rfind('\n')
            .map_or(0, |end| end + 1);
        // An empty line has no blanks.
        let is_bare = !is_last
            && at_line_start(start)
            && (outer_start as usize).saturating_sub(own_line) < indent as usize;
        let lead = match is_last {
            // Behind the last line there are no blanks yet.
            true if at_line_start(start) => {
                if (start as usize) < text.len() {
                    outer_start = outer_start.checked_sub(indent)?;
                }
                true
            }
            true => return None,
            false => is_bare,
        };
        let lines = edit.replacement.split('\n').collect::<Vec<_>>();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                replacement.push_str(line_end);
            }
            let is_end = at + 1 == lines.len();
            let needs = match at {
                0 => lead && !line.is_empty(),
                _ => !line.is_empty() || (is_end && !is_last && !is_bare),
            };
            if needs {
                replacement.push_str(&blanks);
            }
            replacement.push_str(line);
        }
        Some(Edit {
            span: Span {
                start: outer_start,
                end: outer_end,
            },
            replacement,
        })
    }

    /// Whether the file, after the changes, has this text where it has this one now.
    fn reads(&self, edits: &[Edit], wanted: &str) -> bool {
        let source = &*self.outer;
        if self.map.is_rendered {
            return edit::apply(source, edits).is_some();
        }
        let Some(changed) = edit::apply(source, edits) else {
            return false;
        };
        let Some(length) = (changed.len() + self.part.len()).checked_sub(source.text().len())
        else {
            return false;
        };
        let start = self.part.range().start;
        let Some(part) = changed.get(start..start + length) else {
            return false;
        };
        match self.scalar {
            None => part == wanted,
            Some(scalar) => {
                let document = parse(part.as_bytes(), Format::Yaml, &Limits::default());
                let at = scalar.start.saturating_sub(self.part.start);
                document.errors.is_empty() && scalar_at(&document, at) == Some(wanted)
            }
        }
    }
}
