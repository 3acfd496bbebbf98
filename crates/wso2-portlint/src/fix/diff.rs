//! A unified diff of files, without context, in which everything that may be secret is masked.

use crate::terminal::plain;
use crate::write::Change;
use portlint_report::redact::display_line;
use portlint_syntax::{Document, Format, Limits, parse};
use std::ops::Range;
use std::path::Path;

/// The lines of the diff of a file.
pub fn diff(change: &Change) -> Vec<String> {
    let format = format_of(&change.path);
    let open = |bytes: &[u8]| parse(bytes, format, &Limits::default());
    let (old, new) = (open(&change.original), open(&change.new));
    let path = plain(&change.path.display());
    let mut diff = vec![format!("--- {path}"), format!("+++ {path}")];
    if old.source.has_bom() != new.source.has_bom() {
        diff.push("(the byte order mark goes)".to_string());
    }
    let (before, after) = (lines(&old), lines(&new));
    for (a, b) in hunks(&before, &after) {
        diff.push(format!("@@ -{} +{} @@", range(&a), range(&b)));
        let pairs =
            |at: usize, from: &Range<usize>, to: &Range<usize>| to.start + (at - from.start);
        for at in a.clone() {
            let other = after.get(pairs(at, &a, &b)).copied().unwrap_or_default();
            diff.extend(
                before
                    .get(at)
                    .map(|line| format!("-{}", shown(line, other, format))),
            );
        }
        for at in b.clone() {
            let other = before.get(pairs(at, &b, &a)).copied().unwrap_or_default();
            diff.extend(
                after
                    .get(at)
                    .map(|line| format!("+{}", shown(line, other, format))),
            );
        }
    }
    diff
}

/// The format by the name of the file.
pub fn format_of(path: &Path) -> Format {
    match path.extension().and_then(|name| name.to_str()) {
        Some("toml") => Format::Toml,
        Some("yaml" | "yml") => Format::Yaml,
        Some("properties") => Format::Properties,
        _ => Format::Xml,
    }
}

fn lines(document: &Document) -> Vec<&str> {
    let source = &document.source;
    (1..=source.line_count())
        .map(|line| source.slice(source.line_span(line).unwrap_or_default()))
        .collect()
}

/// The ranges of lines that differ. Files are compared from line to line; only one insertion or removal of lines is
/// recognised as such, everything between its first and last line then belongs to one hunk.
fn hunks(before: &[&str], after: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    if before.len() == after.len() {
        let differing = before.iter().zip(after).enumerate();
        let differing = differing.filter(|(_, (a, b))| a != b);
        return differing.map(|(at, _)| (at..at + 1, at..at + 1)).collect();
    }
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let left = before.len().min(after.len()) - same;
    let ends = before.iter().rev().zip(after.iter().rev()).take(left);
    let same_end = ends.take_while(|(a, b)| a == b).count();
    vec![(same..before.len() - same_end, same..after.len() - same_end)]
}

/// As `diff -u` counts lines: a place between lines is named by the line before it.
fn range(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// The line, masked but for ports and for what differs in digits from the other side.
fn shown(line: &str, other: &str, format: Format) -> String {
    let start = common(line.bytes(), other.bytes());
    let start = line.floor_char_boundary(start);
    let room = line.len().min(other.len()) - start.min(other.len());
    let end = common(line.bytes().rev(), other.bytes().rev()).min(room);
    let end = line.ceil_char_boundary(line.len() - end);
    // The number that differs as a whole, not only its last digit.
    let is_digit = |c: char| c.is_ascii_digit();
    let before = line.get(..start).unwrap_or_default();
    let changed = line.get(start..end).unwrap_or_default();
    let after = line.get(end..).unwrap_or_default();
    let keep = match changed.chars().all(is_digit) {
        true => {
            let start = before.trim_end_matches(is_digit).len();
            let end = line.len() - after.trim_start_matches(is_digit).len();
            vec![start..end]
        }
        false => Vec::new(),
    };
    display_line(line, format, &keep)
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}
