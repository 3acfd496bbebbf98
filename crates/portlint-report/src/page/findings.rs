//! The findings: the lines that they point at, who wants which port, and what would repair them.

use super::Checked;
use super::index::Index;
use crate::Style;
use crate::check::claims::ClaimWords;
use crate::check::excerpt::{Excerpt, excerpts, without_lines};
use crate::diff;
use crate::shown;
use crate::shown::{Markup, Shown};
use crate::text::count;
use portlint_fix::{Applicability, Fix};
use portlint_host::Files;
use portlint_rules::Diagnostic;
use portlint_rules::pages::rule_page;

/// Findings on a page: more take a browser too long.
const SHOWN: usize = 5000;
/// Ports of one finding, and servers of one port; the table has all.
const PORTS: usize = 40;
const OWNERS: usize = 12;

/// The findings and what they are shown with.
pub(super) struct Findings<'p> {
    pub(super) checked: &'p Checked<'p>,
    pub(super) files: &'p Files,
    pub(super) style: &'p Style,
    pub(super) index: &'p Index<'p>,
}

impl Findings<'_> {
    /// Those that are on the page.
    pub(super) fn shown(findings: &[Diagnostic]) -> &[Diagnostic] {
        findings.get(..SHOWN).unwrap_or(findings)
    }

    pub(super) fn push(&self, html: &mut Shown<Markup>) {
        html.push_line(&Shown::own(
            "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>",
        ));
        if let Some(repair) = &self.checked.repair {
            html.push_line(&shown!(
                "<div class=\"card\">\n<p>{}.</p>\n<ul>",
                repair.sum()
            ));
            for line in repair.lines(self.style) {
                html.push_line(&shown!("<li>{}</li>", line));
            }
            html.push_line(&Shown::own("</ul>\n</div>"));
        }
        let all = self.checked.findings;
        let shown = Findings::shown(all);
        if shown.is_empty() {
            html.push_line(&Shown::own("<p>None.</p>"));
        }
        if shown.len() < all.len() {
            html.push_line(&shown!(
                "<p>The first {} of {} findings; <code>--format json</code> has all.</p>",
                shown.len(),
                all.len()
            ));
        }
        for (position, finding) in shown.iter().enumerate() {
            self.push_finding(position + 1, finding, html);
        }
        html.push_line(&Shown::own("</section>"));
    }

    fn push_finding(&self, number: usize, finding: &Diagnostic, html: &mut Shown<Markup>) {
        html.push_line(&shown!(
            "<article class=\"card finding {0}\" id=\"f{1}\" aria-labelledby=\"h{1}\">\n\
             <p class=\"tag\"><strong>{0}</strong> <a href=\"{2}\">{3}</a></p>\n\
             <h3 id=\"h{1}\">{4}</h3>",
            finding.severity.as_str(),
            number,
            rule_page(finding.rule),
            finding.rule,
            prose(&finding.message)
        ));
        for excerpt in excerpts(finding, self.files, self.style) {
            push_excerpt(&excerpt, html);
        }
        for place in without_lines(finding, self.files, self.style) {
            html.push_line(&shown!("<p class=\"where\">{}</p>", place));
        }
        if let (true, Some(path)) = (finding.annotations.is_empty(), &finding.path) {
            html.push_line(&shown!("<p class=\"where\">{}</p>", self.style.path(path)));
        }
        self.push_ports(finding, html);
        for note in &finding.notes {
            html.push_line(&shown!("<p class=\"note\">{}</p>", prose(note)));
        }
        if let Some(help) = &finding.help {
            html.push_line(&shown!(
                "<p class=\"help\"><strong>Help:</strong> {}</p>",
                prose(help)
            ));
        }
        if let Some(fix) = &finding.fix {
            self.push_fix(fix, html);
        }
        html.push_line(&Shown::own("</article>"));
    }

    /// Who wants which port; ports lead to the map, servers to the table.
    fn push_ports(&self, finding: &Diagnostic, html: &mut Shown<Markup>) {
        if finding.ports.is_empty() {
            return;
        }
        html.push_line(&Shown::own(
            "<table>\n<thead><tr><th scope=\"col\">port</th><th scope=\"col\">wanted by</th></tr></thead>\n<tbody>",
        ));
        let words = ClaimWords::new(finding, self.style);
        for claim in finding.ports.iter().take(PORTS) {
            let marks = claim.owners.iter();
            let marks: Vec<_> = marks
                .take(OWNERS)
                .map(|owner| (owner, self.index.mark(owner, claim.protocol, claim.port)))
                .collect();
            let name = shown!("{}/{}", claim.port, claim.protocol.as_str());
            let drawn = marks.iter().find_map(|(_, mark)| *mark);
            let port = drawn
                .filter(|_| (1..=65535).contains(&claim.port))
                .map_or(name.clone(), |(row, mark)| {
                    shown!("<a href=\"#m{}-{}\">{}</a>", row, mark, name)
                });
            let owners = marks.into_iter().map(|(owner, mark)| {
                let words = Shown::<Markup>::text(words.of(owner));
                mark.map_or(words.clone(), |(row, mark)| {
                    shown!("<a href=\"#p{}-{}\">{}</a>", row, mark, words)
                })
            });
            let mut owners = Shown::join(owners, "<br/>");
            if let Some(more @ 1..) = claim.owners.len().checked_sub(OWNERS) {
                owners.push(&shown!(
                    "<br/><span class=\"more\">and {} more</span>",
                    more
                ));
            }
            html.push_line(&shown!(
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                port,
                owners
            ));
        }
        html.push_line(&Shown::own("</tbody>\n</table>"));
        if let Some(more @ 1..) = finding.ports.len().checked_sub(PORTS) {
            html.push_line(&shown!(
                "<p class=\"more\">and {}</p>",
                count(more, "more port")
            ));
        }
    }

    fn push_fix(&self, fix: &Fix, html: &mut Shown<Markup>) {
        let lines = diff::of_edits(self.files, &fix.edits, self.style);
        if lines.is_empty() {
            return;
        }
        let how = match fix.applicability {
            Applicability::Safe => "--fix",
            Applicability::Unsafe => "--fix --unsafe-fixes",
        };
        html.push_line(&shown!(
            "<details><summary>What <code>{}</code> changes</summary>",
            how
        ));
        push_diff(&lines, html);
        html.push_line(&Shown::own("</details>"));
    }
}

/// A text whose parts between backticks are code.
pub(super) fn prose(text: &str) -> Shown<Markup> {
    if !text.matches('`').count().is_multiple_of(2) {
        return Shown::text(text);
    }
    let mut html = Shown::new();
    for (position, part) in text.split('`').enumerate() {
        html.push(&if position % 2 == 1 {
            shown!("<code>{}</code>", part)
        } else {
            Shown::text(part)
        });
    }
    html
}

/// Lines of a diff in the colours that diffs have everywhere.
pub(super) fn push_diff(lines: &[Shown<Markup>], html: &mut Shown<Markup>) {
    html.push(&Shown::own("<pre class=\"diff\">"));
    for line in lines {
        let class = match line.as_str().as_bytes() {
            [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => "head",
            [b'-', ..] => "removed",
            [b'+', ..] => "added",
            _ => "hunk",
        };
        html.push(&shown!("<span class=\"{}\">{}</span>", class, line));
    }
    html.push_line(&Shown::own("</pre>"));
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
