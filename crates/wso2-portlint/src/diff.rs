//! A unified diff of files, without context, in which everything that may be secret is masked and comments are left out.

use portlint_report::redact::display_line;
use portlint_report::shown;
use portlint_report::shown::{Shown, Terminal};
use portlint_session::fix::format_of;
use portlint_session::write::Change;
use portlint_syntax::{Document, Format, Limits, parse};
use std::ops::Range;

/// The diff of a file, its two header lines first.
pub fn of_file(change: &Change) -> Vec<Shown<Terminal>> {
    let path = change.path.display();
    let mut diff = vec![shown!("--- {}", path), shown!("+++ {}", path)];
    let format = format_of(&change.path);
    let open = |bytes: &[u8]| parse(bytes, format, &Limits::default());
    let (old, new) = (open(&change.original), open(&change.new));
    if old.source.has_bom() != new.source.has_bom() {
        diff.push(Shown::own("(the byte order mark goes)"));
    }
    let (before, after) = (lines(&old), lines(&new));
    for (a, b) in hunks(&before, &after) {
        diff.push(shown!("@@ -{} +{} @@", range(&a), range(&b)));
        diff.extend(side('-', &before, &a, &after, &b, format));
        diff.extend(side('+', &after, &b, &before, &a, format));
    }
    diff
}

/// The lines of one side of a hunk, each compared with the line in its place on the other side.
fn side<'l>(
    sign: char,
    lines: &'l [&'l str],
    range: &Range<usize>,
    others: &'l [&'l str],
    other: &Range<usize>,
    format: Format,
) -> impl Iterator<Item = Shown<Terminal>> + use<'l> {
    let own = lines.get(range.clone()).unwrap_or_default().iter();
    let others = others.get(other.clone()).unwrap_or_default().iter();
    let others = others.copied().chain(std::iter::repeat(""));
    own.zip(others)
        .map(move |(line, other)| shown!("{}{}", sign, masked(line, other, format)))
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
    let keep = match changed.chars().all(is_digit) {
        true => {
            let start = before.trim_end_matches(is_digit).len();
            let end = line.len() - after.trim_start_matches(is_digit).len();
            Some(start..end)
        }
        false => None,
    };
    let masked = display_line(line, format, keep.as_slice());
    // Where a comment was, blanks are left.
    Shown::source_line(masked.trim_end())
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "conf/deployment.toml";

    #[test]
    fn a_diff_shows_numbers_and_no_secrets() {
        let change = |old: &str, new: &str| Change {
            path: FILE.into(),
            original: old.into(),
            new: new.into(),
        };
        let shown = of_file(&change(
            "a = 1\r\nurl = \"https://localhost:9443\" # hunter2\r\n",
            "a = 1\r\nurl = \"https://localhost:9444\" # hunter2\r\n",
        ));
        let shown = Shown::join(shown, "\n");
        let shown = shown.as_str();
        assert!(shown.contains("@@ -2 +2 @@"), "{shown}");
        assert!(shown.contains("9443") && shown.contains("9444"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let mark = of_file(&change("\u{feff}a = 1\n", "a = 1\n"));
        assert_eq!(mark.last().unwrap().as_str(), "(the byte order mark goes)");
    }

    #[test]
    fn comments_are_left_out() {
        let change = |name: &str, old: &str, new: &str| Change {
            path: name.into(),
            original: old.into(),
            new: new.into(),
        };
        for (name, old, new, removed, added) in [
            (
                "a.toml",
                "offset   =   0 # hunter2\n",
                "offset   =   2 # hunter2\n",
                "-offset   =   0",
                "+offset   =   2",
            ),
            (
                "a.yaml",
                "{password: hunter2, ports: {offset:   0}}\n",
                "{password: hunter2, ports: {offset:   2}}\n",
                "-{password: *******, ports: {offset:   0}}",
                "+{password: *******, ports: {offset:   2}}",
            ),
            (
                "a.xml",
                "\t<Offset >0</Offset> <!-- hunter2 -->\n",
                "\t<Offset >2</Offset> <!-- hunter2 -->\n",
                "-\t<Offset >0</Offset>",
                "+\t<Offset >2</Offset>",
            ),
        ] {
            let diff = of_file(&change(name, old, new));
            assert_eq!(diff[3..], [removed, added].map(Shown::own));
        }
    }
}
