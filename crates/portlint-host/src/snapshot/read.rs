//! From the JSON of a snapshot to a host. Whatever stands in it was written by others: what is no host is refused, and
//! what is missing is not made up.

use super::document::{
    Document, HomeDocument, ListenerDocument, LocationDocument, NamespaceDocument, ProxyDocument,
    PublishedDocument, ReferenceDocument, RuntimeDocument,
};
use super::{SCHEMA, Snapshot, SnapshotError, is_name};
use crate::files::StoredFile;
use crate::{
    CowStr, FileId, Files, ForeignPort, Home, Host, Listener, Location, Machine, Moment, Namespace,
    NotLookedAt, Offset, Proxy, Published, Reference, Runtime,
};
use portlint_catalog::Sharing;
use portlint_syntax::{Place, Span};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::PathBuf;

/// Numbers beyond this are no ports, bases or offsets, and sums of some of them still have room.
const FAR: i64 = 1 << 40;
/// The name of any product in a reference.
const ANY: &str = "*";

/// What tells a snapshot from other JSON, in whatever order the keys stand.
#[derive(Deserialize)]
struct Mark {
    #[serde(default)]
    snapshot: Option<serde_json::Value>,
}

/// The snapshot in this text.
///
/// # Errors
/// When it is none, or none of this version.
pub fn read(json: &[u8]) -> Result<Snapshot, SnapshotError> {
    match serde_json::from_slice::<Document>(json) {
        Ok(document) if document.snapshot == SCHEMA => snapshot(document),
        Ok(document) => Err(SnapshotError::Schema(document.snapshot)),
        Err(error) => Err(refusal(json, error)),
    }
}

/// Why a text that has not the form of a document is none.
fn refusal(json: &[u8], error: serde_json::Error) -> SnapshotError {
    if serde_json::from_slice::<IgnoredAny>(json).is_err() {
        return SnapshotError::Form(error);
    }
    let mark = serde_json::from_slice::<Mark>(json).map(|mark| mark.snapshot);
    match mark {
        // What another version wrote may have another form.
        Ok(Some(schema)) => match schema.as_u64() {
            Some(schema) if schema != SCHEMA => SnapshotError::Schema(schema),
            _ => SnapshotError::Form(error),
        },
        Ok(None) | Err(_) => SnapshotError::NoSnapshot,
    }
}

fn snapshot(document: Document) -> Result<Snapshot, SnapshotError> {
    if !is_name(&document.host.name) {
        return Err(SnapshotError::Name);
    }
    let taken = Moment::parse(&document.taken).ok_or(SnapshotError::Taken)?;
    let files = document.files.into_iter().map(|file| StoredFile {
        path: file.path.into(),
        canonical: file.canonical.into(),
        beyond: 0,
    });
    let files = Files::from(files.collect::<Vec<_>>());
    let mut reader = Reader { files };
    let homes = document.homes.into_iter().map(|home| reader.home(home));
    let homes = homes.collect::<Result<Vec<_>, _>>()?;
    let proxies = document.proxies.into_iter().map(proxy);
    let proxies = proxies.collect::<Result<Vec<_>, _>>()?;
    let mut host = Host {
        live: None,
        proxies,
        homes,
        foreign: document
            .ports
            .into_iter()
            .map(|port| ForeignPort {
                name: port.name,
                protocol: port.protocol,
                port: port.port,
                address: port.address,
                group: None,
            })
            .collect(),
        stacks: document.stacks,
        machines: Vec::new(),
        files: reader.files,
        configuration: document.configuration,
        named_hosts: Vec::new(),
        not_looked_at: document
            .not_looked_at
            .into_iter()
            .map(|passed| NotLookedAt {
                path: passed.path.into(),
                reason: passed.reason,
                looks_like_home: passed.looks_like_home,
                template: passed.template,
            })
            .collect(),
    };
    check_places(&mut host)?;
    Ok(Snapshot {
        machine: Machine {
            name: document.host.name,
            aliases: document.host.aliases,
            addresses: document.host.addresses,
            taken: None,
        },
        tool: document.tool,
        taken,
        host,
    })
}

/// Every place is in a file of the table.
fn check_places(host: &mut Host) -> Result<(), SnapshotError> {
    let mut known = true;
    for home in &mut host.homes {
        home.locations_mut(&mut |location| known &= host.files.holds(location.file));
    }
    for proxy in &mut host.proxies {
        proxy.locations_mut(&mut |location| known &= host.files.holds(location.file));
    }
    for stack in &mut host.stacks {
        stack.locations_mut(&mut |location| known &= host.files.holds(location.file));
    }
    if known {
        Ok(())
    } else {
        Err(SnapshotError::File)
    }
}

fn proxy(document: ProxyDocument) -> Result<Proxy, SnapshotError> {
    let mut proxy = Proxy::new(document.software, document.path);
    proxy.ports = document.ports;
    proxy.unread = document.unread;
    for reference in document.references {
        near(reference.port)?;
        proxy.push(reference);
    }
    Ok(proxy)
}

struct Reader {
    files: Files,
}

impl Reader {
    fn home(&mut self, home: HomeDocument) -> Result<Home, SnapshotError> {
        let path = PathBuf::from(home.path);
        let more = home.more;
        let namespace_key = more.namespace_key;
        let runtimes = home
            .runtimes
            .into_iter()
            .map(|runtime| self.runtime(runtime));
        let runtimes = runtimes.collect::<Result<Vec<_>, _>>()?;
        Ok(Home {
            canonical: more.canonical.map_or_else(|| path.clone(), PathBuf::from),
            path,
            product: home.product,
            name: home.name,
            version: home.version,
            update: home.update,
            identity: more.identity,
            group: more.group,
            is_remote: false,
            namespace: home
                .namespace
                .map(|space| self.namespace(space, namespace_key)),
            published: home
                .published
                .into_iter()
                .map(|p| self.published(p))
                .collect(),
            container: more.container,
            active: home.active,
            copy_of: more.copy_of,
            pinned: more.pinned,
            runtimes,
            problems: more.problems,
        })
    }

    fn namespace(&mut self, namespace: NamespaceDocument, key: Option<String>) -> Namespace {
        Namespace {
            kind: namespace.kind,
            key: key.unwrap_or_else(|| namespace.name.clone()),
            name: namespace.name,
            location: self.location(namespace.location),
        }
    }

    fn published(&mut self, port: PublishedDocument) -> Published {
        Published {
            protocol: port.protocol,
            host_address: port.host_address,
            host_port: port.host_port,
            container_port: port.container_port,
            location: self.location(port.location),
        }
    }

    fn runtime(&mut self, runtime: RuntimeDocument) -> Result<Runtime, SnapshotError> {
        let (offset, more) = (runtime.offset, runtime.more);
        let listeners = runtime.listeners.into_iter().map(|l| self.listener(l));
        let listeners = listeners.collect::<Result<Vec<_>, _>>()?;
        let references = runtime.references.into_iter().map(|r| self.reference(r));
        let references = references.collect::<Result<Vec<_>, _>>()?;
        Ok(Runtime {
            id: runtime.runtime,
            profile: runtime.profile,
            generation: runtime.generation,
            own_hosts: more.own_hosts,
            governing: more.governing,
            offset: Offset {
                value: near(offset.value)?,
                source: offset.source,
                location: self.location(offset.location),
                anchor: more.offset_anchor,
                reason: more.offset_reason,
                candidates: more.offset_candidates,
            },
            startup: more.startup,
            listeners,
            references,
            problems: more.problems,
        })
    }

    fn listener(&mut self, listener: ListenerDocument) -> Result<Listener, SnapshotError> {
        let is_member = listener.id.starts_with("cluster-member");
        Ok(Listener {
            description: listener.description,
            protocol: listener.protocol,
            address: listener.address,
            base: near(listener.base)?,
            offset: near(Some(listener.offset))?.unwrap_or_default(),
            port: near(listener.port)?,
            state: listener.state,
            condition: listener.condition,
            route: listener.route,
            source: listener.source,
            location: self.location(listener.location),
            follows_offset: listener.follows_offset.unwrap_or(!is_member),
            sharing: listener.sharing.unwrap_or(if is_member {
                Sharing::MovesOn
            } else {
                Sharing::Exclusive
            }),
            when_taken: listener.when_taken,
            id: listener.id,
        })
    }

    fn reference(&mut self, reference: ReferenceDocument) -> Result<Reference, SnapshotError> {
        let products = reference.target_products;
        Ok(Reference {
            route: reference.route,
            description: reference.purpose,
            scheme: reference.scheme,
            host: reference.host,
            port: near(reference.port)?,
            written: reference.written,
            protocol: reference.protocol,
            location: self.location(reference.location),
            target: reference.target,
            target_products: products.unwrap_or_else(|| vec![CowStr::Borrowed(ANY)]),
            role: reference.role,
        })
    }

    fn location(&mut self, location: Option<LocationDocument>) -> Option<Location> {
        let location = location?;
        let file = location
            .file_number
            .unwrap_or_else(|| self.file(location.file));
        let byte = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let (start, end) = location.span.unwrap_or((
            byte(location.byte_offset),
            byte(location.byte_offset.saturating_add(location.byte_length)),
        ));
        Some(Location {
            file,
            span: Span {
                start,
                end: end.max(start),
            },
            place: Place {
                line: location.line,
                column: location.column,
                end_line: location.end_line.unwrap_or(location.line),
                end_column: location.end_column.unwrap_or(location.column),
                byte_offset: location.byte_offset,
                byte_length: location.byte_length,
            },
        })
    }

    /// The file of this path; a document that lists no files has each where it is first named.
    fn file(&mut self, path: String) -> FileId {
        let path = PathBuf::from(path);
        match self.files.last_of(&path) {
            Some(file) => file,
            None => self.files.add_stored(StoredFile {
                canonical: path.clone(),
                path,
                beyond: 0,
            }),
        }
    }
}

/// The number, where sums with it have room.
fn near(number: Option<i64>) -> Result<Option<i64>, SnapshotError> {
    match number {
        Some(number) if !(-FAR..=FAR).contains(&number) => Err(SnapshotError::Number),
        number => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Document;
    use portlint_catalog::{Generation, Protocol};

    const HEAD: &str = r#""snapshot":1,"taken":"2026-11-29T12:00:00Z","host":{"name":"gw1"}"#;

    fn error(json: &str) -> String {
        read(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        let with = |rest: &str| format!("{{{HEAD},{rest}}}");
        assert_eq!(error("{"), "line 1, column 1: not a snapshot");
        assert_eq!(
            error("[]"),
            "no snapshot of wso2-portlint: it has no `snapshot` key"
        );
        assert_eq!(
            error(r#"{"name":"x","snapshots":[]}"#),
            "no snapshot of wso2-portlint: it has no `snapshot` key"
        );
        let later = "schema 2 of a snapshot is not known to this version of wso2-portlint";
        assert_eq!(error(r#"{"homes":7,"snapshot":2}"#), later);
        assert!(error(&with("\"homes\":7")).ends_with(": not a snapshot"));
        assert_eq!(
            error(&format!("{{{},\"homes\":[]}}", HEAD.replace("gw1", "a/b"))),
            "`host.name` is no name of a host"
        );
        assert_eq!(
            error(&format!(
                "{{{},\"homes\":[]}}",
                HEAD.replace("2026-", "26-")
            )),
            "`taken` is no time such as 2026-11-29T12:00:00Z"
        );
        let place = r#"{"file":0,"start":0,"end":0,"line":1,"column":1,"end-line":1,"end-column":1,
            "byte-offset":0,"byte-length":0}"#;
        let home = format!(
            r#""homes":[{{"path":"/a","runtimes":[],"more":{{"problems":[{{"kind":"syntax-error","message":"",
            "route":"","location":{place}}}]}}}}]"#
        );
        assert_eq!(
            error(&with(&home)),
            "a place is in a file that is not listed"
        );
        let deep = "[".repeat(100_000);
        assert!(error(&with(&format!("\"homes\":{deep}"))).contains("not a snapshot"));
    }

    #[test]
    fn what_ports_says_is_enough() {
        let homes = r#""homes":[{"path":"/opt/am","product":"wso2am","version":"4.4.0","runtimes":[{
            "runtime":"default","generation":"toml","offset":{"value":1},
            "listeners":[{"id":"servlet-https","protocol":"tcp","address":"0.0.0.0","base":9443,"offset":1,"port":9444,
              "state":"open","location":{"file":"/opt/am/d.toml","line":2,"column":1,"byte_offset":9,"byte_length":4}}],
            "references":[{"host":"tm1","port":9611,"protocol":"tcp"}]}]}]"#;
        let read = read(format!("{{{HEAD},{homes}}}").as_bytes()).unwrap();
        let runtime = &read.host.homes[0].runtimes[0];
        let location = runtime.listeners[0].location.unwrap();
        assert_eq!(read.host.files.path(location.file), "/opt/am/d.toml");
        assert!(runtime.listeners[0].follows_offset);
        assert_eq!(runtime.references[0].target_products, ["*"]);
        let far = homes.replace("9444", "9223372036854775807");
        assert!(error(&format!("{{{HEAD},{far}}}")).contains("out of range"));
    }

    #[test]
    fn a_host_is_written_and_read() {
        let mut home = Home::new("/opt/am");
        let offset = Offset::default_of(0, "product default");
        let mut runtime = Runtime::new("default", Generation::Toml, offset);
        runtime
            .listeners
            .push(Listener::new("servlet-https", 9443, 0));
        home.runtimes.push(runtime);
        let mut proxy = Proxy::new(crate::ProxySoftware::Haproxy, "/etc/haproxy.cfg");
        proxy.push(Reference {
            route: "backend[am].server[1]".into(),
            description: "server a of backend am".into(),
            scheme: None,
            host: "gw1".to_string(),
            port: Some(8243),
            written: crate::PortForm::default(),
            protocol: Protocol::Tcp,
            location: None,
            target: None,
            target_products: vec![ANY.into()],
            role: portlint_catalog::Role::Connection,
        });
        let host = Host {
            homes: vec![home],
            proxies: vec![proxy],
            ..Host::default()
        };
        let machine = Machine {
            name: "gw1".to_string(),
            aliases: vec!["gw1.example.com".to_string()],
            ..Machine::default()
        };
        let document = Document::of(
            &host,
            &machine,
            "0.2.0",
            Moment::after_epoch(0),
            &|_, _, _| None,
        );
        let json = serde_json::to_string(&document).unwrap();
        let back = read(json.as_bytes()).unwrap();
        assert_eq!(back.machine, machine);
        assert_eq!(back.taken, Moment::after_epoch(0));
        assert_eq!(
            back.host.homes[0].runtimes[0].listeners[0].protocol,
            Protocol::Tcp
        );
        let mut fleet = Host::default();
        fleet.absorb(back.machine, back.host);
        assert_eq!(
            fleet.proxies[0].path(),
            std::path::Path::new("gw1:/etc/haproxy.cfg")
        );
        assert_eq!(fleet.proxies[0].references()[0].port, Some(8243));
        let far = json.replace("8243", "9223372036854775807");
        assert!(error(&far).contains("out of range"));
    }
}
