//! All listeners, by port; what has no port comes last, and where a server has many such, folded.

use super::Contents;
use super::index::{Index, MarkId};
use crate::ports::chart::{Chart, Other};
use crate::ports::chart_row::{Mark, Row};
use crate::shown;
use crate::shown::{Markup, Shown};
use crate::text::count;
use std::collections::BTreeMap;

/// Listeners without a port that are shown one by one.
const FEW: usize = 2;

/// Columns that only some hosts need.
struct Columns {
    /// What runs was looked at.
    now: bool,
    findings: bool,
}

impl Columns {
    fn of(chart: &Chart<'_>, index: &Index<'_>) -> Columns {
        let mut columns = Columns {
            now: false,
            findings: false,
        };
        for (row_index, row) in chart.rows.iter().enumerate() {
            for (position, mark) in row.marks.iter().enumerate() {
                columns.now |= !mark.now.is_empty();
                columns.findings |=
                    !mark.rivals.is_empty() || !index.about((row_index, position)).is_empty();
            }
        }
        columns
    }

    /// Class and head of each.
    fn heads(&self) -> Vec<(&'static str, &'static str)> {
        let mut heads = vec![
            ("c-port", "port"),
            ("c-home", "home"),
            ("c-listener", "listener"),
            ("c-sum", "base + offset = port"),
            ("c-state", "state"),
        ];
        for (is_needed, class, name) in [
            (self.now, "c-now", "now"),
            (true, "c-source", "set by"),
            (self.findings, "c-findings", "findings"),
        ] {
            if is_needed {
                heads.push((class, name));
            }
        }
        heads
    }
}

pub(super) fn push(
    chart: &Chart<'_>,
    index: &Index<'_>,
    contents: &Contents<'_>,
    html: &mut Shown<Markup>,
) {
    let columns = Columns::of(chart, index);
    html.push_line(&Shown::own(
        "<section aria-labelledby=\"table\">\n<h2 id=\"table\">All listeners</h2>\n\
         <table id=\"listeners\" role=\"table\" aria-labelledby=\"table\">\n<colgroup>",
    ));
    for (class, _) in columns.heads() {
        html.push(&shown!("<col class=\"{}\"/>", class));
    }
    html.push_line(&Shown::own(
        "</colgroup>\n<thead role=\"rowgroup\"><tr role=\"row\">",
    ));
    for (_, name) in columns.heads() {
        let sorted = Shown::own(if name == "port" {
            " aria-sort=\"ascending\""
        } else {
            ""
        });
        html.push(&shown!(
            "<th scope=\"col\" role=\"columnheader\"{}>{}</th>",
            sorted,
            name
        ));
    }
    html.push_line(&Shown::own("</tr></thead>\n<tbody role=\"rowgroup\">"));
    let mut known = Vec::new();
    let mut unknown = BTreeMap::<usize, Vec<usize>>::new();
    let mut random = BTreeMap::<&str, Vec<MarkId>>::new();
    for (row_index, row) in chart.rows.iter().enumerate() {
        for (position, mark) in row.marks.iter().enumerate() {
            match mark.port {
                Some(port) => known.push((port, row_index, position)),
                None if mark.is_random => random
                    .entry(&mark.id)
                    .or_default()
                    .push((row_index, position)),
                None => unknown.entry(row_index).or_default().push(position),
            }
        }
    }
    known.sort_unstable();
    let table = Table {
        chart,
        index,
        columns,
        places: contents.places,
    };
    for (_, row, mark) in known {
        table.push_row((row, mark), html);
    }
    for marks in random.into_values() {
        match marks.as_slice() {
            [first, _, _, ..] => table.push_random(*first, marks.len(), html),
            few => few.iter().for_each(|mark| table.push_row(*mark, html)),
        }
    }
    for (row, marks) in unknown {
        if marks.len() > FEW {
            table.push_unknown(row, &marks, html);
        } else {
            for mark in &marks {
                table.push_row((row, *mark), html);
            }
        }
    }
    html.push_line(&Shown::own("</tbody>\n</table>"));
    push_others(&chart.others, html);
    html.push_line(&Shown::own("</section>"));
}

struct Table<'t> {
    chart: &'t Chart<'t>,
    index: &'t Index<'t>,
    columns: Columns,
    places: bool,
}

impl Table<'_> {
    fn row_and_mark(&self, (row, mark): MarkId) -> Option<(&Row<'_>, &Mark<'_>)> {
        let row = self.chart.rows.get(row)?;
        Some((row, row.marks.get(mark)?))
    }

    fn push_row(&self, id: MarkId, html: &mut Shown<Markup>) {
        let Some((row, mark)) = self.row_and_mark(id) else {
            return;
        };
        let place = mark.place.as_ref().filter(|_| self.places);
        let place = place.map_or_else(Shown::new, |(uri, line)| {
            shown!(" data-uri=\"{}\" data-line=\"{}\"", uri, line)
        });
        let link = mark.link.map_or_else(Shown::new, |link| {
            shown!(" class=\"clash\" data-link=\"{}\"", link)
        });
        let number = mark.port.map_or_else(String::new, |port| port.to_string());
        let words = match (mark.port, mark.is_random) {
            (Some(port), _) => format!("{port}/{}", mark.protocol.as_str()),
            (None, true) => format!("random/{}", mark.protocol.as_str()),
            (None, false) => "?".to_string(),
        };
        let port = if mark.number().is_some() {
            shown!("<a href=\"#m{}-{}\">{}</a>", id.0, id.1, words)
        } else {
            Shown::text(&words)
        };
        let detail = if mark.description == mark.id || mark.id.is_empty() {
            Shown::new()
        } else {
            shown!("<small>{}</small>", mark.description)
        };
        html.push(&shown!(
            "<tr role=\"row\" id=\"p{0}-{1}\"{2} data-row=\"{0}\" data-port=\"{3}\" data-state=\"{4}\"{5}>\
             <th scope=\"row\" role=\"rowheader\">{6}</th>\
             <td role=\"cell\"><span class=\"two\">{7}</span></td>\
             <td role=\"cell\"><span class=\"one\">{8}</span>{9}</td>",
            id.0,
            id.1,
            link,
            number,
            mark.state.as_str(),
            place,
            port,
            row.name,
            if mark.id.is_empty() { &mark.description } else { &mark.id },
            detail
        ));
        let address = match mark.address {
            "0.0.0.0" => String::new(),
            address => format!("at {address}"),
        };
        html.push(&two_lines(&mark.sum, &address));
        html.push(&two_lines(mark.state.as_str(), &mark.condition));
        if self.columns.now {
            html.push(&cell("now", &Shown::text(&mark.now)));
        }
        let offset = if mark.is_moved {
            shown!("<small>{}</small>", row.offset_source)
        } else {
            Shown::new()
        };
        html.push(&shown!(
            "<td role=\"cell\" data-name=\"set by\"><span class=\"one\" title=\"{}\">{}</span>{}</td>",
            mark.source,
            mark.source.rsplit('/').next().unwrap_or_default(),
            offset
        ));
        if self.columns.findings {
            html.push(&self.findings(id, mark));
        }
        html.push_line(&Shown::own("</tr>"));
    }

    /// Whom it collides with, leading to the finding that says so; else the rules of the findings about it.
    fn findings(&self, id: MarkId, mark: &Mark<'_>) -> Shown<Markup> {
        if !mark.rivals.is_empty() {
            let names = mark.rivals.iter().map(Shown::text);
            let names = shown!("collides with {}", Shown::join(names, ", "));
            let names = match self.index.collision(id) {
                Some(number) => shown!("<a href=\"#f{}\">{}</a>", number, names),
                None => names,
            };
            return shown!(
                "<td role=\"cell\" class=\"rivals\"><span class=\"two\">{}</span></td>",
                names
            );
        }
        let rules = self.index.about(id).iter();
        let rules = rules.map(|about| shown!("<a href=\"#f{}\">{}</a>", about.number, about.rule));
        cell("", &Shown::join(rules, ", "))
    }

    /// The listeners of a server whose ports are not known, in one row.
    fn push_unknown(&self, row: usize, marks: &[usize], html: &mut Shown<Markup>) {
        let all = marks
            .iter()
            .filter_map(|mark| self.row_and_mark((row, *mark)));
        let all: Vec<_> = all.collect();
        let Some((own, first)) = all.first() else {
            return;
        };
        let ids = all.iter().map(|(_, mark)| Shown::text(&mark.id));
        let is_same = all
            .iter()
            .all(|(_, mark)| mark.condition == first.condition);
        let condition = if is_same {
            first.condition.as_str()
        } else {
            ""
        };
        let position = marks.first().copied().unwrap_or(0);
        self.push_folded(
            (row, position),
            ("?", &own.name, &count(all.len(), "unknown port")),
            (&Shown::join(ids, ", "), condition),
            html,
        );
    }

    /// The listeners of many servers at a random port, in one row.
    fn push_random(&self, first: MarkId, number: usize, html: &mut Shown<Markup>) {
        let Some((_, mark)) = self.row_and_mark(first) else {
            return;
        };
        self.push_folded(
            first,
            (
                &format!("random/{}", mark.protocol.as_str()),
                &count(number, "server"),
                &mark.id,
            ),
            (&Shown::text(&mark.description), &mark.condition),
            html,
        );
    }

    fn push_folded(
        &self,
        (row, position): MarkId,
        (port, home, what): (&str, &str, &str),
        (folded, condition): (&Shown<Markup>, &str),
        html: &mut Shown<Markup>,
    ) {
        html.push(&shown!(
            "<tr role=\"row\" id=\"p{0}-{1}\" data-row=\"{0}\" data-port=\"\" data-state=\"conditional\">\
             <th scope=\"row\" role=\"rowheader\">{2}</th><td role=\"cell\"><span class=\"two\">{3}</span></td>\
             <td role=\"cell\"><details><summary>{4}</summary>{5}</details></td>",
            row,
            position,
            port,
            home,
            what,
            folded
        ));
        html.push(&Shown::own("<td role=\"cell\"></td>"));
        html.push(&two_lines("conditional", condition));
        for _ in self.columns.heads().iter().skip(5) {
            html.push(&Shown::own("<td role=\"cell\"></td>"));
        }
        html.push_line(&Shown::own("</tr>"));
    }
}

/// A cell of one line, and a second one where there is something more to say.
fn two_lines(first: &str, second: &str) -> Shown<Markup> {
    let second = match second {
        "" => Shown::new(),
        second => shown!("<small>{}</small>", second),
    };
    shown!(
        "<td role=\"cell\"><span class=\"one\">{}</span>{}</td>",
        first,
        second
    )
}

/// A cell of at most two lines; the name is said where there is no head.
fn cell(name: &'static str, text: &Shown<Markup>) -> Shown<Markup> {
    if text.is_empty() {
        return Shown::own("<td role=\"cell\"></td>");
    }
    let name = if name.is_empty() {
        Shown::new()
    } else {
        shown!(" data-name=\"{}\"", name)
    };
    shown!(
        "<td role=\"cell\"{}><span class=\"two\">{}</span></td>",
        name,
        text
    )
}

/// What else listens on the host at present.
fn push_others(others: &[Other], html: &mut Shown<Markup>) {
    if others.is_empty() {
        return;
    }
    html.push_line(&shown!(
        "<details><summary>{} on this host</summary>\n<ul>",
        count(others.len(), "other socket")
    ));
    for other in others {
        html.push_line(&shown!(
            "<li class=\"numbers\">{}/{} {}: {}</li>",
            other.port,
            other.protocol.as_str(),
            other.address,
            other.name
        ));
    }
    html.push_line(&Shown::own("</ul>\n</details>"));
}
