//! For browsers: the host as a map, filters, and the table of all listeners below it, on one page that loads nothing.
//! Without scripts the map leads to the rows of the table; scripts add the filters and the arrow keys.

use super::PortsReport;
use super::chart::{Chart, Mark, Row};
use super::svg::Picture;
use crate::Style;
use crate::markup::{Page, escape};
use crate::text::inline;
use portlint_host::State;
use std::fmt::Write as _;
use std::io::{self, Write};

const COLUMNS: [&str; 10] = [
    "port",
    "home",
    "listener",
    "protocol",
    "address",
    "base + offset = port",
    "state",
    "set by",
    "condition",
    "collides with",
];

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let chart = Chart::of(report, style);
    let body = body(&chart).map_err(io::Error::other)?;
    let page = Page {
        title: "wso2-portlint: ports of this host",
        css: concat!(
            include_str!("../../assets/map.css"),
            include_str!("../../assets/ports.css")
        ),
        body: &body,
        script: include_str!("../../assets/ports.js"),
    };
    page.write(out)
}

fn body(chart: &Chart<'_>) -> Result<String, std::fmt::Error> {
    let mut html = String::new();
    writeln!(
        html,
        "<header>\n<h1>Ports of this host</h1>\n<p class=\"lead\">{}. <a href=\"#listeners\">Go to the table</a></p>\n\
         </header>\n<main>",
        escape(&chart.summary())
    )?;
    write_filters(chart, &mut html)?;
    write_legend(&mut html)?;
    writeln!(
        html,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Map of ports\">"
    )?;
    html.push_str(&Picture::of(chart).draw("", true)?);
    writeln!(html, "\n</div>\n<p id=\"tip\" role=\"status\" hidden></p>")?;
    write_table(chart, &mut html)?;
    writeln!(html, "</main>")?;
    Ok(html)
}

/// Hidden until the script that gives them a meaning has started.
fn write_filters(chart: &Chart<'_>, html: &mut String) -> std::fmt::Result {
    writeln!(
        html,
        "<form id=\"filters\" hidden>\n<label>Home <select name=\"row\"><option value=\"\">all</option>"
    )?;
    for (index, row) in chart.rows.iter().enumerate() {
        writeln!(
            html,
            "<option value=\"{index}\">{}</option>",
            escape(&row.name)
        )?;
    }
    writeln!(
        html,
        "</select></label>\n<label>Port <input name=\"port\" size=\"16\" inputmode=\"numeric\" \
         placeholder=\"9443 or 9000-9999\"></label>\n<fieldset><legend>State</legend>"
    )?;
    for state in [State::Open, State::Conditional, State::Closed] {
        let mut marks = chart.rows.iter().flat_map(|row| &row.marks);
        if marks.any(|mark| mark.state == state) {
            let name = state.as_str();
            writeln!(
                html,
                "<label><input type=\"checkbox\" name=\"state\" value=\"{name}\" checked> {name}</label>"
            )?;
        }
    }
    writeln!(
        html,
        "</fieldset>\n<label><input type=\"checkbox\" name=\"clash\"> collisions only</label>\n\
         <button type=\"reset\">Reset</button>\n<output></output>\n</form>"
    )
}

fn write_legend(html: &mut String) -> std::fmt::Result {
    writeln!(html, "<ul class=\"legend\" aria-label=\"Legend\">")?;
    for (class, shape, name) in [
        ("mark open", BAR, "open"),
        ("mark maybe", BAR, "conditional"),
        ("mark closed", BAR, "closed"),
        ("mark open clash", BAR, "collision"),
        ("mark open", DIAMOND, "UDP"),
    ] {
        writeln!(
            html,
            "<li><svg width=\"14\" height=\"18\" aria-hidden=\"true\"><g class=\"{class}\">{shape}</g></svg> {name}</li>"
        )?;
    }
    writeln!(html, "</ul>")
}

const BAR: &str = "<rect x=\"3\" y=\"1\" width=\"8\" height=\"16\" rx=\"2\"/>";
const DIAMOND: &str = "<path d=\"M7 3l6 6l-6 6l-6 -6z\"/>";

fn write_table(chart: &Chart<'_>, html: &mut String) -> std::fmt::Result {
    writeln!(
        html,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"listeners\">\n<table>\n\
         <caption id=\"listeners\">All listeners</caption>\n<thead><tr>"
    )?;
    for column in COLUMNS {
        writeln!(html, "<th scope=\"col\">{column}</th>")?;
    }
    writeln!(html, "</tr></thead>\n<tbody>")?;
    for (index, row) in chart.rows.iter().enumerate() {
        for (position, mark) in row.marks.iter().enumerate() {
            write_row((index, position), row, mark, html)?;
        }
    }
    writeln!(html, "</tbody>\n</table>\n</div>")
}

/// The others on its port; names stay whole.
fn rivals(mark: &Mark<'_>) -> String {
    let names = mark
        .rivals
        .iter()
        .map(|name| format!("<b>{}</b>", escape(name)));
    names.collect::<Vec<_>>().join(", ")
}

fn write_row(
    (index, position): (usize, usize),
    row: &Row<'_>,
    mark: &Mark<'_>,
    html: &mut String,
) -> std::fmt::Result {
    let port = mark.port.map(|port| port.to_string());
    let class = if mark.rivals.is_empty() {
        ""
    } else {
        " class=\"clash\""
    };
    writeln!(
        html,
        "<tr id=\"p{index}-{position}\"{class} data-row=\"{index}\" data-port=\"{}\" data-state=\"{}\">\
         <th scope=\"row\">{}</th><td>{}</td><td>{}<small>{}</small></td>",
        port.as_deref().unwrap_or(""),
        mark.state.as_str(),
        port.as_deref().unwrap_or("?"),
        escape(&row.name),
        escape(&mark.id),
        escape(&mark.description)
    )?;
    for cell in [
        mark.protocol.as_str(),
        &inline(mark.address),
        &mark.sum,
        mark.state.as_str(),
    ] {
        write!(html, "<td>{}</td>", escape(cell))?;
    }
    let offset = if mark.is_moved {
        escape(&row.offset_source)
    } else {
        String::new()
    };
    writeln!(
        html,
        "<td>{}<small>{offset}</small></td><td>{}</td><td>{}</td></tr>",
        escape(&mark.source),
        escape(&mark.condition),
        rivals(mark)
    )
}
