//! For reviewdog: its diagnostic format as one JSON document.

use super::CheckReport;
use super::details::detail_lines;
use super::spot::Spot;
use crate::Style;
use crate::shown::{Json, Writer};
use crate::text::inline;
use portlint_host::{Files, Location};
use portlint_rules::pages::{self, rule_page};
use portlint_rules::{Diagnostic, Severity};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct ReportJson {
    source: SourceJson,
    diagnostics: Vec<DiagnosticJson>,
}

#[derive(Serialize)]
struct SourceJson {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct DiagnosticJson {
    message: String,
    location: LocationJson,
    severity: &'static str,
    code: CodeJson,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<SuggestionJson>,
}

#[derive(Serialize)]
struct CodeJson {
    value: &'static str,
    url: String,
}

#[derive(Serialize)]
struct LocationJson {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<RangeJson>,
}

#[derive(Serialize)]
struct RelatedJson {
    message: String,
    location: LocationJson,
}

#[derive(Serialize)]
struct SuggestionJson {
    range: RangeJson,
    text: String,
}

#[derive(Serialize)]
struct RangeJson {
    start: PositionJson,
    end: PositionJson,
}

/// 1-based; the column counts UTF-8 bytes.
#[derive(Serialize)]
struct PositionJson {
    line: u32,
    column: u32,
}

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let files = &report.host.files;
    let report = ReportJson {
        source: SourceJson {
            name: "wso2-portlint",
            url: pages::PROJECT,
        },
        diagnostics: report
            .findings
            .iter()
            .map(|finding| DiagnosticJson::of(finding, files, style))
            .collect(),
    };
    out.document(&report)
}

impl DiagnosticJson {
    fn of(finding: &Diagnostic, files: &Files, style: &Style) -> DiagnosticJson {
        let spot = Spot::of(finding, files);
        let mut message = vec![inline(&finding.message)];
        message.extend(detail_lines(finding, files, style));
        // A suggestion has no file of its own, and only lines and columns: a fix that reaches into another file, or
        // before the first column, cannot be one. Each is offered by itself, so neither can one of several edits.
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        let in_this_file = edits.clone().count() == 1
            && edits
                .clone()
                .all(|edit| files.path(edit.location.file) == spot.file && !edit.removes_mark);
        DiagnosticJson {
            message: message.join("\n"),
            location: LocationJson {
                path: spot.path(style),
                range: finding
                    .primary()
                    .map(|primary| RangeJson::of(&primary.location, files)),
            },
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: CodeJson {
                value: finding.rule,
                url: rule_page(finding.rule),
            },
            related_locations: finding
                .annotations
                .iter()
                .filter(|annotation| !annotation.primary)
                .map(|annotation| RelatedJson {
                    message: inline(&annotation.message),
                    location: LocationJson {
                        path: Spot::at(&annotation.location, files).path(style),
                        range: Some(RangeJson::of(&annotation.location, files)),
                    },
                })
                .collect(),
            suggestions: edits
                .filter(|_| in_this_file)
                .map(|edit| SuggestionJson {
                    range: RangeJson::of(&edit.location, files),
                    text: edit.replacement.clone(),
                })
                .collect(),
        }
    }
}

impl RangeJson {
    fn of(location: &Location, files: &Files) -> RangeJson {
        let (place, span) = (location.place, location.span);
        let source = files.source(location.file);
        let position = |line: u32, column: u32, offset: u32| {
            let start = source.and_then(|file| file.document.source.line_span(line));
            // Without the text characters have to do; what names ports is ASCII.
            let column = start.map_or(column, |line| offset.saturating_sub(line.start) + 1);
            PositionJson { line, column }
        };
        RangeJson {
            start: position(place.line, place.column, span.start),
            end: position(place.end_line, place.end_column, span.end),
        }
    }
}
