//! For screen readers and logs: everything that `full` draws, in sentences.

use super::claims::claims;
use super::excerpt::{Label, excerpts, without_lines};
use super::{CheckReport, tag};
use crate::Style;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use portlint_host::Files;
use portlint_rules::Diagnostic;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let files = &report.host.files;
    for (position, finding) in report.findings.iter().enumerate() {
        let all = report.findings.len();
        out.line(shown!("Finding {} of {}.", position + 1, all))?;
        write_finding(finding, files, style, out)?;
        out.blank()?;
    }
    let mut lines = report.summary.lines().into_iter();
    lines.try_for_each(|line| out.line(Shown::text(line)))
}

fn write_finding(
    finding: &Diagnostic,
    files: &Files,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    out.line(shown!("{}: {}", tag(finding), finding.message))?;
    for excerpt in excerpts(finding, files, style) {
        out.line(shown!("In file {}, line {}:", excerpt.path, excerpt.line))?;
        out.line(shown!("  the line reads: {}", excerpt.text.trim()))?;
        for label in &excerpt.labels {
            out.line(shown!("  {}: {}", columns(label), label.message))?;
        }
    }
    for place in without_lines(finding, files, style) {
        out.line(shown!("At {}", place))?;
    }
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        out.line(shown!("In {}.", style.path(path)))?;
    }
    for claim in claims(finding, style) {
        let owners = claim.owners.join(", and by ");
        out.line(shown!("Port {} is wanted by {}.", claim.port, owners))?;
    }
    for note in &finding.notes {
        out.line(shown!("Note: {}", note))?;
    }
    match &finding.help {
        Some(help) => out.line(shown!("Help: {}", help)),
        None => Ok(()),
    }
}

fn columns(label: &Label) -> String {
    match label.columns {
        (first, last) if last > first => format!("columns {first} to {last}"),
        (first, _) => format!("column {first}"),
    }
}
