//! A table for people that fits its terminal: long cells are folded between words, and no word is broken.

use crate::shown;
use crate::shown::{Shown, Terminal};
use crate::style::{Ink, Style};
use unicode_width::UnicodeWidthStr;

/// Blanks between two columns.
const GAP: usize = 2;
/// A column is not folded to less than this.
const NARROWEST: usize = 12;

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands above it.
    pub title: &'static str,
    /// Numbers stand at the right end, so that their digits are below each other.
    pub at_right: bool,
    /// Whether its cells may take several lines where there is no room.
    pub folds: bool,
}

impl Column {
    /// A column of words that stay on one line.
    pub const fn new(title: &'static str) -> Column {
        Column {
            title,
            at_right: false,
            folds: false,
        }
    }

    /// A column of sentences.
    pub const fn folding(title: &'static str) -> Column {
        Column {
            title,
            at_right: false,
            folds: true,
        }
    }
}

/// A cell of a row.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Any text; it is escaped when it is drawn.
    pub text: String,
    /// Its colour; `None` for that of the terminal.
    pub ink: Option<Ink>,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell {
            text: text.into(),
            ink: None,
        }
    }
}

/// A row, and what is said below it in sentences.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Sentences, each on lines of its own.
    pub below: Vec<Cell>,
}

/// Columns and rows.
#[derive(Debug, Default)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with as many cells.
    pub rows: Vec<Row>,
    /// Blanks before the first column.
    pub indent: usize,
    /// Whether titles and a rule stand above the rows.
    pub has_head: bool,
}

impl Grid {
    /// The width that is needed when what may be folded is.
    pub fn least_width(&self) -> usize {
        let columns = self.columns.iter().enumerate();
        let widths = columns.map(|(at, column)| match self.width_of(at) {
            width if column.folds => width.min(self.narrowest(at)),
            width => width,
        });
        self.total(&widths.collect::<Vec<_>>())
    }

    /// The table as lines.
    pub fn lines(&self, style: &Style) -> Shown<Terminal> {
        let widths = self.widths(style.width);
        let mut lines = Shown::new();
        if self.has_head {
            let titles = self.columns.iter().map(|column| Cell::from(column.title));
            let rules = widths
                .iter()
                .map(|width| style.sign("─", "-").repeat(*width));
            for head in [titles.collect::<Vec<_>>(), rules.map(Cell::from).collect()] {
                for line in self.folded(&head, &widths, &Style::default()) {
                    lines.push_line(&style.paint(Ink::Dim, line));
                }
            }
        }
        for row in &self.rows {
            for line in self.folded(&row.cells, &widths, style) {
                lines.push_line(&line);
            }
            for sentence in &row.below {
                let indent = self.indent + 2 * GAP;
                let width = style.width.map(|width| width.saturating_sub(indent));
                for part in folded(&sentence.text, width.unwrap_or(usize::MAX)) {
                    let part = painted(style, sentence.ink, Shown::text(part));
                    lines.push_line(&shown!("{}{}", blanks(indent), part));
                }
            }
        }
        lines
    }

    /// The lines of one row.
    fn folded(&self, cells: &[Cell], widths: &[usize], style: &Style) -> Vec<Shown<Terminal>> {
        let parts = cells.iter().zip(widths).zip(&self.columns);
        let parts: Vec<Vec<String>> = parts
            .map(|((cell, width), column)| {
                if column.folds {
                    folded(&cell.text, *width)
                } else {
                    vec![cell.text.clone()]
                }
            })
            .collect();
        let height = parts.iter().map(Vec::len).max().unwrap_or(0);
        let line = |number: usize| {
            let mut line: Shown<Terminal> = Shown::new();
            let mut pending = self.indent;
            for (((parts, cell), width), column) in
                parts.iter().zip(cells).zip(widths).zip(&self.columns)
            {
                let part = Shown::<Terminal>::text(parts.get(number).map_or("", String::as_str));
                let missing = width.saturating_sub(part.width());
                // Blanks are written when something follows them: lines have none at their ends.
                if !part.is_empty() {
                    pending += if column.at_right { missing } else { 0 };
                    line.push(&blanks(pending));
                    pending = if column.at_right { 0 } else { missing };
                    line.push(&painted(style, cell.ink, part));
                } else {
                    pending += width;
                }
                pending += GAP;
            }
            line
        };
        (0..height).map(line).collect()
    }

    /// Columns as wide as their widest cell; where that is too much, the widest of those that may be folded gives way.
    fn widths(&self, available: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len())
            .map(|at| self.width_of(at))
            .collect();
        let Some(available) = available else {
            return widths;
        };
        let narrowest: Vec<usize> = (0..self.columns.len())
            .map(|at| self.narrowest(at))
            .collect();
        let mut excess = self.total(&widths).saturating_sub(available);
        while excess > 0 {
            let columns = self.columns.iter().zip(&narrowest).zip(&mut widths);
            let foldable =
                columns.filter(|((column, least), width)| column.folds && **width > **least);
            let Some((_, width)) = foldable.max_by_key(|(_, width)| **width) else {
                break;
            };
            *width -= 1;
            excess -= 1;
        }
        widths
    }

    fn total(&self, widths: &[usize]) -> usize {
        let gaps = GAP * widths.len().saturating_sub(1);
        self.indent + widths.iter().sum::<usize>() + gaps
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        let title = self.columns.get(column).map(|column| column.title);
        let cells = self
            .rows
            .iter()
            .filter_map(move |row| row.cells.get(column));
        let title = title.filter(|_| self.has_head);
        title
            .into_iter()
            .chain(cells.map(|cell| cell.text.as_str()))
    }

    fn width_of(&self, column: usize) -> usize {
        self.cells(column).map(width).max().unwrap_or(0)
    }

    /// The longest word, and not less than is pleasant to read.
    fn narrowest(&self, column: usize) -> usize {
        let words = self.cells(column).flat_map(|cell| cell.split(' '));
        words.map(width).max().unwrap_or(0).max(NARROWEST)
    }
}

fn painted(style: &Style, ink: Option<Ink>, text: Shown<Terminal>) -> Shown<Terminal> {
    match ink {
        Some(ink) => style.paint(ink, text),
        None => text,
    }
}

fn blanks(count: usize) -> Shown<Terminal> {
    Shown::new().padded(count)
}

/// Columns of a terminal.
fn width(text: &str) -> usize {
    Shown::<Terminal>::text(text).as_str().width()
}

/// The text in lines of this width; a word that is wider has a line of its own.
pub(crate) fn folded(text: &str, available: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if width(line) + 1 + width(word) <= available => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid() -> Grid {
        let row = |cells: [&str; 3]| Row {
            cells: cells.map(Cell::from).to_vec(),
            below: Vec::new(),
        };
        Grid {
            columns: vec![
                Column::new("id"),
                Column {
                    at_right: true,
                    ..Column::new("port")
                },
                Column::folding("what it is for, in a sentence"),
            ],
            rows: vec![
                row(["é", "80", "the first of all the ports that there are"]),
                row(["long-name", "9443", ""]),
            ],
            indent: 2,
            has_head: true,
        }
    }

    fn drawn(grid: &Grid, width: Option<usize>) -> String {
        let style = Style {
            width,
            ..Style::default()
        };
        grid.lines(&style).as_str().to_string()
    }

    #[test]
    fn without_a_width_every_row_is_a_line() {
        let drawn = drawn(&grid(), None);
        assert_eq!(drawn.lines().count(), 4);
        assert!(
            drawn.contains("\n  é            80  the first of all"),
            "{drawn}"
        );
        assert!(drawn.ends_with("\n  long-name  9443\n"), "{drawn}");
    }

    #[test]
    fn sentences_are_folded_between_words() {
        let drawn = drawn(&grid(), Some(45));
        let second = "\n                   that there are\n";
        assert!(drawn.contains(second), "{drawn}");
        assert!(
            drawn.lines().all(|line| line.chars().count() <= 45),
            "{drawn}"
        );
    }

    #[test]
    fn what_is_said_below_a_row_is_folded_too() {
        let mut grid = grid();
        grid.rows[0]
            .below
            .push("in conflict with one or two others of the same kind".into());
        let drawn = drawn(&grid, Some(45));
        assert!(
            drawn.contains("\n      in conflict with one or two others of\n      the same kind\n"),
            "{drawn}"
        );
    }

    proptest! {
        /// No word is broken, and no line is longer than the terminal if the words leave that choice.
        #[test]
        fn words_stay_whole(text in "[a-z]{1,12}( [a-z]{1,12}){0,12}", available in 12usize..60) {
            let lines = folded(&text, available);
            prop_assert_eq!(lines.join(" "), text);
            prop_assert!(lines.iter().all(|line| line.len() <= available));
        }
    }
}
