//! One JSON object per line: each finding as it stands in the `json` format, then what was repaired, then the numbers.

use super::CheckReport;
use super::json::{DiagnosticJson, RefusedJson, SCHEMA, SummaryJson};
use crate::Style;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct FindingLine<'a> {
    schema: u32,
    diagnostic: DiagnosticJson<'a>,
}

#[derive(Serialize)]
struct FixedLine<'a> {
    schema: u32,
    fixed: DiagnosticJson<'a>,
    written: bool,
}

#[derive(Serialize)]
struct RefusedLine<'a> {
    schema: u32,
    refused: RefusedJson<'a>,
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
    let schema = SCHEMA;
    for finding in report.findings {
        let diagnostic = DiagnosticJson::of(finding, style);
        line(out, &FindingLine { schema, diagnostic })?;
    }
    if let Some(repair) = report.repair {
        let written = repair.written;
        for finding in repair.fixed {
            let fixed = DiagnosticJson::of(finding, style);
            line(
                out,
                &FixedLine {
                    schema,
                    fixed,
                    written,
                },
            )?;
        }
        for refused in RefusedJson::all(&repair, style) {
            line(out, &RefusedLine { schema, refused })?;
        }
    }
    let summary = SummaryJson::of(&report.summary);
    line(out, &SummaryLine { schema, summary })
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    crate::json_text::line(out, value)?;
    writeln!(out)
}
