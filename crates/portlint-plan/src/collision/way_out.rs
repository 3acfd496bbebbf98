//! What would end a collision: offsets that free the ports, and settings for the ports that no offset moves.

use super::free_offset::Ground;
use crate::set_offset;
use portlint_analysis::collision::claims::{Claims, port_of};
use portlint_analysis::collision::{Cause, Group, Port};
use portlint_analysis::sites::{Claim, Server, Sites};
use portlint_catalog::Generation;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::words;
use portlint_host::{Files, Offset};
use std::collections::{BTreeMap, BTreeSet};

/// Most servers whose new offset the help spells out.
const MOVES_SHOWN: usize = 6;

/// A server and the offset that it should get.
pub struct Move {
    /// Position in [`Sites`].
    pub site: usize,
    /// The new offset.
    pub offset: i64,
}

/// What would end a collision.
pub struct WayOut<'a> {
    /// New offsets, in order of the sites.
    pub moves: Vec<Move>,
    /// What stays although everyone has moved.
    pub left: BTreeMap<Port, Vec<Claim<'a>>>,
}

impl<'a> WayOut<'a> {
    /// Lets the first servers stay where they are and moves the later ones; a pinned one never moves.
    pub fn of(sites: &Sites<'a>, group: &Group<'a>, ground: &mut Ground<'_, 'a>) -> WayOut<'a> {
        let claims = group.claims();
        ground.reset();
        let mut offsets = BTreeMap::<usize, i64>::new();
        let mut staying = BTreeMap::<Port, Vec<&Claim<'a>>>::new();
        for (site, own) in order_of_stay(sites, group, &claims) {
            let mut movable = own.iter().filter(|claim| claim.follows_offset());
            let must_move = may_move(sites, site)
                && movable.any(|own| {
                    let mut rivals = staying.get(&port_of(own)).into_iter().flatten();
                    rivals.any(|rival| group.joins(sites, own, rival))
                });
            let free = must_move.then(|| ground.smallest_free(site)).flatten();
            if let Some(offset) = free {
                ground.move_to(site, offset);
                offsets.insert(site, offset);
            } else {
                for claim in own {
                    staying.entry(port_of(claim)).or_default().push(claim);
                }
            }
        }
        let moved = |claim: &Claim<'_>| claim.follows_offset() && offsets.contains_key(&claim.site);
        let left = claims.by_port().filter_map(|(port, claims)| {
            let still = claims.iter().filter(|claim| !moved(claim));
            let still = still.collect::<Vec<_>>();
            let is_met =
                |claim: &&Claim<'a>| still.iter().any(|other| group.joins(sites, claim, other));
            let met = still.iter().copied().filter(is_met).copied();
            let met = met.collect::<Vec<_>>();
            (!met.is_empty()).then_some((port, met))
        });
        WayOut {
            left: left.collect(),
            moves: offsets
                .into_iter()
                .map(|(site, offset)| Move { site, offset })
                .collect(),
        }
    }

    /// The way out in words.
    pub fn help(&self, sites: &Sites<'a>) -> Option<String> {
        let moves = self.moves.iter().filter_map(|m| {
            let server = sites.server(m.site)?;
            let setting = offset_setting(server, m.offset);
            Some(format!("of {} to {} ({setting})", server.name, m.offset))
        });
        let moves = moves.collect::<Vec<_>>();
        let mut sentences = Vec::new();
        if !moves.is_empty() {
            let moves = words::short_list(&moves, MOVES_SHOWN);
            sentences.push(format!("set the port offset {moves}"));
            if self.moves.len() > 1 {
                // One after the other is not always the smallest change.
                sentences.push("`plan` finds the smallest change".to_string());
            }
        }
        let mut changes = Vec::new();
        let mut stuck = Vec::new();
        for (&(number, protocol), claims) in &self.left {
            let port = words::port(protocol, number);
            match owner_to_change(sites, claims) {
                Some((server, route)) => {
                    changes.push(format!("{port} with `{route}` of {}", server.name));
                }
                None => stuck.push(port),
            }
        }
        if !changes.is_empty() {
            sentences.push(format!("move {}", words::short_list(&changes, MOVES_SHOWN)));
        }
        if !stuck.is_empty() {
            let ports = words::short_list(&stuck, MOVES_SHOWN);
            sentences.push(format!("no setting is known that moves {ports}"));
        }
        (!sentences.is_empty()).then(|| sentences.join("; "))
    }

    /// The new offsets as a change of files, when every one of them can be written.
    pub fn fix(&self, sites: &Sites<'_>) -> Option<Fix> {
        let edits = self.moves.iter().map(|m| {
            let runtime = sites.server(m.site)?.runtime;
            replaced(sites.files, &runtime.offset, m.offset)
                .or_else(|| set_offset(sites.files, runtime, m.offset).ok())
        });
        let mut edits = edits.collect::<Option<Vec<_>>>()?;
        edits.shrink_to_fit();
        (!edits.is_empty()).then_some(Fix {
            // Clients of the server have to follow, so someone has to look.
            applicability: Applicability::Unsafe,
            edits,
            follows: false,
        })
    }
}

/// The number of an offset replaced where it stands, be it in a start script.
fn replaced(files: &Files, offset: &Offset, to: i64) -> Option<FileEdit> {
    let location = offset.location?;
    let text = files.text(&location)?;
    let digits = text.trim_matches(['"', '\'']);
    let replacement = text.replace(digits, &to.to_string());
    (digits.parse() == Ok(offset.value?)).then(|| FileEdit::new(location, replacement))
}

fn may_move(sites: &Sites<'_>, site: usize) -> bool {
    sites.server(site).is_some_and(|s| {
        !s.home.pinned && !s.home.is_in_container() && s.runtime.offset.value.is_some()
    })
}

/// The claims of one site.
type Own<'g, 'a> = Vec<&'g Claim<'a>>;

/// Who cannot move stays, then who meets few others, then who comes first.
fn order_of_stay<'g, 'a>(
    sites: &Sites<'a>,
    group: &Group<'a>,
    claims: &'g Claims<'a>,
) -> Vec<(usize, Own<'g, 'a>)> {
    let mut by_site = BTreeMap::<usize, Own<'g, 'a>>::new();
    for claim in claims.all() {
        by_site.entry(claim.site).or_default().push(claim);
    }
    let mut order = by_site.into_iter().collect::<Vec<_>>();
    order.sort_by_cached_key(|(site, own)| {
        let moves = may_move(sites, *site) && own.iter().any(|claim| claim.follows_offset());
        let rivals = match group.cause {
            Cause::Crossing => rivals(sites, group, claims, own),
            // Servers of one offset are alike, and fixed ports do not move: only the order counts.
            Cause::SameOffset | Cause::Fixed => 0,
        };
        (moves, rivals, *site)
    });
    order
}

/// How many other sites these claims meet.
fn rivals<'a>(
    sites: &Sites<'a>,
    group: &Group<'a>,
    claims: &Claims<'a>,
    own: &Own<'_, 'a>,
) -> usize {
    let met = own.iter().flat_map(|own| {
        let others = claims.on(port_of(own)).iter();
        others.filter(move |other| group.joins(sites, own, other))
    });
    met.map(|claim| claim.site).collect::<BTreeSet<_>>().len()
}

/// How a server's offset is written.
pub fn offset_setting(server: &Server<'_>, offset: i64) -> String {
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

/// Of those who claim one port the last that has a setting for it.
fn owner_to_change<'s, 'a>(
    sites: &'s Sites<'a>,
    claims: &[Claim<'a>],
) -> Option<(&'s Server<'a>, &'a str)> {
    let changeable = |pinned: bool| {
        claims.iter().rev().find_map(|claim| {
            let server = sites.server(claim.site)?;
            let route = claim.listener?.route.as_ref();
            (!route.is_empty() && server.home.pinned == pinned).then_some((server, route))
        })
    };
    changeable(false).or_else(|| changeable(true))
}
