//! For people: one aligned table per home.

use super::links::{Link, Opener};
use super::{PortsReport, row};
use crate::Style;
use crate::style::Ink;
use crate::text::{count, inline};
use portlint_host::Home;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (position, home) in report.host.homes.iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        write_heading(home, style, out)?;
        let rows = row::rows(home, report.options);
        if rows.is_empty() {
            writeln!(out, "  no listener is known to open")?;
        } else {
            let wanted = row::telling_columns(home, &rows);
            let header = row::select(&row::COLUMNS, &wanted);
            let rows = rows
                .iter()
                .map(|cells| row::select(cells, &wanted))
                .collect::<Vec<_>>();
            write_grid(&header, &rows, style, out)?;
        }
        let hidden = row::hidden(home, report.options);
        if hidden > 0 {
            let hidden = count(hidden, "closed listener");
            writeln!(
                out,
                "{}",
                style.paint(Ink::Dim, &format!("  {hidden} not shown"))
            )?;
        }
        let links = report.options.links.unwrap_or_default();
        let links = links.iter().filter(|link| link.home == home.path);
        let rows = links.map(|link| link_row(home, link)).collect::<Vec<_>>();
        if !rows.is_empty() {
            writeln!(out)?;
            write_grid(&LINK_COLUMNS.map(String::from), &rows, style, out)?;
        }
    }
    Ok(())
}

const LINK_COLUMNS: [&str; 5] = ["connects to", "for", "runtime", "set by", "opened by"];

fn link_row(home: &Home, link: &Link) -> Vec<String> {
    let opener = |opener: &Opener| match opener.listener.as_str() {
        "" => inline(&opener.home),
        listener => format!("{} of {}", inline(listener), inline(&opener.home)),
    };
    let opened_by = match link.opened_by.as_deref() {
        None => "not looked at".to_string(),
        Some([]) => "nobody".to_string(),
        Some(openers) => openers.iter().map(opener).collect::<Vec<_>>().join(", "),
    };
    vec![
        inline(&link.address()),
        inline(&link.description),
        inline(&link.runtime),
        match &link.location {
            Some(location) => format!("{} ({})", inline(&link.route), row::place(home, location)),
            None => "product default".to_string(),
        },
        opened_by,
    ]
}

fn write_heading(home: &Home, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let path = style.paint(Ink::Bold, &style.shown_path(&home.path));
    writeln!(
        out,
        "{path} {} {}",
        style.sign("–", "-"),
        row::product(home)
    )?;
    for runtime in &home.runtimes {
        let offset = row::offset(home, runtime);
        if home.runtimes.len() > 1 {
            writeln!(out, "  {}: {offset}", inline(&runtime.id))?;
        } else {
            writeln!(out, "  {offset}")?;
        }
    }
    writeln!(out)
}

/// Columns as wide as their widest cell; the column of arithmetic is aligned at its end, so that ports stand below
/// each other. The last column is not padded.
fn write_grid(
    header: &[String],
    rows: &[Vec<String>],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .chain(header.get(column))
            .map(|cell| cell.width())
            .max()
    };
    let widths = (0..header.len())
        .map(|column| width(column).unwrap_or(0))
        .collect::<Vec<_>>();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for ((cell, width), name) in cells.iter().zip(&widths).zip(header) {
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if name.contains('=') {
                (padding, String::new())
            } else {
                (String::new(), padding)
            };
            line.push_str(&format!("  {before}{cell}{after}"));
        }
        line.trim_end().to_string()
    };
    writeln!(out, "{}", style.paint(Ink::Dim, &line(header)))?;
    let rules = widths
        .iter()
        .map(|width| style.sign("─", "-").repeat(*width))
        .collect::<Vec<_>>();
    writeln!(out, "{}", style.paint(Ink::Dim, &line(&rules)))?;
    for row in rows {
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}
