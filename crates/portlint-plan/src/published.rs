//! New numbers for ports of the host that containers publish: never an offset of a server in a container.

use portlint_analysis::published::{PortHolder, PublishedConflict, published_conflicts};
use portlint_analysis::sites::servers;
use portlint_catalog::Protocol;
use portlint_fix::FileEdit;
use portlint_host::{Host, Location, SourceFile, State};
use portlint_syntax::{Document, NodeId, Span};
use std::collections::BTreeSet;

/// A published port that two want, and the number that the later of them gets.
#[derive(Debug, Clone)]
pub struct PublishedChange {
    /// The compose project, as its file is shown.
    pub stack: String,
    /// The service that gets another port.
    pub service: String,
    /// Who keeps it: a service, or a server on the host.
    pub holder: String,
    /// Protocol.
    pub protocol: Protocol,
    /// The present port of the host.
    pub from: u16,
    /// The new one.
    pub to: u16,
    /// The port inside.
    pub container_port: u16,
    /// How it is written, or why it is not.
    pub edit: Result<FileEdit, String>,
}

/// The changes that end the conflicts; `opened` are the ports that servers will have after the other changes of the plan.
pub(crate) fn changes(host: &Host, opened: impl Iterator<Item = i64>) -> Vec<PublishedChange> {
    let servers = servers(host);
    let mut used = opened.collect::<BTreeSet<_>>();
    let services = host.stacks.iter().flat_map(|stack| &stack.services);
    let published = services.flat_map(|service| &service.published);
    used.extend(published.filter_map(|port| port.host_port.map(i64::from)));
    let on_the_host = host.homes.iter().filter(|home| home.network().is_host());
    let listeners = on_the_host.flat_map(|home| &home.runtimes);
    let listeners = listeners.flat_map(|runtime| &runtime.listeners);
    let listeners = listeners.filter(|listener| listener.state != State::Closed);
    used.extend(listeners.filter_map(|listener| listener.port));
    used.extend(host.foreign.iter().map(|port| i64::from(port.port)));
    let mut done = BTreeSet::new();
    let mut found = Vec::new();
    for conflict in published_conflicts(host, &servers) {
        let later = conflict.later;
        let place = later.published.location;
        if !done.insert((place, conflict.port)) {
            continue;
        }
        let mut free = (conflict.port..=u16::MAX).filter(|port| !used.contains(&i64::from(*port)));
        let Some(to) = free.next() else { continue };
        used.insert(i64::from(to));
        found.push(PublishedChange {
            stack: conflict.stack.key.clone(),
            service: later.service.name.clone(),
            holder: match conflict.holder {
                PortHolder::Service(holder) => holder.service.name.clone(),
                PortHolder::Server { server, .. } => servers
                    .get(server)
                    .map_or(String::new(), |server| server.name.clone()),
            },
            protocol: conflict.protocol,
            from: conflict.port,
            to,
            container_port: later.published.container_port,
            edit: edit(host, &conflict, to),
        });
    }
    found
}

fn edit(host: &Host, conflict: &PublishedConflict<'_>, to: u16) -> Result<FileEdit, String> {
    let unknown = || "its line is not at hand".to_string();
    let place = conflict.later.published.location.ok_or_else(unknown)?;
    let file = host.files.source(place.file).ok_or_else(unknown)?;
    let span = host_number(file, &place, conflict.port)
        .ok_or("the number is part of a range or comes from a variable")?;
    Ok(FileEdit::new(file.at(span), to.to_string()))
}

/// Where the port of the host stands in an entry of `ports`.
fn host_number(file: &SourceFile, place: &Location, port: u16) -> Option<Span> {
    let document = &file.document;
    let text = document.source.text();
    let written = text.get(place.span.range())?;
    let span = match long_form(document, place.span) {
        Some(published) => document.span(published),
        None if written.contains(':') => place.span,
        None => return None,
    };
    let written = text.get(span.range())?;
    let digits = port.to_string();
    // The number is the last but one part of the short form, and all of the long one.
    let plain = written.trim_matches(['"', '\'']);
    let before = match plain.rsplit_once(':') {
        Some((before, _)) => before,
        None => plain,
    };
    let start = written.find(plain)? + before.rfind(&digits)?;
    let is_whole = before.rsplit(':').next() == Some(digits.as_str());
    let start = u32::try_from(start).ok()?.checked_add(span.start)?;
    let end = start.checked_add(u32::try_from(digits.len()).ok()?)?;
    is_whole.then_some(Span { start, end })
}

/// The `published` of the long form whose `target` stands there.
fn long_form(document: &Document, target: Span) -> Option<NodeId> {
    let root = document.root?;
    let services = document.get(root, "services")?;
    let services = document.entries(services);
    let mut lists = services.filter_map(|service| {
        let service = document.resolve_alias(service.value);
        Some(document.resolve_alias(document.get(service, "ports")?))
    });
    lists.find_map(|list| {
        let mut items = document.items(list);
        let is_it = |item: &NodeId| {
            let own = document.get(*item, "target");
            own.is_some_and(|own| document.span(own) == target)
        };
        document.get(items.find(is_it)?, "published")
    })
}
