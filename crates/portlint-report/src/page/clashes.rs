//! What clashes: who shares which ports, the largest first.

use super::index::Index;
use crate::ports::chart::Chart;
use crate::ports::meetings::ContestedPort;
use crate::shown;
use crate::shown::{Markup, Shown};
use std::collections::BTreeMap;

/// Lines that are shown unfolded.
const SHOWN: usize = 10;
/// Servers and ports that one line names.
const NAMED: usize = 6;
const PORTS: usize = 24;

pub(super) fn push(chart: &Chart<'_>, index: &Index<'_>, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<section aria-labelledby=\"clashes\">\n<h2 id=\"clashes\">What clashes</h2>",
    ));
    let mut shared = BTreeMap::<Vec<usize>, Vec<&ContestedPort>>::new();
    for meeting in &chart.meetings {
        let mut rows: Vec<_> = meeting.members.iter().map(|(row, _)| *row).collect();
        rows.dedup();
        shared.entry(rows).or_default().push(meeting);
    }
    let mut shared: Vec<_> = shared.into_iter().collect();
    shared.sort_by_key(|(_, ports)| {
        (
            ports.iter().all(|port| !port.certain),
            std::cmp::Reverse(ports.len()),
        )
    });
    if shared.is_empty() {
        html.push_line(&Shown::own(
            "<p>No two servers want the same port, as far as their ports are known.</p>\n</section>",
        ));
        return;
    }
    let (first, rest) = shared.split_at_checked(SHOWN).unwrap_or((&shared, &[]));
    push_table(first, chart, index, html);
    if !rest.is_empty() {
        html.push_line(&shown!("<details><summary>{} more</summary>", rest.len()));
        push_table(rest, chart, index, html);
        html.push_line(&Shown::own("</details>"));
    }
    html.push_line(&Shown::own("</section>"));
}

fn push_table(
    shared: &[(Vec<usize>, Vec<&ContestedPort>)],
    chart: &Chart<'_>,
    index: &Index<'_>,
    html: &mut Shown<Markup>,
) {
    html.push_line(&Shown::own(
        "<table class=\"clashes\">\n<thead><tr><th scope=\"col\">servers</th><th scope=\"col\">ports that they share</th>\
         <th scope=\"col\">finding</th></tr></thead>\n<tbody>",
    ));
    for (rows, ports) in shared {
        let names = rows.iter().filter_map(|row| chart.rows.get(*row));
        let names = names.take(NAMED).map(|row| Shown::text(&row.name));
        let mut names = Shown::join(names, ", ");
        names.push(&more(rows.len().saturating_sub(NAMED)));
        let numbers = ports.iter().take(PORTS).map(|meeting| port(meeting));
        let mut numbers = Shown::join(numbers, ", ");
        numbers.push(&more(ports.len().saturating_sub(PORTS)));
        let mut marks = ports.iter().flat_map(|port| &port.members);
        let finding = marks.find_map(|mark| index.collision(*mark));
        let finding = finding.map_or_else(Shown::new, |number| {
            shown!("<a href=\"#f{0}\">finding {0}</a>", number)
        });
        html.push_line(&shown!(
            "<tr><th scope=\"row\">{}</th><td class=\"numbers\">{}</td><td>{}</td></tr>",
            names,
            numbers,
            finding
        ));
    }
    html.push_line(&Shown::own("</tbody>\n</table>"));
}

/// A port that leads to the map.
fn port(meeting: &ContestedPort) -> Shown<Markup> {
    let Some((row, mark)) = meeting.members.first() else {
        return Shown::text(meeting.port);
    };
    let sure = if meeting.certain { "" } else { " perhaps" };
    shown!(
        "<a href=\"#m{}-{}\">{}/{}</a>{}",
        row,
        mark,
        meeting.port,
        meeting.protocol.as_str(),
        sure
    )
}

fn more(number: usize) -> Shown<Markup> {
    if number == 0 {
        Shown::new()
    } else {
        shown!(" <span class=\"more\">and {} more</span>", number)
    }
}
