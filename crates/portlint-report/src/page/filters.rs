//! What the map and the table can be narrowed to, and what the signs of the map mean.

use crate::ports::chart::Chart;
use crate::ports::chart_row::Presence;
use crate::shown;
use crate::shown::{Markup, Shown};
use portlint_host::State;

pub(super) fn push(chart: &Chart<'_>, html: &mut Shown<Markup>) {
    push_form(chart, html);
    push_legend(chart, html);
}

/// Hidden until the script that gives it a meaning has started.
fn push_form(chart: &Chart<'_>, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<form id=\"filters\" hidden=\"\">\n<label>Home <select name=\"row\"><option value=\"\">all</option>",
    ));
    for (index, row) in chart.rows.iter().enumerate() {
        html.push_line(&shown!("<option value=\"{}\">{}</option>", index, row.name));
    }
    html.push_line(&Shown::own(
        "</select></label>\n<label>Port <input name=\"port\" size=\"16\" inputmode=\"numeric\" \
         placeholder=\"9443 or 9000-9999\"/></label>\n<fieldset><legend>State</legend>",
    ));
    for state in [State::Open, State::Conditional, State::Closed] {
        let mut marks = chart.rows.iter().flat_map(|row| &row.marks);
        if marks.any(|mark| mark.state == state) {
            html.push_line(&shown!(
                "<label><input type=\"checkbox\" name=\"state\" value=\"{0}\" checked=\"\"/> {0}</label>",
                state.as_str()
            ));
        }
    }
    html.push_line(&Shown::own(
        "</fieldset>\n<label><input type=\"checkbox\" name=\"clash\"/> collisions only</label>\n\
         <button type=\"reset\">Show all</button>\n<output></output>\n</form>",
    ));
}

const BAR: &str = "<rect x=\"3\" y=\"1\" width=\"8\" height=\"16\" rx=\"2\"/>";
const DIAMOND: &str = "<path d=\"M7 3l6 6l-6 6l-6 -6z\"/>";
const DOTTED: &str =
    "<rect x=\"3\" y=\"1\" width=\"8\" height=\"16\" rx=\"2\"/><circle cx=\"7\" cy=\"9\" r=\"3\"/>";

fn push_legend(chart: &Chart<'_>, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own("<ul class=\"legend\" aria-label=\"Legend\">"));
    let always = [
        ("mark open", BAR, "open"),
        ("mark maybe", BAR, "conditional"),
        ("mark closed", BAR, "closed"),
        ("mark open clash", BAR, "collision"),
        ("mark open", DIAMOND, "UDP"),
    ];
    let live = [
        (Presence::Listening, ("mark open", DOTTED, "listening now")),
        (
            Presence::Taken,
            ("mark open taken", DOTTED, "taken by another process now"),
        ),
    ];
    let marks = || chart.rows.iter().flat_map(|row| &row.marks);
    let live = live
        .into_iter()
        .filter(|(presence, _)| marks().any(|mark| mark.presence == *presence));
    for (class, shape, name) in always.into_iter().chain(live.map(|(_, sign)| sign)) {
        html.push_line(&shown!(
            "<li><svg width=\"14\" height=\"18\" aria-hidden=\"true\"><g class=\"{}\">{}</g></svg> {}</li>",
            class,
            Shown::own(shape),
            name
        ));
    }
    html.push_line(&Shown::own("</ul>"));
}
