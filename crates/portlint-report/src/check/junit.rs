//! For build servers: each finding is a test. It fails where the finding fails the run (`--fail-on`), else it passes and says
//! what was found; no finding is one test that passed.

use super::CheckReport;
use super::concise::first_place;
use super::details::detail_lines;
use super::spot::Spot;
use crate::Style;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_host::Files;
use portlint_rules::{Diagnostic, Severity};
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let files = &report.host.files;
    let findings = report.findings.len();
    let failures = report
        .findings
        .iter()
        .filter(|f| f.severity >= report.fail_on);
    // Where no home was found, nothing passed either.
    let passed = findings == 0 && !report.host.is_empty();
    let counts: Shown<Markup> = shown!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\"",
        findings + usize::from(passed),
        failures.count()
    );
    out.line(Shown::own("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"))?;
    out.line(shown!("<testsuites name=\"wso2-portlint\" {}>", counts))?;
    out.line(shown!(
        "  <testsuite name=\"wso2-portlint\" {} skipped=\"0\">",
        counts
    ))?;
    for finding in report.findings {
        write_test(finding, report.fail_on, files, style, out)?;
    }
    if passed {
        out.line(Shown::own(
            "    <testcase classname=\"wso2-portlint\" name=\"no findings\"/>",
        ))?;
    }
    let repaired = report.repair.iter().flat_map(|repair| repair.lines(style));
    let lines = repaired.chain(report.summary.lines()).map(Shown::text);
    let lines = Shown::join(lines, "\n");
    out.line(shown!("    <system-out>{}</system-out>", lines))?;
    out.line(Shown::own("  </testsuite>\n</testsuites>"))
}

fn write_test(
    finding: &Diagnostic,
    fail_on: Severity,
    files: &Files,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let spot = Spot::of(finding, files);
    let place = first_place(finding, files, style);
    out.line(shown!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">",
        finding.rule,
        place,
        spot.path(style),
        spot.place.line
    ))?;
    let fails = finding.severity >= fail_on;
    if fails {
        out.line(shown!(
            "      <failure type=\"{}\" message=\"{}\">{}: {}",
            finding.severity.as_str(),
            finding.message,
            place,
            finding.message
        ))?;
    } else {
        out.line(shown!(
            "      <system-out>{}: {}: {}",
            finding.severity.as_str(),
            place,
            finding.message
        ))?;
    }
    for detail in detail_lines(finding, files, style) {
        out.line(Shown::text(detail))?;
    }
    out.line(Shown::own(if fails {
        "</failure>\n    </testcase>"
    } else {
        "</system-out>\n    </testcase>"
    }))
}
