//! A comment that silences a finding, with a reason to fill in.

use super::{Asked, quick_fix};
use crate::diagnostics::Places;
use gen_lsp_types::{Position, Range, TextEdit};
use portlint_rules::Diagnostic;
use portlint_syntax::{Format, Limits, parse};
use serde_json::Value;

/// A comment above the line of the finding, where it can stand there: not within a tag, nor within a text of several lines.
pub(super) fn of(asked: &Asked<'_>, finding: &Diagnostic, places: &Places<'_>) -> Option<Value> {
    // What is written here silences the part of this home, also of a finding that begins in another one.
    let primary = finding.annotations.iter().filter(|place| place.primary);
    let others = finding.annotations.iter().filter(|place| !place.primary);
    let mut all = primary.chain(others);
    let here = all.find(|place| asked.touches(&place.location, places))?;
    let document = &places.host.files.source(here.location.file)?.document;
    let line = here.location.place.line;
    let source = &document.source;
    let start = source.line_span(line)?.range().start;
    let text = source.text();
    let (before, after) = text.split_at_checked(start)?;
    let line_text = after.split(['\r', '\n']).next()?;
    let indent = line_text.get(..line_text.len() - line_text.trim_start().len())?;
    let end = if before.ends_with("\r\n") || after.get(line_text.len()..)?.starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let rule = finding.rule;
    let comment = match document.format {
        Format::Xml => format!("{indent}<!-- wso2-portlint: ignore[{rule}]: REASON -->{end}"),
        _ => format!("{indent}# wso2-portlint: ignore[{rule}] -- REASON{end}"),
    };
    let changed = [before, &comment, after].concat();
    let changed = parse(changed.as_bytes(), document.format, &Limits::default());
    let is_comment = changed.comments.len() > document.comments.len();
    if !is_comment || changed.errors.len() > document.errors.len() {
        return None;
    }
    let start = Position {
        line: line.saturating_sub(1),
        character: 0,
    };
    let edit = TextEdit {
        range: Range { start, end: start },
        new_text: comment,
    };
    let edits = [(asked.uri.to_string(), vec![edit])].into();
    let title = format!("Ignore {rule} here");
    Some(quick_fix(&title, edits, false, places))
}
