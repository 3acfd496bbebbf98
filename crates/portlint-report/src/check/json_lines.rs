//! One JSON object per line: each finding as it stands in the `json` format, then what was repaired, then the numbers.

use super::CheckReport;
use super::json::{DiagnosticJson, RefusedJson, SCHEMA, SummaryJson};
use crate::Style;
use crate::shown::{Json, Writer};
use serde::Serialize;
use std::io;

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
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let files = &report.host.files;
    let schema = SCHEMA;
    for finding in report.findings {
        let diagnostic = DiagnosticJson::of(finding, files, style);
        out.document_line(&FindingLine { schema, diagnostic })?;
    }
    if let Some(repair) = report.repair {
        let written = repair.written;
        for finding in repair.fixed {
            let fixed = DiagnosticJson::of(finding, repair.files, style);
            out.document_line(&FixedLine {
                schema,
                fixed,
                written,
            })?;
        }
        for refused in RefusedJson::all(&repair, style) {
            out.document_line(&RefusedLine { schema, refused })?;
        }
    }
    let summary = SummaryJson::of(&report.summary);
    out.document_line(&SummaryLine { schema, summary })
}
