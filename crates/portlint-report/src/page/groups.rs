//! The rows of a chart by network: a host, a container, a pod. Only rows of one network can collide.

use crate::ports::chart::Chart;
use portlint_host::Network;
use std::collections::BTreeMap;

/// Rows that can collide with each other.
pub(super) struct Group {
    /// What they run in; `None` when all rows are in one network.
    pub(super) title: Option<String>,
    /// By index, in the order of the chart.
    pub(super) rows: Vec<usize>,
}

/// The groups of a chart: hosts by name, each before its containers; other software comes last.
pub(super) fn groups(chart: &Chart<'_>) -> Vec<Group> {
    let mut networks = BTreeMap::<Option<Network<'_>>, Vec<usize>>::new();
    for (index, row) in chart.rows.iter().enumerate() {
        networks.entry(row.network).or_default().push(index);
    }
    let software = networks.remove(&None);
    let is_one = networks.len() <= 1;
    let mut groups: Vec<_> = networks
        .into_values()
        .map(|rows| Group {
            title: (!is_one).then(|| title(chart, &rows)),
            rows,
        })
        .collect();
    match (software, groups.last_mut().filter(|_| is_one)) {
        (Some(rows), Some(only)) => only.rows.extend(rows),
        (Some(rows), None) => groups.push(Group {
            title: (!is_one).then(|| "other software".to_string()),
            rows,
        }),
        (None, _) => {}
    }
    groups
}

fn title(chart: &Chart<'_>, rows: &[usize]) -> String {
    let row = rows.first().and_then(|row| chart.rows.get(*row));
    let words = row.map_or("", |row| row.place.as_str());
    let published = row.map_or("", |row| row.published.as_str());
    match (words, published) {
        ("", _) => "this host".to_string(),
        (words, "") => words.to_string(),
        (words, published) => format!("{words}; published: {published}"),
    }
}
