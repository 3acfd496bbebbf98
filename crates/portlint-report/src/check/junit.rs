//! For build servers: each finding is a test that failed; no finding is one that passed.

use super::CheckReport;
use super::concise::first_place;
use super::details::details;
use super::spot::Spot;
use crate::Style;
use crate::markup::escape;
use portlint_rules::Diagnostic;
use std::io::{self, Write};

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let failures = report.findings.len();
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"0\"",
        failures.max(1)
    );
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"wso2-portlint\" {counts}>")?;
    writeln!(
        out,
        "  <testsuite name=\"wso2-portlint\" {counts} skipped=\"0\">"
    )?;
    for finding in report.findings {
        write_failure(finding, style, out)?;
    }
    if failures == 0 {
        writeln!(
            out,
            "    <testcase classname=\"wso2-portlint\" name=\"no findings\"/>"
        )?;
    }
    let repaired = report.repair.iter().flat_map(|repair| repair.lines(style));
    let lines = repaired.chain([report.summary.line()]);
    let lines = lines
        .map(|line| escape(&line).to_string())
        .collect::<Vec<_>>();
    writeln!(out, "    <system-out>{}</system-out>", lines.join("\n"))?;
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn write_failure(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let spot = Spot::of(finding);
    let rule = escape(finding.rule);
    let place = escape(&first_place(finding, style));
    let file = escape(&spot.path(style));
    let line = spot.place.line;
    writeln!(
        out,
        "    <testcase classname=\"{rule}\" name=\"{place}\" file=\"{file}\" line=\"{line}\">"
    )?;
    let message = escape(&finding.message);
    let severity = finding.severity.as_str();
    writeln!(
        out,
        "      <failure type=\"{severity}\" message=\"{message}\">{place}: {message}"
    )?;
    for detail in details(finding, style) {
        writeln!(out, "{}", escape(&detail))?;
    }
    writeln!(out, "</failure>\n    </testcase>")
}
