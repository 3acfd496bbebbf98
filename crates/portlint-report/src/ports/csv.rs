//! For spreadsheets, as RFC 4180 has it: one row per open listener, or everything about all of them.

use super::{PortsReport, request};
use crate::Style;
use crate::text::inline;
use portlint_host::{Home, Listener, Runtime};
use std::io::{self, Write};

const HEADER: &str = "home,product,version,runtime,listener,description,protocol,address,base,offset,port,state,condition,route,source,\
     file,line";

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !report.options.all {
        write_row(&request::COLUMNS.map(String::from), out)?;
        let rows = request::rows(report.host, style);
        return rows.iter().try_for_each(|row| write_row(row, out));
    }
    write!(out, "{HEADER}\r\n")?;
    for home in &report.host.homes {
        for runtime in &home.runtimes {
            for listener in &runtime.listeners {
                write_row(&cells(home, runtime, listener, style), out)?;
            }
        }
    }
    Ok(())
}

fn write_row(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let cells = cells.iter().map(|cell| quote(&inline(cell)));
    write!(out, "{}\r\n", cells.collect::<Vec<_>>().join(","))
}

fn cells(home: &Home, runtime: &Runtime, listener: &Listener, style: &Style) -> Vec<String> {
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let location = listener.location.as_ref();
    vec![
        style.path(&home.path),
        home.product.clone().unwrap_or_default(),
        home.version
            .as_ref()
            .map(|version| version.to_string())
            .unwrap_or_default(),
        runtime.id.to_string(),
        listener.id.to_string(),
        listener.description.to_string(),
        listener.protocol.as_str().to_string(),
        listener.address.to_string(),
        number(listener.base),
        listener.offset.to_string(),
        number(listener.port),
        listener.state.as_str().to_string(),
        listener.condition.clone().unwrap_or_default().into_owned(),
        listener.route.to_string(),
        listener.source.to_string(),
        location
            .map(|location| style.path(&location.file.path))
            .unwrap_or_default(),
        location
            .map(|location| location.place().line.to_string())
            .unwrap_or_default(),
    ]
}

/// A cell; one that a spreadsheet would take for a formula is marked as text.
fn quote(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
    let mark = if is_formula { "'" } else { "" };
    if is_formula || cell.contains([',', '"']) {
        return format!("\"{mark}{}\"", cell.replace('"', "\"\""));
    }
    cell.to_string()
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn cells_are_text() {
        assert_eq!(quote("9443"), "9443");
        assert_eq!(quote("-1"), "-1");
        assert_eq!(quote("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quote("-Dtomcat.https.port"), "\"'-Dtomcat.https.port\"");
        assert_eq!(quote("=1+1"), "\"'=1+1\"");
    }
}
