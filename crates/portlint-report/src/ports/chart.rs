//! A host as a chart: runtimes as rows, listeners as marks, and who meets whom. Every picture is drawn from this.

use super::chart_row::{Mark, Row, Scope};
use super::meetings::{ContestedPort, meetings};
use super::now::Now;
use crate::Style;
use crate::text::count;
use portlint_analysis::published::{PortHolder, published_conflicts};
use portlint_analysis::sites;
use portlint_catalog::Protocol;
use portlint_host::{ForeignPort, Host, Location, words};
use std::collections::{BTreeMap, BTreeSet};

/// Ports at most this far apart are drawn on one stretch of the axis.
pub(crate) const NEAR: i64 = 12;

/// Most others on a port that are named.
const NAMED: usize = 8;

/// What the pictures show.
pub(crate) struct Chart<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    pub(crate) meetings: Vec<ContestedPort>,
    /// Ports of a host that a container publishes and somebody else wants too. No mark stands for them.
    pub(crate) published: Vec<PublishedTwice>,
    /// What else listens on the host at present, where that was looked at.
    pub(crate) others: Vec<Other>,
}

/// A port of a host that two want, at least one of them by publishing it.
pub(crate) struct PublishedTwice {
    /// Who has it: a service or a server.
    pub(crate) holder: String,
    /// The service that would have to move.
    pub(crate) later: String,
    /// `9443/tcp`.
    pub(crate) port: String,
    /// Where that service says so.
    pub(crate) location: Option<Location>,
}

/// A socket of nobody who has a row.
pub(crate) struct Other {
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
    pub(crate) address: String,
    /// Who that is, in words.
    pub(crate) name: String,
}

/// Consecutive ports, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl<'a> Chart<'a> {
    /// The chart of what a report shows.
    pub(crate) fn of(scope: &Scope<'_, 'a>, style: &Style) -> Chart<'a> {
        let host: &'a Host = scope.host;
        let names: BTreeMap<_, _> = sites::home_names(host).into_iter().collect();
        let mut rows = Vec::new();
        for home in &host.homes {
            let name = names.get(home.path.as_path());
            let name = name.map_or_else(|| style.path(&home.path), String::clone);
            for runtime in &home.runtimes {
                rows.push(Row::of_runtime(home, runtime, &name, scope));
            }
        }
        let mut software = BTreeMap::<&str, Vec<&ForeignPort>>::new();
        for port in &host.foreign {
            software.entry(&port.name).or_default().push(port);
        }
        rows.extend(
            software
                .iter()
                .map(|(name, ports)| Row::of_software(name, ports)),
        );
        let meetings = meetings(&rows);
        name_rivals(&mut rows, &meetings);
        let others = scope.now.map(Now::others).unwrap_or_default();
        let others = others.iter().map(|holder| Other {
            protocol: holder.socket.protocol,
            port: holder.socket.port,
            address: holder.socket.address.to_string(),
            name: scope.now.map(|now| now.name(holder)).unwrap_or_default(),
        });
        let others = others.collect();
        Chart {
            rows,
            meetings,
            published: published_twice(host),
            others,
        }
    }

    /// All ports on the axis.
    pub(crate) fn ports(&self) -> BTreeSet<i64> {
        let marks = self.rows.iter().flat_map(|row| &row.marks);
        marks.filter_map(Mark::number).collect()
    }

    /// The used parts of the axis, in order.
    pub(crate) fn stretches(&self) -> Vec<Stretch> {
        stretches(&self.ports(), NEAR)
    }

    /// `5 runtimes, 1 other program, 31 ports, 2 collisions`.
    pub(crate) fn summary(&self) -> String {
        let runtimes = self.rows.iter().filter(|row| row.network.is_some()).count();
        let others = self.rows.len() - runtimes;
        let mut parts = vec![count(runtimes, "runtime")];
        if others > 0 {
            parts.push(count(others, "other program"));
        }
        parts.push(count(self.ports().len(), "port"));
        parts.push(count(self.meetings.len(), "collision"));
        if !self.published.is_empty() {
            parts.push(count(self.published.len(), "published-port collision"));
        }
        parts.join(", ")
    }
}

/// The ports that containers publish and somebody else wants too.
fn published_twice(host: &Host) -> Vec<PublishedTwice> {
    if host.stacks.is_empty() {
        return Vec::new();
    }
    let servers = sites::servers(host);
    let conflicts = published_conflicts(host, &servers);
    let conflicts = conflicts.iter().map(|conflict| PublishedTwice {
        holder: match conflict.holder {
            PortHolder::Service(holder) => holder.service.name.clone(),
            PortHolder::Server { server, .. } => {
                let server = servers.get(server);
                server.map_or(String::new(), |server| server.name.clone())
            }
        },
        later: conflict.later.service.name.clone(),
        port: words::port(conflict.protocol, i64::from(conflict.port)),
        location: conflict.later.published.location,
    });
    conflicts.collect()
}

/// The ports as stretches whose neighbours are further apart than `near`.
pub(crate) fn stretches(ports: &BTreeSet<i64>, near: i64) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for &port in ports {
        match stretches.last_mut() {
            Some(stretch) if port.saturating_sub(stretch.last) <= near => stretch.last = port,
            _ => stretches.push(Stretch {
                first: port,
                last: port,
            }),
        }
    }
    stretches
}

/// Tells every mark who else wants its port.
fn name_rivals(rows: &mut [Row<'_>], meetings: &[ContestedPort]) {
    let names = rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    for (link, meeting) in meetings.iter().enumerate() {
        let members = meeting.members.iter();
        let mut everyone = members.clone().map(|(row, _)| *row).collect::<Vec<_>>();
        everyone.dedup();
        for (own_row, own_mark) in members {
            let others = everyone.iter().filter(|row| *row != own_row);
            let named = others
                .filter_map(|row| names.get(*row).cloned())
                .take(NAMED);
            let mut named = named.collect::<Vec<_>>();
            let more = everyone.len().saturating_sub(1 + named.len());
            if more > 0 {
                named.push(format!("{more} more"));
            }
            let row = rows.get_mut(*own_row);
            if let Some(mark) = row.and_then(|row| row.marks.get_mut(*own_mark)) {
                mark.rivals = named;
                mark.link = Some(link);
                mark.certain = meeting.certain;
            }
        }
    }
}
