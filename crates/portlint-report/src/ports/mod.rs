//! The formats of `ports`.

pub(crate) mod chart;
pub(crate) mod chart_row;
mod csv;
mod flows;
mod html;
mod json;
mod json_lines;
mod links;
mod map;
mod markdown;
pub(crate) mod meetings;
pub(crate) mod now;
mod request;
mod row;
mod svg;
mod table;
#[cfg(test)]
mod tests;

pub use flows::{Flow, flows, render_flows};
pub use links::{Link, Opener, links};

use crate::registry::formats;
use crate::shown::Output;
use crate::{Style, Summary};
use chart_row::Scope;
use now::Now;
use portlint_analysis::sites;
use portlint_host::Host;
use portlint_rules::Diagnostic;
use std::io;

/// What of a host `ports` shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct PortsOptions<'a> {
    /// Closed listeners too. JSON always has them.
    pub all: bool,
    /// Where the runtimes connect to, for the formats that show it: the table and JSON.
    pub links: Option<&'a [Link]>,
    /// Whether the page for browsers says in which file and line each base was set: `data-uri` and `data-line` of a row, for an
    /// editor that shows the page.
    pub places: bool,
    /// What a check found, for the page for browsers; `None` when nobody looked.
    pub check: Option<PortsCheck<'a>>,
}

/// What a check of the same host found.
#[derive(Debug, Clone, Copy)]
pub struct PortsCheck<'a> {
    /// The findings, in the order to show them.
    pub findings: &'a [Diagnostic],
    /// Both in numbers.
    pub summary: Summary,
}

/// What `ports` has to say.
struct PortsReport<'a> {
    host: &'a Host,
    options: PortsOptions<'a>,
    /// What runs there, where that was looked at.
    now: Option<Now<'a>>,
}

impl<'a> PortsReport<'a> {
    /// What of it is on a picture.
    fn scope(&self) -> Scope<'_, 'a> {
        Scope {
            host: self.host,
            all: self.options.all,
            now: self.now.as_ref(),
        }
    }
}

formats! {
    /// A format of `ports`.
    PortsFormat renders PortsReport<'_>;
    /// For people: one table per home.
    Table = "table" => table::render,
    /// For programs: one JSON document.
    Json = "json" => json::render,
    /// For programs: one JSON object per listener and line.
    JsonLines = "json-lines" => json_lines::render,
    /// For spreadsheets and firewall requests: one row per open listener.
    Csv = "csv" => csv::render,
    /// For wikis, pull requests and firewall requests.
    Markdown = "markdown" => markdown::render,
    /// For terminals: which home sits where, as a picture.
    Map = "map" => map::render,
    /// For documents: the same picture as an image.
    Svg = "svg" => svg::render,
    /// For browsers: what clashes, the map, findings, the plan and the table on one page that needs nothing else.
    Html = "html" => html::render,
}

/// Writes the listeners of a host.
///
/// # Errors
/// When the output cannot be written.
pub fn render_ports(
    format: PortsFormat,
    host: &Host,
    options: PortsOptions<'_>,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let servers = sites::servers(host);
    let report = PortsReport {
        host,
        options,
        now: Now::of(host, &servers),
    };
    format.render(&report, style, out)
}
