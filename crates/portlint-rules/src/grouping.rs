//! Findings about single ports of one server: what has one place has one finding.

use crate::diagnostic::Diagnostic;
use crate::rule::RuleDoc;
use portlint_analysis::PortClaim;
use portlint_analysis::sites::Server;
use portlint_host::words;
use portlint_host::{Listener, Location};
use std::collections::BTreeMap;

/// Listeners of one server whose numbers come from one place.
pub(crate) struct SamePlace<'a> {
    /// The place; `None` when no file of the home could be read.
    pub place: Option<Location>,
    /// The listeners in order; never empty.
    pub listeners: Vec<&'a Listener>,
}

/// Groups listeners by the place that their numbers come from.
pub(crate) fn by_place<'a>(
    listeners: impl Iterator<Item = &'a Listener>,
    place: impl Fn(&Listener) -> Option<Location>,
) -> Vec<SamePlace<'a>> {
    let mut groups = Vec::<SamePlace<'a>>::new();
    let mut positions = BTreeMap::new();
    for listener in listeners {
        let place = place(listener);
        let position = *positions.entry(place).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) => group.listeners.push(listener),
            None => groups.push(SamePlace {
                place,
                listeners: vec![listener],
            }),
        }
    }
    groups
}

/// A finding about listeners of one server; its identity is home, runtime, and for each listener port and route.
pub(crate) fn finding(
    doc: &RuleDoc,
    server: &Server<'_>,
    place: Option<Location>,
    listeners: &[&Listener],
    message: String,
) -> Diagnostic {
    let mut finding = Diagnostic::new(doc.id, doc.severity, message);
    finding.ports = listeners
        .iter()
        .filter_map(|listener| PortClaim::of(server, listener))
        .collect();
    finding
        .ports
        .sort_by_key(|claim| (claim.port, claim.protocol));
    finding.path = Some(server.home.path.clone());
    if let Some(place) = place {
        finding = finding.at(place, sums(listeners));
    }
    let mut identity = listeners
        .iter()
        .map(|listener| {
            let port = words::port(listener.protocol, listener.port.unwrap_or_default());
            format!("{port} {} {}", listener.id, listener.route)
        })
        .collect::<Vec<_>>();
    identity.sort();
    identity.insert(0, server.identity());
    let routes = listeners.iter().map(|listener| {
        let route = if listener.route.is_empty() {
            &listener.id
        } else {
            &listener.route
        };
        server.print(route)
    });
    let routes = routes.chain([server.print("")]);
    finding.identified_by(identity).printed_by(routes)
}

/// `servlet-https: 9443 + 1 = 9444, ...`.
pub(crate) fn sums(listeners: &[&Listener]) -> String {
    let sums = listeners
        .iter()
        .map(|listener| format!("{}: {}", listener.id, words::sum(listener)))
        .collect::<Vec<_>>();
    words::short_list(&sums, 5)
}

/// `9443/tcp (servlet-https) and 2 more ports`.
pub(crate) fn ports(listeners: &[&Listener]) -> String {
    let first = listeners.first().map(|listener| {
        let port = words::port(listener.protocol, listener.port.unwrap_or_default());
        format!("{port} ({})", listener.id)
    });
    words::first_and_more(&first.unwrap_or_default(), listeners.len())
}
