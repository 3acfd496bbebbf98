//! A host as rules see it: what several of them ask for is computed once.

use crate::accepted::Accepted;
use portlint_analysis::Openers;
use portlint_analysis::collision::{self, Collisions};
use portlint_analysis::live::Running;
use portlint_analysis::meaning::Meanings;
use portlint_analysis::sites::{Server, Sites};
use portlint_host::Host;
use portlint_plan::Plan;
use std::cell::OnceCell;

/// A host, and what follows from it.
pub struct View<'a> {
    /// The host.
    pub host: &'a Host,
    servers: &'a [Server<'a>],
    proxies: OnceCell<Vec<Server<'a>>>,
    sites: OnceCell<Sites<'a>>,
    meanings: OnceCell<Meanings<'a>>,
    collisions: OnceCell<Collisions<'a>>,
    plan: OnceCell<Plan>,
    running: OnceCell<Option<Running<'a>>>,
}

impl<'a> View<'a> {
    /// A host with those of its servers that are started together.
    pub fn of(host: &'a Host, servers: &'a [Server<'a>]) -> View<'a> {
        View {
            host,
            servers,
            proxies: OnceCell::new(),
            sites: OnceCell::new(),
            meanings: OnceCell::new(),
            collisions: OnceCell::new(),
            plan: OnceCell::new(),
            running: OnceCell::new(),
        }
    }

    /// Every runtime of every home that is started together with the others, in the order of paths.
    pub fn servers(&self) -> &'a [Server<'a>] {
        self.servers
    }

    /// Everyone who can hold ports and is started together with the others.
    pub fn sites(&self) -> &Sites<'a> {
        self.sites
            .get_or_init(|| Sites::of(self.host, self.servers))
    }

    /// As [`View::sites`], without what the user took out of the findings of a rule; `None` when that is nothing.
    pub fn sites_without(&self, accepted: &Accepted, rule: &str) -> Option<Sites<'a>> {
        let accepted = accepted.of(rule)?;
        let sites = Sites::of(self.host, self.servers);
        Some(
            sites.keeping(|server, claim| {
                !accepted.contains(&(server.shown.to_string(), claim.port))
            }),
        )
    }

    /// Who opens which port.
    pub fn openers(&self) -> &Openers<'a> {
        self.meanings().openers()
    }

    /// Whom references mean.
    pub fn meanings(&self) -> &Meanings<'a> {
        self.meanings
            .get_or_init(|| Meanings::of(self.host, self.servers))
    }

    /// The servers that are started together with the others.
    pub fn active(&self) -> impl Iterator<Item = &'a Server<'a>> {
        self.servers.iter().filter(|server| server.home.active)
    }

    /// The proxies whose files were looked at, as servers that open nothing.
    pub fn proxies(&self) -> &[Server<'a>] {
        self.proxies
            .get_or_init(|| portlint_analysis::sites::proxies(self.host))
    }

    /// The smallest change that ends all collisions: what their findings advise.
    pub fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| portlint_plan::advise(self.host))
    }

    /// What runs there; `None` when that was not looked at.
    pub fn running(&self) -> Option<&Running<'a>> {
        let running = || Running::of(self.host, self.servers);
        self.running.get_or_init(running).as_ref()
    }

    /// Who meets whom.
    pub fn collisions(&self) -> &Collisions<'a> {
        self.collisions
            .get_or_init(|| collision::find(self.sites()))
    }
}
