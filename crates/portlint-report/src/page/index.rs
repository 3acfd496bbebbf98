//! Which mark is whose, and which findings are about it: what the parts of the page lead to each other by.

use crate::ports::chart::Chart;
use portlint_analysis::Owner;
use portlint_catalog::Protocol;
use portlint_host::Location;
use portlint_rules::Diagnostic;
use std::collections::BTreeMap;

/// A mark: its row, and its position in the row.
pub(super) type MarkId = (usize, usize);

/// Home as shown, runtime, listener.
type Listener<'a> = (&'a str, &'a str, &'a str);

/// Marks by listener and port, and findings by mark.
pub(super) struct Index<'a> {
    marks: BTreeMap<(Listener<'a>, Protocol, i64), MarkId>,
    findings: BTreeMap<MarkId, Vec<About>>,
    /// The findings about ports that containers publish, by where their service says so.
    published: Vec<(Location, usize)>,
}

/// A finding about a mark.
#[derive(Clone, Copy)]
pub(super) struct About {
    /// From 1, in the order of the page.
    pub(super) number: usize,
    pub(super) rule: &'static str,
    /// Whether others want the port as well.
    pub(super) is_shared: bool,
}

/// The rule about ports that containers publish.
const PUBLISHED: &str = "published-port-collision";

/// Findings of one mark that are told.
const MOST: usize = 3;

impl<'a> Index<'a> {
    /// Of the marks of a chart and the findings of a page.
    pub(super) fn of(chart: &'a Chart<'_>, findings: &[Diagnostic]) -> Index<'a> {
        let mut marks = BTreeMap::new();
        for (index, row) in chart.rows.iter().enumerate() {
            for (position, mark) in row.marks.iter().enumerate() {
                if let Some(port) = mark.port {
                    let listener = (row.home.as_str(), row.runtime.as_str(), mark.id.as_str());
                    marks.insert((listener, mark.protocol, port), (index, position));
                }
            }
        }
        let mut index = Index {
            marks,
            findings: BTreeMap::new(),
            published: Vec::new(),
        };
        for (position, finding) in findings.iter().enumerate() {
            if finding.rule == PUBLISHED {
                let place = finding.annotations.first();
                let place = place.map(|place| (place.location, position + 1));
                index.published.extend(place);
            }
            for claim in &finding.ports {
                let about = About {
                    number: position + 1,
                    rule: finding.rule,
                    is_shared: claim.owners.len() > 1,
                };
                let owners = claim.owners.iter();
                let marks =
                    owners.filter_map(|owner| index.mark(owner, claim.protocol, claim.port));
                for mark in marks.collect::<Vec<_>>() {
                    let known = index.findings.entry(mark).or_default();
                    if known.len() < MOST && known.iter().all(|known| known.number != about.number)
                    {
                        known.push(about);
                    }
                }
            }
        }
        index
    }

    /// The mark of an owner of a port.
    pub(super) fn mark(&self, owner: &Owner, protocol: Protocol, port: i64) -> Option<MarkId> {
        let listener = (
            owner.home.as_ref(),
            owner.runtime.as_ref(),
            owner.listener.as_ref(),
        );
        self.marks.get(&(listener, protocol, port)).copied()
    }

    /// The first findings about a mark.
    pub(super) fn about(&self, mark: MarkId) -> &[About] {
        self.findings.get(&mark).map_or(&[], Vec::as_slice)
    }

    /// The finding that says that the port of a host which is published there is somebody else's too.
    pub(super) fn published(&self, place: Location) -> Option<usize> {
        let mut findings = self.published.iter();
        let found = findings.find(|(known, _)| *known == place);
        found.map(|(_, number)| *number)
    }

    /// The finding that says that the port of a mark is shared.
    pub(super) fn collision(&self, mark: MarkId) -> Option<usize> {
        let mut about = self.about(mark).iter();
        about
            .find(|about| about.is_shared)
            .map(|about| about.number)
    }
}
