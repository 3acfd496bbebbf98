//! For people: the lines of the files with what was found drawn in, then ports, notes and the way out.

use super::claims::claims;
use super::excerpt::{excerpts, without_lines};
use super::{CheckReport, snippet};
use crate::Style;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Ink;
use crate::text::wrap;
use portlint_host::Files;
use portlint_rules::pages::rule_page;
use portlint_rules::{Diagnostic, Severity};
use std::collections::BTreeSet;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let files = &report.host.files;
    // What several findings have to say is said once.
    let mut notes = BTreeSet::new();
    for finding in report.findings {
        write_finding(finding, files, style, &mut notes, out)?;
        out.blank()?;
    }
    let ink = match report.summary {
        summary if summary.errors > 0 => Ink::Red,
        summary if summary.warnings > 0 => Ink::Yellow,
        _ => Ink::Green,
    };
    for line in report.summary.lines() {
        out.line(style.paint(ink, wrap(&line, style.width, 0, "")))?;
    }
    Ok(())
}

fn write_finding<'f>(
    finding: &'f Diagnostic,
    files: &Files,
    style: &Style,
    told: &mut BTreeSet<&'f str>,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    write_header(finding, style, out)?;
    let drawn = snippet::draw(&excerpts(finding, files, style), style).map_err(io::Error::other)?;
    out.lines(drawn)?;
    for place in without_lines(finding, files, style) {
        out.line(shown!("  --> {}", wrap(&place, style.width, 6, "      ")))?;
    }
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        out.line(shown!("  --> {}", style.path(path)))?;
    }
    write_ports(finding, style, out)?;
    for note in finding.notes.iter().filter(|note| told.insert(note)) {
        write_remark("note", note, style, out)?;
    }
    match &finding.help {
        Some(help) => write_remark("help", help, style, out),
        None => Ok(()),
    }
}

/// `error[port-collision]: message`, the rule being a link to its page.
fn write_header(
    finding: &Diagnostic,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let ink = match finding.severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Cyan,
    };
    let severity = finding.severity.as_str();
    let used = severity.len() + finding.rule.len() + 4;
    let message = wrap(&finding.message, style.width, used, "  ");
    // One piece of colour, so that a search for `error[rule]` succeeds in coloured output too.
    let rule = style.link(&rule_page(finding.rule), Shown::own(finding.rule));
    let tag = style.paint(ink, shown!("{}[{}]", severity, rule));
    out.line(shown!("{}: {}", tag, style.paint(Ink::Bold, message)))
}

/// Every port with all its owners, aligned: two on one line, more below each other.
fn write_ports(
    finding: &Diagnostic,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let claims = claims(finding, style);
    // Of ports with one owner each the labels have said everything already.
    let is_clash = claims.iter().any(|claim| claim.owners.len() > 1);
    if !is_clash && !finding.annotations.is_empty() {
        return Ok(());
    }
    let claims = claims.iter().map(|claim| {
        let owners = claim.owners.iter().map(Shown::text).collect::<Vec<_>>();
        (Shown::text(&claim.port), owners)
    });
    let claims = claims.collect::<Vec<_>>();
    let widths = claims.iter().map(|(port, _)| port.width());
    let width = widths.max().unwrap_or(0);
    let left_widths = claims
        .iter()
        .filter_map(|(_, owners)| match owners.as_slice() {
            [left, _] => Some(left.width()),
            _ => None,
        });
    let left_width = left_widths.max().unwrap_or(0);
    // Indent, the port, both owners, and what stands between.
    let pairs = claims
        .iter()
        .filter_map(|(_, owners)| match owners.as_slice() {
            [_, right] => Some(2 + width + 2 + left_width + 3 + right.width()),
            _ => None,
        });
    let widest = pairs.max().unwrap_or(0);
    let is_beside = style.width.is_none_or(|available| widest <= available);
    for (port, owners) in claims {
        let port = style.paint(Ink::Bold, port.padded(width));
        match owners.as_slice() {
            [left, right] if is_beside => {
                let left = left.clone().padded(left_width);
                let between = style.sign("·", "|");
                out.line(shown!("  {}  {} {} {}", port, left, between, right))?;
            }
            owners => {
                for (position, owner) in owners.iter().enumerate() {
                    let head = if position == 0 {
                        port.clone()
                    } else {
                        Shown::new().padded(width)
                    };
                    out.line(shown!("  {}  {}", head, owner))?;
                }
            }
        }
    }
    Ok(())
}

fn write_remark(
    kind: &'static str,
    text: &str,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let text = wrap(text, style.width, kind.len() + 4, "        ");
    let kind = style.paint(Ink::Cyan, Shown::own(kind));
    out.line(shown!("  {}: {}", kind, text))
}
