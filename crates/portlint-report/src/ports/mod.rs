//! The formats of `ports`.

mod chart;
mod csv;
mod html;
mod json;
mod map;
mod markdown;
mod meetings;
mod row;
mod svg;
mod table;
#[cfg(test)]
mod tests;

use crate::Style;
use crate::registry::formats;
use portlint_model::Host;
use std::io::{self, Write};

/// What of a host `ports` shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PortsOptions {
    /// Closed listeners too. The formats for programs always have them.
    pub all: bool,
}

/// What `ports` has to say.
struct PortsReport<'a> {
    host: &'a Host,
    options: PortsOptions,
}

formats! {
    /// A format of `ports`.
    PortsFormat renders PortsReport<'_>;
    /// For people: one table per home.
    Table = "table" => table::render,
    /// For programs: one JSON document.
    Json = "json" => json::render,
    /// For spreadsheets: one row per listener.
    Csv = "csv" => csv::render,
    /// For wikis and pull requests: one table per home.
    Markdown = "markdown" => markdown::render,
    /// For terminals: which home sits where, as a picture.
    Map = "map" => map::render,
    /// For documents: the same picture as an image.
    Svg = "svg" => svg::render,
    /// For browsers: the picture, filters and the table on one page that needs nothing else.
    Html = "html" => html::render,
}

/// Writes the listeners of a host.
///
/// # Errors
/// When the output cannot be written.
pub fn render_ports(
    format: PortsFormat,
    host: &Host,
    options: PortsOptions,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.render(&PortsReport { host, options }, style, out)
}
