//! The lines that a finding points at, as they may be shown.

use crate::Style;
use crate::redact::display_part;
use portlint_host::{Files, Location, SourceFile};
use portlint_rules::{Annotation, Diagnostic};
use std::ops::Range;

/// Lines up to this many bytes are shown as a whole, longer ones around what a finding points at; fewer in a terminal that
/// is not as wide.
const LONGEST_SHOWN: usize = 240;
/// Columns that stand before a line, and behind it where it goes on.
const BESIDE: usize = 10;

/// Places of a finding that are drawn; their drawing takes the square of their number.
const PLACES: usize = 50;

/// Rules whose places are wherever a parser stumbled: no reason to show what stands there.
const BLIND_RULES: &[&str] = &["syntax-error", "unreadable-file"];

/// One line of one file, or a window of it, with what a finding says about it.
#[derive(Debug)]
pub(crate) struct Excerpt {
    /// The file's path, relative to the root.
    pub(crate) path: String,
    /// 1-based line.
    pub(crate) line: u32,
    /// The line, masked and printable; never empty.
    pub(crate) text: String,
    /// What points into it, in order.
    pub(crate) labels: Vec<Label>,
}

/// What a finding says about a part of an excerpt.
#[derive(Debug)]
pub(crate) struct Label {
    /// Bytes of the excerpt's text.
    pub(crate) range: Range<usize>,
    /// 1-based first and last column in the line, in characters.
    pub(crate) columns: (u32, u32),
    /// What is to be seen there.
    pub(crate) message: String,
    /// Whether it is what the finding is about.
    pub(crate) primary: bool,
}

/// The lines that a finding points at: the file of its primary place first, then in the order of the finding, and
/// within a file by line. A place of several lines is shown by its first one.
pub(crate) fn excerpts(finding: &Diagnostic, files: &Files, style: &Style) -> Vec<Excerpt> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for annotation in finding.annotations.iter().take(PLACES) {
        let Some(file) = files.source(annotation.location.file) else {
            continue;
        };
        let number = annotation.location.place.line;
        match lines
            .iter_mut()
            .find(|line| line.number == number && line.file.id == file.id)
        {
            Some(line) => line.annotations.push(annotation),
            None => lines.push(Line {
                file,
                number,
                annotations: vec![annotation],
            }),
        }
    }
    let order = lines.iter().map(|line| line.file.id).collect::<Vec<_>>();
    lines.sort_by_key(|line| {
        let position = order.iter().position(|file| *file == line.file.id);
        (position, line.number)
    });
    let blind = BLIND_RULES.contains(&finding.rule);
    let mut excerpts: Vec<_> = lines
        .iter()
        .flat_map(|line| line.excerpts(style, blind))
        .collect();
    let more = finding.annotations.len().saturating_sub(PLACES);
    let last = excerpts.last_mut().and_then(|e| e.labels.last_mut());
    if let Some(label) = last.filter(|_| more > 0) {
        label.message.push_str(&format!("; and {more} more places"));
    }
    excerpts
}

/// Places in files whose lines are not at hand, as in a host that was stored: `path:line:column: message`.
pub(crate) fn without_lines(finding: &Diagnostic, files: &Files, style: &Style) -> Vec<String> {
    let annotations = finding.annotations.iter();
    let unread = annotations.filter(|a| files.source(a.location.file).is_none());
    unread
        .map(
            |Annotation {
                 location, message, ..
             }| {
                let (path, place) = (style.path(files.path(location.file)), location.place);
                format!("{path}:{}:{}: {message}", place.line, place.column)
            },
        )
        .collect()
}

/// A line that is pointed at.
struct Line<'a> {
    file: &'a SourceFile,
    /// 1-based.
    number: u32,
    annotations: Vec<&'a Annotation>,
}

impl Line<'_> {
    fn excerpts(&self, style: &Style, blind: bool) -> Vec<Excerpt> {
        let document = &self.file.document;
        let span = document.source.line_span(self.number).unwrap_or_default();
        let line = document.source.slice(span);
        let mut labels = self
            .annotations
            .iter()
            .map(|a| label(a, line, span.start as usize))
            .collect::<Vec<_>>();
        labels.sort_by_key(|label| (label.range.start, label.range.end));
        let keep = labels
            .iter()
            .map(|label| label.range.clone())
            .filter(|_| !blind)
            .collect::<Vec<_>>();
        let columns = style
            .width
            .map_or(LONGEST_SHOWN, |width| width.saturating_sub(BESIDE));
        windows(line, labels, columns.clamp(40, LONGEST_SHOWN))
            .into_iter()
            .map(|(window, labels)| {
                let text = display_part(line, window.clone(), document.format, &keep);
                let path = style.path(&self.file.path);
                let mut excerpt = Excerpt {
                    path,
                    line: self.number,
                    text,
                    labels,
                };
                excerpt.fit(&window, line.len(), style);
                excerpt
            })
            .collect()
    }
}

impl Excerpt {
    /// Moves labels from the line to the window, marks where the line goes on, and trims what nobody points at.
    fn fit(&mut self, window: &Range<usize>, line_length: usize, style: &Style) {
        let more = style.sign("…", "...");
        let lead = if window.start > 0 { more } else { "" };
        let mut pointed_at = 0;
        for label in &mut self.labels {
            let moved = |at: usize| lead.len() + at.clamp(window.start, window.end) - window.start;
            label.range = moved(label.range.start)..moved(label.range.end);
            pointed_at = pointed_at.max(label.range.end).max(label.range.start + 1);
        }
        self.text.insert_str(0, lead);
        if window.end < line_length {
            self.text.push_str(more);
        }
        let length = self.text.trim_end().len().max(pointed_at);
        self.text.truncate(self.text.ceil_char_boundary(length));
        // A label needs something to stand under.
        while self.text.len() < length.max(1) {
            self.text.push(' ');
        }
    }
}

fn label(annotation: &Annotation, line: &str, line_start: usize) -> Label {
    let Location { span, place, .. } = annotation.location;
    let within = |offset: u32| (offset as usize).saturating_sub(line_start).min(line.len());
    let start = line.floor_char_boundary(within(span.start));
    let end = line.ceil_char_boundary(within(span.end)).max(start);
    let width = line.get(start..end).unwrap_or("").chars().count();
    let last = place
        .column
        .saturating_add(u32::try_from(width.saturating_sub(1)).unwrap_or(u32::MAX));
    Label {
        range: start..end,
        columns: (place.column, last),
        message: annotation.message.clone(),
        primary: annotation.primary,
    }
}

/// The parts of a line to show: all of it, or windows of at most `longest` bytes around the labels: half of them for what a
/// label points at, the rest on either side. Labels come in order.
fn windows(line: &str, labels: Vec<Label>, longest: usize) -> Vec<(Range<usize>, Vec<Label>)> {
    let around = longest / 4;
    if line.len() <= longest {
        return vec![(0..line.len(), labels)];
    }
    let mut windows: Vec<(Range<usize>, Vec<Label>)> = Vec::new();
    for mut label in labels {
        let last = line.floor_char_boundary(label.range.start + longest / 2);
        label.range.end = label.range.end.min(last);
        let start = line.floor_char_boundary(label.range.start.saturating_sub(around));
        let end = line.ceil_char_boundary((label.range.end + around).min(line.len()));
        match windows.last_mut() {
            Some((window, members)) if start < window.end && end - window.start <= longest => {
                window.end = window.end.max(end);
                members.push(label);
            }
            _ => windows.push((start..end, vec![label])),
        }
    }
    windows
}
