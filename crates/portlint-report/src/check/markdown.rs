//! For pull requests and step summaries: one table, and below it the arithmetic of each finding.

use super::CheckReport;
use super::concise::first_place;
use super::details::details;
use crate::Style;
use crate::shown;
use crate::shown::{Markdown, Shown, Writer};
use portlint_host::Files;
use portlint_rules::pages::rule_page;
use portlint_rules::{Diagnostic, Severity};
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    let files = &report.host.files;
    let [looked_at, outcome] = report.summary.lines();
    let outcome = Shown::prose(&outcome);
    out.line(shown!("## wso2-portlint\n\n{}.\n\n{}", looked_at, outcome))?;
    write_repair(report, style, out)?;
    if report.findings.is_empty() {
        return Ok(());
    }
    out.line(Shown::own(
        "\n| | rule | where | what |\n| --- | --- | --- | --- |",
    ))?;
    for finding in report.findings {
        out.line(shown!(
            "| {} | {} | {} | {} |",
            severity(finding.severity),
            Shown::link(finding.rule, &rule_page(finding.rule)),
            Shown::code(first_place(finding, files, style)),
            Shown::prose(&finding.message)
        ))?;
    }
    for finding in report.findings {
        write_details(finding, files, style, out)?;
    }
    Ok(())
}

fn write_repair(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    let Some(repair) = &report.repair else {
        return Ok(());
    };
    out.line(shown!("\n{}.\n", repair.sum()))?;
    for line in repair.lines(style) {
        out.line(shown!("- {}", Shown::prose(&line)))?;
    }
    Ok(())
}

fn write_details(
    finding: &Diagnostic,
    files: &Files,
    style: &Style,
    out: &mut Writer<'_, Markdown>,
) -> io::Result<()> {
    let details = details(finding, files, style);
    if details.is_empty() {
        return Ok(());
    }
    out.line(shown!(
        "\n<details>\n<summary>{}</summary>\n",
        finding.message
    ))?;
    for detail in details {
        let text = Shown::prose(&detail.text);
        match detail.place {
            Some(place) => out.line(shown!("- {}: {}", Shown::code(place), text))?,
            None => out.line(shown!("- {}", text))?,
        }
    }
    out.line(Shown::own("\n</details>"))
}

fn severity(severity: Severity) -> Shown<Markdown> {
    Shown::own(match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Info => "info",
    })
}
