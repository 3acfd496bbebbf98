//! One JSON object per line: each finding as it stands in the `json` format, then the numbers.

use super::CheckReport;
use super::json::{DiagnosticJson, SCHEMA, SummaryJson};
use crate::Style;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct FindingLine<'a> {
    schema: u32,
    diagnostic: DiagnosticJson<'a>,
}

#[derive(Serialize)]
struct SummaryLine {
    schema: u32,
    summary: SummaryJson,
}

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in report.findings {
        let line = FindingLine {
            schema: SCHEMA,
            diagnostic: DiagnosticJson::of(finding, style),
        };
        crate::json_text::line(out, &line)?;
        writeln!(out)?;
    }
    let line = SummaryLine {
        schema: SCHEMA,
        summary: SummaryJson::of(&report.summary),
    };
    crate::json_text::line(out, &line)?;
    writeln!(out)
}
