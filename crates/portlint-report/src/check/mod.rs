//! The formats of `check`.

mod checkstyle;
pub(crate) mod claims;
mod concise;
mod details;
pub(crate) mod excerpt;
mod full;
mod github;
mod gitlab;
mod html;
mod json;
mod json_lines;
mod junit;
mod markdown;
mod narrated;
mod prometheus;
mod rdjson;
pub(crate) mod repair;
mod sarif;
mod snippet;
mod spot;
#[cfg(test)]
mod tests;

pub use repair::RepairReport;

use crate::registry::formats;
use crate::shown::Output;
use crate::{Style, Summary};
use portlint_host::Host;
use portlint_rules::{Diagnostic, Severity};
use std::io;

/// What `check` has to say.
#[derive(Debug, Clone, Copy)]
pub struct CheckReport<'a> {
    /// What was looked at.
    pub host: &'a Host,
    /// What was found, in the order to show it.
    pub findings: &'a [Diagnostic],
    /// Both in numbers.
    pub summary: Summary,
    /// From which severity on a finding fails the run.
    pub fail_on: Severity,
    /// What was repaired before; `None` when nobody asked for that.
    pub repair: Option<RepairReport<'a>>,
}

formats! {
    /// A format of `check`.
    CheckFormat renders CheckReport<'_>;
    /// For people: the lines of the files with the findings drawn in.
    Full = "full" => full::render,
    /// For screen readers and logs: the same in sentences.
    Narrated = "narrated" => narrated::render,
    /// For editors and grep: one line per place.
    Concise = "concise" => concise::render,
    /// For programs: one JSON document.
    Json = "json" => json::render,
    /// For programs: one JSON object per line.
    JsonLines = "json-lines" => json_lines::render,
    /// For code scanning: SARIF 2.1.0.
    Sarif = "sarif" => sarif::render,
    /// For GitHub Actions: annotations.
    Github = "github" => github::render,
    /// For GitLab: a code quality report.
    Gitlab = "gitlab" => gitlab::render,
    /// For build servers: test results.
    Junit = "junit" => junit::render,
    /// For build servers: violations by file.
    Checkstyle = "checkstyle" => checkstyle::render,
    /// For reviewdog.
    Rdjson = "rdjson" => rdjson::render,
    /// For pull requests and step summaries.
    Markdown = "markdown" => markdown::render,
    /// For browsers: the findings, the map, the plan and the table on one page that needs nothing else.
    Html = "html" => html::render,
    /// For the textfile collector of Prometheus: numbers of findings.
    Prometheus = "prometheus" => prometheus::render,
}

impl CheckFormat {
    /// Whether programs read it. They get their report of every run, also of one that found no home.
    #[must_use]
    pub fn is_for_programs(self) -> bool {
        match self {
            CheckFormat::Json
            | CheckFormat::JsonLines
            | CheckFormat::Sarif
            | CheckFormat::Gitlab
            | CheckFormat::Junit
            | CheckFormat::Checkstyle
            | CheckFormat::Rdjson
            | CheckFormat::Prometheus => true,
            CheckFormat::Full
            | CheckFormat::Narrated
            | CheckFormat::Concise
            | CheckFormat::Github
            | CheckFormat::Markdown
            | CheckFormat::Html => false,
        }
    }
}

/// Writes the report of `check`.
///
/// # Errors
/// When the output cannot be written.
pub fn render_check(
    format: CheckFormat,
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<()> {
    format.render(report, style, out)
}

/// Writes the page for browsers, for a program that has no use for the other formats.
///
/// # Errors
/// When the output cannot be written.
pub fn render_page(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<()> {
    html::render(report, style, &mut out.writer())
}

/// Writes the JSON document, for a program that has no use for the other formats.
///
/// # Errors
/// When the output cannot be written.
pub fn render_json(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<()> {
    json::render(report, style, &mut out.writer())
}

/// `error[port-collision]`: the same in every format for people, so that one search finds it.
fn tag(finding: &Diagnostic) -> String {
    format!("{}[{}]", finding.severity.as_str(), finding.rule)
}
