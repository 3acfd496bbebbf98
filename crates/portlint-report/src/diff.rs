//! A unified diff of files, without context, which `patch -p1` takes. Everything that may be secret is masked and
//! comments are left out: such a line is said to be masked, and `patch` will not take it.

use crate::redact::display_line;
use crate::shown;
use crate::shown::{Markup, Shown, Terminal};
use crate::text::count;
use crate::{Ink, Style};
use portlint_fix::FileEdit;
use portlint_host::{Files, SourceFile};
use portlint_syntax::{Edit, Format, Limits, edit, parse};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// For whom a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// For people, within other text.
    People,
    /// For `patch`, which compares line ends too.
    Patch,
}

/// The diff of a file from its old bytes to its new ones, its two header lines first.
pub fn of_file(
    path: &Path,
    format: Format,
    (original, new): (&[u8], &[u8]),
    reader: Reader,
) -> Vec<Shown<Terminal>> {
    let open = |bytes: &[u8]| parse(bytes, format, &Limits::default());
    let (old, new) = (open(original), open(new));
    let mut diff = header(&path.display().to_string());
    if old.source.has_bom() != new.source.has_bom() {
        diff.push(Shown::own("(the byte order mark goes)"));
    }
    let texts = (old.source.text(), new.source.text());
    let (changed, masked) = changes(texts, format, reader);
    diff.extend(changed);
    if masked > 0 && reader == Reader::Patch {
        let note = shown!(
            "# {} below with a masked part: `patch` will not take them, `--fix` does",
            count(masked, "line")
        );
        diff.insert(0, note);
    }
    diff
}

/// The diffs of the files that edits change, for a page; nothing for files that are not at hand and edits that cannot be made.
pub(crate) fn of_edits(files: &Files, edits: &[FileEdit], style: &Style) -> Vec<Shown<Markup>> {
    let mut by_file = BTreeMap::<_, (&SourceFile, Vec<Edit>)>::new();
    for edit in edits.iter().filter(|edit| !edit.removes_mark) {
        if let Some(file) = files.source(edit.location.file) {
            let (_, of_file) = by_file.entry(file.id).or_insert((file, Vec::new()));
            of_file.push(Edit {
                span: edit.location.span,
                replacement: edit.replacement.clone(),
            });
        }
    }
    let mut diff = Vec::new();
    for (file, edits) in by_file.into_values() {
        let source = &file.document.source;
        if let Some(new) = edit::apply(source, &edits) {
            diff.extend(header(&style.path(&file.path)));
            diff.extend(changes((source.text(), &new), file.document.format, Reader::People).0);
        }
    }
    diff.iter().map(|line| Shown::text(line.as_str())).collect()
}

fn header(name: &str) -> Vec<Shown<Terminal>> {
    let name = name.strip_prefix("./").unwrap_or(name);
    let name = name.trim_start_matches('/');
    vec![shown!("--- a/{}", name), shown!("+++ b/{}", name)]
}

/// What differs between two texts, and how many lines of it have a masked part.
fn changes(
    (old, new): (&str, &str),
    format: Format,
    reader: Reader,
) -> (Vec<Shown<Terminal>>, usize) {
    let (before, after) = (lines(old), lines(new));
    let (mut diff, mut masked) = (Vec::new(), 0);
    for (a, b) in hunks(&before, &after) {
        diff.push(shown!("@@ -{} +{} @@", range(&a), range(&b)));
        let (removed, added) = (
            side('-', (&before, &a), (&after, &b), format, reader),
            side('+', (&after, &b), (&before, &a), format, reader),
        );
        masked += removed.iter().filter(|side| side.is_masked).count();
        for side in removed.into_iter().chain(added) {
            diff.push(side.shown);
            diff.extend(
                (side.is_unended && reader == Reader::Patch)
                    .then(|| Shown::own("\\ No newline at end of file")),
            );
        }
    }
    (diff, masked)
}

/// A line of a diff in the colours that diffs have everywhere.
pub fn painted(line: Shown<Terminal>, style: &Style) -> Shown<Terminal> {
    let ink = match line.as_str().as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => Ink::Bold,
        [b'@', ..] => Ink::Cyan,
        [b'-', ..] => Ink::Removed,
        [b'+', ..] => Ink::Green,
        _ => return line,
    };
    style.paint(ink, line)
}

/// A line of one side of a hunk.
struct Side {
    shown: Shown<Terminal>,
    /// A part of it is not shown.
    is_masked: bool,
    /// It is the last line of a file that does not end with a line end.
    is_unended: bool,
}

/// The lines of one side of a hunk, each compared with the line in its place on the other side.
fn side(
    sign: char,
    (lines, range): (&[&str], &Range<usize>),
    (others, other): (&[&str], &Range<usize>),
    format: Format,
    reader: Reader,
) -> Vec<Side> {
    let own = lines.get(range.clone()).unwrap_or_default().iter();
    let others = others.get(other.clone()).unwrap_or_default().iter();
    let others = others.copied().chain(std::iter::repeat(""));
    own.zip(others)
        .zip(range.clone())
        .map(|((line, other), at)| {
            let (text, end) = ended(line);
            let shown = masked(text, ended(other).0, of_line(text, format));
            let is_masked = shown.as_str() != text;
            let end = if end == "\r\n" && reader == Reader::Patch {
                Shown::own("\r")
            } else {
                Shown::new()
            };
            Side {
                shown: shown!("{}{}{}", sign, shown, end),
                is_masked,
                is_unended: line == &text && at + 1 == lines.len(),
            }
        })
        .collect()
}

/// A line and its end.
fn ended(line: &str) -> (&str, &str) {
    let text = line.strip_suffix('\n').unwrap_or(line);
    let text = text.strip_suffix('\r').unwrap_or(text);
    (text, line.get(text.len()..).unwrap_or_default())
}

/// The lines of a file, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
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

/// The format of a line: a manifest holds files of other formats.
fn of_line(line: &str, format: Format) -> Format {
    let line = line.trim_start();
    let is_setting = || {
        let name = line.split_once('=').map(|(name, _)| name.trim_end());
        name.is_some_and(|name| !name.contains([':', ' ', '"', '\'']))
    };
    match format {
        Format::Yaml if line.starts_with('<') => Format::Xml,
        Format::Yaml if is_setting() => Format::Toml,
        other => other,
    }
}

/// The line, masked but for ports, for what differs in digits from the other side, and for the address and the name
/// that a number which differs belongs to.
fn masked(line: &str, other: &str, format: Format) -> Shown<Terminal> {
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
    let mut keep = Vec::new();
    if changed.chars().all(is_digit) {
        let start = before.trim_end_matches(is_digit).len();
        let end = line.len() - after.trim_start_matches(is_digit).len();
        keep.push(start..end);
        keep.extend(around(line, start, end));
        keep.extend(names(line, start, format));
    }
    let masked = display_line(line, format, &keep);
    // Where a comment was, blanks are left.
    if masked == line {
        Shown::source_line(&masked)
    } else {
        Shown::source_line(masked.trim_end())
    }
}

/// The address and the value that a number belongs to: what stands around it up to quotes, blanks and tags.
fn around(line: &str, start: usize, end: usize) -> Vec<Range<usize>> {
    let is_end = |c: char| c.is_whitespace() || "\"'<>,".contains(c);
    let before = line.get(..start).unwrap_or_default();
    let after = line.get(end..).unwrap_or_default();
    let from = before.rfind(is_end).map_or(0, |at| at + 1);
    let to = end + after.find(is_end).unwrap_or(after.len());
    // The address alone is shown even where the whole is not.
    let mut all = vec![from..end, from..to];
    let quote = from.checked_sub(1).and_then(|at| line.as_bytes().get(at));
    if matches!(quote, Some(b'"' | b'\'')) && quote == line.as_bytes().get(to) {
        all.push(from - 1..to + 1);
    }
    all
}

/// The names of what a number stands in: the tags around it, or the key before it.
fn names(line: &str, start: usize, format: Format) -> Vec<Range<usize>> {
    let before = line.get(..start).unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let from = |at: usize| {
        let length = line.get(at..).and_then(|rest| rest.find(|c| !is_name(c)));
        at..at + length.unwrap_or_default()
    };
    if format != Format::Xml {
        let blanks = line.len() - line.trim_start().len();
        return vec![from(blanks)];
    }
    let opening = before.rfind('<').map(|at| from(at + 1));
    let closing = line.get(start..).and_then(|rest| rest.find("</"));
    let closing = closing.map(|at| from(start + at + 2));
    opening.into_iter().chain(closing).collect()
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_numbers_and_no_secrets() {
        let diff = |old: &str, new: &str| {
            let path = Path::new("conf/deployment.toml");
            let texts = (old.as_bytes(), new.as_bytes());
            of_file(path, Format::Toml, texts, Reader::Patch)
        };
        let shown = diff(
            "a = 1\r\nurl = \"https://localhost:9443\" # hunter2\r\n",
            "a = 1\r\nurl = \"https://localhost:9444\" # hunter2\r\n",
        );
        let shown = Shown::join(shown, "\n");
        let shown = shown.as_str();
        assert!(shown.contains("@@ -2 +2 @@"), "{shown}");
        assert!(
            shown.starts_with("# 1 line below with a masked part"),
            "{shown}"
        );
        assert!(shown.contains("9443") && shown.contains("9444"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let mark = diff("\u{feff}a = 1\n", "a = 1\n");
        assert_eq!(mark.last().unwrap().as_str(), "(the byte order mark goes)");
    }

    #[test]
    fn comments_are_left_out() {
        for (format, old, new, removed, added) in [
            (
                Format::Toml,
                "offset   =   0 # hunter2\n",
                "offset   =   2 # hunter2\n",
                "-offset   =   0",
                "+offset   =   2",
            ),
            (
                Format::Yaml,
                "{password: hunter2, ports: {offset:   0}}\n",
                "{password: hunter2, ports: {offset:   2}}\n",
                "-{password: *******, ports: {offset:   0}}",
                "+{password: *******, ports: {offset:   2}}",
            ),
            (
                Format::Xml,
                "\t<Offset >0</Offset> <!-- hunter2 -->\n",
                "\t<Offset >2</Offset> <!-- hunter2 -->\n",
                "-\t<Offset >0</Offset>",
                "+\t<Offset >2</Offset>",
            ),
        ] {
            let texts = (old.as_bytes(), new.as_bytes());
            let diff = of_file(Path::new("a"), format, texts, Reader::Patch);
            let shown = diff
                .iter()
                .skip(4)
                .map(|line| line.as_str().trim_end_matches('\r'));
            assert_eq!(shown.collect::<Vec<_>>(), [removed, added]);
        }
    }
}
