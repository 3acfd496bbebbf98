//! For browsers: the page about a host.

use super::PortsReport;
use crate::Style;
use crate::page::{self, Checked, Contents};
use crate::shown::{Markup, Writer};
use std::io;

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let contents = Contents {
        host: report.host,
        checked: report.options.check.map(|check| Checked {
            findings: check.findings,
            summary: check.summary,
            repair: None,
        }),
        all: report.options.all,
        places: report.options.places,
    };
    page::write(&contents, style, out)
}
