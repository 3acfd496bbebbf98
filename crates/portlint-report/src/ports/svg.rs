//! For documents: the host as an image. Homes are rows, ports an axis that leaves out the unused ones, and a collision
//! is a line through all rows that want the port.

use super::PortsReport;
use super::chart::{Chart, Stretch};
use super::chart_row::{Mark, Row};
use super::meetings::ContestedPort;
use crate::Style;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_catalog::Protocol;
use portlint_host::State;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Pixels for names and offsets to the left.
const GUTTER: i64 = 300;
/// Pixels for a line of port numbers above, and its distance from the rows.
const HEADER: i64 = 13;
/// Pixels around everything.
const MARGIN: i64 = 16;
/// Pixels between two stretches of the axis.
const BREAK: i64 = 8;
/// Pixels of a stretch at least: a port number has room.
const STRETCH: i64 = 44;
/// Pixels that the axis may take before ports move closer together.
const PLOT: i64 = 1000;
/// Pixels between the middles of two port numbers at least.
const TICK: i64 = 40;
/// Characters of a name at most.
const NAME: usize = 30;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let chart = Chart::of(&report.scope(), style);
    let css = concat!(
        include_str!("../../assets/colours.css"),
        include_str!("../../assets/map.css")
    );
    let head = shown!("<style>\n{}</style>\n", Shown::own(css));
    out.line(Picture::of(&chart).draw(&head))
}

/// A chart with a place for everything; pixels throughout.
struct Picture<'c> {
    chart: &'c Chart<'c>,
    bands: Vec<Band>,
    /// Distance of neighbouring ports.
    step: i64,
    row_height: i64,
    /// The ports that are numbered, each with its line of numbers: 0 is next to the rows.
    ticks: BTreeMap<i64, i64>,
}

/// A stretch of the axis and where it starts.
struct Band {
    stretch: Stretch,
    x: i64,
    width: i64,
}

impl<'c> Picture<'c> {
    /// Lays a chart out: the largest distance of ports that keeps the axis within [`PLOT`].
    fn of(chart: &'c Chart<'c>) -> Picture<'c> {
        let stretches = chart.stretches();
        let width = |stretch: &Stretch, step: i64| {
            let ports = stretch.last.saturating_sub(stretch.first);
            ports.saturating_mul(step).saturating_add(20).max(STRETCH)
        };
        let total = |step: i64| {
            stretches.iter().fold(0_i64, |sum, stretch| {
                sum.saturating_add(width(stretch, step) + BREAK)
            })
        };
        let step = (3..=13)
            .rev()
            .find(|step| total(*step) <= PLOT)
            .unwrap_or(3);
        let mut x = MARGIN + GUTTER;
        let bands = stretches.iter().map(|stretch| {
            let band = Band {
                stretch: *stretch,
                x,
                width: width(stretch, step),
            };
            x = x.saturating_add(band.width + BREAK);
            band
        });
        let mut picture = Picture {
            chart,
            bands: bands.collect(),
            step,
            row_height: match chart.rows.len() {
                0..=12 => 46,
                13..=30 => 36,
                _ => 24,
            },
            ticks: BTreeMap::new(),
        };
        picture.ticks = picture.ticks();
        picture
    }

    /// Ports of collisions.
    fn clashing(&self) -> BTreeSet<i64> {
        self.chart.meetings.iter().map(|m| m.port).collect()
    }

    fn width(&self) -> i64 {
        let end = self
            .bands
            .last()
            .map(|band| band.x.saturating_add(band.width));
        end.unwrap_or(MARGIN + GUTTER).saturating_add(MARGIN)
    }

    fn height(&self) -> i64 {
        self.row_top(self.chart.rows.len()) + MARGIN
    }

    fn row_top(&self, row: usize) -> i64 {
        let lines = self.ticks.values().max().unwrap_or(&0) + 2;
        MARGIN + HEADER * lines + i64::try_from(row).unwrap_or(0) * self.row_height
    }

    fn row_middle(&self, row: usize) -> i64 {
        self.row_top(row) + self.row_height / 2
    }

    /// The middle of a port's column; `None` for a port that is not on the axis.
    fn x(&self, port: i64) -> Option<i64> {
        let band = self
            .bands
            .iter()
            .find(|band| (band.stretch.first..=band.stretch.last).contains(&port))?;
        let taken = (band.stretch.last - band.stretch.first) * self.step;
        Some(band.x + (band.width - taken) / 2 + (port - band.stretch.first) * self.step)
    }

    /// The image; `head` goes first into it.
    fn draw(&self, head: &Shown<Markup>) -> Shown<Markup> {
        let (width, height) = (self.width(), self.height());
        let mut svg = shown!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"img\" viewBox=\"0 0 {0} {1}\" \
             width=\"{0}\" height=\"{1}\" aria-label=\"Map of ports: {2}\">\n{3}",
            width,
            height,
            self.chart.summary(),
            head
        );
        svg.push_line(&shown!(
            "<rect class=\"paper\" width=\"{}\" height=\"{}\" rx=\"8\"/>",
            width,
            height
        ));
        self.draw_axis(&mut svg);
        for meeting in &self.chart.meetings {
            self.draw_meeting(meeting, &mut svg);
        }
        for (index, row) in self.chart.rows.iter().enumerate() {
            self.draw_marks(index, row, &mut svg);
        }
        self.draw_gutter(&mut svg);
        svg.push(&Shown::own("</svg>"));
        svg
    }

    fn draw_axis(&self, svg: &mut Shown<Markup>) {
        let top = self.row_top(0);
        let (bottom, end) = (self.height() - MARGIN, self.width() - MARGIN);
        for band in &self.bands {
            svg.push_line(&shown!(
                "<rect class=\"band\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\"/>",
                band.x,
                top - 4,
                band.width,
                bottom - top + 4
            ));
        }
        let clashing = self.clashing();
        for (port, line) in &self.ticks {
            let Some(x) = self.x(*port) else { continue };
            let class = if clashing.contains(port) {
                "tick clash"
            } else {
                "tick"
            };
            svg.push_line(&shown!(
                "<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>",
                class,
                x,
                top - 12 - line * HEADER,
                port
            ));
        }
        self.draw_rules(MARGIN + GUTTER, end, svg);
    }

    fn draw_rules(&self, from: i64, to: i64, svg: &mut Shown<Markup>) {
        for row in 0..=self.chart.rows.len() {
            let y = self.row_top(row);
            svg.push_line(&shown!(
                "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{2}\" y2=\"{2}\"/>",
                from,
                to,
                y
            ));
        }
    }

    /// Names and offsets; on top of all, so that a page can keep them in sight.
    fn draw_gutter(&self, svg: &mut Shown<Markup>) {
        let (edge, y) = (MARGIN + GUTTER, self.row_top(0) - 12);
        svg.push_line(&shown!(
            "<g class=\"gutter\"><rect class=\"paper\" width=\"{0}\" height=\"{1}\" rx=\"8\"/>\
             <text class=\"head\" x=\"{2}\" y=\"{3}\">home</text>\
             <text class=\"head end\" x=\"{4}\" y=\"{3}\">offset</text>",
            edge - 6,
            self.height(),
            MARGIN,
            y,
            edge - 18
        ));
        self.draw_rules(MARGIN, edge - 6, svg);
        for (index, row) in self.chart.rows.iter().enumerate() {
            self.draw_name(index, row, svg);
        }
        svg.push_line(&Shown::own("</g>"));
    }

    /// The ports that are numbered: those of collisions first, on a second line where the first has no room; then the
    /// others from left to right, as far as there is room.
    fn ticks(&self) -> BTreeMap<i64, i64> {
        let mut ticks = BTreeMap::new();
        let mut taken = [BTreeSet::<i64>::new(), BTreeSet::new()];
        let clashing = self.clashing();
        let ports = self.chart.ports();
        let first = clashing.iter().map(|port| (port, 2));
        for (port, lines) in first.chain(ports.iter().map(|port| (port, 1))) {
            let Some(x) = self.x(*port) else { continue };
            let near = x - TICK + 1..x + TICK;
            let mut free = (0..).zip(&mut taken).take(lines);
            let free = free.find(|(_, taken)| taken.range(near.clone()).next().is_none());
            if let Some((line, taken)) = free.filter(|_| !ticks.contains_key(port)) {
                taken.insert(x);
                ticks.insert(*port, line);
            }
        }
        ticks
    }

    fn draw_name(&self, index: usize, row: &Row<'_>, svg: &mut Shown<Markup>) {
        let middle = self.row_middle(index);
        let has_detail = self.row_height >= 36;
        let name_y = if has_detail { middle - 3 } else { middle + 4 };
        svg.push_line(&shown!(
            "<g class=\"name\" data-row=\"{}\"><title>{}\n{}\n{}</title>\
             <text class=\"home\" x=\"{}\" y=\"{}\">{}</text>",
            index,
            row.name,
            row.whole_detail(),
            row.offset_source,
            MARGIN,
            name_y,
            cut(&row.name, NAME)
        ));
        if has_detail {
            // All have the maker's name.
            let detail = row.whole_detail();
            let detail = detail.trim_start_matches("WSO2 ");
            svg.push_line(&shown!(
                "<text class=\"detail\" x=\"{}\" y=\"{}\">{}</text>",
                MARGIN,
                middle + 12,
                cut(detail, NAME + 18)
            ));
        }
        let x = MARGIN + GUTTER - 18;
        let y = middle + 4;
        svg.push_line(&shown!(
            "<text class=\"offset\" x=\"{}\" y=\"{}\">{}</text></g>",
            x,
            y,
            row.offset
        ));
    }

    /// A line through all rows that want the port.
    fn draw_meeting(&self, meeting: &ContestedPort, svg: &mut Shown<Markup>) {
        let rows = || meeting.members.iter().map(|(row, _)| *row);
        let (Some(x), Some(first), Some(last)) = (self.x(meeting.port), rows().min(), rows().max())
        else {
            return;
        };
        let names = rows().filter_map(|row| self.chart.rows.get(row));
        let names = names.map(|row| row.name.as_str()).collect::<Vec<_>>();
        let (class, rows) = (meeting.class(), meeting.row_numbers());
        let (top, from, to) = (
            self.row_top(0) - 8 - self.ticks.get(&meeting.port).unwrap_or(&0) * HEADER,
            self.row_middle(first),
            self.row_middle(last),
        );
        let port = meeting.port;
        svg.push_line(&shown!(
            "<g class=\"{0}\" data-rows=\"{1}\" data-port=\"{2}\"><title>{2}/{3} is wanted by {4}</title>\
             <line class=\"stem\" x1=\"{5}\" x2=\"{5}\" y1=\"{6}\" y2=\"{7}\"/>\
             <line class=\"bond\" x1=\"{5}\" x2=\"{5}\" y1=\"{7}\" y2=\"{8}\"/></g>",
            class,
            rows,
            port,
            meeting.protocol.as_str(),
            names.join(", "),
            x,
            top,
            from,
            to
        ));
    }

    fn draw_marks(&self, index: usize, row: &Row<'_>, svg: &mut Shown<Markup>) {
        for mark in &row.marks {
            let Some(x) = mark.number().and_then(|port| self.x(port)) else {
                continue;
            };
            let lines = mark.lines(row);
            svg.push_line(&shown!(
                "<g class=\"{}\"><title>{}</title>{}</g>",
                class(mark),
                Shown::join(lines.iter().map(Shown::text), "\n"),
                self.shape(mark, x, self.row_middle(index))
            ));
        }
    }

    /// A bar for TCP, a diamond for UDP.
    fn shape(&self, mark: &Mark<'_>, x: i64, y: i64) -> Shown<Markup> {
        let width = (self.step - 2).clamp(4, 10);
        let height = (self.row_height / 2).min(20);
        match mark.protocol {
            Protocol::Tcp => shown!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\"/>",
                x - width / 2,
                y - height / 2,
                width,
                height
            ),
            Protocol::Udp => {
                let reach = (width / 2 + 3).min(height / 2);
                shown!(
                    "<path d=\"M{0} {1}l{2} {2}l-{2} {2}l-{2} -{2}z\"/>",
                    x,
                    y - reach,
                    reach
                )
            }
        }
    }
}

fn class(mark: &Mark<'_>) -> String {
    let state = match mark.state {
        State::Open => "open",
        State::Conditional => "maybe",
        State::Closed => "closed",
    };
    if mark.rivals.is_empty() {
        format!("mark {state}")
    } else {
        format!("mark {state} clash")
    }
}

/// At most `most` characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept = text
        .chars()
        .take(most.saturating_sub(3))
        .collect::<String>();
    format!("{}...", kept.trim_end())
}
