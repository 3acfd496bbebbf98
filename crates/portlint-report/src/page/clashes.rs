//! What clashes: who shares which ports, the largest first, and who wants a port that a container publishes.

use super::index::Index;
use crate::ports::chart::{Chart, PublishedTwice};
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
    if shared.is_empty() && chart.published.is_empty() {
        html.push_line(&Shown::own(
            "<p>No two servers want the same port, as far as their ports are known.</p>\n</section>",
        ));
        return;
    }
    let (first, rest) = shared.split_at_checked(SHOWN).unwrap_or((&shared, &[]));
    let published = published(chart);
    let (named, others) = published
        .split_at_checked(SHOWN)
        .unwrap_or((&published, &[]));
    push_table(first, named, chart, index, html);
    let more = rest.len() + others.len();
    if more > 0 {
        html.push_line(&shown!("<details><summary>{} more</summary>", more));
        push_table(rest, others, chart, index, html);
        html.push_line(&Shown::own("</details>"));
    }
    html.push_line(&Shown::own("</section>"));
}

/// Two names, and the ports of their host that both want.
type Published<'c> = ((&'c str, &'c str), Vec<&'c PublishedTwice>);

/// The ports that containers publish and somebody else wants too, by who that is.
fn published<'c>(chart: &'c Chart<'_>) -> Vec<Published<'c>> {
    let mut shared = BTreeMap::<_, Vec<_>>::new();
    for port in &chart.published {
        let names = (port.holder.as_str(), port.later.as_str());
        shared.entry(names).or_default().push(port);
    }
    let mut shared: Vec<_> = shared.into_iter().collect();
    shared.sort_by_key(|(_, ports)| std::cmp::Reverse(ports.len()));
    shared
}

fn push_table(
    shared: &[(Vec<usize>, Vec<&ContestedPort>)],
    published: &[Published<'_>],
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
        push_row(&names, &numbers, finding, html);
    }
    for ((holder, later), ports) in published {
        let numbers = ports.iter().take(PORTS);
        let numbers = numbers.map(|port| shown!("{} of the host", port.port));
        let mut numbers = Shown::join(numbers, ", ");
        numbers.push(&more(ports.len().saturating_sub(PORTS)));
        let mut places = ports.iter().filter_map(|port| port.location);
        let finding = places.find_map(|place| index.published(place));
        push_row(&shown!("{}, {}", holder, later), &numbers, finding, html);
    }
    html.push_line(&Shown::own("</tbody>\n</table>"));
}

fn push_row(
    names: &Shown<Markup>,
    numbers: &Shown<Markup>,
    finding: Option<usize>,
    html: &mut Shown<Markup>,
) {
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
