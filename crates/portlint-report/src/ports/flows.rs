//! Who connects to whom: each reference of a server that is started, and what is at its other end.

use super::PortsFormat;
use super::json::LocationJson;
use super::markdown::{write_row, write_rule};
use crate::Style;
use crate::grid::{Cell, Column, Grid, Row};
use crate::shown::{Csv, Json, Markdown, Output, Shown, Terminal, Writer};
use crate::style::Ink;
use portlint_analysis::Opener;
use portlint_analysis::address::{Overlap, is_loopback, overlap};
use portlint_analysis::meaning::{FIRST_OF_SERVERS, Judgement, Meanings};
use portlint_analysis::sites::{self, Server};
use portlint_catalog::{Protocol, Role};
use portlint_host::{Home, Host, Location, Network, Reference, State};
use serde::Serialize;
use std::io;
use std::net::IpAddr;

/// Raised when a field is renamed or removed; new fields do not raise it.
const SCHEMA: u32 = 1;

/// A connection that a server makes.
#[derive(Debug, Clone)]
pub struct Flow {
    source: End,
    /// `None` where it is not known, or nobody.
    destination: Option<End>,
    /// The host as the setting names it.
    host: String,
    protocol: Protocol,
    /// The port as the setting names it, when it could be computed.
    pub port: Option<i64>,
    purpose: String,
    state: FlowState,
    location: Option<Location>,
}

/// One end of a flow.
#[derive(Debug, Clone)]
struct End {
    host: Option<String>,
    home: String,
    runtime: String,
    /// Empty for a source.
    listener: String,
}

/// Whether somebody is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FlowState {
    /// A listener of a server that is known.
    Open,
    /// Nobody, although all servers of that host are known.
    Closed,
    /// The host, its servers or the port are not known, or the listener depends on something that files do not tell.
    Unknown,
}

impl FlowState {
    fn as_str(self) -> &'static str {
        match self {
            FlowState::Open => "open",
            FlowState::Closed => "closed",
            FlowState::Unknown => "unknown",
        }
    }
}

/// The flows of a host in the order of homes, runtimes and settings, then those of proxies. Identifiers are none: nobody connects to them.
pub fn flows(host: &Host, style: &Style) -> Vec<Flow> {
    let servers = sites::servers(host);
    let meanings = Meanings::of(host, &servers);
    let proxies = sites::proxies(host);
    let active = servers.iter().filter(|server| server.home.active);
    let active = active.chain(&proxies);
    let flows = active.flat_map(|server| {
        let references = server.runtime.references.iter();
        let connections = references.filter(|reference| reference.role != Role::Identifier);
        connections.map(|reference| {
            let (state, opener) = other_end(&meanings, server, reference);
            Flow {
                source: End::of(server, "", style),
                destination: opener.map(|(server, l)| End::of(server, &l.id, style)),
                host: reference.host.clone(),
                protocol: reference.protocol,
                port: reference.port,
                purpose: reference.description.to_string(),
                state,
                location: reference.location,
            }
        })
    });
    flows.collect()
}

/// What is at the other end of a reference.
fn other_end<'a>(
    meanings: &Meanings<'a>,
    server: &Server<'a>,
    reference: &Reference,
) -> (FlowState, Option<Opener<'a>>) {
    let network = meanings.network(server, reference);
    let (Some(port), Some(network)) = (reference.port, network) else {
        return (FlowState::Unknown, None);
    };
    let sure = |(other, listener): &Opener<'a>| {
        // What a machine passes on to a container reaches it there.
        let reach = if other.home.network() == network {
            reach(meanings, server, reference, &listener.address)
        } else {
            Overlap::Surely
        };
        match (listener.state, reach) {
            (_, Overlap::Never) | (State::Closed, _) => None,
            (State::Open, Overlap::Surely) => Some(true),
            _ => Some(false),
        }
    };
    let there = meanings.there(network, reference.protocol, port);
    let mut there = there
        .into_iter()
        .filter_map(|opener| Some((sure(&opener)?, opener)))
        .collect::<Vec<_>>();
    // Who is there for sure, and is meant, comes first.
    let is_meant = |(_, listener): &Opener<'a>| reference.target.as_ref() == Some(&listener.id);
    there.sort_by_key(|(is_sure, opener)| (!is_sure, !is_meant(opener)));
    match there.into_iter().next() {
        Some((true, opener)) => (FlowState::Open, Some(opener)),
        Some((false, opener)) => (FlowState::Unknown, Some(opener)),
        None if meanings.is_foreign(network, reference.protocol, port) => (FlowState::Open, None),
        None if is_known(meanings, network) && means_a_server(reference, port) => {
            (FlowState::Closed, None)
        }
        None => match meanings.judge(server, reference) {
            Judgement::Stale(_) | Judgement::Closed(_) => (FlowState::Closed, None),
            Judgement::Fine | Judgement::Wrong { .. } => (FlowState::Unknown, None),
        },
    }
}

/// Whether a connection by the host of a reference reaches a socket at a bind address.
fn reach<'a>(
    meanings: &Meanings<'a>,
    server: &Server<'a>,
    reference: &Reference,
    bound: &str,
) -> Overlap {
    let host = reference.host.trim_matches(['[', ']']);
    let machine = meanings.machine(server, host);
    let is_number = host.parse::<IpAddr>().is_ok();
    match machine {
        _ if is_loopback(host) || is_number => overlap(bound, host),
        Some(machine) if machine.addresses.iter().any(|it| may_be_named(it)) => {
            let addresses = machine.addresses.iter().filter(|it| may_be_named(it));
            let reached = addresses.map(|address| overlap(bound, address));
            let reached = reached.collect::<Vec<_>>();
            let least = reached.iter().min().copied().unwrap_or(Overlap::Possibly);
            let most = reached.iter().max().copied().unwrap_or(Overlap::Possibly);
            // A name may stand for any of its addresses.
            if least == most {
                most
            } else {
                Overlap::Possibly
            }
        }
        _ if is_loopback(bound) => Overlap::Never,
        _ => match overlap(bound, "192.0.2.1") {
            Overlap::Surely => Overlap::Surely,
            _ => Overlap::Possibly,
        },
    }
}

/// Whether a name can stand for an address: one of a link means nothing without the name of an interface.
fn may_be_named(address: &str) -> bool {
    match address.split('%').next().unwrap_or_default().parse() {
        Ok(IpAddr::V4(number)) => !number.is_link_local(),
        Ok(IpAddr::V6(number)) => !number.is_unicast_link_local(),
        Err(_) => true,
    }
}

/// Whether every port of the servers of a network is known.
fn is_known<'a>(meanings: &Meanings<'a>, network: Network<'a>) -> bool {
    let servers = meanings.servers_in(network);
    let active = || servers.iter().filter(|server| server.home.active);
    let mut listeners = active().flat_map(|server| &server.runtime.listeners);
    active().next().is_some() && !listeners.any(|listener| listener.is_unknown())
}

/// Whether only the server of a product can be meant, and not what stands before it.
fn means_a_server(reference: &Reference, port: i64) -> bool {
    let products = &reference.target_products;
    let is_any = products.iter().any(|product| product == "*");
    port >= FIRST_OF_SERVERS && (reference.target.is_some() || !is_any)
}

impl End {
    fn of(server: &Server<'_>, listener: &str, style: &Style) -> End {
        End {
            host: server.home.group.clone(),
            home: home(server.home, style),
            runtime: server.runtime.id.to_string(),
            listener: listener.to_string(),
        }
    }

    /// `gw1:/opt/wso2/wso2am-4.4.0`, and the runtime where it has a name.
    fn name(&self) -> String {
        let host = self.host.as_ref().map(|host| format!("{host}:"));
        let runtime = match self.runtime.as_str() {
            "default" => String::new(),
            runtime => format!(" ({runtime})"),
        };
        format!("{}{}{runtime}", host.unwrap_or_default(), self.home)
    }
}

/// The path of a home on its own machine.
fn home(home: &Home, style: &Style) -> String {
    style.path(home.local_path())
}

/// Writes flows in a format that has them: the table, CSV, Markdown and JSON. False for any other, which writes nothing.
///
/// # Errors
/// When the output cannot be written.
pub fn render_flows(
    format: PortsFormat,
    host: &Host,
    flows: &[Flow],
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<bool> {
    match format {
        PortsFormat::Table => table(flows, style, &mut out.writer())?,
        PortsFormat::Csv => csv(flows, &mut out.writer())?,
        PortsFormat::Markdown => markdown(flows, &mut out.writer())?,
        PortsFormat::Json => json(host, flows, style, &mut out.writer())?,
        _ => return Ok(false),
    }
    Ok(true)
}

const COLUMNS: [&str; 9] = [
    "source_host",
    "source_home",
    "destination_host",
    "destination_home",
    "protocol",
    "port",
    "listener",
    "purpose",
    "state",
];

/// Each row once: several settings of a server may name one address for one purpose.
fn rows(flows: &[Flow]) -> Vec<[String; 9]> {
    let mut rows = Vec::new();
    for flow in flows {
        let destination = flow.destination.as_ref();
        let known_host = destination.and_then(|end| end.host.clone());
        let row = [
            flow.source.host.clone().unwrap_or_default(),
            flow.source.home.clone(),
            known_host.unwrap_or_else(|| flow.host.clone()),
            destination.map(|end| end.home.clone()).unwrap_or_default(),
            flow.protocol.as_str().to_string(),
            flow.port.map(|port| port.to_string()).unwrap_or_default(),
            destination
                .map(|end| end.listener.clone())
                .unwrap_or_default(),
            flow.purpose.clone(),
            flow.state.as_str().to_string(),
        ];
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    rows
}

fn csv(flows: &[Flow], out: &mut Writer<'_, Csv>) -> io::Result<()> {
    out.row(COLUMNS)?;
    rows(flows).iter().try_for_each(|row| out.row(row))
}

fn markdown(flows: &[Flow], out: &mut Writer<'_, Markdown>) -> io::Result<()> {
    write_row(&COLUMNS, out)?;
    write_rule(COLUMNS.into_iter().map(|name| name == "port"), out)?;
    rows(flows).iter().try_for_each(|row| write_row(row, out))
}

fn table(flows: &[Flow], style: &Style, out: &mut Writer<'_, Terminal>) -> io::Result<()> {
    if flows.is_empty() {
        return out.line(Shown::own("no connection of a server is known"));
    }
    let sources = flows.chunk_by(|a, b| a.source.name() == b.source.name());
    for (position, of_source) in sources.enumerate() {
        if position > 0 {
            out.blank()?;
        }
        if let Some(first) = of_source.first() {
            let name = Shown::text(first.source.name());
            out.line(style.paint(Ink::Bold, name))?;
        }
        out.lines(grid(of_source).lines(style))?;
    }
    Ok(())
}

/// The flows of one source, each once.
fn grid(flows: &[Flow]) -> Grid {
    let mut rows = Vec::<Vec<String>>::new();
    for flow in flows {
        let port = flow.port.map_or("?".to_string(), |port| port.to_string());
        let cells = vec![
            format!("{}:{port}", flow.host),
            flow.purpose.clone(),
            flow.state.as_str().to_string(),
            match &flow.destination {
                Some(end) => format!("{} of {}", end.listener, end.name()),
                None => String::new(),
            },
        ];
        if rows.last() != Some(&cells) {
            rows.push(cells);
        }
    }
    Grid {
        columns: vec![
            Column::folding("to"),
            Column::folding("for"),
            Column::new("state"),
            Column::folding("opened by"),
        ],
        rows: rows
            .into_iter()
            .map(|cells| Row {
                cells: cells.into_iter().map(Cell::from).collect(),
                below: Vec::new(),
            })
            .collect(),
        indent: 2,
        has_head: true,
    }
}

#[derive(Serialize)]
struct FlowsJson<'a> {
    schema: u32,
    flows: Vec<FlowJson<'a>>,
}

#[derive(Serialize)]
struct FlowJson<'a> {
    source: SourceJson<'a>,
    destination: Option<DestinationJson<'a>>,
    host: &'a str,
    protocol: &'a str,
    port: Option<i64>,
    purpose: &'a str,
    state: &'a str,
    location: Option<LocationJson>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    host: Option<&'a str>,
    home: &'a str,
    runtime: &'a str,
}

#[derive(Serialize)]
struct DestinationJson<'a> {
    host: Option<&'a str>,
    home: &'a str,
    runtime: &'a str,
    listener: &'a str,
}

fn json(host: &Host, flows: &[Flow], style: &Style, out: &mut Writer<'_, Json>) -> io::Result<()> {
    let location = |location: &Location| LocationJson::of(location, &host.files, style);
    let flows = flows.iter().map(|flow| FlowJson {
        source: SourceJson {
            host: flow.source.host.as_deref(),
            home: &flow.source.home,
            runtime: &flow.source.runtime,
        },
        destination: flow.destination.as_ref().map(|end| DestinationJson {
            host: end.host.as_deref(),
            home: &end.home,
            runtime: &end.runtime,
            listener: &end.listener,
        }),
        host: &flow.host,
        protocol: flow.protocol.as_str(),
        port: flow.port,
        purpose: &flow.purpose,
        state: flow.state.as_str(),
        location: flow.location.as_ref().map(location),
    });
    out.document(&FlowsJson {
        schema: SCHEMA,
        flows: flows.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::Machine;
    use portlint_testkit::{
        Build, TestHome, fixed, follower, host, reference, server, server_with,
    };

    fn on(group: &str, home: TestHome) -> TestHome {
        let mut home = home;
        home.group = Some(group.to_string());
        home
    }

    fn states(bound: &str, named: &str, port: i64) -> String {
        let mut url = reference("url", "tcp", named, port, "receiver");
        url.target_products = vec!["wso2am".into()];
        let client = server_with("/gw", 0, "url = \"x\"\n").refers(url, "x");
        let mut listener = fixed("receiver", 9611);
        listener.address = bound.to_string().into();
        let receiver = server("/tm", 0)
            .with(listener)
            .with(follower("servlet-https", 9443, 0));
        let mut host = host([on("gw1", client), on("tm1", receiver)]);
        for (name, address) in [("gw1", "10.0.0.1"), ("tm1", "10.0.0.2")] {
            host.machines.push(Machine {
                name: name.to_string(),
                aliases: vec![format!("{name}.example.com")],
                addresses: vec![address.to_string(), "fe80::1".to_string()],
                taken: None,
            });
        }
        let rows = rows(&flows(&host, &Style::default()));
        let [_, _, to, home, _, _, listener, _, state] = &rows[0];
        format!("{to} {home} {listener} {state}")
    }

    #[test]
    fn flows_reach_sockets_as_connections_do() {
        let open = "tm1 /tm receiver open";
        for named in ["tm1", "TM1.example.com", "10.0.0.2"] {
            assert_eq!(states("0.0.0.0", named, 9611), open, "{named}");
            assert_eq!(states("10.0.0.2", named, 9611), open, "{named}");
        }
        // Nobody reaches the loopback interface of another machine.
        assert_eq!(states("127.0.0.1", "tm1", 9611), "tm1   closed");
        assert_eq!(states("0.0.0.0", "tm1", 9612), "tm1   closed");
        assert_eq!(states("0.0.0.0", "tm1", 443), "tm1   unknown");
        assert_eq!(states("0.0.0.0", "tm9", 9611), "tm9   unknown");
        assert_eq!(states("some.name", "tm1", 9611), "tm1 /tm receiver unknown");
    }
}
