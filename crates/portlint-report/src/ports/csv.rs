//! For spreadsheets, as RFC 4180 has it: one row per open listener, or everything about all of them.

use super::{PortsReport, request};
use crate::Style;
use crate::shown::{Csv, Shown, Writer};
use portlint_host::{Home, Host, Listener, Runtime};
use std::io;

const HEADER: &str = "home,product,version,runtime,listener,description,protocol,address,base,offset,port,state,condition,route,source,\
     file,line";

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Csv>,
) -> io::Result<()> {
    if !report.options.all {
        out.row(request::COLUMNS)?;
        let rows = request::rows(report.host, style);
        return rows.iter().try_for_each(|row| out.row(row));
    }
    out.line(Shown::own(HEADER))?;
    for home in report.host.homes.iter().filter(|home| home.active) {
        for runtime in &home.runtimes {
            for listener in &runtime.listeners {
                out.row(cells(report.host, (home, runtime), listener, style))?;
            }
        }
    }
    Ok(())
}

fn cells(
    host: &Host,
    (home, runtime): (&Home, &Runtime),
    listener: &Listener,
    style: &Style,
) -> Vec<String> {
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
            .map(|location| style.path(host.files.path(location.file)))
            .unwrap_or_default(),
        location
            .map(|location| location.place.line.to_string())
            .unwrap_or_default(),
    ]
}
