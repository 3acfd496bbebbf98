//! For people: one aligned table per home, in the widest form that fits the terminal.

mod listeners;

use super::chart::Chart;
use super::links::{Link, Opener};
use super::{PortsReport, row};
use crate::Style;
use crate::grid::{Cell, Column, Grid, Row, folded};
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Ink;
use crate::text::{count, wrap};
use listeners::Listeners;
use portlint_host::{Files, Home};
use std::collections::BTreeMap;
use std::io;
use unicode_width::UnicodeWidthStr;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let files = &report.host.files;
    // Who is in conflict with whom is known when all rows are; they are in the order of the runtimes.
    let chart = Chart::of(&report.scope(), style);
    let mut rows = chart.rows.as_slice();
    for (position, home) in report.host.homes.iter().enumerate() {
        if position > 0 {
            out.blank()?;
        }
        let (of_home, others) = rows
            .split_at_checked(home.runtimes.len())
            .unwrap_or_default();
        rows = others;
        write_heading(files, home, style, out)?;
        let listeners = Listeners::of(files, home, report.options, of_home);
        listeners.write(style, out)?;
        let hidden = row::hidden(home, report.options);
        if hidden > 0 {
            let hidden = count(hidden, "closed listener");
            out.line(style.paint(Ink::Dim, shown!("  {} not shown; --all shows them", hidden)))?;
        }
        let links = report.options.links.unwrap_or_default();
        let links = links.iter().filter(|link| link.home == home.path);
        let rows: Vec<Row> = links.map(|link| link_row(files, home, link)).collect();
        if !rows.is_empty() {
            out.blank()?;
            write_links(home, rows, style, out)?;
        }
    }
    write_proxies(report, style, out)?;
    let others = other_rows(report);
    if !others.is_empty() {
        out.blank()?;
        out.line(Shown::own("Others that listen on this host now:"))?;
        let grid = Grid {
            columns: vec![
                Column::new("port"),
                Column::folding("address"),
                Column::folding("who"),
            ],
            rows: others,
            indent: 2,
            has_head: true,
        };
        out.lines(grid.lines(style))?;
    }
    Ok(())
}

/// The proxies and where they send connections, where that is asked for.
fn write_proxies(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let (Some(links), files) = (report.options.links, &report.host.files) else {
        return Ok(());
    };
    for (position, proxy) in report.host.proxies.iter().enumerate() {
        if position > 0 || !report.host.homes.is_empty() {
            out.blank()?;
        }
        let home = &proxy.stand_in;
        let path = style.paint(Ink::Bold, Shown::text(style.path(&home.path)));
        let software = Shown::<Terminal>::text(proxy.software.name());
        out.line(shown!("{} {} {}", path, style.sign("–", "-"), software))?;
        let own = links.iter().filter(|link| link.home == home.path);
        let rows = own.map(|link| link_row(files, home, link));
        let rows = rows.collect::<Vec<_>>();
        out.blank()?;
        if rows.is_empty() {
            out.line(Shown::own("  sends connections to no server that is known"))?;
        } else {
            write_links(home, rows, style, out)?;
        }
    }
    Ok(())
}

/// Who listens and is no listener of a home; the sockets of one owner on one port stand together.
fn other_rows(report: &PortsReport<'_>) -> Vec<Row> {
    let Some(now) = &report.now else {
        return Vec::new();
    };
    let mut rows = BTreeMap::<(u16, &str, String), Vec<String>>::new();
    for holder in now.others() {
        let socket = holder.socket;
        let key = (socket.port, socket.protocol.as_str(), now.name(&holder));
        rows.entry(key)
            .or_default()
            .push(socket.address.to_string());
    }
    let rows = rows
        .into_iter()
        .map(|((port, protocol, who), addresses)| Row {
            cells: vec![
                format!("{port}/{protocol}").into(),
                addresses.join(", ").into(),
                who.into(),
            ],
            below: Vec::new(),
        });
    rows.collect()
}

/// A remark on lines of its own, folded.
fn write_remark(text: &str, style: &Style, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
    let width = style
        .width
        .map_or(usize::MAX, |width| width.saturating_sub(4));
    for (position, part) in folded(text, width).into_iter().enumerate() {
        let indent = if position == 0 { "  " } else { "    " };
        out.line(style.paint(Ink::Dim, shown!("{}{}", indent, part)))?;
    }
    Ok(())
}

fn write_links(
    home: &Home,
    mut rows: Vec<Row>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let mut columns = vec![
        Column::folding("connects to"),
        Column::folding("for"),
        Column::new("runtime"),
        Column::folding("set by"),
        Column::folding("opened by"),
    ];
    if home.runtimes.len() < 2 {
        columns.remove(2);
        for row in &mut rows {
            drop(row.cells.remove(2));
        }
    }
    let mut grid = Grid {
        columns,
        rows,
        indent: 2,
        has_head: true,
    };
    // Routes and paths are long words: where they leave no room they stand below their row.
    for title in ["set by", "opened by"] {
        let at = grid.columns.iter().position(|column| column.title == title);
        let is_too_wide = style.width.is_some_and(|width| grid.least_width() > width);
        let Some(at) = at.filter(|_| is_too_wide) else {
            break;
        };
        grid.columns.remove(at);
        for row in &mut grid.rows {
            let cell = row.cells.remove(at);
            row.below.push(format!("{title} {}", cell.text).into());
        }
    }
    out.lines(grid.lines(style))
}

fn link_row(files: &Files, home: &Home, link: &Link) -> Row {
    let opener = |opener: &Opener| match opener.listener.as_str() {
        "" => opener.home.clone(),
        listener => format!("{listener} of {}", opener.home),
    };
    let opened_by = match link.opened_by.as_deref() {
        None => "not looked at".to_string(),
        Some([]) => "nobody".to_string(),
        Some(openers) => openers.iter().map(opener).collect::<Vec<_>>().join(", "),
    };
    let set_by = match &link.location {
        Some(location) => format!("{} ({})", link.route, row::place(files, home, location)),
        None => "product default".to_string(),
    };
    let cells = [
        link.address(),
        link.description.clone(),
        link.runtime.clone(),
        set_by,
        opened_by,
    ];
    Row {
        cells: cells.map(Cell::from).to_vec(),
        below: Vec::new(),
    }
}

fn write_heading(
    files: &Files,
    home: &Home,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let path = style.paint(Ink::Bold, Shown::text(style.path(&home.path)));
    let dash = style.sign("–", "-");
    let product = format!("{}{}", row::product(home), row::idle(home));
    let used = style.path(&home.path).width() + 3;
    let product = wrap(&product, style.width, used, "    ");
    out.line(shown!("{} {} {}", path, dash, product))?;
    for runtime in &home.runtimes {
        let offset = row::offset(files, home, runtime);
        let offset = match home.runtimes.as_slice() {
            [_] => offset,
            _ => format!("{}: {offset}", runtime.id),
        };
        out.line(shown!("  {}", wrap(&offset, style.width, 2, "    ")))?;
    }
    out.blank()
}
