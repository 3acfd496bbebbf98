//! For pull requests and step summaries: one table, and below it the arithmetic of each finding.

use super::CheckReport;
use super::concise::first_place;
use super::details::details;
use crate::Style;
use crate::text::inline;
use portlint_rules::pages::rule_page;
use portlint_rules::{Diagnostic, Severity};
use std::io::{self, Write};

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "## wso2-portlint\n\n{}",
        escape(&report.summary.line())
    )?;
    write_repair(report, style, out)?;
    if report.findings.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n| | rule | where | what |\n| --- | --- | --- | --- |"
    )?;
    for finding in report.findings {
        writeln!(
            out,
            "| {} | [{}]({}) | {} | {} |",
            severity(finding.severity),
            escape(finding.rule),
            rule_page(finding.rule),
            code(&first_place(finding, style)),
            escape(&finding.message)
        )?;
    }
    for finding in report.findings {
        write_details(finding, style, out)?;
    }
    Ok(())
}

fn write_repair(report: &CheckReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(repair) = &report.repair else {
        return Ok(());
    };
    writeln!(out, "\n{}.\n", escape(&repair.sum()))?;
    for line in repair.lines(style) {
        writeln!(out, "- {}", escape(&line))?;
    }
    Ok(())
}

fn write_details(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let details = details(finding, style);
    if details.is_empty() {
        return Ok(());
    }
    let message = escape(&finding.message);
    writeln!(out, "\n<details>\n<summary>{message}</summary>\n")?;
    for detail in details {
        writeln!(out, "- {}", escape(&detail))?;
    }
    writeln!(out, "\n</details>")
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A code span in a table cell, whatever backticks and bars the text has.
fn code(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{}{blank}{fence}", text.replace('|', "\\|"))
}

/// One line that no Markdown reader takes for markup, HTML, a link or a mention of somebody.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in inline(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // An empty comment keeps the name apart from the sign.
            '@' => escaped.push_str("@<!-- -->"),
            ':' => escaped.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '|' | '[' | ']' | '#' | '~' | '!' | '$' => {
                escaped.extend(['\\', character]);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
