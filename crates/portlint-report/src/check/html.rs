//! For browsers: the findings on one page that loads nothing, with the lines that they point at and the arithmetic.

use super::CheckReport;
use super::claims::claims;
use super::excerpt::{Excerpt, excerpts, without_lines};
use crate::Style;
use crate::markup::Page;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_host::Files;
use portlint_rules::Diagnostic;
use portlint_rules::pages::rule_page;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let page = Page {
        title: "wso2-portlint: findings",
        css: include_str!("../../assets/findings.css"),
        body: body(report, style),
        script: "",
    };
    page.write(out)
}

fn body(report: &CheckReport<'_>, style: &Style) -> Shown<Markup> {
    let mut html = Shown::own("<header>\n<h1>Findings</h1>\n");
    let [looked_at, outcome] = report.summary.lines();
    html.push_line(&shown!(
        "<p class=\"lead\">{}<br>{}</p>\n</header>\n<main>",
        looked_at,
        outcome
    ));
    if let Some(repair) = &report.repair {
        html.push_line(&shown!(
            "<section class=\"repair\">\n<p>{}.</p>\n<ul>",
            repair.sum()
        ));
        for line in repair.lines(style) {
            html.push_line(&shown!("<li>{}</li>", line));
        }
        html.push_line(&Shown::own("</ul>\n</section>"));
    }
    let files = &report.host.files;
    for (position, finding) in report.findings.iter().enumerate() {
        push_finding(position + 1, finding, (files, style), &mut html);
    }
    html.push_line(&Shown::own("</main>"));
    html
}

fn push_finding(
    number: usize,
    finding: &Diagnostic,
    (files, style): (&Files, &Style),
    html: &mut Shown<Markup>,
) {
    html.push_line(&shown!(
        "<article class=\"finding {0}\" aria-labelledby=\"f{1}\">\n\
         <p class=\"tag\"><strong>{0}</strong> <a href=\"{2}\">{3}</a></p>\n\
         <h2 id=\"f{1}\">{4}</h2>",
        finding.severity.as_str(),
        number,
        rule_page(finding.rule),
        finding.rule,
        finding.message
    ));
    for excerpt in excerpts(finding, files, style) {
        push_excerpt(&excerpt, html);
    }
    for place in without_lines(finding, files, style) {
        html.push_line(&shown!("<p class=\"where\">{}</p>", place));
    }
    if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
        html.push_line(&shown!("<p class=\"where\">{}</p>", style.path(path)));
    }
    push_claims(finding, style, html);
    for note in &finding.notes {
        html.push_line(&shown!("<p class=\"note\">{}</p>", note));
    }
    if let Some(help) = &finding.help {
        html.push_line(&shown!(
            "<p class=\"help\"><strong>Help:</strong> {}</p>",
            help
        ));
    }
    html.push_line(&Shown::own("</article>"));
}

/// A line with what is pointed at marked, and what is to be seen there below it.
fn push_excerpt(excerpt: &Excerpt, html: &mut Shown<Markup>) {
    let (path, line) = (&excerpt.path, excerpt.line);
    html.push_line(&shown!(
        "<figure>\n<figcaption>{}:{}</figcaption>",
        path,
        line
    ));
    html.push(&shown!("<pre><span class=\"line\">{}</span> ", line));
    let mut done = 0;
    let part = |from: usize, to: usize| excerpt.text.get(from..to).unwrap_or("");
    for label in &excerpt.labels {
        let start = label.range.start.max(done);
        let end = label.range.end.max(start);
        html.push(&shown!(
            "{}<mark>{}</mark>",
            part(done, start),
            part(start, end)
        ));
        done = end;
    }
    html.push_line(&shown!("{}</pre>", part(done, excerpt.text.len())));
    for label in excerpt
        .labels
        .iter()
        .filter(|label| !label.message.is_empty())
    {
        html.push_line(&shown!("<p class=\"label\">{}</p>", label.message));
    }
    html.push_line(&Shown::own("</figure>"));
}

fn push_claims(finding: &Diagnostic, style: &Style, html: &mut Shown<Markup>) {
    let claims = claims(finding, style);
    if claims.is_empty() {
        return;
    }
    html.push_line(&Shown::own(
        "<table>\n<thead><tr><th scope=\"col\">port</th><th scope=\"col\">wanted by</th></tr></thead>\n<tbody>",
    ));
    for claim in claims {
        let owners = Shown::join(claim.owners.iter().map(Shown::text), "<br>");
        html.push_line(&shown!(
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            claim.port,
            owners
        ));
    }
    html.push_line(&Shown::own("</tbody>\n</table>"));
}
