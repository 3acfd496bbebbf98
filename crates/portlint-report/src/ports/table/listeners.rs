//! The listeners of a home as a table. Where the terminal is narrow, columns that say the same of most go first, then
//! sentences move below the table or the row.

use super::super::PortsOptions;
use super::super::chart_row::{Mark, Row as ChartRow};
use super::super::row;
use super::write_remark;
use crate::Style;
use crate::grid::{Cell, Column, Grid, Row};
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Ink;
use crate::text::count;
use portlint_host::{Files, Home, Listener, Runtime, State};
use std::collections::BTreeMap;
use std::io;

/// From so many ports on that are not known for one reason, the reason is given instead of them.
const MANY: usize = 3;

/// What is shown of a home.
pub(super) struct Listeners<'a> {
    rows: Vec<Shape<'a>>,
    /// Listeners at random ports: their rows would say nothing.
    random: Vec<String>,
    /// Ports that are not known, and why.
    unknown: Vec<Unknown<'a>>,
    has_runtimes: bool,
}

/// A listener with all that may be said of it.
struct Shape<'a> {
    files: &'a Files,
    home: &'a Home,
    runtime: &'a Runtime,
    listener: &'a Listener,
    /// `conflicts with wso2is-7.0.0`; empty where nobody wants the port.
    conflict: String,
    is_certain: bool,
    /// How it stands with it at present; empty where that was not looked at.
    now: String,
}

struct Unknown<'a> {
    runtime: &'a str,
    reason: &'a str,
    ports: usize,
}

/// What most rows say.
struct Usual<'a> {
    protocol: &'a str,
    address: &'a str,
    /// What sets the base; `None` where a column tells it, or most have a place in a file.
    source: Option<&'a str>,
}

/// How much a table leaves out; each form needs less room than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// Every column.
    Full,
    /// Protocol and address only of those that differ from most, below their row.
    WithoutUsual,
    /// Files without their folders, sums under a shorter title.
    Short,
    /// Conditions below the table, conflicts below their row.
    SentencesBelow,
    /// What sets a number below its row.
    SourcesBelow,
    /// The runtime above its rows.
    RuntimeAbove,
}

impl<'a> Listeners<'a> {
    pub(super) fn of(
        files: &'a Files,
        home: &'a Home,
        options: PortsOptions<'_>,
        chart: &[ChartRow<'_>],
    ) -> Listeners<'a> {
        let mut shown = Listeners {
            rows: Vec::new(),
            random: Vec::new(),
            unknown: Vec::new(),
            has_runtimes: home.runtimes.len() > 1,
        };
        for (runtime, chart) in home.runtimes.iter().zip(chart) {
            let alike = alike(runtime);
            let is_one_of_many = |reason: &&str| alike.get(reason).is_some_and(|n| *n >= MANY);
            let listeners = runtime.listeners.iter();
            let listeners = listeners.filter(|l| options.all || l.state != State::Closed);
            for (listener, mark) in listeners.zip(&chart.marks) {
                if !options.all && listener.is_random() {
                    shown.random.push(listener.id.to_string());
                } else if let Some(reason) = unknown_because(listener)
                    .filter(|_| !options.all)
                    .filter(is_one_of_many)
                {
                    shown.count_unknown(&runtime.id, reason);
                } else {
                    shown.rows.push(Shape {
                        files,
                        home,
                        runtime,
                        listener,
                        conflict: conflict(mark),
                        is_certain: mark.certain,
                        now: mark.now.clone(),
                    });
                }
            }
        }
        shown.random.dedup();
        shown
    }

    fn count_unknown(&mut self, runtime: &'a str, reason: &'a str) {
        let mut known = self.unknown.iter_mut();
        match known.find(|group| (group.runtime, group.reason) == (runtime, reason)) {
            Some(group) => group.ports += 1,
            None => self.unknown.push(Unknown {
                runtime,
                reason,
                ports: 1,
            }),
        }
    }

    pub(super) fn write(&self, style: &Style, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
        for unknown in &self.unknown {
            let ports = count(unknown.ports, "port");
            let of = if self.has_runtimes {
                format!(" of {}", unknown.runtime)
            } else {
                String::new()
            };
            let words = format!("{ports}{of} could not be determined: {}", unknown.reason);
            write_remark(&words, style, out)?;
        }
        if self.rows.is_empty() {
            if self.unknown.is_empty() && self.random.is_empty() {
                out.line(Shown::own("  no listener is known to open"))?;
            }
        } else {
            self.write_grid(style, out)?;
        }
        if !self.random.is_empty() {
            let random = self.random.join(", ");
            write_remark(&format!("at a random port: {random}"), style, out)?;
        }
        Ok(())
    }

    fn write_grid(&self, style: &Style, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
        let forms = [
            Form::Full,
            Form::WithoutUsual,
            Form::Short,
            Form::SentencesBelow,
            Form::SourcesBelow,
            Form::RuntimeAbove,
        ];
        let fits = |form: &Form| {
            let width = self.grid(*form).0.least_width();
            style.width.is_none_or(|available| width <= available)
        };
        let form = forms.into_iter().find(fits).unwrap_or(Form::RuntimeAbove);
        let (grid, reasons) = self.grid(form);
        out.lines(grid.lines(style))?;
        if let Some(usual) = self.usual(form) {
            let is_usual = self.rows.iter().all(|row| row.unusual(&usual).is_empty());
            let all = if is_usual {
                "all"
            } else {
                "where nothing else is said"
            };
            write_remark(&format!("{all}: {}", usual.words()), style, out)?;
        }
        for (number, reason) in reasons.iter().enumerate() {
            write_remark(&format!("[{}] {reason}", number + 1), style, out)?;
        }
        Ok(())
    }

    /// What most rows say, where a form leaves it out of them.
    fn usual(&self, form: Form) -> Option<Usual<'_>> {
        if form < Form::WithoutUsual {
            return None;
        }
        let rows = self.rows.iter();
        Some(Usual {
            protocol: most_common(rows.clone().map(|row| row.listener.protocol.as_str()))?,
            address: most_common(rows.clone().map(|row| &*row.listener.address))?,
            source: (form >= Form::SourcesBelow)
                .then(|| most_common(rows.filter_map(Shape::words_of_source)))
                .flatten(),
        })
    }

    /// The table, and the reasons that its rows refer to by number.
    fn grid(&self, form: Form) -> (Grid, Vec<&'a str>) {
        let mut reasons: Vec<&str> = Vec::new();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        if form >= Form::SentencesBelow {
            for reason in self.rows.iter().filter_map(Shape::reason) {
                numbers.entry(reason).or_insert_with(|| {
                    reasons.push(reason);
                    reasons.len()
                });
            }
        }
        let usual = self.usual(form);
        let keeps = |of: &dyn Fn(&Shape<'a>) -> bool| self.rows.iter().any(of);
        let has_runtime = self.has_runtimes && form < Form::RuntimeAbove;
        let has_binding = form < Form::WithoutUsual;
        let has_source = form < Form::SourcesBelow;
        let has_conflict = form < Form::SentencesBelow && keeps(&|row| !row.conflict.is_empty());
        let has_now = form < Form::SentencesBelow && keeps(&|row| !row.now.is_empty());
        let has_condition = form < Form::SentencesBelow && keeps(&|row| row.condition().is_some());
        let sum = if form < Form::Short {
            "base + offset = port"
        } else {
            "port"
        };
        let sum = Column {
            at_right: true,
            ..Column::new(sum)
        };
        let columns = [
            (has_runtime, Column::new("runtime")),
            (true, Column::new("listener")),
            (has_binding, Column::new("protocol")),
            (has_binding, Column::new("address")),
            (true, sum),
            (true, Column::new("state")),
            (has_now, Column::folding("now")),
            (has_source, Column::new("set by")),
            (has_conflict, Column::folding("conflict")),
            (has_condition, Column::folding("condition")),
        ];
        let mut runtime = "";
        let mut rows = Vec::new();
        for shape in &self.rows {
            if self.has_runtimes && !has_runtime && runtime != &*shape.runtime.id {
                runtime = &shape.runtime.id;
                rows.push(Row {
                    cells: vec![Cell::default(); columns.iter().filter(|(kept, _)| *kept).count()],
                    below: Vec::new(),
                });
                if let Some(cell) = rows.last_mut().and_then(|row| row.cells.first_mut()) {
                    cell.text = format!("{runtime}:");
                }
            }
            let kept = columns.iter().map(|(kept, _)| *kept);
            let cells = shape.cells(form, &numbers).into_iter().zip(kept);
            rows.push(Row {
                cells: cells
                    .filter(|(_, kept)| *kept)
                    .map(|(cell, _)| cell)
                    .collect(),
                below: shape.below(form, usual.as_ref()),
            });
        }
        let columns = columns.into_iter().filter(|(kept, _)| *kept);
        let grid = Grid {
            columns: columns.map(|(_, column)| column).collect(),
            rows,
            indent: 2,
            has_head: true,
        };
        (grid, reasons)
    }
}

impl<'a> Shape<'a> {
    fn condition(&self) -> Option<&'a str> {
        self.listener.condition.as_deref()
    }

    /// The condition without the number that the row shows anyway, so that rows share it.
    fn reason(&self) -> Option<&'a str> {
        let condition = self.condition()?;
        let reason = condition.split_once("; as shipped the port is ");
        Some(reason.map_or(condition, |(reason, _)| reason))
    }

    fn ink(&self) -> Option<Ink> {
        let ink = if self.is_certain {
            Ink::Red
        } else {
            Ink::Yellow
        };
        (!self.conflict.is_empty()).then_some(ink)
    }

    fn source(&self, form: Form) -> String {
        match &self.listener.location {
            Some(location) if form < Form::Short => row::place(self.files, self.home, location),
            _ => row::short_source(self.files, self.listener),
        }
    }

    fn cells(&self, form: Form, numbers: &BTreeMap<&str, usize>) -> [Cell; 10] {
        let listener = self.listener;
        let number = self
            .condition()
            .and_then(|reason| numbers.get(reason).map(|number| format!(" [{number}]")));
        let coloured = |text: String| Cell {
            text,
            ink: self.ink(),
        };
        [
            self.runtime.id.to_string().into(),
            listener.id.to_string().into(),
            listener.protocol.as_str().into(),
            listener.address.to_string().into(),
            coloured(row::arithmetic(listener)),
            format!("{}{}", listener.state.as_str(), number.unwrap_or_default()).into(),
            self.now.clone().into(),
            self.source(form).into(),
            coloured(self.conflict.clone()),
            self.condition().unwrap_or_default().into(),
        ]
    }

    /// What sets the base, where that is no place in a file.
    fn words_of_source(&self) -> Option<&str> {
        let listener = self.listener;
        listener.location.is_none().then_some(&*listener.source)
    }

    /// `udp on 127.0.0.1`: what differs from the others.
    fn unusual(&self, usual: &Usual<'_>) -> String {
        let listener = self.listener;
        let (protocol, address) = (listener.protocol.as_str(), &*listener.address);
        match (protocol == usual.protocol, address == usual.address) {
            (true, true) => String::new(),
            (true, false) => format!("on {address}"),
            (false, true) => protocol.to_string(),
            (false, false) => format!("{protocol} on {address}"),
        }
    }

    fn below(&self, form: Form, usual: Option<&Usual<'_>>) -> Vec<Cell> {
        let mut parts = Vec::new();
        if let Some(usual) = usual {
            parts.push(self.unusual(usual));
            let words = self.words_of_source();
            if form >= Form::SourcesBelow && (words.is_none() || words != usual.source) {
                parts.push(format!("set by {}", self.source(form)));
            }
        }
        parts.retain(|part| !part.is_empty());
        let mut below = Vec::new();
        if !parts.is_empty() {
            below.push(parts.join(", ").into());
        }
        if form >= Form::SentencesBelow && !matches!(self.now.as_str(), "" | "-") {
            below.push(format!("now {}", self.now).into());
        }
        if form >= Form::SentencesBelow && !self.conflict.is_empty() {
            below.push(Cell {
                text: self.conflict.clone(),
                ink: self.ink(),
            });
        }
        below
    }
}

impl Usual<'_> {
    fn words(&self) -> String {
        let binding = format!("{} on {}", self.protocol, self.address);
        match self.source {
            Some(source) => format!("{binding}, set by {source}"),
            None => binding,
        }
    }
}

/// `conflicts with wso2is-7.0.0`, or nothing.
fn conflict(mark: &Mark<'_>) -> String {
    if mark.rivals.is_empty() {
        return String::new();
    }
    let may = if mark.certain {
        "conflicts"
    } else {
        "may conflict"
    };
    format!("{may} with {}", mark.rivals.join(", "))
}

/// Why the port of a listener is not known.
fn unknown_because(listener: &Listener) -> Option<&str> {
    let reason = listener.condition.as_deref();
    reason.filter(|_| listener.is_unknown())
}

/// How many listeners of a runtime are not known for each reason.
fn alike(runtime: &Runtime) -> BTreeMap<&str, usize> {
    let mut alike = BTreeMap::new();
    for reason in runtime.listeners.iter().filter_map(unknown_because) {
        *alike.entry(reason).or_default() += 1;
    }
    alike
}

/// The text that occurs most often, the first of several.
fn most_common<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (position, text) in texts.enumerate() {
        let (count, _) = counts.entry(text).or_insert((0, usize::MAX - position));
        *count += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, rank)| *rank);
    most.map(|(text, _)| text)
}
