//! One line per finding, one indented line per further place, one line of numbers.

use super::{CheckReport, tag};
use crate::Style;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use portlint_host::{Files, Location};
use portlint_rules::Diagnostic;
use std::io;
use std::path::Path;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let files = &report.host.files;
    for finding in report.findings {
        let first = first_place(finding, files, style);
        out.line(shown!("{}: {}: {}", first, tag(finding), finding.message))?;
        for annotation in finding.annotations.iter().filter(|a| !a.primary) {
            let place = place(&annotation.location, files, style);
            out.line(shown!("    {}: note: {}", place, annotation.message))?;
        }
    }
    let mut lines = report.summary.lines().into_iter();
    lines.try_for_each(|line| out.line(Shown::text(line)))
}

/// `path:line:column` of the finding; the first character of its path when no line can be pointed at.
pub(super) fn first_place(finding: &Diagnostic, files: &Files, style: &Style) -> String {
    match finding.primary() {
        Some(primary) => place(&primary.location, files, style),
        None => {
            let path = finding.path.as_deref().unwrap_or(Path::new("."));
            format!("{}:1:1", style.path(path))
        }
    }
}

fn place(location: &Location, files: &Files, style: &Style) -> String {
    let place = location.place;
    format!(
        "{}:{}:{}",
        style.path(files.path(location.file)),
        place.line,
        place.column
    )
}
