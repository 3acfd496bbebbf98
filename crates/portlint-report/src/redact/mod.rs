//! What may be shown of a user's file: an allowlist, never a blocklist.
//!
//! Configuration files are full of passwords, and they stand right beside the ports. So nothing of a line is shown
//! unless it is known to be about ports: names made of known words, values of port-like keys in port-like shape, and
//! what a finding points at. Everything else becomes `*`, comments disappear, and every byte offset stays valid.

mod keyed;
mod scanner;
mod shape;
mod words;
mod xml;

use crate::text;
use portlint_syntax::Format;
use scanner::{Cell, LineScanner};
use std::ops::Range;

/// Lines longer than this many bytes are masked but for what a finding points at.
const LONGEST_READ: usize = 4096;

/// The only text of a user's file that any output may show: `line` (without its line end) with everything masked that
/// is not about ports. The result has as many bytes as `line`.
///
/// `keep` are the byte ranges of the line that a finding points at: a name that they touch is shown, and so is the
/// part of a value that lies within one of them, unless its key says that it is a secret.
pub fn display_line(line: &str, format: Format, keep: &[Range<usize>]) -> String {
    display_part(line, 0..line.len(), format, keep)
}

/// The bytes `part` of [`display_line`], without the work of masking all of a very long line.
pub(crate) fn display_part(
    line: &str,
    part: Range<usize>,
    format: Format,
    keep: &[Range<usize>],
) -> String {
    if line.len() <= LONGEST_READ {
        return mask(line, keep, |scanner| match format {
            Format::Xml => xml::paint(scanner),
            // Their words have no keys that would say what they are.
            Format::Nginx | Format::Haproxy => scanner.unrecognised(0..line.len()),
            _ => keyed::paint(scanner, format),
        })
        .get(part)
        .unwrap_or("")
        .to_string();
    }
    let moved = keep
        .iter()
        .filter(|kept| part.start <= kept.start && kept.end <= part.end)
        .map(|kept| kept.start - part.start..kept.end - part.start)
        .collect::<Vec<_>>();
    let text = line.get(part).unwrap_or("");
    mask(text, &moved, |scanner| scanner.unrecognised(0..text.len()))
}

fn mask(line: &str, keep: &[Range<usize>], paint: impl FnOnce(&mut LineScanner<'_>)) -> String {
    let mut scanner = LineScanner::new(line, keep);
    paint(&mut scanner);
    let mut shown = String::with_capacity(line.len());
    for (character, cell) in line.chars().zip(scanner.into_cells()) {
        match cell {
            Cell::Shown if (' '..='~').contains(&character) => shown.push(character),
            Cell::Shown => shown.push_str(&text::printable(character)),
            Cell::Masked => shown.extend(std::iter::repeat_n('*', character.len_utf8())),
            Cell::Cut => shown.extend(std::iter::repeat_n(' ', character.len_utf8())),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
