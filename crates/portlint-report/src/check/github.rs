//! For GitHub Actions: workflow commands that become annotations, most severe first.
//!
//! GitHub shows ten annotations of each kind per step and drops the rest without a word. So what it would drop is
//! written as lines of the log, and a last notice says how many there are. The other side of a finding is a notice in its own
//! file: whoever changes only that file sees it there.

use super::concise::first_place;
use super::details::detail_lines;
use super::spot::{Spot, other_sides, said_at_other_side};
use super::{CheckReport, tag};
use crate::Style;
use crate::shown;
use crate::shown::{CiLog, Shown, Writer};
use crate::text::{count, inline};
use portlint_rules::{Diagnostic, Severity};
use std::io;

/// Annotations of one kind that GitHub shows per step.
const SHOWN: usize = 10;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, CiLog>,
) -> io::Result<()> {
    let files = &report.host.files;
    let mut cut = Vec::new();
    for (severity, command, shown) in [
        (Severity::Error, "error", SHOWN),
        (Severity::Warning, "warning", SHOWN),
        // One place is kept for the last notice.
        (Severity::Info, "notice", SHOWN - 1),
    ] {
        let findings = || report.findings.iter().filter(|f| f.severity == severity);
        for finding in findings().take(shown) {
            let mut message = vec![inline(&finding.message)];
            message.extend(detail_lines(finding, files, style));
            let spot = Spot::of(finding, files);
            write_command(command, finding, &spot, &message.join("\n"), style, out)?;
        }
        for finding in findings().skip(shown) {
            let place = first_place(finding, files, style);
            out.line(shown!("{} {}: {}", tag(finding), place, finding.message))?;
        }
        match findings().count() {
            all if all > shown => cut.push(format!(
                "{} of {}",
                all - shown,
                count(all, severity.as_str())
            )),
            _ => {}
        }
    }
    let infos = report
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Info);
    // What is left of the notices goes to the other sides, of the worst findings first.
    let room = (SHOWN - 1).saturating_sub(infos.count());
    let sides = report.findings.iter().flat_map(|finding| {
        let sides = other_sides(finding).into_iter();
        sides.map(move |side| (finding, side))
    });
    for (position, (finding, side)) in sides.enumerate() {
        let spot = Spot::at(&side.location, files);
        let words = said_at_other_side(finding, side, files, style);
        if position < room {
            write_command("notice", finding, &spot, &words, style, out)?;
        } else {
            let (path, line) = (spot.path(style), spot.place.line);
            out.line(shown!("{} {}:{}: {}", tag(finding), path, line, words))?;
        }
    }
    if !cut.is_empty() {
        let cut = cut.join(", ");
        notice(
            &format!(
                "Without an annotation, because GitHub shows ten of a kind: {cut}. The log of this step has them all."
            ),
            out,
        )?;
    }
    if let Some(repair) = &report.repair {
        for line in repair.lines(style) {
            out.line(Shown::text(line))?;
        }
        if !repair.fixed.is_empty() {
            let sum = repair.sum();
            notice(&format!("{sum}. The log of this step lists them."), out)?;
        }
    }
    let mut lines = report.summary.lines().into_iter();
    lines.try_for_each(|line| out.line(Shown::text(line)))
}

fn notice(text: &str, out: &mut Writer<'_, CiLog>) -> io::Result<()> {
    out.command("notice", &[("title", "wso2-portlint".to_string())], text)
}

fn write_command(
    command: &'static str,
    finding: &Diagnostic,
    spot: &Spot,
    message: &str,
    style: &Style,
    out: &mut Writer<'_, CiLog>,
) -> io::Result<()> {
    let place = spot.place;
    let mut properties = vec![
        ("file", spot.path(style)),
        ("line", place.line.to_string()),
        ("endLine", place.end_line.to_string()),
    ];
    // GitHub takes columns only for places within one line.
    if place.line == place.end_line {
        properties.push(("col", place.column.to_string()));
        properties.push(("endColumn", place.end_column.to_string()));
    }
    properties.push(("title", finding.rule.to_string()));
    out.command(command, &properties, message)
}
