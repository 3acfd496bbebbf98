//! What the plan of the host does about a group of servers that meet: the help and the fix of their finding.

use portlint_analysis::collision::Group;
use portlint_analysis::collision::claims::Claims;
use portlint_analysis::sites::{Server, Sites};
use portlint_catalog::Generation;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{Files, words};
use portlint_plan::{Change, Held, Plan, PortChange, Repair};
use std::collections::BTreeSet;

/// Most servers whose new offset the help spells out.
const MOVES_SHOWN: usize = 6;

/// The part of a plan that concerns a group.
pub(super) struct Advice<'p, 's, 'a> {
    /// New offsets, each with the position of its server, in order of the sites.
    moves: Vec<(usize, &'p Change)>,
    ports: Vec<(usize, &'s Server<'a>, &'p PortChange)>,
    /// What stays shared: the port in words, and who can change it where.
    left: Vec<(String, Option<(&'p str, &'p str)>)>,
    held: Vec<(&'s Server<'a>, &'p Held)>,
}

impl<'p, 's, 'a> Advice<'p, 's, 'a> {
    /// What the plan does about a group.
    pub(super) fn of(
        sites: &'s Sites<'a>,
        group: &Group<'a>,
        claims: &Claims<'a>,
        plan: &'p Plan,
    ) -> Self {
        let members = group.sites.iter();
        let members = members.filter_map(|&site| Some((site, sites.server(site)?)));
        let members = members.collect::<Vec<_>>();
        let is = |server: &Server<'_>, home: &std::path::Path, runtime: &str| {
            server.home.path == home && server.runtime.id == runtime
        };
        let moves = members.iter().filter_map(|(site, server)| {
            let mut changes = plan.changes.iter();
            let change = changes.find(|change| is(server, &change.home, &change.runtime))?;
            Some((*site, change))
        });
        let wanted = |listener: &str| {
            let mut claims = claims.all().iter();
            claims.any(|claim| claim.id() == listener)
        };
        let ports = plan.ports.iter().filter_map(|change| {
            let mut members = members.iter();
            let (site, server) =
                members.find(|(_, server)| is(server, &change.home, &change.runtime))?;
            wanted(&change.listener).then_some((*site, *server, change))
        });
        let shared = claims
            .by_port()
            .map(|(port, _)| port)
            .collect::<BTreeSet<_>>();
        let left = plan.stuck.iter().filter(|stuck| {
            let is_member = |home: &str, runtime: &str| {
                let mut members = members.iter();
                members.any(|(_, server)| is(server, std::path::Path::new(home), runtime))
            };
            let mut owners = stuck.port.owners.iter();
            shared.contains(&(stuck.port.port, stuck.port.protocol))
                && owners.any(|owner| is_member(&owner.home, &owner.runtime))
        });
        let left = left.map(|stuck| {
            let owners = stuck.port.owners.iter().zip(&stuck.repairs).rev();
            let mut keys = owners.filter_map(|(owner, way)| match way {
                Repair::Key(key) => Some((owner.home.as_ref(), key.as_str())),
                _ => None,
            });
            (
                words::port(stuck.port.protocol, stuck.port.port),
                keys.next(),
            )
        });
        let held = plan.held.iter().filter_map(|held| {
            let mut members = members.iter();
            let (_, server) = members.find(|(_, server)| is(server, &held.home, &held.runtime))?;
            Some((*server, held))
        });
        Advice {
            moves: moves.collect(),
            ports: ports.collect(),
            left: left.collect(),
            held: held.collect(),
        }
    }

    /// The first that changes, by position.
    pub(super) fn first(&self) -> Option<usize> {
        let offset = self.moves.first().map(|(site, _)| *site);
        offset.or_else(|| self.ports.first().map(|(site, ..)| *site))
    }

    /// In words.
    pub(super) fn help(&self, sites: &Sites<'a>) -> Option<String> {
        let mut sentences = Vec::new();
        let moves = self.moves.iter().filter_map(|(site, change)| {
            let server = sites.server(*site)?;
            let setting = offset_setting(server, change.to);
            Some(format!("of {} to {} ({setting})", server.name, change.to))
        });
        let moves = moves.collect::<Vec<_>>();
        if !moves.is_empty() {
            let moves = words::short_list(&moves, MOVES_SHOWN);
            sentences.push(format!("set the port offset {moves}"));
        }
        let ports = self.ports.iter().map(|(_, server, change)| {
            let port = words::port(change.protocol, change.from);
            let (route, name) = (&change.route, &server.name);
            format!("{port} to {} with `{route}` of {name}", change.to)
        });
        let ports = ports.collect::<Vec<_>>();
        if !ports.is_empty() {
            sentences.push(format!("move {}", words::short_list(&ports, MOVES_SHOWN)));
        }
        let (keyed, stuck): (Vec<_>, Vec<_>) = self.left.iter().partition(|(_, key)| key.is_some());
        let keyed = keyed.iter().filter_map(|(port, key)| {
            let (home, route) = (*key)?;
            let name = sites.name_of_home(home);
            Some(format!("{port} with `{route}` of {name}"))
        });
        let keyed = keyed.collect::<Vec<_>>();
        if !keyed.is_empty() {
            sentences.push(format!("move {}", words::short_list(&keyed, MOVES_SHOWN)));
        }
        let held = self
            .held
            .iter()
            .map(|(server, held)| format!("{}: {}", server.name, held.hold));
        let held = held.collect::<Vec<_>>();
        if sentences.is_empty() && !held.is_empty() {
            sentences.push(words::short_list(&held, MOVES_SHOWN));
        } else if !stuck.is_empty() {
            let ports = stuck
                .iter()
                .map(|(port, _)| port.clone())
                .collect::<Vec<_>>();
            let ports = words::short_list(&ports, MOVES_SHOWN);
            sentences.push(format!("no setting is known that moves {ports}"));
        }
        (!sentences.is_empty()).then(|| sentences.join("; "))
    }

    /// As a change of files, where their text is at hand.
    pub(super) fn fix(&self, files: &Files) -> Option<Fix> {
        let offsets = self.moves.iter().map(|(_, change)| &change.edit);
        let ports = self.ports.iter().map(|(_, _, change)| &change.edit);
        let edits = offsets.chain(ports).cloned().collect::<Vec<FileEdit>>();
        let is_at_hand = |edit: &FileEdit| files.source(edit.location.file).is_some();
        (!edits.is_empty() && edits.iter().all(is_at_hand)).then_some(Fix {
            // Clients of the server have to follow, so someone has to look.
            applicability: Applicability::Unsafe,
            edits,
            follows: false,
        })
    }
}

/// How a server's offset is written.
pub(super) fn offset_setting(server: &Server<'_>, offset: i64) -> String {
    let source = &server.runtime.offset;
    if source.location.is_none() && server.offset_is_set() {
        return format!("where {} sets it", source.source);
    }
    match server.runtime.generation {
        Generation::Toml => format!("`[server] offset = {offset}`"),
        Generation::Yaml => format!("`wso2.carbon: ports: offset: {offset}`"),
        Generation::Xml => format!("`<Offset>{offset}</Offset>`"),
    }
}
