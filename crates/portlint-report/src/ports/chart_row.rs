//! What a chart shows: a row for each runtime and each other program, a mark for each of their ports.

use super::now::Now;
use super::row;
use crate::text::count;
use crate::uri::file_uri;
use portlint_analysis::Standing;
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{
    Files, ForeignPort, Home, Host, Listener, NamespaceKind, Network, Runtime, State,
};

/// Most published ports that are named.
const NAMED: usize = 8;

/// What of a host is on a picture.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'r, 'a> {
    pub(crate) host: &'a Host,
    /// Closed listeners too.
    pub(crate) all: bool,
    /// What runs there, where that was looked at.
    pub(crate) now: Option<&'r Now<'a>>,
}

/// A runtime, or other software.
pub(crate) struct Row<'a> {
    /// `wso2ei-6.5.0 (broker)`.
    pub(crate) name: String,
    /// The path of its home as messages give it; the name of other software.
    pub(crate) home: String,
    /// The id of its runtime; empty for other software.
    pub(crate) runtime: String,
    /// Product, version, and what is special, in words.
    pub(crate) detail: String,
    /// The host and the container that it runs in, in words; empty where nothing is said of that.
    pub(crate) place: String,
    /// The ports of its container that the host passes on: `8443 to 9443`.
    pub(crate) published: String,
    /// `+1`, `?`; empty for other software.
    pub(crate) offset: String,
    /// `offset 1: [server] offset (repository/conf/deployment.toml:3)`; empty for other software.
    pub(crate) offset_source: String,
    /// Only rows of one network meet; other software is on every host.
    pub(crate) network: Option<Network<'a>>,
    /// False when it is never started together with the others.
    pub(crate) active: bool,
    pub(crate) marks: Vec<Mark<'a>>,
}

/// A listener, or a port of other software.
pub(crate) struct Mark<'a> {
    /// The listener's id; empty for other software.
    pub(crate) id: String,
    /// What it is, for people.
    pub(crate) description: String,
    pub(crate) protocol: Protocol,
    pub(crate) address: &'a str,
    /// `None` when it is not known.
    pub(crate) port: Option<i64>,
    pub(crate) state: State,
    pub(crate) sharing: Sharing,
    /// `9443 + 1 = 9444`.
    pub(crate) sum: String,
    /// Where the base comes from.
    pub(crate) source: String,
    /// The URI of the file and the 1-based line where the base was set, else where the offset was.
    pub(crate) place: Option<(String, u32)>,
    /// Whether the offset of its row is part of the sum.
    pub(crate) is_moved: bool,
    /// What it depends on.
    pub(crate) condition: String,
    /// Whether the port differs at every start.
    pub(crate) is_random: bool,
    /// How it stands with it at present; empty where that was not looked at.
    pub(crate) now: String,
    /// The same as a sign.
    pub(crate) presence: Presence,
    /// The contested port that it takes part in, by its position in the chart.
    pub(crate) link: Option<usize>,
    /// False when the conflict depends on something that files do not tell.
    pub(crate) certain: bool,
    /// The names of those who want the same port, as many as can be read at a glance, then the number of the others.
    pub(crate) rivals: Vec<String>,
}

/// Who has the port of a mark at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Nobody, as far as is known.
    Absent,
    /// Its server.
    Listening,
    /// Somebody else.
    Taken,
}

impl<'a> Row<'a> {
    pub(super) fn of_runtime(
        home: &'a Home,
        runtime: &'a Runtime,
        directory: &str,
        scope: &Scope<'_, 'a>,
    ) -> Row<'a> {
        let files = &scope.host.files;
        let shown = |listener: &&Listener| scope.all || listener.state != State::Closed;
        let listeners = runtime.listeners.iter().filter(shown);
        let marks = listeners
            .map(|listener| {
                let mark = Mark::of(files, (home, runtime), listener);
                let Some(now) = scope.now else { return mark };
                Mark {
                    now: now.words(home, runtime, listener),
                    presence: match now.standing(home, runtime, listener) {
                        Standing::Listening(_) => Presence::Listening,
                        Standing::Taken(_) => Presence::Taken,
                        Standing::NotListening | Standing::Unknown => Presence::Absent,
                    },
                    ..mark
                }
            })
            .collect::<Vec<_>>();
        let mut detail = vec![row::product(home)];
        let elsewhere = marks.iter().filter(|mark| mark.number().is_none()).count();
        if elsewhere > 0 {
            detail.push(format!("{} not drawn", count(elsewhere, "port")));
        }
        if !home.active {
            detail.push("never started with the others".to_string());
        }
        Row {
            name: match runtime.id.as_ref() {
                "default" => directory.to_string(),
                id => format!("{directory} ({id})"),
            },
            home: home.path.to_string_lossy().into_owned(),
            runtime: runtime.id.to_string(),
            detail: detail.join(", "),
            place: place(home),
            published: published(home),
            offset: runtime
                .offset
                .value
                .map_or("?".to_string(), |value| format!("{value:+}")),
            offset_source: row::offset(files, home, runtime),
            network: Some(home.network()),
            active: home.active,
            marks,
        }
    }

    pub(super) fn of_software(name: &str, ports: &[&'a ForeignPort]) -> Row<'a> {
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
            is_random: false,
            now: String::new(),
            presence: Presence::Absent,
            link: None,
            certain: false,
            rivals: Vec::new(),
        });
        Row {
            name: name.to_string(),
            home: name.to_string(),
            runtime: String::new(),
            detail: "other software".to_string(),
            place: String::new(),
            published: String::new(),
            offset: String::new(),
            offset_source: String::new(),
            network: None,
            active: true,
            marks: marks.collect(),
        }
    }

    /// The same with the host and the container that it runs in.
    pub(crate) fn whole_detail(&self) -> String {
        match self.place.as_str() {
            "" => self.detail.clone(),
            place => format!("{}, {place}", self.detail),
        }
    }
}

/// `host node-1, compose service wso2am`.
fn place(home: &Home) -> String {
    let host = home.group.iter().map(|host| format!("host {host}"));
    let space = home.namespace.iter().map(|space| match space.kind {
        NamespaceKind::ComposeService => format!("compose service {}", space.name),
        NamespaceKind::Pod => format!("pod {}", space.name),
        NamespaceKind::Image => format!("image {}", space.name),
        NamespaceKind::Named => format!("network {}", space.name),
    });
    host.chain(space).collect::<Vec<_>>().join(", ")
}

/// The first ports that a host passes on to a container.
fn published(home: &Home) -> String {
    let ports = home.published.iter().take(NAMED).map(|port| {
        let outside = port
            .host_port
            .map_or("a random port".to_string(), |port| port.to_string());
        format!("{outside} to {}", port.container_port)
    });
    let more = home
        .published
        .len()
        .checked_sub(NAMED)
        .filter(|more| *more > 0);
    let more = more.map(|more| format!("{more} more"));
    ports.chain(more).collect::<Vec<_>>().join(", ")
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
            is_random: listener.is_random(),
            now: String::new(),
            presence: Presence::Absent,
            link: None,
            certain: false,
            rivals: Vec::new(),
        }
    }

    /// The port, where it is known and there is such a port.
    pub(crate) fn number(&self) -> Option<i64> {
        self.port.filter(|port| (1..=65535).contains(port))
    }

    /// The same, where it may be open.
    pub(crate) fn open_port(&self) -> Option<i64> {
        self.number().filter(|_| self.state != State::Closed)
    }

    /// Everything about it, line by line: what it is, the arithmetic, the files, what it depends on, who is in its way.
    pub(crate) fn lines(&self, row: &Row<'_>) -> Vec<String> {
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
