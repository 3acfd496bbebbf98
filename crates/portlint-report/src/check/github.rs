//! For GitHub Actions: workflow commands that become annotations, most severe first.
//!
//! GitHub shows ten annotations of each kind per step and drops the rest without a word. So what it would drop is
//! written as lines of the log, and a last notice says how many there are.

use super::concise::first_place;
use super::details::details;
use super::spot::Spot;
use super::{CheckReport, tag};
use crate::Style;
use crate::text::{count, inline, printable};
use portlint_rules::{Diagnostic, Severity};
use std::io::{self, Write};

/// Annotations of one kind that GitHub shows per step.
const SHOWN: usize = 10;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cut = Vec::new();
    for (severity, command, shown) in [
        (Severity::Error, "error", SHOWN),
        (Severity::Warning, "warning", SHOWN),
        // One place is kept for the last notice.
        (Severity::Info, "notice", SHOWN - 1),
    ] {
        let findings = || report.findings.iter().filter(|f| f.severity == severity);
        for finding in findings().take(shown) {
            write_command(command, finding, style, out)?;
        }
        for finding in findings().skip(shown) {
            let place = first_place(finding, style);
            let line = format!("{} {place}: {}", tag(finding), inline(&finding.message));
            // The runner takes `##[` for a command wherever it stands in a line.
            writeln!(out, "{}", line.replace("##[", "## ["))?;
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
    if !cut.is_empty() {
        writeln!(
            out,
            "::notice title=wso2-portlint::Without an annotation, because GitHub shows ten of a kind: {}. \
             The log of this step has them all.",
            cut.join(", ")
        )?;
    }
    if let Some(repair) = &report.repair {
        // The lines name files of users, so none may be read as a command.
        for line in repair.lines(style) {
            writeln!(out, "{}", line.replace("##[", "## ["))?;
        }
        if !repair.fixed.is_empty() {
            let sum = data(&repair.sum());
            writeln!(
                out,
                "::notice title=wso2-portlint::{sum}. The log of this step lists them."
            )?;
        }
    }
    writeln!(out, "{}", report.summary.line())
}

fn write_command(
    command: &str,
    finding: &Diagnostic,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let spot = Spot::of(finding);
    let place = spot.place;
    write!(
        out,
        "::{command} file={},line={},endLine={}",
        property(&spot.path(style)),
        place.line,
        place.end_line
    )?;
    // GitHub takes columns only for places within one line.
    if place.line == place.end_line {
        write!(out, ",col={},endColumn={}", place.column, place.end_column)?;
    }
    let mut message = vec![inline(&finding.message)];
    message.extend(details(finding, style));
    writeln!(
        out,
        ",title={}::{}",
        property(finding.rule),
        data(&message.join("\n"))
    )
}

/// The text after `::`: nothing in it ends the line or is read as an escape.
fn data(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            _ => escaped.push_str(&printable(character)),
        }
    }
    escaped
}

/// A value before `::`: as [`data`], and nothing in it ends the value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
