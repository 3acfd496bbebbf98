//! For screen readers and logs: everything that `full` draws, in sentences.

use super::claims::claims;
use super::excerpt::{Label, excerpts};
use super::{CheckReport, tag};
use crate::Style;
use crate::text::inline;
use portlint_rules::Diagnostic;
use std::io::{self, Write};

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (position, finding) in report.findings.iter().enumerate() {
        writeln!(
            out,
            "Finding {} of {}.",
            position + 1,
            report.findings.len()
        )?;
        write_finding(finding, style, out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", report.summary.line())
}

fn write_finding(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", tag(finding), inline(&finding.message))?;
    for excerpt in excerpts(finding, style) {
        writeln!(out, "In file {}, line {}:", excerpt.path, excerpt.line)?;
        writeln!(out, "  the line reads: {}", excerpt.text.trim())?;
        for label in &excerpt.labels {
            writeln!(out, "  {}: {}", columns(label), label.message)?;
        }
    }
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        writeln!(out, "In {}.", style.shown_path(path))?;
    }
    for claim in claims(finding, style) {
        writeln!(
            out,
            "Port {} is wanted by {}.",
            claim.port,
            claim.owners.join(", and by ")
        )?;
    }
    for note in &finding.notes {
        writeln!(out, "Note: {}", inline(note))?;
    }
    match &finding.help {
        Some(help) => writeln!(out, "Help: {}", inline(help)),
        None => Ok(()),
    }
}

fn columns(label: &Label) -> String {
    match label.columns {
        (first, last) if last > first => format!("columns {first} to {last}"),
        (first, _) => format!("column {first}"),
    }
}
