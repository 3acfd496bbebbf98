//! For browsers: the findings on one page that loads nothing, with the lines that they point at and the arithmetic.

use super::CheckReport;
use super::claims::claims;
use super::excerpt::{Excerpt, excerpts};
use crate::Style;
use crate::markup::{Page, escape};
use portlint_rules::Diagnostic;
use portlint_rules::pages::rule_page;
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let body = body(report, style).map_err(io::Error::other)?;
    let page = Page {
        title: "wso2-portlint: findings",
        css: include_str!("../../assets/findings.css"),
        body: &body,
        script: "",
    };
    page.write(out)
}

fn body(report: &CheckReport<'_>, style: &Style) -> Result<String, std::fmt::Error> {
    let mut html = String::new();
    writeln!(html, "<header>\n<h1>Findings</h1>")?;
    writeln!(
        html,
        "<p class=\"lead\">{}</p>\n</header>\n<main>",
        escape(&report.summary.line())
    )?;
    if let Some(repair) = &report.repair {
        writeln!(
            html,
            "<section class=\"repair\">\n<p>{}.</p>\n<ul>",
            escape(&repair.sum())
        )?;
        for line in repair.lines(style) {
            writeln!(html, "<li>{}</li>", escape(&line))?;
        }
        writeln!(html, "</ul>\n</section>")?;
    }
    for (position, finding) in report.findings.iter().enumerate() {
        write_finding(position + 1, finding, style, &mut html)?;
    }
    writeln!(html, "</main>")?;
    Ok(html)
}

fn write_finding(
    number: usize,
    finding: &Diagnostic,
    style: &Style,
    html: &mut String,
) -> std::fmt::Result {
    let severity = finding.severity.as_str();
    writeln!(
        html,
        "<article class=\"finding {severity}\" aria-labelledby=\"f{number}\">\n\
         <p class=\"tag\"><strong>{severity}</strong> <a href=\"{}\">{}</a></p>\n\
         <h2 id=\"f{number}\">{}</h2>",
        escape(&rule_page(finding.rule)),
        escape(finding.rule),
        escape(&finding.message)
    )?;
    for excerpt in excerpts(finding, style) {
        write_excerpt(&excerpt, html)?;
    }
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        writeln!(
            html,
            "<p class=\"where\">{}</p>",
            escape(&style.shown_path(path))
        )?;
    }
    write_claims(finding, style, html)?;
    for note in &finding.notes {
        writeln!(html, "<p class=\"note\">{}</p>", escape(note))?;
    }
    if let Some(help) = &finding.help {
        writeln!(
            html,
            "<p class=\"help\"><strong>Help:</strong> {}</p>",
            escape(help)
        )?;
    }
    writeln!(html, "</article>")
}

/// A line with what is pointed at marked, and what is to be seen there below it.
fn write_excerpt(excerpt: &Excerpt, html: &mut String) -> std::fmt::Result {
    let (path, line) = (escape(&excerpt.path), excerpt.line);
    writeln!(html, "<figure>\n<figcaption>{path}:{line}</figcaption>")?;
    write!(html, "<pre><span class=\"line\">{line}</span> ")?;
    let mut shown = 0;
    let part = |from: usize, to: usize| escape(excerpt.text.get(from..to).unwrap_or(""));
    for label in &excerpt.labels {
        let start = label.range.start.max(shown);
        let end = label.range.end.max(start);
        write!(
            html,
            "{}<mark>{}</mark>",
            part(shown, start),
            part(start, end)
        )?;
        shown = end;
    }
    writeln!(html, "{}</pre>", part(shown, excerpt.text.len()))?;
    for label in excerpt
        .labels
        .iter()
        .filter(|label| !label.message.is_empty())
    {
        writeln!(html, "<p class=\"label\">{}</p>", escape(&label.message))?;
    }
    writeln!(html, "</figure>")
}

fn write_claims(finding: &Diagnostic, style: &Style, html: &mut String) -> std::fmt::Result {
    let claims = claims(finding, style);
    if claims.is_empty() {
        return Ok(());
    }
    writeln!(
        html,
        "<table>\n<thead><tr><th scope=\"col\">port</th><th scope=\"col\">wanted by</th></tr></thead>\n<tbody>"
    )?;
    for claim in claims {
        let owners = claim
            .owners
            .iter()
            .map(|owner| escape(owner))
            .collect::<Vec<_>>();
        writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escape(&claim.port),
            owners.join("<br>")
        )?;
    }
    writeln!(html, "</tbody>\n</table>")
}
