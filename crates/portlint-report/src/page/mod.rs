//! For browsers: a host on one page that loads nothing. What clashes, the map, the findings, the plan and the table of all
//! listeners, each leading to the others. Without scripts all of it can be read; scripts fold, zoom and sort.

mod clashes;
mod columns;
mod digest;
mod filters;
mod findings;
mod frame;
mod groups;
mod index;
mod map;
mod plan;
mod table;
#[cfg(test)]
mod tests;

use crate::check::repair::RepairReport;
use crate::ports::chart::Chart;
use crate::ports::chart_row::Scope;
use crate::ports::now::Now;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use crate::text::count;
use crate::{Style, Summary};
use findings::{Findings, prose};
use groups::groups;
use index::Index;
use map::Map;
use portlint_analysis::sites;
use portlint_host::Host;
use portlint_rules::Diagnostic;
use std::collections::BTreeSet;
use std::io;

/// What a page is about.
#[derive(Clone, Copy)]
pub(crate) struct Contents<'a> {
    /// What was looked at.
    pub(crate) host: &'a Host,
    /// What was found; `None` when nobody looked.
    pub(crate) checked: Option<Checked<'a>>,
    /// Closed listeners too.
    pub(crate) all: bool,
    /// Whether rows of the table say in which file and line their number was set.
    pub(crate) places: bool,
}

/// The outcome of a check.
#[derive(Clone, Copy)]
pub(crate) struct Checked<'a> {
    pub(crate) findings: &'a [Diagnostic],
    pub(crate) summary: Summary,
    pub(crate) repair: Option<RepairReport<'a>>,
}

/// Writes the page.
pub(crate) fn write(
    contents: &Contents<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let servers = sites::servers(contents.host);
    let now = Now::of(contents.host, &servers);
    let chart = Chart::of(
        &Scope {
            host: contents.host,
            all: contents.all,
            now: now.as_ref(),
        },
        style,
    );
    let findings = contents
        .checked
        .map_or(&[][..], |checked| Findings::shown(checked.findings));
    let index = Index::of(&chart, findings);
    let plan = contents.checked.map(|_| plan::of(contents.host));
    let plan = plan.filter(|plan| !plan::is_empty(plan));

    let title = title(contents.host);
    let mut html = shown!("<header>\n<h1>{}</h1>\n", title);
    push_lead(contents, &chart, &mut html);
    let has_findings = contents.checked.is_some();
    push_contents(has_findings, plan.is_some(), &mut html);
    html.push_line(&Shown::own("</header>\n<main>"));
    clashes::push(&chart, &index, &mut html);
    let groups = groups(&chart);
    html.push_line(&Shown::own(
        "<section aria-labelledby=\"map\">\n<h2 id=\"map\">Map</h2>",
    ));
    filters::push(&chart, &mut html);
    Map::of(&chart, &groups).push(&mut html);
    html.push_line(&Shown::own("</section>"));
    if let Some(checked) = &contents.checked {
        let of = Findings {
            checked,
            files: &contents.host.files,
            style,
            index: &index,
        };
        of.push(&mut html);
    }
    if let Some(plan) = &plan {
        plan::push(plan, contents.host, style, &mut html);
    }
    table::push(&chart, &index, contents, &mut html);
    html.push_line(&Shown::own("</main>"));
    frame::write(&title, &html, out)
}

fn title(host: &Host) -> String {
    let machines = host.homes.iter().map(|home| home.group.as_deref());
    match machines.collect::<BTreeSet<_>>().len() {
        0 | 1 => "Ports of this host".to_string(),
        several => format!("Ports of {}", count(several, "host")),
    }
}

fn push_lead(contents: &Contents<'_>, chart: &Chart<'_>, html: &mut Shown<Markup>) {
    html.push_line(&shown!("<p class=\"lead\">{}.", chart.summary()));
    if let Some(checked) = &contents.checked {
        let [looked_at, outcome] = checked.summary.lines();
        html.push_line(&shown!("<br/>{}.<br/>{}", looked_at, prose(&outcome)));
    }
    html.push_line(&Shown::own("</p>"));
}

fn push_contents(has_findings: bool, has_plan: bool, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<nav aria-label=\"Parts of this page\"><ul>\n<li><a href=\"#clashes\">What clashes</a></li>\n\
         <li><a href=\"#map\">Map</a></li>",
    ));
    if has_findings {
        html.push_line(&Shown::own("<li><a href=\"#findings\">Findings</a></li>"));
    }
    if has_plan {
        html.push_line(&Shown::own("<li><a href=\"#plan\">Plan</a></li>"));
    }
    html.push_line(&Shown::own(
        "<li><a href=\"#table\">All listeners</a></li>\n</ul></nav>",
    ));
}
