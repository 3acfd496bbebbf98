//! Whom a reference means, and whether it reaches them.
//!
//! A home's own URL means that home; any other address means the products that its setting may name; where the setting
//! does not tell, anybody. Homes that are never started together with the others mean nothing. Which machine a name
//! stands for is what snapshots and the configuration say, never what a name server would say.

use crate::address::{self, Interface};
use crate::openers::{Opener, Openers};
use crate::sites::Server;
use crate::usual::Usual;
use portlint_catalog::{Generation, Protocol, Role};
use portlint_host::{Host, Listener, Machine, Network, Reference, Startup, State, machine};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ptr;

/// Placeholders that every server replaces by a name or address of its own.
const OWN_HOST: &[&str] = &["${carbon.host}", "${carbon.local.ip}"];

/// Ports below are those of proxies and other software, of which files of servers do not tell.
pub const FIRST_OF_SERVERS: i64 = 1024;

/// Whether a reference reaches whom it means.
pub enum Judgement<'a> {
    /// It does, or nothing is known against it.
    Fine,
    /// Nobody who can be meant opens the port. Never empty: where those are who left it.
    Stale(Vec<Opener<'a>>),
    /// Nobody opens the port, and the listeners of another machine that would be there are closed. Never empty.
    Closed(Vec<Opener<'a>>),
    /// Somebody has the port who cannot be meant.
    Wrong {
        /// Who has the port.
        reached: Opener<'a>,
        /// Where those are who can be meant; never empty.
        moved: Vec<Opener<'a>>,
    },
}

/// Who can be meant by a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Circle<'r> {
    /// The home of the reference.
    Home,
    /// Homes of these products.
    Products(&'r [portlint_host::CowStr]),
    /// Everybody.
    All,
}

/// What is known of a host about the addresses in its files.
pub struct Meanings<'a> {
    host: &'a Host,
    /// The servers of each network, in order.
    servers: BTreeMap<Network<'a>, Vec<&'a Server<'a>>>,
    openers: Openers<'a>,
    /// Who is usually where: made when a reference reaches nobody.
    usual: OnceCell<Usual<'a>>,
    /// The names that files give to their own server, in lower case, with the homes that use them (by path).
    names: BTreeMap<(Network<'a>, String), Vec<&'a std::path::Path>>,
    /// What machines are called, in one form.
    machines: BTreeMap<String, Vec<&'a Machine>>,
}

impl<'a> Meanings<'a> {
    /// Those of a host with all its servers.
    pub fn of(host: &'a Host, servers: &'a [Server<'a>]) -> Self {
        let mut names = BTreeMap::<_, Vec<_>>::new();
        for server in servers.iter().filter(|server| server.home.active) {
            let bound = server.runtime.listeners.iter();
            let bound = bound.flat_map(|listener| listener.address.split(','));
            let told = server.runtime.own_hosts.iter().map(String::as_str);
            for name in bound.chain(told) {
                if let Some(name) = own_name(name) {
                    let key = (server.home.network(), name);
                    let homes = names.entry(key).or_default();
                    if homes.last() != Some(&server.home.path.as_path()) {
                        homes.push(server.home.path.as_path());
                    }
                }
            }
        }
        let mut by_network = BTreeMap::<_, Vec<_>>::new();
        for server in servers {
            let network = server.home.network();
            by_network.entry(network).or_default().push(server);
        }
        let mut machines = BTreeMap::<String, Vec<&Machine>>::new();
        for machine in &host.machines {
            for key in machine.keys() {
                let called = machines.entry(key).or_default();
                if !called.iter().any(|known| ptr::eq(*known, machine)) {
                    called.push(machine);
                }
            }
        }
        Meanings {
            host,
            servers: by_network,
            openers: Openers::of(servers),
            usual: OnceCell::new(),
            names,
            machines,
        }
    }

    /// The machine that the files of a server mean by a name or an address: its own, where that is called so, else the
    /// only one that is.
    pub fn machine(&self, server: &Server<'a>, host: &str) -> Option<&'a Machine> {
        if self.machines.is_empty() || address::is_loopback(host) {
            return None;
        }
        let called = self.machines.get(&machine::key(host))?;
        let own = called.iter().find(|machine| is_on(server, machine));
        match (own, called.as_slice()) {
            (Some(own), _) => Some(own),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The network in which a reference of a server looks for its port; `None` where it is not known.
    pub fn network(&self, server: &Server<'a>, reference: &Reference) -> Option<Network<'a>> {
        if self.is_here(server, reference) {
            return Some(server.home.network());
        }
        let machine = self.machine(server, &reference.host)?;
        let network = Network::of_machine(&machine.name);
        // Of a machine that only the configuration tells of, nothing is known.
        (machine.taken.is_some() || !self.servers_in(network).is_empty()).then_some(network)
    }

    /// The servers of a network, in the order of paths.
    pub fn servers_in(&self, network: Network<'a>) -> &[&'a Server<'a>] {
        let servers = self.servers.get(&network);
        servers.map(Vec::as_slice).unwrap_or_default()
    }

    /// Who opens which port.
    pub fn openers(&self) -> &Openers<'a> {
        &self.openers
    }

    /// True when the reference of this server names this host: by a name that every machine has for itself, by an address
    /// that a server of this host gives to itself, or, in a home's own URL, by the name that the home gives to itself.
    /// Another home's host name may be that of a proxy.
    pub fn is_here(&self, server: &Server<'a>, reference: &Reference) -> bool {
        let is_address = || {
            reference
                .host
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok()
        };
        let is_own = reference.target_products.is_empty() || reference.role == Role::OwnUrl;
        let homes = || self.homes_called(server, &reference.host);
        let is_own_machine = || {
            let machine = self.machine(server, &reference.host);
            server.home.network().is_host() && machine.is_some_and(|machine| is_on(server, machine))
        };
        means_this_host(reference)
            || is_own_machine()
            || is_address() && !homes().is_empty()
            || is_own && homes().contains(&server.home.path.as_path())
    }

    /// The homes of the server's host whose files give themselves this name.
    fn homes_called(&self, server: &Server<'a>, name: &str) -> &[&'a std::path::Path] {
        let Some(name) = own_name(name) else {
            return &[];
        };
        let key = (server.home.network(), name);
        self.names.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who can be meant.
    fn circle<'r>(&self, server: &Server<'a>, reference: &'r Reference) -> Circle<'r> {
        let products = reference.target_products.as_slice();
        let is_any = products.iter().any(|product| product == "*");
        let opens_it = || {
            let servers = self.servers_in(server.home.network()).iter();
            let mut homes = servers.filter(|s| ptr::eq(s.home, server.home));
            let is_target = |l: &Listener| reference.target.as_ref().is_some_and(|t| *t == l.id);
            homes.any(|own| own.open().any(is_target))
        };
        if products.is_empty() || (reference.role == Role::OwnUrl && opens_it()) {
            Circle::Home
        } else if !is_any {
            Circle::Products(products)
        } else {
            Circle::All
        }
    }

    /// Whether a reference reaches whom it means. Nothing is said of those without a place, and of other hosts.
    pub fn judge(&self, server: &Server<'a>, reference: &Reference) -> Judgement<'a> {
        let (Some(port), Some(_)) = (reference.port, reference.location) else {
            return Judgement::Fine;
        };
        if !server.home.active {
            return Judgement::Fine;
        }
        let Some(network) = self.network(server, reference) else {
            return Judgement::Fine;
        };
        let circle = self.circle(server, reference);
        if circle == Circle::Home && network != server.home.network() {
            // What others reach the home by may be a proxy on another machine.
            return Judgement::Fine;
        }
        let is_settled = || is_at_an_unknown_port(server, reference, port) || is_as_shipped(server);
        if circle == Circle::Home && is_settled() {
            return Judgement::Fine;
        }
        let there = self.there(network, reference.protocol, port);
        let is_reached = there.iter().any(|(other, _)| circle.has(server, other));
        if is_reached || self.is_foreign(network, reference.protocol, port) {
            return Judgement::Fine;
        }
        let moved = self.moved(server, reference, port, (circle, network));
        if moved.is_empty() {
            let is_elsewhere = network != server.home.network() && there.is_empty();
            let closed = if is_elsewhere && reference.role == Role::Connection {
                self.closed(server, reference, port, (circle, network))
            } else {
                Vec::new()
            };
            return if closed.is_empty() {
                Judgement::Fine
            } else {
                Judgement::Closed(closed)
            };
        }
        let mut open = there.into_iter();
        let open = open.find(|(_, listener)| listener.state == State::Open);
        match open {
            Some(reached) if reference.role != Role::Identifier => {
                Judgement::Wrong { reached, moved }
            }
            _ => Judgement::Stale(moved),
        }
    }

    /// The listeners that a reference means at present, at the port that it names. Its own home comes before others.
    pub fn meant_now(&self, server: &Server<'a>, reference: &Reference) -> Vec<Opener<'a>> {
        let network = self.network(server, reference);
        let (Some(port), Some(network)) = (reference.port, network) else {
            return Vec::new();
        };
        let circle = self.circle(server, reference);
        let mut meant = self.there(network, reference.protocol, port);
        meant.retain(|(other, _)| circle.has(server, other));
        let is_target = |l: &Listener| reference.target.as_ref().is_some_and(|t| *t == l.id);
        if meant.iter().any(|(_, listener)| is_target(listener)) {
            meant.retain(|(_, listener)| is_target(listener));
        }
        if meant.iter().any(|(other, _)| is_own(server, other)) {
            meant.retain(|(other, _)| is_own(server, other));
        }
        meant
    }

    /// Who has a port of a network: those who open it there, and those in containers whose machine passes it on.
    pub fn there(&self, network: Network<'a>, protocol: Protocol, port: i64) -> Vec<Opener<'a>> {
        let mut there = self.openers.at(network, protocol, port).collect::<Vec<_>>();
        if network.is_host() {
            there.extend(self.openers.behind(network, protocol, port));
        }
        there
    }

    /// True when declared software, which is on the machine itself, or a proxy there holds the port.
    pub fn is_foreign(&self, network: Network<'_>, protocol: Protocol, port: i64) -> bool {
        let mut foreign = self.host.foreign.iter();
        foreign.any(|f| f.is_in(network) && f.protocol == protocol && i64::from(f.port) == port)
            || self.is_at_a_proxy(network, protocol, port)
    }

    fn is_at_a_proxy(&self, network: Network<'_>, protocol: Protocol, port: i64) -> bool {
        let proxies = self.host.proxies.iter();
        let mut ports = proxies
            .filter(|proxy| proxy.stand_in.active && proxy.stand_in.network() == network)
            .flat_map(|proxy| &proxy.ports);
        ports.any(|it| it.protocol == protocol && i64::from(it.port) == port)
    }

    /// The listeners of those who can be meant that would have the port and are closed, where every port of that machine is
    /// known: no server that fails to start, which other rules tell of, and no port that is not known.
    fn closed(
        &self,
        server: &Server<'a>,
        reference: &Reference,
        port: i64,
        (circle, network): (Circle<'_>, Network<'a>),
    ) -> Vec<Opener<'a>> {
        let servers = self.servers_in(network).iter().copied();
        let active = servers.filter(|other| other.home.active);
        let active = active.collect::<Vec<_>>();
        let mut listeners = active.iter().flat_map(|other| &other.runtime.listeners);
        if port < FIRST_OF_SERVERS || listeners.any(|listener| listener.is_unknown()) {
            return Vec::new();
        }
        let would_have_it = |listener: &Listener| {
            let target = reference.target.as_ref();
            listener.state == State::Closed
                && listener.port == Some(port)
                && listener.protocol == reference.protocol
                && target.is_none_or(|id| *id == listener.id)
        };
        let meant = active.into_iter().filter(|other| {
            circle.has(server, other) && matches!(other.runtime.startup, Startup::Starts)
        });
        let listeners = meant.flat_map(|other| {
            let listeners = other.runtime.listeners.iter();
            listeners.map(move |listener| (other, listener))
        });
        listeners
            .filter(|(_, listener)| would_have_it(listener))
            .collect()
    }

    /// The open listeners of those who can be meant that have `port` by default and are elsewhere now.
    fn moved(
        &self,
        server: &Server<'a>,
        reference: &Reference,
        port: i64,
        (circle, network): (Circle<'_>, Network<'a>),
    ) -> Vec<Opener<'a>> {
        // A port that the server computes is its own default, wherever the listener was moved to.
        let computed = reference.written.computed && reference.target.is_some();
        let has_moved = |other: &Server<'a>, listener: &Listener| {
            let target = reference.target.as_ref();
            other.home.active
                && circle.has(server, other)
                && target.is_none_or(|id| *id == listener.id)
                && listener.protocol == reference.protocol
                && listener.port.is_some_and(|now| now != port)
        };
        let mut moved = if computed {
            let others = self.servers_in(network).iter().copied();
            let all = others.flat_map(|other| other.open().map(move |listener| (other, listener)));
            all.collect()
        } else {
            let usual = self.usual.get_or_init(|| Usual::of(&self.servers));
            usual.at(network, reference.protocol, port).to_vec()
        };
        moved.retain(|(other, listener)| has_moved(other, listener));
        // Of the profiles of a home, the one whose file it is comes first.
        let is_same = |other: &Server<'_>| ptr::eq(other.runtime, server.runtime);
        if circle == Circle::Home && moved.iter().any(|(other, _)| is_same(other)) {
            moved.retain(|(other, _)| is_same(other));
        }
        moved
    }
}

impl Circle<'_> {
    /// Whether a reference of `server` can mean `other`.
    fn has(self, server: &Server<'_>, other: &Server<'_>) -> bool {
        match self {
            Circle::Home => is_own(server, other),
            Circle::Products(products) => {
                let product = other.home.product.as_deref().unwrap_or_default();
                products.iter().any(|name| name == product)
            }
            Circle::All => true,
        }
    }
}

/// True when the server's own listener that is meant may be open at a port that is not known: nothing can be said of it, and
/// no other server of the home is meant instead.
fn is_at_an_unknown_port(server: &Server<'_>, reference: &Reference, port: i64) -> bool {
    let is_meant = |listener: &Listener| match &reference.target {
        Some(target) => *target == listener.id,
        None => server
            .default_ports(listener)
            .any(|default| default == port),
    };
    let mut listeners = server.runtime.listeners.iter();
    listeners.any(|l| l.port.is_none() && l.state != State::Closed && is_meant(l))
}

/// True for a profile of a `carbon.xml` product at the offset that it ships with: its shipped files name the ports without
/// it, and nobody moved anything.
fn is_as_shipped(server: &Server<'_>) -> bool {
    let shipped = server.shipped_offset();
    server.runtime.generation == Generation::Xml
        && shipped != 0
        && server.runtime.offset.value == Some(shipped)
}

fn is_on(server: &Server<'_>, machine: &Machine) -> bool {
    server.home.group.as_deref() == Some(machine.name.as_str())
}

fn is_own(server: &Server<'_>, other: &Server<'_>) -> bool {
    ptr::eq(server.home, other.home)
}

/// The name of one interface or machine, that not every machine has for itself, in one form.
fn own_name(text: &str) -> Option<String> {
    match address::interface(text) {
        Interface::Number(number) => (!number.is_loopback()).then(|| number.to_string()),
        Interface::Name(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    }
}

/// True when the reference says `localhost`, a loopback address, or the placeholder of the server's own name.
pub fn means_this_host(reference: &Reference) -> bool {
    address::is_loopback(&reference.host) || OWN_HOST.contains(&reference.host.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::servers;
    use portlint_testkit::{Build, TestHome, follower, host, reference, server, server_with};

    const URL: &str = "https://localhost:9443";

    /// A home that refers to a console at 9443.
    fn client(name: &str, products: &[&str], role: Role) -> TestHome {
        let mut url = reference("url", "https", name, 9443, "servlet-https");
        url.target_products = products.iter().map(|p| (*p).to_string().into()).collect();
        url.role = role;
        server_with("/a", 1, &format!("url = \"{URL}\"\n")).refers(url, URL)
    }

    fn console(path: &str, product: &str, offset: i64) -> TestHome {
        let listener = follower("servlet-https", 9443, offset);
        server(path, offset).product(product).with(listener)
    }

    /// `fine`, `stale` or `wrong`, and where those are who are meant.
    fn judged(homes: impl IntoIterator<Item = TestHome>) -> String {
        let host = host(homes);
        let servers = servers(&host);
        let meanings = Meanings::of(&host, &servers);
        let own = &servers[0];
        let at = |moved: &[Opener<'_>]| {
            let moved = moved.iter();
            let moved = moved.map(|(s, l)| format!(" {} {}", s.name, l.port.unwrap_or_default()));
            moved.collect::<String>()
        };
        match meanings.judge(own, &own.runtime.references[0]) {
            Judgement::Fine => "fine".to_string(),
            Judgement::Stale(moved) => format!("stale:{}", at(&moved)),
            Judgement::Closed(closed) => format!("closed:{}", at(&closed)),
            Judgement::Wrong { reached, moved } => {
                format!("wrong: {} not{}", reached.0.name, at(&moved))
            }
        }
    }

    #[test]
    fn an_own_url_means_its_home_whoever_else_has_the_port() {
        let own =
            || client("localhost", &[], Role::Connection).with(follower("servlet-https", 9443, 1));
        assert_eq!(judged([own()]), "stale: a 9444");
        assert_eq!(
            judged([own(), console("/b", "wso2am", 0)]),
            "wrong: b not a 9444"
        );
        assert_eq!(
            judged([own(), console("/b", "wso2am", 0).inactive()]),
            "stale: a 9444"
        );
    }

    #[test]
    fn a_gateway_environment_means_its_home_only_where_that_is_a_gateway() {
        let environment = || client("localhost", &["wso2am"], Role::OwnUrl);
        let gateway = || environment().with(follower("servlet-https", 9443, 1));
        let other = || console("/b", "wso2am", 0);
        assert_eq!(judged([gateway(), other()]), "wrong: b not a 9444");
        assert_eq!(judged([environment(), other()]), "fine");
        assert_eq!(
            judged([environment(), console("/b", "wso2am", 2)]),
            "stale: b 9445"
        );
    }

    #[test]
    fn of_the_profiles_of_a_home_the_one_of_the_file_is_meant() {
        let own = client("localhost", &[], Role::Connection);
        let mut own = own.with(follower("servlet-https", 9443, 1));
        let profile = console("/a", "wso2ei", 2).runtimes.remove(0);
        own.runtimes.push(profile);
        own.runtimes[1].id = "profile".into();
        assert_eq!(judged([own]), "stale: a 9444");
    }

    #[test]
    fn identifiers_are_stale_at_most() {
        let own =
            client("localhost", &[], Role::Identifier).with(follower("servlet-https", 9443, 1));
        assert_eq!(judged([own, console("/b", "wso2is", 0)]), "stale: a 9444");
    }

    #[test]
    fn of_two_that_can_be_meant_both_are_named() {
        let client = client("localhost", &["wso2am", "wso2is"], Role::Connection);
        let client = client.with(follower("servlet-https", 9443, 1));
        assert_eq!(
            judged([client, console("/b", "wso2is", 2)]),
            "stale: a 9444 b 9445"
        );
    }

    #[test]
    fn a_moved_base_counts_like_a_moved_offset() {
        let own = client("localhost", &[], Role::Connection);
        assert_eq!(
            judged([own.with(follower("servlet-https", 8443, 0))]),
            "stale: a 8443"
        );
    }

    #[test]
    fn an_address_of_the_host_is_the_host_and_a_name_only_that_of_its_own_home() {
        let named = |host: &str, products: &[&str], own: &str| {
            let mut home = client(host, products, Role::Connection);
            home.runtimes[0].own_hosts.push(own.to_string());
            home.with(follower("servlet-https", 9443, 1))
        };
        assert_eq!(judged([named("node-1", &[], "NODE-1")]), "stale: a 9444");
        assert_eq!(judged([named("node-1", &[], "node-2")]), "fine");
        // It may be the name of a proxy.
        assert_eq!(judged([named("node-1", &["wso2am"], "node-1")]), "fine");
        assert_eq!(
            judged([named("10.0.0.5", &["wso2am"], "10.0.0.5")]),
            "stale: a 9444"
        );
        let mut other = console("/b", "wso2is", 0);
        other.runtimes[0].own_hosts.push("10.0.0.5".to_string());
        assert_eq!(
            judged([named("10.0.0.5", &["wso2am"], "x"), other]),
            "wrong: b not a 9444"
        );
    }

    #[test]
    fn a_closed_listener_of_another_machine_is_told_where_all_its_ports_are_known() {
        let told = |state: State, change: fn(&mut TestHome)| {
            let client = client("am1", &["wso2am"], Role::Connection);
            let mut listener = follower("servlet-https", 9443, 0);
            listener.state = state;
            let mut other = server("/am", 0).product("wso2am").with(listener);
            change(&mut other);
            other.group = Some("am1".to_string());
            let mut host = host([client, other]);
            host.machines.push(Machine {
                name: "am1".to_string(),
                ..Machine::default()
            });
            let servers = servers(&host);
            let meanings = Meanings::of(&host, &servers);
            let own = &servers[0];
            matches!(
                meanings.judge(own, &own.runtime.references[0]),
                Judgement::Closed(_)
            )
        };
        assert!(told(State::Closed, |_| ()));
        assert!(!told(State::Open, |_| ()));
        assert!(!told(State::Conditional, |_| ()));
        assert!(!told(State::Closed, |home| home.active = false));
        assert!(!told(State::Closed, |home| {
            let mut unknown = follower("other", 1, 0);
            unknown.port = None;
            unknown.state = State::Conditional;
            home.runtimes[0].listeners.push(unknown);
        }));
    }

    #[test]
    fn what_is_meant_now_is_the_home_itself_before_others() {
        let own = client("localhost", &["wso2am"], Role::Connection);
        let host = host([
            own.with(follower("servlet-https", 9443, 0)),
            console("/b", "wso2am", 0),
        ]);
        let servers = servers(&host);
        let meant = Meanings::of(&host, &servers);
        let meant = meant.meant_now(&servers[0], &servers[0].runtime.references[0]);
        let names = meant.iter().map(|(s, _)| s.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["a"]);
    }
}
