//! Scalars of YAML byte by byte: which byte of the file stands for which byte of the text. What comes out is compared with what
//! the parser read; where both differ, only the place of the whole scalar is known.

use crate::source::{Map, Piece, Span};

/// Builds a text and its pieces.
#[derive(Default)]
struct Builder {
    text: String,
    pieces: Vec<Piece>,
}

impl Builder {
    fn push(&mut self, text: &str, outer: usize, outer_length: usize) {
        if text.is_empty() {
            return;
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (inner, length) = (number(self.text.len()), number(text.len()));
        self.text.push_str(text);
        let (outer, outer_length) = (number(outer), number(outer_length));
        // Bytes that follow each other in both need one piece.
        if let Some(last) = self.pieces.last_mut()
            && last.length == last.outer_length
            && last.outer.saturating_add(last.outer_length) == outer
        {
            last.length = last.length.saturating_add(length);
            last.outer_length = last.outer_length.saturating_add(outer_length);
            return;
        }
        self.pieces.push(Piece {
            is_literal: true,
            inner,
            length,
            outer,
            outer_length,
        });
    }
}

/// How the line ends at the end of a block are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// A line end: where it stands, and its length.
#[derive(Clone, Copy)]
struct Break {
    at: usize,
    length: usize,
}

/// Where the header of a block scalar stands whose content starts at a place: at the end of the last line before it that is
/// not empty.
fn header(text: &str, content: usize) -> Option<usize> {
    let before = text.get(..content)?;
    let is_header = |at: usize| {
        let rest = text.get(at + 1..)?.split('\n').next()?;
        let rest = rest.trim_start_matches(['-', '+', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        let behind = rest.trim();
        let is_end =
            behind.is_empty() || (behind.starts_with('#') && rest.starts_with([' ', '\t']));
        let leads = text.get(..at)?.chars().next_back();
        (is_end && leads.is_none_or(char::is_whitespace)).then_some(at)
    };
    // Some readers start the content at its header.
    if text.get(content..)?.starts_with(['|', '>']) {
        return is_header(content);
    }
    let lines = before
        .split_inclusive('\n')
        .rev()
        .scan(content, |end, line| {
            *end -= line.len();
            Some((*end, line))
        });
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let (start, line) = lines.next()?;
    let mut signs = line.match_indices(['|', '>']);
    signs.find_map(|(at, _)| is_header(start + at))
}

/// The map of a block scalar whose header or content starts with `span`; `None` when it cannot be followed.
pub(super) fn block(outer: &str, part: Span, span: Span, value: &str) -> Option<Map> {
    let end = part.range().end.min(outer.len());
    let header = header(
        outer.get(part.range())?,
        span.range().start - part.range().start,
    )?;
    let header = part.range().start + header;
    let line = outer.get(header..end)?.split('\n').next()?;
    let folded = match line.chars().next()? {
        '|' => false,
        '>' => true,
        _ => return None,
    };
    let mut chomping = Chomping::Clip;
    let mut given = false;
    for character in line.chars().skip(1) {
        match character {
            '-' => chomping = Chomping::Strip,
            '+' => chomping = Chomping::Keep,
            '1'..='9' => given = true,
            _ => break,
        }
    }
    let first = header + line.len() + 1;
    let content = outer.get(first.min(end)..end)?;
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_empty = |line: &str| {
        line.trim_end_matches(['\r', '\n'])
            .trim_start_matches(' ')
            .is_empty()
    };
    let detected = content
        .split_inclusive('\n')
        .find(|line| !is_empty(line))
        .map(blanks)?;
    // With a number, the indentation counts from that of the parent, which the parser knows.
    let mut indents = if given {
        (1..=detected).rev().collect::<Vec<_>>()
    } else {
        vec![detected]
    };
    indents.truncate(64);
    indents.into_iter().find_map(|indent| {
        let (built, end) = lines(content, first, indent, folded, chomping)?;
        let whole = Span::new(header, end);
        let indent = u32::try_from(indent).ok()?;
        let indent = (!folded).then_some(indent);
        (built.text == value).then(|| Map::of(built.pieces, whole, indent))
    })
}

/// The lines of a block, as YAML joins them, and where they end in the file.
fn lines(
    content: &str,
    first: usize,
    indent: usize,
    folded: bool,
    chomping: Chomping,
) -> Option<(Builder, usize)> {
    let mut built = Builder::default();
    let mut before: Option<Break> = None;
    let mut empty: Vec<Break> = Vec::new();
    let mut was_blank = false;
    let mut at = first;
    let mut end = first;
    for line in content.split_inclusive('\n') {
        let (start, text) = (at, line.trim_end_matches(['\r', '\n']));
        at += line.len();
        let ending = Break {
            at: start + text.len(),
            length: line.len() - text.len(),
        };
        let lead = text.len() - text.trim_start_matches(' ').len();
        if lead == text.len() && lead <= indent {
            if ending.length > 0 {
                empty.push(ending);
            }
            continue;
        }
        if lead < indent {
            break;
        }
        let text = text.get(indent..)?;
        let is_blank = text.starts_with([' ', '\t']);
        let folds = folded && !was_blank && !is_blank;
        match before.take() {
            Some(ending) if folds && empty.is_empty() => built.push(" ", ending.at, ending.length),
            Some(ending) if !folds => built.push("\n", ending.at, ending.length),
            _ => {}
        }
        for ending in empty.drain(..) {
            built.push("\n", ending.at, ending.length);
        }
        built.push(text, start + indent, text.len());
        was_blank = is_blank;
        end = at;
        before = (ending.length > 0).then_some(ending);
    }
    if let Some(ending) = before.filter(|_| chomping != Chomping::Strip) {
        built.push("\n", ending.at, ending.length);
    }
    if chomping == Chomping::Keep {
        for ending in empty {
            end = ending.at + ending.length;
            built.push("\n", ending.at, ending.length);
        }
    }
    Some((built, end))
}

/// The map of a quoted scalar in one line.
pub(super) fn quoted(outer: &str, span: Span, value: &str) -> Option<Map> {
    let written = outer.get(span.range())?;
    let quote = written.chars().next()?;
    let inside = written.get(1..written.len().checked_sub(1)?)?;
    if inside.contains('\n') {
        return None;
    }
    let start = span.range().start + 1;
    let mut built = Builder::default();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        let text = match (quote, character) {
            ('"', '\\') => {
                let (_, name) = characters.next()?;
                let length = match name {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                match length {
                    0 => plain_escape(name)?.to_string(),
                    length => {
                        let digits = inside.get(at + 2..at + 2 + length)?;
                        (0..length).try_for_each(|_| characters.next().map(|_| ()))?;
                        char::from_u32(u32::from_str_radix(digits, 16).ok()?)?.to_string()
                    }
                }
            }
            ('\'', '\'') => {
                characters.next()?;
                "'".to_string()
            }
            _ => character.to_string(),
        };
        let next = characters.offset();
        built.push(&text, start + at, next - at);
    }
    (built.text == value).then(|| Map::of(built.pieces, span, None))
}

fn plain_escape(name: char) -> Option<char> {
    Some(match name {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' => ' ',
        '"' => '"',
        '/' => '/',
        '\\' => '\\',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}
