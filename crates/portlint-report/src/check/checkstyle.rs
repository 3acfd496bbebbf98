//! For build servers: violations by file, as Checkstyle writes them.

use super::CheckReport;
use super::spot::Spot;
use crate::Style;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_host::Files;
use portlint_rules::Diagnostic;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let files = &report.host.files;
    out.line(Shown::own(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">",
    ))?;
    let mut findings = report.findings.iter().collect::<Vec<_>>();
    findings.sort_by_cached_key(|finding| Spot::of(finding, files).path(style));
    for of_file in findings.chunk_by(|a, b| Spot::of(a, files).file == Spot::of(b, files).file) {
        let file = of_file
            .first()
            .map(|finding| Spot::of(finding, files).path(style));
        out.line(shown!("  <file name=\"{}\">", file.unwrap_or_default()))?;
        for finding in of_file {
            write_violation(finding, files, out)?;
        }
        out.line(Shown::own("  </file>"))?;
    }
    out.line(Shown::own("</checkstyle>"))
}

fn write_violation(
    finding: &Diagnostic,
    files: &Files,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let place = Spot::of(finding, files).place;
    out.line(shown!(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"wso2-portlint.{}\"/>",
        place.line,
        place.column,
        finding.severity.as_str(),
        finding.message,
        finding.rule
    ))
}
