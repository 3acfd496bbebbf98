//! A host as a chart: runtimes as rows, listeners as marks, and who meets whom. Every picture is drawn from this.

use super::meetings::{ContestedPort, meetings};
use super::{PortsReport, row};
use crate::Style;
use crate::text::count;
use crate::uri::file_uri;
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Files, ForeignPort, Home, Host, Listener, Network, Runtime, State};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Ports at most this far apart are drawn on one stretch of the axis.
pub(super) const NEAR: i64 = 12;

/// Most others on a port that are named.
const NAMED: usize = 8;

/// What the pictures show.
pub(super) struct Chart<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) meetings: Vec<ContestedPort>,
}

/// A runtime, or other software.
pub(super) struct Row<'a> {
    /// `wso2ei-6.5.0 (broker)`.
    pub(super) name: String,
    /// Product, version, and what is special, in words.
    pub(super) detail: String,
    /// `+1`, `?`; empty for other software.
    pub(super) offset: String,
    /// `offset 1: [server] offset (repository/conf/deployment.toml:3)`; empty for other software.
    pub(super) offset_source: String,
    /// Only rows of one network meet; other software is on every host.
    network: Option<Network<'a>>,
    /// False when it is never started together with the others.
    active: bool,
    pub(super) marks: Vec<Mark<'a>>,
}

/// A listener, or a port of other software.
pub(super) struct Mark<'a> {
    /// The listener's id; empty for other software.
    pub(super) id: String,
    /// What it is, for people.
    pub(super) description: String,
    pub(super) protocol: Protocol,
    pub(super) address: &'a str,
    /// `None` when it is not known.
    pub(super) port: Option<i64>,
    pub(super) state: State,
    pub(super) sharing: Sharing,
    /// `9443 + 1 = 9444`.
    pub(super) sum: String,
    /// Where the base comes from.
    pub(super) source: String,
    /// The URI of the file and the 1-based line where the base was set, else where the offset was.
    pub(super) place: Option<(String, u32)>,
    /// Whether the offset of its row is part of the sum.
    pub(super) is_moved: bool,
    /// What it depends on.
    pub(super) condition: String,
    /// How it stands with it at present; empty where that was not looked at.
    pub(super) now: String,
    /// The names of those who want the same port, as many as can be read at a glance, then the number of the others.
    pub(super) rivals: Vec<String>,
    /// False when the conflict depends on something that files do not tell.
    pub(super) certain: bool,
}

/// Consecutive ports, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl<'a> Chart<'a> {
    /// The chart of what a report shows.
    pub(super) fn of(report: &PortsReport<'a>, style: &Style) -> Chart<'a> {
        let host: &'a Host = report.host;
        let mut rows = Vec::new();
        for home in &host.homes {
            for runtime in &home.runtimes {
                rows.push(Row::of_runtime(home, runtime, report, style));
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
        Chart { rows, meetings }
    }

    /// Whether it says what runs at present.
    pub(super) fn is_live(&self) -> bool {
        let mut marks = self.rows.iter().flat_map(|row| &row.marks);
        marks.any(|mark| !mark.now.is_empty())
    }

    /// All ports on the axis.
    pub(super) fn ports(&self) -> BTreeSet<i64> {
        let marks = self.rows.iter().flat_map(|row| &row.marks);
        marks.filter_map(Mark::number).collect()
    }

    /// The used parts of the axis, in order.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        stretches(&self.ports(), NEAR)
    }

    /// `5 runtimes, 1 other program, 31 ports, 2 collisions`.
    pub(super) fn summary(&self) -> String {
        let runtimes = self.rows.iter().filter(|row| row.network.is_some()).count();
        let others = self.rows.len() - runtimes;
        let mut parts = vec![count(runtimes, "runtime")];
        if others > 0 {
            parts.push(count(others, "other program"));
        }
        parts.push(count(self.ports().len(), "port"));
        parts.push(count(self.meetings.len(), "collision"));
        parts.join(", ")
    }
}

/// The ports as stretches whose neighbours are further apart than `near`.
pub(super) fn stretches(ports: &BTreeSet<i64>, near: i64) -> Vec<Stretch> {
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
    for meeting in meetings {
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
                mark.certain = meeting.certain;
            }
        }
    }
}

impl<'a> Row<'a> {
    fn of_runtime(
        home: &'a Home,
        runtime: &'a Runtime,
        report: &PortsReport<'a>,
        style: &Style,
    ) -> Row<'a> {
        let directory = directory(home, report.host, style);
        let shown = |listener: &&Listener| report.options.all || listener.state != State::Closed;
        let listeners = runtime.listeners.iter().filter(shown);
        let marks = listeners
            .map(|listener| Mark {
                now: report
                    .now
                    .as_ref()
                    .map(|now| now.words(home, runtime, listener))
                    .unwrap_or_default(),
                ..Mark::of(&report.host.files, (home, runtime), listener)
            })
            .collect::<Vec<_>>();
        let mut detail = vec![row::product(home)];
        let elsewhere = marks.iter().filter(|mark| mark.number().is_none()).count();
        if elsewhere > 0 {
            detail.push(format!("{} not drawn", count(elsewhere, "port")));
        }
        detail.extend(home.group.iter().map(|host| format!("host {host}")));
        let namespace = home.namespace.iter();
        detail.extend(namespace.map(|it| format!("{} {}", it.kind.as_str(), it.name)));
        if !home.active {
            detail.push("never started with the others".to_string());
        }
        Row {
            name: match runtime.id.as_ref() {
                "default" => directory,
                id => format!("{directory} ({id})"),
            },
            detail: detail.join(", "),
            offset: runtime
                .offset
                .value
                .map_or("?".to_string(), |value| format!("{value:+}")),
            offset_source: row::offset(&report.host.files, home, runtime),
            network: Some(home.network()),
            active: home.active,
            marks,
        }
    }

    fn of_software(name: &str, ports: &[&'a ForeignPort]) -> Row<'a> {
        let marks = ports.iter().map(|port| Mark {
            id: String::new(),
            description: name.to_string(),
            protocol: port.protocol,
            address: port.address.as_deref().unwrap_or("0.0.0.0"),
            port: Some(i64::from(port.port)),
            state: State::Open,
            sharing: Sharing::Exclusive,
            sum: port.port.to_string(),
            source: "configuration of the linter".to_string(),
            place: None,
            is_moved: false,
            condition: String::new(),
            now: String::new(),
            rivals: Vec::new(),
            certain: false,
        });
        Row {
            name: name.to_string(),
            detail: "other software".to_string(),
            offset: String::new(),
            offset_source: String::new(),
            network: None,
            active: true,
            marks: marks.collect(),
        }
    }

    /// Whether the two run in one network at the same time.
    pub(super) fn runs_beside(&self, other: &Row<'_>) -> bool {
        let one_network = match (self.network, other.network) {
            (Some(own), Some(others)) => own == others,
            (Some(network), None) | (None, Some(network)) => network.is_host(),
            (None, None) => false,
        };
        one_network && self.active && other.active
    }
}

/// The last part of a home's path where that tells the homes apart, else the path.
fn directory(home: &Home, host: &Host, style: &Style) -> String {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let own = name(&home.path);
    let same = host
        .homes
        .iter()
        .filter(|other| name(&other.path) == own)
        .count();
    match own {
        Some(own) if same == 1 => own,
        _ => style.path(&home.path),
    }
}

impl<'a> Mark<'a> {
    fn of(files: &Files, (home, runtime): (&Home, &Runtime), listener: &'a Listener) -> Mark<'a> {
        let offset = runtime.offset.location.as_ref();
        let moved_by = offset.filter(|_| listener.follows_offset);
        let place = listener.location.as_ref().or(moved_by);
        Mark {
            id: listener.id.to_string(),
            description: listener.description.to_string(),
            protocol: listener.protocol,
            address: &listener.address,
            port: listener.port,
            state: listener.state,
            sharing: listener.sharing,
            sum: row::arithmetic(listener),
            source: match &listener.location {
                Some(location) => row::place(files, home, location),
                None => listener.source.to_string(),
            },
            place: place.map(|place| (file_uri(files.path(place.file)), place.place.line)),
            is_moved: listener.offset != 0,
            condition: listener.condition.as_deref().unwrap_or("").to_string(),
            now: String::new(),
            rivals: Vec::new(),
            certain: false,
        }
    }

    /// The port, where it is known and there is such a port.
    pub(super) fn number(&self) -> Option<i64> {
        self.port.filter(|port| (1..=65535).contains(port))
    }

    /// The same, where it may be open.
    pub(super) fn open_port(&self) -> Option<i64> {
        self.number().filter(|_| self.state != State::Closed)
    }

    /// Everything about it, line by line: what it is, the arithmetic, the files, what it depends on, who is in its way.
    pub(super) fn lines(&self, row: &Row<'_>) -> Vec<String> {
        let port = self.port.map_or("?".to_string(), |port| port.to_string());
        let (protocol, state) = (self.protocol.as_str(), self.state.as_str());
        let mut lines = vec![
            format!("{port}/{protocol} {state}, {}", row.name),
            match self.id.as_str() {
                "" => self.description.clone(),
                id => format!("{id}: {}", self.description),
            },
            self.sum.clone(),
            format!("base: {}", self.source),
        ];
        if !self.now.is_empty() {
            lines.push(format!("now: {}", self.now));
        }
        if self.is_moved {
            lines.push(row.offset_source.clone());
        }
        if !self.condition.is_empty() {
            lines.push(self.condition.clone());
        }
        if !self.rivals.is_empty() {
            lines.push(format!("collides with {}", self.rivals.join(", ")));
        }
        lines
    }
}
