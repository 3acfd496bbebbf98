//! For wikis and pull requests: one table of what is open, or one table per home of everything.

use super::{PortsReport, request, row};
use crate::Style;
use crate::text::{count, inline};
use std::io::{self, Write};

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !report.options.all {
        return render_request(report, style, out);
    }
    for (position, home) in report.host.homes.iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        writeln!(out, "## {}\n", escape(&style.shown_path(&home.path)))?;
        writeln!(out, "{}\n", escape(&row::product(home)))?;
        for runtime in &home.runtimes {
            let id = inline(&runtime.id);
            writeln!(
                out,
                "- {}: {}",
                escape(&id),
                escape(&row::offset(home, runtime))
            )?;
        }
        let rows = row::rows(home, report.options);
        if rows.is_empty() {
            continue;
        }
        let wanted = row::telling_columns(home, &rows);
        let header = row::select(&row::COLUMNS, &wanted);
        writeln!(out)?;
        write_row(&header, out)?;
        let rules = header
            .iter()
            .map(|name| if name.contains('=') { "---:" } else { "---" });
        writeln!(out, "| {} |", rules.collect::<Vec<_>>().join(" | "))?;
        for cells in &rows {
            write_row(&row::select(cells, &wanted), out)?;
        }
    }
    Ok(())
}

fn render_request(report: &PortsReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_row(&request::COLUMNS.map(String::from), out)?;
    let rules = request::COLUMNS.map(|name| if name == "port" { "---:" } else { "---" });
    writeln!(out, "| {} |", rules.join(" | "))?;
    for row in request::rows(report.host, style) {
        let cells = row.iter().map(|cell| inline(cell)).collect::<Vec<_>>();
        write_row(&cells, out)?;
    }
    let (conditional, unknown) = request::unlisted(report.host);
    for (number, what) in [
        (
            conditional,
            "open only under conditions that the files do not tell",
        ),
        (unknown, "at ports that are not known"),
    ] {
        if number > 0 {
            writeln!(out, "\n{} not listed: {what}.", count(number, "listener"))?;
        }
    }
    Ok(())
}

fn write_row(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let cells = cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// Text that no Markdown reader takes for markup, a link or HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '|' | '[' | ']' | '#' | '~' | '!' => {
                escaped.extend(['\\', character])
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
