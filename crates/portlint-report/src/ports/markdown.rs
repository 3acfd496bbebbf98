//! For wikis and pull requests: one table of what is open, or one table per home of everything.

use super::{PortsReport, request, row};
use crate::Style;
use crate::shown;
use crate::shown::{Markdown, Shown, Writer};
use crate::text::count;
use std::fmt::Display;
use std::io;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    if !report.options.all {
        return render_request(report, style, out);
    }
    for (position, home) in report.host.homes.iter().enumerate() {
        if position > 0 {
            out.blank()?;
        }
        out.line(shown!("## {}\n", style.path(&home.path)))?;
        out.line(shown!("{}{}\n", row::product(home), row::idle(home)))?;
        for runtime in &home.runtimes {
            let offset = row::offset(&report.host.files, home, runtime);
            out.line(shown!("- {}: {}", runtime.id, offset))?;
        }
        let rows = row::rows(report, home);
        if rows.is_empty() {
            continue;
        }
        let wanted = row::telling_columns(home, &rows);
        let header = row::select(&row::COLUMNS, &wanted);
        out.blank()?;
        write_row(&header, out)?;
        write_rule(header.iter().map(|name| name.contains('=')), out)?;
        for cells in &rows {
            write_row(&row::select(cells, &wanted), out)?;
        }
    }
    Ok(())
}

fn render_request(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    write_row(&request::COLUMNS, out)?;
    write_rule(request::COLUMNS.into_iter().map(|name| name == "port"), out)?;
    for row in request::rows(report.host, style) {
        write_row(&row, out)?;
    }
    let (conditional, unknown) = request::unlisted(report.host);
    for (number, what) in [
        (
            conditional,
            "open only under conditions that are not in the files",
        ),
        (unknown, "at ports that are not known"),
    ] {
        if number > 0 {
            let listeners = count(number, "listener");
            out.line(shown!("\n{} not listed: {}.", listeners, what))?;
        }
    }
    Ok(())
}

pub(super) fn write_row(cells: &[impl Display], out: &mut Writer<'_, Markdown>) -> io::Result<()> {
    let cells = Shown::join(cells.iter().map(Shown::text), " | ");
    out.line(shown!("| {} |", cells))
}

/// The line below the header; numbers are aligned at their end.
pub(super) fn write_rule(
    columns: impl Iterator<Item = bool>,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    let rules = columns.map(|is_number| Shown::own(if is_number { "---:" } else { "---" }));
    out.line(shown!("| {} |", Shown::join(rules, " | ")))
}
