//! The JSON of `ports`: the contract for scripts. The types here mirror it field by field.

use super::PortsReport;
use super::links::{Link, Opener};
use super::now::Now;
use crate::Style;
use crate::not_looked_at::NotLookedAtJson;
use crate::shown::{Json, Writer};
use portlint_analysis::live::{Holder, Standing};
use portlint_host::{Files, Home, Listener, Location, Namespace, Offset, Published, Runtime};
use serde::Serialize;
use std::io;

/// Raised when a field is renamed or removed; new fields do not raise it.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct PortsJson<'a> {
    schema: u32,
    /// The configuration file in effect.
    configuration: Option<&'a str>,
    homes: Vec<HomeJson<'a>>,
    /// Who else listens on the host; only where that was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<Vec<OtherJson<'a>>>,
    /// What stands before the servers; only with references, and where there is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proxies: Vec<ProxyJson<'a>>,
    not_looked_at: Vec<NotLookedAtJson>,
}

#[derive(Serialize)]
struct ProxyJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    path: String,
    software: &'a str,
    references: Vec<ReferenceJson<'a>>,
    /// Where it is not known where connections are sent to.
    not_known: Vec<NotKnownJson>,
}

#[derive(Serialize)]
struct NotKnownJson {
    what: &'static str,
    location: LocationJson,
}

#[derive(Serialize)]
struct HomeJson<'a> {
    /// The machine, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    path: String,
    product: Option<&'a str>,
    name: Option<&'a str>,
    version: Option<&'a str>,
    update: Option<&'a str>,
    active: bool,
    namespace: Option<NamespaceJson<'a>>,
    published: Vec<PublishedJson<'a>>,
    runtimes: Vec<RuntimeJson<'a>>,
}

#[derive(Serialize)]
struct NamespaceJson<'a> {
    kind: &'a str,
    name: &'a str,
    location: Option<LocationJson>,
}

#[derive(Serialize)]
struct PublishedJson<'a> {
    protocol: &'a str,
    host_address: Option<&'a str>,
    host_port: Option<u16>,
    container_port: u16,
    location: Option<LocationJson>,
}

#[derive(Serialize)]
struct RuntimeJson<'a> {
    runtime: &'a str,
    profile: Option<&'a str>,
    generation: &'a str,
    offset: OffsetJson<'a>,
    listeners: Vec<ListenerJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<Vec<ReferenceJson<'a>>>,
}

#[derive(Serialize)]
struct ReferenceJson<'a> {
    route: &'a str,
    purpose: &'a str,
    /// The name of `purpose` in earlier versions.
    description: &'a str,
    scheme: Option<&'a str>,
    host: &'a str,
    port: Option<i64>,
    protocol: &'a str,
    location: Option<LocationJson>,
    opened_by: Option<Vec<OpenerJson<'a>>>,
}

#[derive(Serialize)]
struct OpenerJson<'a> {
    home: &'a str,
    runtime: &'a str,
    listener: &'a str,
}

#[derive(Serialize)]
struct OffsetJson<'a> {
    value: Option<i64>,
    source: &'a str,
    location: Option<LocationJson>,
}

#[derive(Serialize)]
pub(super) struct ListenerJson<'a> {
    id: &'a str,
    description: &'a str,
    protocol: &'a str,
    address: &'a str,
    base: Option<i64>,
    offset: i64,
    port: Option<i64>,
    state: &'a str,
    condition: Option<&'a str>,
    route: &'a str,
    source: &'a str,
    location: Option<LocationJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<LiveJson<'a>>,
}

/// How it stands with a listener at present.
#[derive(Serialize)]
struct LiveJson<'a> {
    state: &'a str,
    process: Option<ProcessJson<'a>>,
}

#[derive(Serialize)]
struct ProcessJson<'a> {
    pid: u32,
    name: &'a str,
    user: &'a str,
    home: Option<String>,
    /// The container that the process is in, or passes connections on to.
    container: Option<&'a str>,
    certainty: &'a str,
}

/// A socket that is no listener of a home.
#[derive(Serialize)]
struct OtherJson<'a> {
    protocol: &'a str,
    address: String,
    port: u16,
    user: &'a str,
    process: Option<ProcessJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct LocationJson {
    file: String,
    line: u32,
    column: u32,
    byte_offset: u64,
    byte_length: u64,
}

pub(super) fn render(
    report: &PortsReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let homes = report
        .host
        .homes
        .iter()
        .map(|home| HomeJson::of(home, report, style))
        .collect();
    out.document(&PortsJson {
        schema: SCHEMA,
        configuration: report.host.configuration.as_deref(),
        homes,
        others: others(report),
        proxies: ProxyJson::all(report, style),
        not_looked_at: NotLookedAtJson::all(report.host, style),
    })
}

impl<'a> ProxyJson<'a> {
    fn all(report: &PortsReport<'a>, style: &Style) -> Vec<ProxyJson<'a>> {
        let (Some(links), files) = (report.options.links, &report.host.files) else {
            return Vec::new();
        };
        let proxies = report.host.proxies.iter().map(|proxy| {
            let own = links.iter().filter(|link| link.home == proxy.path());
            let unread = proxy.unread.iter();
            ProxyJson {
                host: proxy.stand_in.group.as_deref(),
                path: style.path(proxy.stand_in.local_path()),
                software: proxy.software.as_str(),
                references: own
                    .map(|link| ReferenceJson::of(link, files, style))
                    .collect(),
                not_known: unread
                    .map(|it| NotKnownJson {
                        what: it.kind.words().0,
                        location: LocationJson::of(&it.location, files, style),
                    })
                    .collect(),
            }
        });
        proxies.collect()
    }
}

impl<'a> HomeJson<'a> {
    fn of(home: &'a Home, report: &PortsReport<'a>, style: &Style) -> HomeJson<'a> {
        let files = &report.host.files;
        HomeJson {
            host: home.group.as_deref(),
            path: style.path(home.local_path()),
            product: home.product.as_deref(),
            name: home.name.as_deref(),
            version: home.version.as_ref().map(|version| version.as_str()),
            update: home.update.as_deref(),
            active: home.active,
            namespace: home
                .namespace
                .as_ref()
                .map(|namespace| NamespaceJson::of(namespace, files, style)),
            published: home
                .published
                .iter()
                .map(|port| PublishedJson::of(port, files, style))
                .collect(),
            runtimes: home
                .runtimes
                .iter()
                .map(|runtime| RuntimeJson::of(home, runtime, report, style))
                .collect(),
        }
    }
}

impl<'a> NamespaceJson<'a> {
    fn of(namespace: &'a Namespace, files: &Files, style: &Style) -> NamespaceJson<'a> {
        let location = namespace.location.as_ref();
        NamespaceJson {
            kind: namespace.kind.as_str(),
            name: &namespace.name,
            location: location.map(|location| LocationJson::of(location, files, style)),
        }
    }
}

impl<'a> PublishedJson<'a> {
    fn of(port: &'a Published, files: &Files, style: &Style) -> PublishedJson<'a> {
        let location = port.location.as_ref();
        PublishedJson {
            protocol: port.protocol.as_str(),
            host_address: port.host_address.as_deref(),
            host_port: port.host_port,
            container_port: port.container_port,
            location: location.map(|location| LocationJson::of(location, files, style)),
        }
    }
}

impl<'a> RuntimeJson<'a> {
    fn of(
        home: &'a Home,
        runtime: &'a Runtime,
        report: &PortsReport<'a>,
        style: &Style,
    ) -> RuntimeJson<'a> {
        let files = &report.host.files;
        let references = |links: &'a [Link]| {
            let links = links.iter();
            let own = links.filter(|link| link.is_of(&home.path, &runtime.id));
            own.map(|link| ReferenceJson::of(link, files, style))
                .collect()
        };
        RuntimeJson {
            runtime: &runtime.id,
            profile: runtime.profile.as_deref(),
            generation: runtime.generation.as_str(),
            offset: OffsetJson::of(&runtime.offset, files, style),
            listeners: runtime
                .listeners
                .iter()
                .map(|listener| ListenerJson {
                    live: report
                        .now
                        .as_ref()
                        .map(|now| LiveJson::of(now, now.standing(home, runtime, listener))),
                    ..ListenerJson::of(listener, files, style)
                })
                .collect(),
            references: report.options.links.map(references),
        }
    }
}

impl<'a> ReferenceJson<'a> {
    fn of(link: &'a Link, files: &Files, style: &Style) -> ReferenceJson<'a> {
        let location = link.location.as_ref();
        let opener = |opener: &'a Opener| OpenerJson {
            home: &opener.home,
            runtime: &opener.runtime,
            listener: &opener.listener,
        };
        let openers = link.opened_by.as_ref();
        ReferenceJson {
            route: &link.route,
            purpose: &link.description,
            description: &link.description,
            scheme: link.scheme.as_deref(),
            host: &link.host,
            port: link.port,
            protocol: link.protocol.as_str(),
            location: location.map(|location| LocationJson::of(location, files, style)),
            opened_by: openers.map(|openers| openers.iter().map(opener).collect()),
        }
    }
}

impl<'a> OffsetJson<'a> {
    fn of(offset: &'a Offset, files: &Files, style: &Style) -> OffsetJson<'a> {
        OffsetJson {
            value: offset.value,
            source: &offset.source,
            location: offset
                .location
                .as_ref()
                .map(|location| LocationJson::of(location, files, style)),
        }
    }
}

impl<'a> ListenerJson<'a> {
    pub(super) fn of(listener: &'a Listener, files: &Files, style: &Style) -> ListenerJson<'a> {
        ListenerJson {
            id: &listener.id,
            description: &listener.description,
            protocol: listener.protocol.as_str(),
            address: &listener.address,
            base: listener.base,
            offset: listener.offset,
            port: listener.port,
            state: listener.state.as_str(),
            condition: listener.condition.as_deref(),
            route: &listener.route,
            source: &listener.source,
            location: listener
                .location
                .as_ref()
                .map(|location| LocationJson::of(location, files, style)),
            live: None,
        }
    }
}

impl<'a> LiveJson<'a> {
    fn of(now: &Now<'a>, standing: Standing<'a>) -> LiveJson<'a> {
        let (state, holder) = match standing {
            Standing::Listening(holder) => ("listening", Some(holder)),
            Standing::NotListening => ("not-listening", None),
            Standing::Taken(holder) if holder.process.is_some() => ("taken", Some(holder)),
            // That it is somebody else is certain, but not who.
            Standing::Taken(_) | Standing::Unknown => ("unknown", None),
        };
        LiveJson {
            state,
            process: holder.and_then(|holder| ProcessJson::of(now, &holder)),
        }
    }
}

impl<'a> ProcessJson<'a> {
    fn of(now: &Now<'a>, holder: &Holder<'a>) -> Option<ProcessJson<'a>> {
        let process = holder.process?;
        let container = process
            .publishes_for
            .as_ref()
            .or(process.container.as_ref());
        Some(ProcessJson {
            pid: process.number,
            name: &process.name,
            user: &process.user,
            home: now.home(holder),
            container: container.map(String::as_str),
            certainty: holder.certainty.as_str(),
        })
    }
}

fn others<'a>(report: &PortsReport<'a>) -> Option<Vec<OtherJson<'a>>> {
    let now = report.now.as_ref()?;
    let others = now.others().into_iter();
    let other = |holder: Holder<'a>| OtherJson {
        protocol: holder.socket.protocol.as_str(),
        address: holder.socket.address.to_string(),
        port: holder.socket.port,
        user: &holder.socket.user,
        process: ProcessJson::of(now, &holder),
    };
    Some(others.map(other).collect())
}

impl LocationJson {
    pub(super) fn of(location: &Location, files: &Files, style: &Style) -> LocationJson {
        let place = location.place;
        LocationJson {
            file: style.path(files.local_path(location.file)),
            line: place.line,
            column: place.column,
            byte_offset: place.byte_offset,
            byte_length: place.byte_length,
        }
    }
}
