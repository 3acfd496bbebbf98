//! For people: the lines of the files with what was found drawn in, then ports, notes and the way out.

use super::claims::claims;
use super::excerpt::excerpts;
use super::{CheckReport, snippet};
use crate::Style;
use crate::style::Ink;
use crate::text::wrap;
use portlint_rules::pages::rule_page;
use portlint_rules::{Diagnostic, Severity};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in report.findings {
        write_finding(finding, style, out)?;
        writeln!(out)?;
    }
    let ink = match report.summary {
        summary if summary.errors > 0 => Ink::Red,
        summary if summary.warnings > 0 => Ink::Yellow,
        _ => Ink::Green,
    };
    writeln!(out, "{}", style.paint(ink, &report.summary.line()))
}

fn write_finding(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_header(finding, style, out)?;
    let drawn = snippet::draw(&excerpts(finding, style), style).map_err(io::Error::other)?;
    out.write_all(drawn.as_bytes())?;
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        writeln!(out, "  --> {}", style.shown_path(path))?;
    }
    write_ports(finding, style, out)?;
    for note in &finding.notes {
        write_remark("note", note, style, out)?;
    }
    match &finding.help {
        Some(help) => write_remark("help", help, style, out),
        None => Ok(()),
    }
}

/// `error[port-collision]: message`, the rule being a link to its page.
fn write_header(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = rule_page(finding.rule);
    let ink = match finding.severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Cyan,
    };
    let severity = finding.severity.as_str();
    let used = severity.len() + finding.rule.len() + 4;
    let message = wrap(&finding.message, style.width, used, "  ");
    // One piece of colour, so that a search for `error[rule]` succeeds in coloured output too.
    let tag = style.paint(
        ink,
        &format!("{severity}[{}]", style.link(&page, finding.rule)),
    );
    writeln!(out, "{tag}: {}", style.paint(Ink::Bold, &message))
}

/// Every port with all its owners, aligned: two on one line, more below each other.
fn write_ports(finding: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let claims = claims(finding, style);
    // Of ports with one owner each the labels have said everything already.
    let is_clash = claims.iter().any(|claim| claim.owners.len() > 1);
    if !is_clash && !finding.annotations.is_empty() {
        return Ok(());
    }
    let width = claims
        .iter()
        .map(|claim| claim.port.width())
        .max()
        .unwrap_or(0);
    let left_width = claims
        .iter()
        .filter_map(|claim| match claim.owners.as_slice() {
            [left, _] => Some(left.width()),
            _ => None,
        })
        .max()
        .unwrap_or(0);
    for claim in &claims {
        let port = format!("{:<width$}", claim.port);
        let port = style.paint(Ink::Bold, &port);
        match claim.owners.as_slice() {
            [left, right] => {
                let gap = " ".repeat(left_width.saturating_sub(left.width()));
                writeln!(
                    out,
                    "  {port}  {left}{gap} {} {right}",
                    style.sign("·", "|")
                )?;
            }
            owners => {
                for (position, owner) in owners.iter().enumerate() {
                    let head = if position == 0 {
                        port.clone()
                    } else {
                        " ".repeat(width)
                    };
                    writeln!(out, "  {head}  {owner}")?;
                }
            }
        }
    }
    Ok(())
}

fn write_remark(kind: &str, text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let text = wrap(text, style.width, kind.len() + 4, "        ");
    writeln!(out, "  {}: {text}", style.paint(Ink::Cyan, kind))
}
