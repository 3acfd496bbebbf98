//! For browsers: the host as a map, filters, and the table of all listeners below it, on one page that loads nothing.
//! Without scripts the map leads to the rows of the table; scripts add the filters and the arrow keys.

use super::PortsReport;
use super::chart::{Chart, Mark, Row};
use super::svg::Picture;
use crate::Style;
use crate::markup::Page;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_host::State;
use std::io;

/// The column that only a host that was looked at has.
const NOW: &str = "now";
const COLUMNS: [&str; 11] = [
    "port",
    "home",
    "listener",
    "protocol",
    "address",
    "base + offset = port",
    "state",
    NOW,
    "set by",
    "condition",
    "collides with",
];

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let chart = Chart::of(report, style);
    let page = Page {
        title: "wso2-portlint: ports of this host",
        css: concat!(
            include_str!("../../assets/map.css"),
            include_str!("../../assets/ports.css")
        ),
        body: body(&chart, report.options.places),
        script: include_str!("../../assets/ports.js"),
    };
    page.write(out)
}

fn body(chart: &Chart<'_>, places: bool) -> Shown<Markup> {
    let mut html = shown!(
        "<header>\n<h1>Ports of this host</h1>\n<p class=\"lead\">{}. <a href=\"#listeners\">Go to the table</a></p>\n\
         </header>\n<main>\n",
        chart.summary()
    );
    push_filters(chart, &mut html);
    push_legend(&mut html);
    html.push_line(&Shown::own(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Map of ports\">",
    ));
    html.push(&Picture::of(chart).draw(&Shown::new(), true));
    html.push_line(&Shown::own(
        "\n</div>\n<p id=\"tip\" role=\"status\" hidden></p>",
    ));
    push_table(chart, places, &mut html);
    html.push_line(&Shown::own("</main>"));
    html
}

/// Hidden until the script that gives them a meaning has started.
fn push_filters(chart: &Chart<'_>, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<form id=\"filters\" hidden>\n<label>Home <select name=\"row\"><option value=\"\">all</option>",
    ));
    for (index, row) in chart.rows.iter().enumerate() {
        html.push_line(&shown!("<option value=\"{}\">{}</option>", index, row.name));
    }
    html.push_line(&Shown::own(
        "</select></label>\n<label>Port <input name=\"port\" size=\"16\" inputmode=\"numeric\" \
         placeholder=\"9443 or 9000-9999\"></label>\n<fieldset><legend>State</legend>",
    ));
    for state in [State::Open, State::Conditional, State::Closed] {
        let mut marks = chart.rows.iter().flat_map(|row| &row.marks);
        if marks.any(|mark| mark.state == state) {
            html.push_line(&shown!(
                "<label><input type=\"checkbox\" name=\"state\" value=\"{0}\" checked> {0}</label>",
                state.as_str()
            ));
        }
    }
    html.push_line(&Shown::own(
        "</fieldset>\n<label><input type=\"checkbox\" name=\"clash\"> collisions only</label>\n\
         <button type=\"reset\">Reset</button>\n<output></output>\n</form>",
    ));
}

fn push_legend(html: &mut Shown<Markup>) {
    html.push_line(&Shown::own("<ul class=\"legend\" aria-label=\"Legend\">"));
    for (class, shape, name) in [
        ("mark open", BAR, "open"),
        ("mark maybe", BAR, "conditional"),
        ("mark closed", BAR, "closed"),
        ("mark open clash", BAR, "collision"),
        ("mark open", DIAMOND, "UDP"),
    ] {
        html.push_line(&shown!(
            "<li><svg width=\"14\" height=\"18\" aria-hidden=\"true\"><g class=\"{}\">{}</g></svg> {}</li>",
            class,
            Shown::own(shape),
            name
        ));
    }
    html.push_line(&Shown::own("</ul>"));
}

const BAR: &str = "<rect x=\"3\" y=\"1\" width=\"8\" height=\"16\" rx=\"2\"/>";
const DIAMOND: &str = "<path d=\"M7 3l6 6l-6 6l-6 -6z\"/>";

fn push_table(chart: &Chart<'_>, places: bool, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"listeners\">\n<table>\n\
         <caption id=\"listeners\">All listeners</caption>\n<thead><tr>",
    ));
    let is_live = chart.is_live();
    for column in COLUMNS.into_iter().filter(|name| is_live || *name != NOW) {
        html.push_line(&shown!("<th scope=\"col\">{}</th>", column));
    }
    html.push_line(&Shown::own("</tr></thead>\n<tbody>"));
    for (index, row) in chart.rows.iter().enumerate() {
        for (position, mark) in row.marks.iter().enumerate() {
            push_row((index, position), row, mark, (places, is_live), html);
        }
    }
    html.push_line(&Shown::own("</tbody>\n</table>\n</div>"));
}

/// The others on its port; names stay whole.
fn rivals(mark: &Mark<'_>) -> Shown<Markup> {
    let names = mark.rivals.iter().map(|name| shown!("<b>{}</b>", name));
    Shown::join(names, ", ")
}

fn push_row(
    (index, position): (usize, usize),
    row: &Row<'_>,
    mark: &Mark<'_>,
    (places, is_live): (bool, bool),
    html: &mut Shown<Markup>,
) {
    let place = mark.place.as_ref().filter(|_| places);
    let place = place.map_or_else(Shown::new, |(uri, line)| {
        shown!(" data-uri=\"{}\" data-line=\"{}\"", uri, line)
    });
    let port = mark.port.map(|port| port.to_string());
    let class = if mark.rivals.is_empty() {
        ""
    } else {
        " class=\"clash\""
    };
    html.push_line(&shown!(
        "<tr id=\"p{0}-{1}\"{2} data-row=\"{0}\" data-port=\"{3}\" data-state=\"{4}\"{9}>\
         <th scope=\"row\">{5}</th><td>{6}</td><td>{7}<small>{8}</small></td>",
        index,
        position,
        Shown::own(class),
        port.as_deref().unwrap_or(""),
        mark.state.as_str(),
        port.as_deref().unwrap_or("?"),
        row.name,
        mark.id,
        mark.description,
        place
    ));
    for cell in [
        mark.protocol.as_str(),
        mark.address,
        &mark.sum,
        mark.state.as_str(),
    ] {
        html.push(&shown!("<td>{}</td>", cell));
    }
    if is_live {
        html.push(&shown!("<td>{}</td>", mark.now));
    }
    let offset = if mark.is_moved {
        row.offset_source.as_str()
    } else {
        ""
    };
    html.push_line(&shown!(
        "<td>{}<small>{}</small></td><td>{}</td><td>{}</td></tr>",
        mark.source,
        offset,
        mark.condition,
        rivals(mark)
    ));
}
