//! The map: homes are rows, ports are columns, a collision is a line through all rows that want the port. It keeps its size
//! and scrolls; the homes and the numbers stay in sight.

use super::columns::Columns;
use super::groups::Group;
use crate::ports::chart::Chart;
use crate::ports::chart_row::{Mark, Presence, Row};
use crate::ports::meetings::ContestedPort;
use crate::shown;
use crate::shown::{Markup, Shown};
use portlint_catalog::Protocol;
use portlint_host::{State, words};
use std::collections::BTreeSet;

/// Pixels of a line that names a group. `chart.css` and `page.js` have the same numbers.
const GROUP: i64 = 26;
/// Servers that a line between rows names.
const NAMED: usize = 8;

pub(super) struct Map<'c> {
    chart: &'c Chart<'c>,
    groups: &'c [Group],
    columns: Columns,
    /// The name of the rows' height, and the height.
    rows: (&'static str, i64),
    /// The upper edge of each row, by index.
    tops: Vec<i64>,
    /// Where lines between rows are.
    rules: Vec<i64>,
}

impl<'c> Map<'c> {
    pub(super) fn of(chart: &'c Chart<'c>, groups: &'c [Group]) -> Map<'c> {
        let rows = match chart.rows.len() {
            0..=12 => ("tall", 46),
            13..=30 => ("middle", 36),
            _ => ("low", 24),
        };
        let mut tops = vec![0; chart.rows.len()];
        let mut rules = Vec::new();
        let mut y = 0;
        for group in groups {
            if group.title.is_some() {
                y += GROUP;
                rules.push(y);
            }
            for row in &group.rows {
                if let Some(top) = tops.get_mut(*row) {
                    *top = y;
                }
                y += rows.1;
                rules.push(y);
            }
        }
        Map {
            chart,
            groups,
            columns: Columns::of(&chart.ports()),
            rows,
            tops,
            rules,
        }
    }

    /// How much a printer has to make it smaller.
    fn print(&self) -> &'static str {
        const WIDEST: [(&str, i64); 5] = [
            ("p1", 1000),
            ("p2", 1400),
            ("p3", 2000),
            ("p4", 3000),
            ("p5", 5000),
        ];
        let width = self.columns.width + 300;
        let fits = WIDEST.iter().find(|(_, widest)| width <= *widest);
        fits.map_or("p6", |(class, _)| class)
    }

    fn height(&self) -> i64 {
        self.rules.last().copied().unwrap_or(1)
    }

    fn middle(&self, row: usize) -> i64 {
        self.tops.get(row).copied().unwrap_or(0) + self.rows.1 / 2
    }

    fn column(&self, port: i64) -> Option<i64> {
        self.columns.middles.get(&port).copied()
    }

    pub(super) fn push(&self, html: &mut Shown<Markup>) {
        html.push_line(&shown!(
            "<div class=\"chart {0} {1}\" data-rows=\"{0}\" tabindex=\"0\" role=\"region\" aria-label=\"Map of ports, scrollable\">\n\
             <div class=\"corner\"><span>home</span><span>offset</span></div>",
            self.rows.0,
            self.print()
        ));
        self.push_axis(html);
        self.push_homes(html);
        html.push_line(&shown!(
            "<svg class=\"plot\" role=\"group\" width=\"{}\" height=\"{}\" aria-label=\"{}\">\n<g class=\"bands\">",
            self.columns.width,
            self.height(),
            self.chart.summary()
        ));
        for (from, to) in &self.columns.bands {
            html.push_line(&shown!(
                "<rect class=\"band\" x=\"{}\" y=\"0\" width=\"{}\" height=\"{}\"/>",
                from - 10,
                to - from + 20,
                self.height()
            ));
        }
        html.push_line(&Shown::own("</g>\n<g class=\"rules\">"));
        for y in &self.rules {
            html.push_line(&shown!(
                "<line class=\"rule\" x1=\"0\" x2=\"{}\" y1=\"{1}\" y2=\"{1}\"/>",
                self.columns.width,
                y
            ));
        }
        html.push_line(&Shown::own("</g>"));
        for (number, meeting) in self.chart.meetings.iter().enumerate() {
            self.push_link(number, meeting, html);
        }
        for group in self.groups {
            for index in &group.rows {
                if let Some(row) = self.chart.rows.get(*index) {
                    self.push_marks(*index, row, html);
                }
            }
        }
        html.push_line(&Shown::own(
            "</svg>\n</div>\n<p id=\"tip\" role=\"status\" hidden=\"\"></p>",
        ));
    }

    fn push_axis(&self, html: &mut Shown<Markup>) {
        let (class, height) = if self.columns.across {
            (" class=\"across\"", 22)
        } else {
            ("", 46)
        };
        html.push_line(&shown!(
            "<div class=\"axis\"><svg{} aria-hidden=\"true\" width=\"{}\" height=\"{}\">",
            Shown::own(class),
            self.columns.width,
            height
        ));
        let clashing: BTreeSet<_> = self
            .chart
            .meetings
            .iter()
            .map(|meeting| meeting.port)
            .collect();
        for (port, x) in &self.columns.middles {
            let class = if clashing.contains(port) {
                "tick clash"
            } else {
                "tick"
            };
            let place = if self.columns.across {
                format!("translate({x} 15)")
            } else {
                format!("translate({} 42) rotate(-90)", x + 4)
            };
            html.push_line(&shown!(
                "<text class=\"{}\" transform=\"{}\">{}</text>",
                class,
                place,
                port
            ));
        }
        html.push_line(&Shown::own("</svg></div>"));
    }

    fn push_homes(&self, html: &mut Shown<Markup>) {
        html.push_line(&Shown::own("<ul class=\"homes\" aria-label=\"Homes\">"));
        for group in self.groups {
            if let Some(title) = &group.title {
                html.push_line(&shown!(
                    "<li class=\"group\" title=\"{0}\"><span class=\"one\">{0}</span></li>",
                    title
                ));
            }
            for index in &group.rows {
                if let Some(row) = self.chart.rows.get(*index) {
                    push_home(*index, row, html);
                }
            }
        }
        html.push_line(&Shown::own("</ul>"));
    }

    /// A line through all rows that want the port.
    fn push_link(&self, number: usize, meeting: &ContestedPort, html: &mut Shown<Markup>) {
        let rows = || meeting.members.iter().map(|(row, _)| *row);
        let middles = || rows().map(|row| self.middle(row));
        let (Some(x), Some(first), Some(last)) =
            (self.column(meeting.port), middles().min(), middles().max())
        else {
            return;
        };
        let names = rows().filter_map(|row| self.chart.rows.get(row));
        let mut names: Vec<_> = names.map(|row| row.name.clone()).collect();
        names.dedup();
        let all = names.len();
        names.truncate(NAMED);
        let (class, rows) = (meeting.class(), meeting.row_numbers());
        html.push_line(&shown!(
            "<g class=\"{0}\" data-link=\"{1}\" data-rows=\"{2}\" data-port=\"{3}\">\
             <title>{3}/{4} is wanted by {5}</title>\
             <line class=\"stem\" x1=\"{6}\" x2=\"{6}\" y1=\"0\" y2=\"{7}\"/>\
             <line class=\"bond\" x1=\"{6}\" x2=\"{6}\" y1=\"{7}\" y2=\"{8}\"/></g>",
            class,
            number,
            rows,
            meeting.port,
            meeting.protocol.as_str(),
            words::first_of(&names, all),
            x,
            first,
            last
        ));
    }

    fn push_marks(&self, index: usize, row: &Row<'_>, html: &mut Shown<Markup>) {
        for (position, mark) in row.marks.iter().enumerate() {
            let place = mark
                .number()
                .and_then(|port| Some((port, self.column(port)?)));
            let Some((port, x)) = place else { continue };
            let lines = mark.lines(row);
            let title = Shown::join(lines.iter().map(Shown::text), "\n");
            let link = mark
                .link
                .map_or_else(Shown::new, |link| shown!(" data-link=\"{}\"", link));
            html.push_line(&shown!(
                "<a id=\"m{0}-{1}\" class=\"{2}\" href=\"#p{0}-{1}\" data-row=\"{0}\" data-port=\"{3}\" \
                 data-state=\"{4}\"{5} transform=\"translate({6} {7})\"><title>{8}</title>{9}</a>",
                index,
                position,
                class(mark),
                port,
                mark.state.as_str(),
                link,
                x,
                self.middle(index),
                title,
                self.shape(mark)
            ));
        }
    }

    /// A bar for TCP, a diamond for UDP, around the origin; a dot on what was seen at present.
    fn shape(&self, mark: &Mark<'_>) -> Shown<Markup> {
        let height = (self.rows.1 / 2).min(20);
        let mut shape = match mark.protocol {
            Protocol::Tcp => shown!(
                "<rect x=\"-4\" y=\"{}\" width=\"8\" height=\"{}\" rx=\"2\"/>",
                -height / 2,
                height
            ),
            Protocol::Udp => Shown::own("<path d=\"M0 -6l6 6l-6 6l-6 -6z\"/>"),
        };
        if mark.presence != Presence::Absent {
            shape.push(&Shown::own("<circle r=\"3\"/>"));
        }
        shape
    }
}

fn push_home(index: usize, row: &Row<'_>, html: &mut Shown<Markup>) {
    // All have the maker's name.
    let detail = row.detail.trim_start_matches("WSO2 ");
    html.push_line(&shown!(
        "<li data-row=\"{}\" title=\"{}, {}\"><span class=\"who\"><span class=\"name\">{}</span><small>{}</small></span>\
         <span class=\"offset\">{}</span></li>",
        index,
        row.detail,
        row.offset_source,
        row.name,
        detail,
        row.offset
    ));
}

fn class(mark: &Mark<'_>) -> String {
    let mut class = match mark.state {
        State::Open => "mark open",
        State::Conditional => "mark maybe",
        State::Closed => "mark closed",
    }
    .to_string();
    if mark.link.is_some() {
        class.push_str(" clash");
    }
    if mark.presence == Presence::Taken {
        class.push_str(" taken");
    }
    class
}
