//! From what would mend a setting to edits of its file. An edit that says more, or less, than was meant is none.

use crate::writing::{cut, entries, layout, toml, verify, yaml};
use crate::{Applicability, FileEdit, Fix};
use portlint_host::{Change, Files, Problem};
use portlint_syntax::{Document, Edit, Format, Span};

/// Bytes of a file at most: every way is tried out on a copy of it. Real files have a hundredth of that.
const LARGEST: usize = 1 << 19;

/// The fix of a problem, where it is clear how its file has to change.
pub fn fix(files: &Files, problem: &Problem) -> Option<Fix> {
    let (remedy, location) = (problem.remedy.as_ref()?, problem.location?);
    let file = files.source(location.file)?;
    let document = &file.document;
    if document.source.text().len() > LARGEST {
        return None;
    }
    let edits = match &remedy.change {
        Change::Move { from, to } => moved(document, &borrowed(from), &borrowed(to))?,
        Change::Remove(keys) => removed(document, &borrowed(keys))?,
        Change::MoveTable => {
            let (first, _) = problem.related.as_ref()?;
            raised(document, location.span, first.span)?
        }
        Change::Rewrite(text) => vec![Edit {
            span: location.span,
            replacement: text.clone(),
        }],
    };
    let edits = edits
        .into_iter()
        .map(|edit| FileEdit::new(file.at(edit.span), edit.replacement));
    Some(Fix {
        applicability: if remedy.certain {
            Applicability::Safe
        } else {
            Applicability::Unsafe
        },
        edits: edits.collect(),
        follows: false,
    })
}

/// Where a table may end: real files have a few headers below it.
const ENDS: usize = 64;

/// The table of a header moved above the first header of its sub-tables, each with the comments right above it.
fn raised(document: &Document, header: Span, first: Span) -> Option<Vec<Edit>> {
    let text = document.source.text();
    let to = with_comments(text, layout::line_start(document, first.range().start));
    let from = with_comments(text, layout::line_start(document, header.range().start));
    let end_of_header = layout::end_of_line(document, header.range().start);
    let line_end = layout::line_end(document);
    let is_header = |start: &usize| {
        let line = text.get(*start..).unwrap_or_default();
        line.trim_start_matches([' ', '\t']).starts_with('[')
    };
    let rest = text.get(end_of_header..)?;
    let lines = rest
        .match_indices('\n')
        .map(|(at, _)| end_of_header + at + 1);
    let headers = lines.filter(is_header).take(ENDS);
    // An item of an array on a line of its own looks like a header: the result tells.
    let mut ends = headers
        .map(|start| with_comments(text, start))
        .chain([text.len()]);
    ends.find_map(|end| {
        let block = text.get(from..end)?.trim_end();
        let moved = format!("{block}{line_end}{line_end}");
        let edits = vec![layout::insert(to, moved), layout::cut_text(from, end)];
        verify::only_mends(document, &edits).then_some(edits)
    })
}

/// The start of a line, or of the lines with nothing but a comment right above it.
fn with_comments(text: &str, mut start: usize) -> usize {
    while let Some(above) = start.checked_sub(1) {
        let before = text.get(..above).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let is_comment = text
            .get(line..above)
            .is_some_and(|line| line.trim_start().starts_with('#'));
        if !is_comment {
            break;
        }
        start = line;
    }
    start
}

fn borrowed(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).collect()
}

/// The first way of moving a setting that changes nothing else, the smallest change first.
fn moved(document: &Document, from: &[&str], to: &[&str]) -> Option<Vec<Edit>> {
    if document.lookup(to).is_some() {
        return None;
    }
    let ways = match document.format {
        Format::Toml => [renamed(document, from, to), retitled(document, from, to)],
        Format::Yaml => [renamed(document, from, to), None],
        Format::Xml | Format::Properties | Format::Nginx | Format::Haproxy => return None,
    };
    let shifts = match document.format {
        Format::Yaml => yaml::shifts(document, from),
        _ => Vec::new(),
    };
    let mut ways = ways
        .into_iter()
        .flatten()
        .chain(shifts)
        .chain(rewritten(document, from, to));
    ways.find(|edits| verify::only_moves(document, edits, from, Some(to)))
}

/// Another key in the same table.
fn renamed(document: &Document, from: &[&str], to: &[&str]) -> Option<Vec<Edit>> {
    let ((key, tables), (_, others)) = (to.split_last()?, from.split_last()?);
    let place = entries(document, from)?.last()?.key_span;
    (tables == others).then(|| vec![replaced(place, key)])
}

/// Another header above the only key of its table, or the first header above the last key that has none.
fn retitled(document: &Document, from: &[&str], to: &[&str]) -> Option<Vec<Edit>> {
    let ((key, tables), (old, others)) = (to.split_last()?, from.split_last()?);
    if tables.is_empty() || document.lookup(tables).is_some() {
        return None;
    }
    let place = entries(document, from)?.last()?.key_span;
    let title = tables.join(".");
    let mut edits = if others.is_empty() {
        let start = place.range().start;
        let (blanks, end) = (layout::indent(document, start)?, layout::line_end(document));
        vec![layout::insert(start, format!("[{title}]{end}{blanks}"))]
    } else {
        vec![replaced(cut::lone_header(document, from)?, &title)]
    };
    if key != old {
        edits.push(replaced(place, key));
    }
    Some(edits)
}

fn replaced(span: Span, text: &str) -> Edit {
    Edit {
        span,
        replacement: text.to_string(),
    }
}

/// Away here, and written anew there.
fn rewritten(document: &Document, from: &[&str], to: &[&str]) -> Vec<Vec<Edit>> {
    let value = document.lookup(from).map(|node| document.span(node));
    // What is written anew is shown in reports: a number, or the name of an interface.
    let value = value
        .map(|span| document.source.slice(span))
        .filter(|value| is_harmless(value));
    let (Some(value), Some(cut)) = (value, cut::cut(document, from)) else {
        return Vec::new();
    };
    let inserts = match document.format {
        Format::Toml => toml::inserts(document, to, value),
        _ => yaml::inserts(document, to, value),
    };
    let both = inserts.into_iter().map(|insert| vec![cut.clone(), insert]);
    both.collect()
}

fn is_harmless(value: &str) -> bool {
    let text = value.trim_matches(['"', '\'']);
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '+');
    !text.is_empty() && text.len() <= 64 && text.chars().all(part)
}

fn removed(document: &Document, keys: &[&str]) -> Option<Vec<Edit>> {
    let edits = vec![cut::cut(document, keys)?];
    verify::only_moves(document, &edits, keys, None).then_some(edits)
}

#[cfg(test)]
mod tests;
