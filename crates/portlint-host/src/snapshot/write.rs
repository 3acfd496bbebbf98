//! From a host to its JSON.

use super::document::{
    Document, FileDocument, HomeDocument, HomeMore, HostDocument, ListenerDocument,
    LocationDocument, NamespaceDocument, NotLookedAtDocument, OffsetDocument, OpenerDocument,
    PortDocument, ProxyDocument, PublishedDocument, ReferenceDocument, RuntimeDocument,
    RuntimeMore,
};
use crate::{
    Files, Home, Host, Listener, Location, Machine, Moment, Namespace, Published, Reference,
    Runtime,
};
use std::path::Path;

/// Who is at the other end of a reference; `None` where that is not known.
type OpenedBy<'o> = &'o dyn Fn(&Home, &Runtime, &Reference) -> Option<Vec<OpenerDocument>>;

impl Document {
    /// The JSON of a host that nothing was read of from snapshots.
    pub fn of(
        host: &Host,
        machine: &Machine,
        tool: &str,
        taken: Moment,
        opened_by: OpenedBy<'_>,
    ) -> Document {
        let writer = Writer {
            files: &host.files,
            opened_by,
        };
        Document {
            snapshot: super::SCHEMA,
            tool: tool.to_string(),
            taken: taken.to_string(),
            host: HostDocument {
                name: machine.name.clone(),
                aliases: machine.aliases.clone(),
                addresses: machine.addresses.clone(),
            },
            homes: host.homes.iter().map(|home| writer.home(home)).collect(),
            not_looked_at: host
                .not_looked_at
                .iter()
                .map(|passed| NotLookedAtDocument {
                    path: text(&passed.path),
                    reason: passed.reason,
                    looks_like_home: passed.looks_like_home,
                    template: passed.template.clone(),
                })
                .collect(),
            ports: host
                .foreign
                .iter()
                .map(|port| PortDocument {
                    name: port.name.clone(),
                    protocol: port.protocol,
                    port: port.port,
                    address: port.address.clone(),
                })
                .collect(),
            configuration: host.configuration.clone(),
            stacks: host.stacks.clone(),
            proxies: host
                .proxies
                .iter()
                .map(|proxy| ProxyDocument {
                    path: text(proxy.path()),
                    software: proxy.software,
                    ports: proxy.ports.clone(),
                    references: proxy.references().to_vec(),
                    unread: proxy.unread.clone(),
                })
                .collect(),
            files: host
                .files
                .paths()
                .map(|(path, canonical)| FileDocument {
                    path: text(path),
                    canonical: text(canonical),
                })
                .collect(),
        }
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

struct Writer<'w> {
    files: &'w Files,
    opened_by: OpenedBy<'w>,
}

impl Writer<'_> {
    fn home(&self, home: &Home) -> HomeDocument {
        HomeDocument {
            path: text(&home.path),
            product: home.product.clone(),
            name: home.name.clone(),
            version: home.version.clone(),
            update: home.update.clone(),
            active: home.active,
            namespace: home.namespace.as_ref().map(|space| self.namespace(space)),
            published: home.published.iter().map(|p| self.published(p)).collect(),
            runtimes: home
                .runtimes
                .iter()
                .map(|r| self.runtime(home, r))
                .collect(),
            more: HomeMore {
                canonical: (home.canonical != home.path).then(|| text(&home.canonical)),
                group: home.group.clone(),
                identity: home.identity.clone(),
                namespace_key: home.namespace.as_ref().map(|space| space.key.clone()),
                container: home.container.clone(),
                copy_of: home.copy_of.clone(),
                pinned: home.pinned,
                problems: home.problems.clone(),
            },
        }
    }

    fn namespace(&self, namespace: &Namespace) -> NamespaceDocument {
        NamespaceDocument {
            kind: namespace.kind,
            name: namespace.name.clone(),
            location: self.location(namespace.location.as_ref()),
        }
    }

    fn published(&self, port: &Published) -> PublishedDocument {
        PublishedDocument {
            protocol: port.protocol,
            host_address: port.host_address.clone(),
            host_port: port.host_port,
            container_port: port.container_port,
            location: self.location(port.location.as_ref()),
        }
    }

    fn runtime(&self, home: &Home, runtime: &Runtime) -> RuntimeDocument {
        let offset = &runtime.offset;
        let references = runtime.references.iter();
        RuntimeDocument {
            runtime: runtime.id.clone(),
            profile: runtime.profile.clone(),
            generation: runtime.generation,
            offset: OffsetDocument {
                value: offset.value,
                source: offset.source.clone(),
                location: self.location(offset.location.as_ref()),
            },
            listeners: runtime.listeners.iter().map(|l| self.listener(l)).collect(),
            references: references
                .map(|reference| ReferenceDocument {
                    opened_by: (self.opened_by)(home, runtime, reference),
                    ..self.reference(reference)
                })
                .collect(),
            more: RuntimeMore {
                own_hosts: runtime.own_hosts.clone(),
                governing: runtime.governing,
                offset_anchor: offset.anchor,
                offset_reason: offset.reason.clone(),
                offset_candidates: offset.candidates.clone(),
                startup: runtime.startup.clone(),
                problems: runtime.problems.clone(),
            },
        }
    }

    fn listener(&self, listener: &Listener) -> ListenerDocument {
        ListenerDocument {
            id: listener.id.clone(),
            description: listener.description.clone(),
            protocol: listener.protocol,
            address: listener.address.clone(),
            base: listener.base,
            offset: listener.offset,
            port: listener.port,
            state: listener.state,
            condition: listener.condition.clone(),
            route: listener.route.clone(),
            source: listener.source.clone(),
            location: self.location(listener.location.as_ref()),
            follows_offset: Some(listener.follows_offset),
            sharing: Some(listener.sharing),
            when_taken: listener.when_taken.clone(),
        }
    }

    fn reference(&self, reference: &Reference) -> ReferenceDocument {
        ReferenceDocument {
            route: reference.route.clone(),
            purpose: reference.description.clone(),
            description: Some(reference.description.clone()),
            scheme: reference.scheme.clone(),
            host: reference.host.clone(),
            port: reference.port,
            protocol: reference.protocol,
            location: self.location(reference.location.as_ref()),
            opened_by: None,
            written: reference.written,
            target: reference.target.clone(),
            target_products: Some(reference.target_products.clone()),
            role: reference.role,
        }
    }

    fn location(&self, location: Option<&Location>) -> Option<LocationDocument> {
        let location = location?;
        let (path, place, span) = (
            self.files.path(location.file),
            location.place,
            location.span,
        );
        let bytes = place.byte_offset..place.byte_offset + place.byte_length;
        let is_plain = (u64::from(span.start)..u64::from(span.end)) == bytes;
        let is_known = self.files.last_of(path) == Some(location.file);
        Some(LocationDocument {
            file: text(path),
            line: place.line,
            column: place.column,
            byte_offset: place.byte_offset,
            byte_length: place.byte_length,
            end_line: Some(place.end_line),
            end_column: Some(place.end_column),
            span: (!is_plain).then_some((span.start, span.end)),
            file_number: (!is_known).then_some(location.file),
        })
    }
}
