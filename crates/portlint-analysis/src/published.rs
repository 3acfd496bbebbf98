//! Ports of the host that containers publish: which of them two want, or a server that runs on the host itself.

use crate::sites::Server;
use crate::{Binding, Overlap, exclude};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Home, Host, Listener, Published, Stack, StackService, State};
use std::collections::BTreeMap;

/// A service, and a port that the host passes on to it.
#[derive(Debug, Clone, Copy)]
pub struct Publisher<'h> {
    /// The service.
    pub service: &'h StackService,
    /// The port.
    pub published: &'h Published,
}

/// A port of the host that two want.
#[derive(Debug, Clone, Copy)]
pub struct PublishedConflict<'h> {
    /// The compose project.
    pub stack: &'h Stack,
    /// Protocol.
    pub protocol: Protocol,
    /// The port of the host.
    pub port: u16,
    /// Who comes later, and would have to move.
    pub later: Publisher<'h>,
    /// Who has it.
    pub holder: PortHolder<'h>,
}

/// Who has a port of the host that a service publishes.
#[derive(Debug, Clone, Copy)]
pub enum PortHolder<'h> {
    /// Another service of the project.
    Service(Publisher<'h>),
    /// A server on the host.
    Server {
        /// Its position among the servers.
        server: usize,
        /// Its listener.
        listener: &'h Listener,
    },
}

/// The ports of a stack's host that two want: of each port the first two.
pub fn published_conflicts<'h>(
    host: &'h Host,
    servers: &[Server<'h>],
) -> Vec<PublishedConflict<'h>> {
    let mut found = Vec::new();
    for stack in &host.stacks {
        let mut ports = BTreeMap::<(u16, &str), Vec<Publisher<'h>>>::new();
        for service in &stack.services {
            for published in &service.published {
                if let Some(port) = published.host_port {
                    let known = ports.entry((port, published.protocol.as_str()));
                    known.or_default().push(Publisher { service, published });
                }
            }
        }
        let group = group(host, stack);
        for ((port, _), users) in &ports {
            let conflict = |later: Publisher<'h>, holder| PublishedConflict {
                stack,
                protocol: later.published.protocol,
                port: *port,
                later,
                holder,
            };
            let pair = users.iter().enumerate().find_map(|(position, later)| {
                let mut earlier = users.iter().take(position);
                let earlier = earlier.find(|earlier| earlier.excludes(later))?;
                Some(conflict(*later, PortHolder::Service(*earlier)))
            });
            found.extend(pair);
            found.extend(users.iter().filter_map(|user| {
                let holder = on_the_host(stack, servers, group, user)?;
                Some(conflict(*user, holder))
            }));
        }
    }
    found
}

/// The machine that a stack is started on, as its homes say.
fn group<'h>(host: &'h Host, stack: &Stack) -> Option<&'h str> {
    let of_stack = |home: &&Home| {
        let container = home.container.as_ref();
        container.is_some_and(|container| container.stack == stack.key)
    };
    host.homes.iter().find(of_stack)?.group.as_deref()
}

fn on_the_host<'h>(
    stack: &Stack,
    servers: &[Server<'h>],
    group: Option<&str>,
    user: &Publisher<'_>,
) -> Option<PortHolder<'h>> {
    let is_there = |server: &Server<'_>| {
        let home = server.home;
        let container = home.container.as_ref();
        home.active
            && home.network().is_host()
            && home.group.as_deref() == group
            && container.is_none_or(|own| own.stack.is_empty() || own.stack == stack.key)
    };
    let mut servers = servers
        .iter()
        .enumerate()
        .filter(|(_, server)| is_there(server));
    servers.find_map(|(position, server)| {
        let mut listeners = server.runtime.listeners.iter();
        let listener = listeners.find(|listener| user.excludes_listener(listener))?;
        Some(PortHolder::Server {
            server: position,
            listener,
        })
    })
}

impl Publisher<'_> {
    fn address(&self) -> &str {
        let address = self.published.host_address.as_deref();
        address.filter(|it| !it.is_empty()).unwrap_or("0.0.0.0")
    }

    /// Whether two services cannot both have their port.
    fn excludes(&self, other: &Publisher<'_>) -> bool {
        let (a, b) = (self.service, other.service);
        let mut profiles = a.profiles.iter();
        let together = a.profiles.is_empty()
            || b.profiles.is_empty()
            || profiles.any(|profile| b.profiles.contains(profile));
        a.name != b.name
            && (a.is_wso2 || b.is_wso2)
            && together
            && crate::address::overlap(self.address(), other.address()) == Overlap::Surely
    }

    fn excludes_listener(&self, listener: &Listener) -> bool {
        let own = Binding {
            address: self.address(),
            state: State::Open,
            sharing: Sharing::Exclusive,
        };
        let theirs = Binding {
            address: &listener.address,
            state: listener.state,
            sharing: listener.sharing,
        };
        listener.protocol == self.published.protocol
            && listener.port == self.published.host_port.map(i64::from)
            && listener.state == State::Open
            && exclude(own, theirs) == Overlap::Surely
    }
}
