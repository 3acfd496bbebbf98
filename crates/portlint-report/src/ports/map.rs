//! For terminals: which runtime sits where, one line each, on an axis that leaves out the unused ports.

use super::PortsReport;
use super::chart::{Chart, NEAR, Stretch, stretches};
use super::chart_row::Row;
use crate::Style;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Ink;
use crate::text::wrap;
use portlint_host::State;
use std::io;
use unicode_width::UnicodeWidthChar;

/// Columns where the style does not say.
const WIDTH: usize = 100;
/// Columns of the picture at least, whatever the width.
const NARROWEST: usize = 20;
/// Owners of one port that are named at most.
const OWNERS: usize = 4;
/// Lines of port numbers above the picture at most.
const HEADERS: usize = 6;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let chart = Chart::of(&report.scope(), style);
    let width = style.width.unwrap_or(WIDTH);
    let widest = |text: &dyn Fn(&Row<'_>) -> Shown<Terminal>| {
        let widths = chart.rows.iter().map(|row| text(row).width());
        widths.max().unwrap_or(0)
    };
    let offsets = widest(&|row| Shown::text(&row.offset));
    let longest = widest(&|row| Shown::text(&row.name));
    let names = longest.min(width / 3).max(8);
    let room = width.saturating_sub(names + offsets + 4).max(NARROWEST);
    let axis = Axis::of(&chart, room);
    let indent = " ".repeat(names + offsets + 4);
    for line in axis.headers() {
        out.line(Shown::text(format!("{indent}{line}").trim_end()))?;
    }
    for row in &chart.rows {
        let name = fitted(&row.name, names, style);
        let offset = Shown::text(format!("{:>offsets$}", row.offset));
        let offset = style.paint(Ink::Dim, offset);
        out.line(shown!("{}  {}  {}", name, offset, axis.cells(row, style)))?;
    }
    write_legend(&axis, style, out)?;
    write_meetings(&chart, style, out)
}

fn write_legend(axis: &Axis, style: &Style, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
    let each = match axis.bucket {
        1 => "one column is one port".to_string(),
        ports => format!("one column is {ports} ports"),
    };
    let signs = [Cell::Clash, Cell::Open, Cell::Conditional, Cell::Closed]
        .map(|cell| format!("{} {}", cell.sign(style), cell.name()));
    out.line(shown!("\n{}; {}", signs.join(", "), each))
}

fn write_meetings(
    chart: &Chart<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    if chart.meetings.is_empty() {
        return Ok(());
    }
    out.blank()?;
    for meeting in &chart.meetings {
        let port = format!("{}/{}", meeting.port, meeting.protocol.as_str());
        let owners = meeting.members.iter().filter_map(|(row, mark)| {
            let row = chart.rows.get(*row)?;
            let mark = row.marks.get(*mark)?;
            Some(format!("{} {} {}", row.name, mark.id, mark.sum).replace("  ", " "))
        });
        let mut owners = owners.collect::<Vec<_>>();
        let more = owners.len().saturating_sub(OWNERS);
        owners.truncate(OWNERS);
        if more > 0 {
            owners.push(format!("{more} more"));
        }
        let owners = owners.join(style.sign(" · ", " | "));
        let doubt = if meeting.certain { "" } else { " (perhaps)" };
        let text = wrap(&format!("{port}{doubt}  {owners}"), style.width, 2, "    ");
        out.line(shown!(
            "{} {}",
            style.paint(Ink::Red, Shown::own("!")),
            text
        ))?;
    }
    Ok(())
}

/// What a column of a row shows; of several ports the most important.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Break,
    Empty,
    Closed,
    Conditional,
    Open,
    Clash,
}

impl Cell {
    fn sign(self, style: &Style) -> &'static str {
        match self {
            Cell::Break => " ",
            Cell::Empty => style.sign("·", "."),
            Cell::Closed => style.sign("○", "o"),
            Cell::Conditional => style.sign("□", "?"),
            Cell::Open => style.sign("■", "#"),
            Cell::Clash => "!",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Cell::Break | Cell::Empty => "unused",
            Cell::Closed => "closed",
            Cell::Conditional => "conditional",
            Cell::Open => "open",
            Cell::Clash => "collision",
        }
    }

    fn painted(self, style: &Style) -> Shown<Terminal> {
        let sign = Shown::own(self.sign(style));
        match self {
            Cell::Break => sign,
            Cell::Empty | Cell::Closed => style.paint(Ink::Dim, sign),
            Cell::Conditional => style.paint(Ink::Yellow, sign),
            Cell::Open => style.paint(Ink::Cyan, sign),
            Cell::Clash => style.paint(Ink::Red, sign),
        }
    }
}

/// The used ports as columns: stretches with one empty column between them.
struct Axis {
    stretches: Vec<Stretch>,
    /// Ports per column.
    bucket: i64,
}

impl Axis {
    /// The finest axis that fits: fewer and longer stretches where there are too many, then several ports per column.
    fn of(chart: &Chart<'_>, room: usize) -> Axis {
        let ports = chart.ports();
        let mut axis = Axis {
            stretches: chart.stretches(),
            bucket: 1,
        };
        let mut near = NEAR;
        while axis.width() > room {
            if axis.stretches.len() > room / 2 {
                near *= 2;
                axis.stretches = stretches(&ports, near);
            } else {
                axis.bucket += 1 + axis.bucket / 4;
            }
        }
        axis
    }

    fn columns(&self, stretch: &Stretch) -> usize {
        let columns = stretch.last.saturating_sub(stretch.first) / self.bucket + 1;
        usize::try_from(columns).unwrap_or(usize::MAX)
    }

    fn width(&self) -> usize {
        let columns = self.stretches.iter().map(|stretch| self.columns(stretch));
        columns.fold(
            self.stretches.len().saturating_sub(1),
            usize::saturating_add,
        )
    }

    /// The first port of every stretch above its first column, on as many lines as that takes.
    fn headers(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut column = 0;
        for stretch in &self.stretches {
            let label = stretch.first.to_string();
            match lines.iter().position(|line| line.len() < column) {
                Some(free) => {
                    if let Some(line) = lines.get_mut(free) {
                        *line = format!("{line:<column$}{label}");
                    }
                }
                None if lines.len() < HEADERS => lines.push(format!("{:column$}{label}", "")),
                None => {}
            }
            column += self.columns(stretch) + 1;
        }
        lines
    }

    fn cells(&self, row: &Row<'_>, style: &Style) -> Shown<Terminal> {
        let mut cells = Vec::new();
        for stretch in &self.stretches {
            if !cells.is_empty() {
                cells.push(Cell::Break);
            }
            let mut own = vec![Cell::Empty; self.columns(stretch)];
            for mark in &row.marks {
                let within = |port: &i64| (stretch.first..=stretch.last).contains(port);
                let Some(port) = mark.port.filter(within) else {
                    continue;
                };
                let column = usize::try_from((port - stretch.first) / self.bucket);
                let cell = column.ok().and_then(|column| own.get_mut(column));
                if let Some(cell) = cell {
                    *cell = (*cell).max(match mark.state {
                        _ if !mark.rivals.is_empty() => Cell::Clash,
                        State::Open => Cell::Open,
                        State::Conditional => Cell::Conditional,
                        State::Closed => Cell::Closed,
                    });
                }
            }
            cells.extend(own);
        }
        Shown::join(cells.into_iter().map(|cell| cell.painted(style)), "")
    }
}

/// The text in exactly `width` columns, cut at its end where it is longer.
fn fitted(text: &str, width: usize, style: &Style) -> Shown<Terminal> {
    let whole = Shown::text(text);
    if whole.width() <= width {
        return whole.padded(width);
    }
    let mut used = 0;
    let fits = |character: &char| {
        used += character.width().unwrap_or(0);
        used < width
    };
    let start = whole.as_str().chars().take_while(fits).collect::<String>();
    shown!("{}{}", start, style.sign("…", ".")).padded(width)
}
