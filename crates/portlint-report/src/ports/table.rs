//! For people: one aligned table per home.

use super::links::{Link, Opener};
use super::{PortsReport, row};
use crate::Style;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Ink;
use crate::text::count;
use portlint_host::{Files, Home};
use std::io;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    for (position, home) in report.host.homes.iter().enumerate() {
        if position > 0 {
            out.blank()?;
        }
        write_heading(&report.host.files, home, style, out)?;
        let rows = row::rows(&report.host.files, home, report.options);
        if rows.is_empty() {
            out.line(Shown::own("  no listener is known to open"))?;
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
            out.line(style.paint(Ink::Dim, shown!("  {} not shown", hidden)))?;
        }
        let links = report.options.links.unwrap_or_default();
        let links = links.iter().filter(|link| link.home == home.path);
        let rows = links
            .map(|link| link_row(&report.host.files, home, link))
            .collect::<Vec<_>>();
        if !rows.is_empty() {
            out.blank()?;
            write_grid(&LINK_COLUMNS.map(String::from), &rows, style, out)?;
        }
    }
    Ok(())
}

const LINK_COLUMNS: [&str; 5] = ["connects to", "for", "runtime", "set by", "opened by"];

fn link_row(files: &Files, home: &Home, link: &Link) -> Vec<String> {
    let opener = |opener: &Opener| match opener.listener.as_str() {
        "" => opener.home.clone(),
        listener => format!("{listener} of {}", opener.home),
    };
    let opened_by = match link.opened_by.as_deref() {
        None => "not looked at".to_string(),
        Some([]) => "nobody".to_string(),
        Some(openers) => openers.iter().map(opener).collect::<Vec<_>>().join(", "),
    };
    vec![
        link.address(),
        link.description.clone(),
        link.runtime.clone(),
        match &link.location {
            Some(location) => format!("{} ({})", link.route, row::place(files, home, location)),
            None => "product default".to_string(),
        },
        opened_by,
    ]
}

fn write_heading(
    files: &Files,
    home: &Home,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let path = style.paint(Ink::Bold, Shown::text(style.path(&home.path)));
    let dash = style.sign("–", "-");
    out.line(shown!(
        "{} {} {}{}",
        path,
        dash,
        row::product(home),
        row::idle(home)
    ))?;
    for runtime in &home.runtimes {
        let offset = row::offset(files, home, runtime);
        if home.runtimes.len() > 1 {
            out.line(shown!("  {}: {}", runtime.id, offset))?;
        } else {
            out.line(shown!("  {}", offset))?;
        }
    }
    out.blank()
}

/// Columns as wide as their widest cell; the column of arithmetic is aligned at its end, so that ports stand below
/// each other. The last column is not padded.
fn write_grid(
    header: &[String],
    rows: &[Vec<String>],
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let shown = |cells: &[String]| cells.iter().map(Shown::text).collect::<Vec<_>>();
    let is_sum = header.iter().map(|name| name.contains('='));
    let is_sum = is_sum.collect::<Vec<_>>();
    let header = shown(header);
    let rows = rows.iter().map(|row| shown(row)).collect::<Vec<_>>();
    let widths = (0..header.len()).map(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widths = cells.chain(header.get(column)).map(Shown::width);
        widths.max().unwrap_or(0)
    });
    let widths = widths.collect::<Vec<_>>();
    let line = |cells: &[Shown<Terminal>]| {
        let mut line = Shown::new();
        for ((cell, width), is_sum) in cells.iter().zip(&widths).zip(&is_sum) {
            let padding = Shown::new().padded(width.saturating_sub(cell.width()));
            line.push(&match is_sum {
                true => shown!("  {}{}", padding, cell),
                false => shown!("  {}{}", cell, padding),
            });
        }
        line.trimmed()
    };
    out.line(style.paint(Ink::Dim, line(&header)))?;
    let rules = widths
        .iter()
        .map(|width| Shown::text(style.sign("─", "-").repeat(*width)));
    out.line(style.paint(Ink::Dim, line(&rules.collect::<Vec<_>>())))?;
    rows.iter().try_for_each(|row| out.line(line(row)))
}
