//! For browsers: the page about a host, with what the check found.

use super::CheckReport;
use crate::Style;
use crate::page::{self, Checked, Contents};
use crate::shown::{Markup, Writer};
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let contents = Contents {
        host: report.host,
        checked: Some(Checked {
            findings: report.findings,
            summary: report.summary,
            repair: report.repair,
        }),
        all: false,
        places: false,
    };
    page::write(&contents, style, out)
}
