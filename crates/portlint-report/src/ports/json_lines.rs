//! For databases: one JSON object per listener and line, with everything about its home.

use super::PortsReport;
use super::json::ListenerJson;
use crate::Style;
use crate::shown::{Json, Writer};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Line<'a> {
    host: Option<&'a str>,
    home: String,
    product: Option<&'a str>,
    version: Option<&'a str>,
    runtime: &'a str,
    namespace: Option<&'a str>,
    active: bool,
    #[serde(flatten)]
    listener: ListenerJson<'a>,
}

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let files = &report.host.files;
    for home in &report.host.homes {
        for runtime in &home.runtimes {
            for listener in &runtime.listeners {
                out.document_line(&Line {
                    host: home.group.as_deref(),
                    home: style.path(home.local_path()),
                    product: home.product.as_deref(),
                    version: home.version.as_ref().map(|version| version.as_str()),
                    runtime: &runtime.id,
                    namespace: home.namespace.as_ref().map(|space| space.name.as_str()),
                    active: home.active,
                    listener: ListenerJson::of(listener, files, style),
                })?;
            }
        }
    }
    Ok(())
}
