//! For GitLab: a code quality report, the part of Code Climate's format that GitLab reads.

use super::CheckReport;
use super::details::{Occurrences, details};
use super::spot::Spot;
use crate::Style;
use crate::shown::{Json, Writer};
use crate::text::inline;
use portlint_host::Files;
use portlint_rules::{Diagnostic, Severity};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct IssueJson {
    r#type: &'static str,
    check_name: &'static str,
    description: String,
    content: ContentJson,
    /// GitLab drops issues whose fingerprint it has seen.
    fingerprint: String,
    severity: &'static str,
    location: LocationJson,
}

#[derive(Serialize)]
struct ContentJson {
    body: String,
}

#[derive(Serialize)]
struct LocationJson {
    path: String,
    lines: LinesJson,
}

#[derive(Serialize)]
struct LinesJson {
    begin: u32,
    end: u32,
}

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let files = &report.host.files;
    let mut seen = Occurrences::default();
    let issues = report
        .findings
        .iter()
        .map(|finding| IssueJson::of(finding, &mut seen, files, style))
        .collect::<Vec<_>>();
    out.document(&issues)
}

impl IssueJson {
    fn of(finding: &Diagnostic, seen: &mut Occurrences, files: &Files, style: &Style) -> IssueJson {
        let spot = Spot::of(finding, files);
        let fingerprint = finding.fingerprint();
        let occurrence = seen.count(&fingerprint);
        IssueJson {
            r#type: "issue",
            check_name: finding.rule,
            description: inline(&finding.message),
            content: ContentJson {
                body: details(finding, files, style).join("\n"),
            },
            fingerprint: format!("{fingerprint}-{occurrence}"),
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: LocationJson {
                path: spot.path(style),
                lines: LinesJson {
                    begin: spot.place.line,
                    end: spot.place.end_line,
                },
            },
        }
    }
}
