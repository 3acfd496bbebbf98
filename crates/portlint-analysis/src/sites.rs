//! Who can open ports on a host: the runtimes of its homes, and other software that the user declared.

use crate::address::{self, Binding, Overlap};
use portlint_catalog::{Protocol, Sharing};
use portlint_host::{Files, ForeignPort, Home, Host, Listener, Location, Runtime, State};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The runtime of a home, with the name that messages give it.
#[derive(Clone)]
pub struct Server<'a> {
    /// The directory name, with as much of the path before it as tells it from the others, and the runtime where it is
    /// not the only one: `wso2ei-6.5.0 (broker)`.
    pub name: String,
    /// The name of the home alone.
    pub home_name: Arc<str>,
    /// The path of the home as it is shown.
    pub shown: Arc<str>,
    /// The home.
    pub home: &'a Home,
    /// The runtime.
    pub runtime: &'a Runtime,
}

/// Someone who can hold ports.
pub enum Site<'a> {
    /// A runtime of a home.
    Server(Server<'a>),
    /// Other software.
    Foreign {
        /// Its name.
        name: &'a str,
        /// The machine that it is on; `None` for all.
        group: Option<&'a str>,
        /// Its ports.
        ports: Vec<&'a ForeignPort>,
    },
}

/// A port that a site opens, or may open. Ports outside 1 to 65535 are never opened.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// Position in [`Sites`].
    pub site: usize,
    /// The listener; `None` for other software.
    pub listener: Option<&'a Listener>,
    /// Protocol.
    pub protocol: Protocol,
    /// Port number.
    pub port: i64,
    /// Bind address.
    pub address: &'a str,
    /// Open or conditional.
    pub state: State,
    /// What happens when the port is taken.
    pub sharing: Sharing,
}

/// Everyone who can hold ports and is started together with the others: servers by path, then other software by name.
pub struct Sites<'a> {
    /// The files of the host.
    pub files: &'a Files,
    all: Vec<Site<'a>>,
    claims: OnceCell<Vec<Claim<'a>>>,
}

/// Every runtime of every home in the order of paths, those that are never started together with others included.
pub fn servers(host: &Host) -> Vec<Server<'_>> {
    let mut homes = host.homes.iter().collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let names = directory_names(&homes);
    let named = homes.iter().zip(names);
    named
        .flat_map(|(home, directory)| {
            let shown = Arc::<str>::from(home.path.to_string_lossy());
            home.runtimes.iter().map(move |runtime| Server {
                name: match runtime.id.as_ref() {
                    "default" => directory.clone(),
                    id => format!("{directory} ({id})"),
                },
                home_name: Arc::from(directory.as_str()),
                shown: Arc::clone(&shown),
                home,
                runtime,
            })
        })
        .collect()
}

/// The proxies of a host as servers that open nothing, in the order of paths.
pub fn proxies(host: &Host) -> Vec<Server<'_>> {
    let stand_ins = host.proxies.iter().map(|proxy| &proxy.stand_in);
    let mut homes = stand_ins.filter(|home| home.active).collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let names = directory_names(&homes);
    let named = homes.iter().zip(names);
    let proxies = named.filter_map(|(home, name)| {
        Some(Server {
            home_name: Arc::from(name.as_str()),
            name,
            shown: Arc::from(home.path.to_string_lossy()),
            home,
            runtime: home.runtimes.first()?,
        })
    });
    proxies.collect()
}

/// The offset that the product of a home ships for a runtime; 0 for an unknown product.
pub fn shipped_offset(home: &Home, runtime: &Runtime) -> i64 {
    let product = home.product.as_deref();
    let shipped = product
        .and_then(portlint_catalog::product)
        .and_then(|product| {
            let mut runtimes = product.runtimes.iter();
            let spec = runtimes
                .find(|spec| spec.id == runtime.id && spec.generation == runtime.generation)?;
            Some(portlint_catalog::shipped_offset(product, spec))
        });
    shipped.map_or(0, i64::from)
}

/// The names of the homes of a host, in the order of their paths.
pub fn home_names(host: &Host) -> Vec<(&std::path::Path, String)> {
    let mut homes = host.homes.iter().collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let names = directory_names(&homes);
    let paths = homes.into_iter().map(|home| home.path.as_path());
    paths.zip(names).collect()
}

/// The directory names of homes, each preceded by as many parents as tell it from the others. Those of other machines are
/// preceded by the name of the machine, and told from the others of it.
fn directory_names(homes: &[&Home]) -> Vec<String> {
    let mut machines = BTreeMap::<Option<&str>, Vec<usize>>::new();
    for (position, home) in homes.iter().enumerate() {
        let machine = home.group.as_deref().filter(|_| home.is_remote);
        machines.entry(machine).or_default().push(position);
    }
    let mut all = vec![String::new(); homes.len()];
    for (machine, positions) in machines {
        let of_machine = positions.iter().filter_map(|position| homes.get(*position));
        let names = names_on_machine(&of_machine.copied().collect::<Vec<_>>());
        for (position, name) in positions.into_iter().zip(names) {
            if let Some(slot) = all.get_mut(position) {
                *slot = match machine {
                    Some(machine) => format!("{machine}:{name}"),
                    None => name,
                };
            }
        }
    }
    all
}

fn names_on_machine(homes: &[&Home]) -> Vec<String> {
    let parts = homes.iter().map(|home| {
        // A home given as `.` is called by its true name.
        let path = if home.path.file_name().is_some() {
            home.local_path()
        } else {
            &home.canonical
        };
        let parts = path.components().map(|c| c.as_os_str().to_string_lossy());
        let mut parts = parts.collect::<Vec<_>>();
        // A home in a container is called by its service, and only then by the file that describes it.
        let described = home.container.as_ref().and_then(|_| parts.last());
        let name = described.and_then(|last| Some(last.rsplit_once('#')?.1.to_string()));
        parts.extend(name.map(Cow::Owned));
        parts
    });
    let parts = parts.collect::<Vec<_>>();
    let longest = parts.iter().map(Vec::len).max().unwrap_or_default();
    let mut names = parts.iter().map(|p| tail(p, 1)).collect::<Vec<_>>();
    for length in 2..=longest {
        let repeated = repeated(&names);
        if repeated.is_empty() {
            break;
        }
        for (position, parts) in parts.iter().enumerate() {
            if let Some(name) = names
                .get_mut(position)
                .filter(|_| repeated.contains(&position))
            {
                *name = tail(parts, length);
            }
        }
    }
    names
}

/// The positions of texts that are there more than once.
fn repeated(texts: &[String]) -> BTreeSet<usize> {
    let mut first = BTreeMap::<&str, usize>::new();
    let mut repeated = BTreeSet::new();
    for (position, text) in texts.iter().enumerate() {
        if let Some(other) = first.insert(text, position) {
            repeated.extend([other, position]);
        }
    }
    repeated
}

/// The last parts of a path. The name of a service is also at the end of the part before it, and stands alone or there.
fn tail(parts: &[Cow<'_, str>], length: usize) -> String {
    let parts = match parts {
        [before @ .., last, name] if length > 1 && last.ends_with(&format!("#{name}")) => {
            let length = length - 1;
            let mut shown = before.to_vec();
            shown.push(last.clone());
            return tail(&shown, length);
        }
        parts => parts,
    };
    let skipped = parts.len().saturating_sub(length);
    let shown = parts.get(skipped..).unwrap_or_default();
    shown.join("/").replacen("//", "/", 1)
}

impl<'a> Server<'a> {
    /// Where the offset is set, or would be: its value, the element that should hold it, or the start of the governing
    /// file.
    pub fn offset_place(&self) -> Option<Location> {
        let offset = &self.runtime.offset;
        (offset.location)
            .or(offset.anchor)
            .or(self.runtime.governing)
    }

    /// Where the number of a listener comes from: its own setting, else what moves it, else the governing file.
    pub fn place_of(&self, listener: &Listener) -> Option<Location> {
        listener.location.or_else(|| {
            if listener.follows_offset {
                self.offset_place()
            } else {
                self.runtime.governing
            }
        })
    }

    /// True when someone set the offset, rather than the product itself.
    pub fn offset_is_set(&self) -> bool {
        let offset = &self.runtime.offset;
        offset.location.is_some() || !offset.candidates.is_empty()
    }

    /// What the server opens.
    pub fn open(&self) -> impl Iterator<Item = &'a Listener> + use<'a> {
        self.runtime
            .listeners
            .iter()
            .filter(|listener| listener.state == State::Open)
    }

    /// The offset that the product ships for this runtime; 0 for an unknown product.
    pub fn shipped_offset(&self) -> i64 {
        shipped_offset(self.home, self.runtime)
    }

    /// The ports that a listener can be expected at by somebody who does not know of a change: its present base and the
    /// one that the product ships, without or with the shipped offset.
    pub fn default_ports(&self, listener: &Listener) -> impl Iterator<Item = i64> + use<> {
        let of_catalogue = self.shipped_bases(&listener.id);
        let ports = self.ports_of_bases(listener, of_catalogue.into_iter());
        ports.collect::<Vec<_>>().into_iter()
    }

    /// The same, where the bases that the catalogue names are known.
    pub(crate) fn ports_of_bases(
        &self,
        listener: &Listener,
        of_catalogue: impl Iterator<Item = i64>,
    ) -> impl Iterator<Item = i64> {
        let shipped = if listener.follows_offset {
            self.shipped_offset()
        } else {
            0
        };
        let bases = listener.base.into_iter().chain(of_catalogue);
        bases.flat_map(move |base| [base, base.saturating_add(shipped)])
    }

    /// The bases that the catalogue names for a listener of this product and version.
    pub(crate) fn shipped_bases(&self, id: &str) -> Vec<i64> {
        let bases = || {
            let product = portlint_catalog::product(self.home.product.as_deref()?)?;
            let mut runtimes = product.runtimes.iter();
            let spec = runtimes.find(|spec| {
                spec.id == self.runtime.id && spec.generation == self.runtime.generation
            })?;
            let version = self.home.version.as_ref();
            let bases = portlint_catalog::default_bases(product, version, spec, id);
            Some(bases.into_iter().map(i64::from).collect())
        };
        bases().unwrap_or_default()
    }

    /// Home and runtime as fingerprints name them, with a setting or a listener.
    pub fn print(&self, what: &str) -> String {
        format!("{} {} {what}", self.home_name, self.runtime.id)
    }

    /// Home and runtime as the fingerprints of versions before 0.2 name them.
    pub fn identity(&self) -> String {
        // The directory's own name: a path would differ between the linter's machine and CI, and between `.` and `*`.
        let name = self.home.canonical.file_name().unwrap_or_default();
        format!("{} {}", name.to_string_lossy(), self.runtime.id)
    }
}

impl<'a> Sites<'a> {
    /// Everyone on the host, with all these servers, who is started together with the others.
    pub fn of(host: &'a Host, servers: &[Server<'a>]) -> Sites<'a> {
        let mut foreign = BTreeMap::<(Option<&str>, &str), Vec<&ForeignPort>>::new();
        for port in &host.foreign {
            let key = (port.group.as_deref(), port.name.as_str());
            foreign.entry(key).or_default().push(port);
        }
        let servers = servers
            .iter()
            .filter(|server| server.home.active)
            .map(|server| Site::Server(server.clone()));
        let foreign = foreign
            .into_iter()
            .map(|((group, name), ports)| Site::Foreign { name, group, ports });
        Sites {
            files: &host.files,
            all: servers.chain(foreign).collect(),
            claims: OnceCell::new(),
        }
    }

    /// The same without the claims of servers that are not kept.
    #[must_use]
    pub fn keeping(self, keep: impl Fn(&Server<'a>, &Claim<'a>) -> bool) -> Sites<'a> {
        let mut claims = self.all_claims();
        claims.retain(|claim| {
            self.server(claim.site)
                .is_none_or(|server| keep(server, claim))
        });
        Sites {
            claims: OnceCell::from(claims),
            ..self
        }
    }

    /// The site at a position.
    pub fn get(&self, site: usize) -> Option<&Site<'a>> {
        self.all.get(site)
    }

    /// The server at a position; `None` for other software.
    pub fn server(&self, site: usize) -> Option<&Server<'a>> {
        match self.get(site)? {
            Site::Server(server) => Some(server),
            Site::Foreign { .. } => None,
        }
    }

    /// The name at a position.
    pub fn name(&self, site: usize) -> String {
        match self.get(site) {
            Some(Site::Server(server)) => server.name.clone(),
            Some(Site::Foreign { name, .. }) => (*name).to_string(),
            None => String::new(),
        }
    }

    /// The name of a home, by its path as shown; the path itself where nobody has it.
    pub fn name_of_home(&self, shown: &str) -> String {
        let mut servers = self.all.iter().filter_map(|site| match site {
            Site::Server(server) => Some(server),
            Site::Foreign { .. } => None,
        });
        let server = servers.find(|server| server.shown.as_ref() == shown);
        server.map_or_else(|| shown.to_string(), |server| server.name.clone())
    }

    /// Whether two sites open their ports in one network. Other software is on the host itself.
    pub fn share_network(&self, a: usize, b: usize) -> bool {
        match (self.server(a), self.server(b)) {
            (Some(a), Some(b)) => a.home.network() == b.home.network(),
            (Some(server), None) => self.is_foreign_to(b, server),
            (None, Some(server)) => self.is_foreign_to(a, server),
            (None, None) => false,
        }
    }

    /// Whether other software is on the machine whose own network a server opens its ports in.
    fn is_foreign_to(&self, site: usize, server: &Server<'_>) -> bool {
        let network = server.home.network();
        let Some(Site::Foreign { group, .. }) = self.get(site) else {
            return false;
        };
        network.is_host() && group.is_none_or(|group| Some(group) == network.group)
    }

    /// Every port that is or may be open.
    pub fn claims(&self) -> &[Claim<'a>] {
        self.claims.get_or_init(|| self.all_claims())
    }

    fn all_claims(&self) -> Vec<Claim<'a>> {
        let mut claims = Vec::new();
        for (site, holder) in self.all.iter().enumerate() {
            match holder {
                Site::Server(server) => claims.extend(
                    server
                        .runtime
                        .listeners
                        .iter()
                        .filter_map(|listener| Claim::of(site, listener)),
                ),
                Site::Foreign { ports, .. } => claims.extend(ports.iter().map(|port| Claim {
                    site,
                    listener: None,
                    protocol: port.protocol,
                    port: i64::from(port.port),
                    address: port.address.as_deref().unwrap_or_default(),
                    state: State::Open,
                    sharing: Sharing::Exclusive,
                })),
            }
        }
        claims.retain(|claim| (1..=65535).contains(&claim.port));
        claims.shrink_to_fit();
        claims
    }
}

impl<'a> Claim<'a> {
    /// What a listener opens; `None` when it is closed or its port unknown.
    pub fn of(site: usize, listener: &'a Listener) -> Option<Claim<'a>> {
        (listener.state != State::Closed).then_some(Claim {
            site,
            listener: Some(listener),
            protocol: listener.protocol,
            port: listener.port?,
            address: &listener.address,
            state: listener.state,
            sharing: listener.sharing,
        })
    }

    /// True when the port moves with its runtime's offset.
    pub fn follows_offset(&self) -> bool {
        self.listener.is_some_and(|l| l.follows_offset)
    }

    /// The listener's id; empty for other software.
    pub fn id(&self) -> &'a str {
        self.listener.map_or("", |l| l.id.as_ref())
    }

    /// Whether two claims of one protocol and port exclude each other, and how sure that is.
    pub fn meets(&self, other: &Claim<'_>) -> Overlap {
        address::exclude(self.binding(), other.binding())
    }

    fn binding(&self) -> Binding<'a> {
        Binding {
            address: self.address,
            state: self.state,
            sharing: self.sharing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_testkit::{Build, host, server};

    #[test]
    fn names_are_as_long_as_they_must_be() {
        let host = host([
            server("/a/wso2am", 0),
            server("/b/wso2am", 0),
            server("/b/wso2is", 0).runtime("broker"),
        ]);
        let names = servers(&host)
            .into_iter()
            .map(|s| s.name)
            .collect::<Vec<_>>();
        assert_eq!(names, ["a/wso2am", "b/wso2am", "wso2is (broker)"]);
    }

    #[test]
    fn a_home_given_as_a_dot_has_its_true_name() {
        let mut home = server(".", 0);
        home.canonical = "/opt/wso2am".into();
        assert_eq!(servers(&host([home]))[0].name, "wso2am");
    }

    #[test]
    fn homes_that_are_never_started_hold_nothing() {
        let host = host([server("/a", 0).inactive(), server("/b", 0)]);
        assert_eq!(Sites::of(&host, &servers(&host)).all.len(), 1);
    }
}
