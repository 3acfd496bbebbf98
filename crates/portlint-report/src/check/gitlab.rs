//! For GitLab: a code quality report, the part of Code Climate's format that GitLab reads.

use super::CheckReport;
use super::details::{Occurrences, detail_lines};
use super::spot::{Spot, other_sides, said_at_other_side};
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
        .flat_map(|finding| IssueJson::of_sides(finding, &mut seen, files, style))
        .collect::<Vec<_>>();
    out.document(&issues)
}

impl IssueJson {
    /// The finding where it stands, and an issue of the lowest severity in each further file: merge requests that change
    /// only that file show it.
    fn of_sides(
        finding: &Diagnostic,
        seen: &mut Occurrences,
        files: &Files,
        style: &Style,
    ) -> Vec<IssueJson> {
        let fingerprint = finding.fingerprint();
        let occurrence = seen.count(&fingerprint);
        let fingerprint = format!("{fingerprint}-{occurrence}");
        let mut issues = vec![IssueJson {
            r#type: "issue",
            check_name: finding.rule,
            description: inline(&finding.message),
            content: ContentJson {
                body: detail_lines(finding, files, style).join("\n"),
            },
            fingerprint: fingerprint.clone(),
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: LocationJson::of(&Spot::of(finding, files), style),
        }];
        let sides = other_sides(finding).into_iter().enumerate();
        issues.extend(sides.map(|(number, side)| {
            let words = said_at_other_side(finding, side, files, style);
            IssueJson {
                r#type: "issue",
                check_name: finding.rule,
                description: words.clone(),
                content: ContentJson { body: words },
                fingerprint: format!("{fingerprint}-side-{}", number + 1),
                severity: "info",
                location: LocationJson::of(&Spot::at(&side.location, files), style),
            }
        }));
        issues
    }
}

impl LocationJson {
    fn of(spot: &Spot, style: &Style) -> LocationJson {
        LocationJson {
            path: spot.path(style),
            lines: LinesJson {
                begin: spot.place.line,
                end: spot.place.end_line,
            },
        }
    }
}
