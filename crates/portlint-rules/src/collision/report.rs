//! From a group of meetings to a finding.

use super::advice::Advice;
use super::headline::{self, Certainty};
use super::taken;
use crate::diagnostic::Diagnostic;
use crate::rule::RuleDoc;
use crate::view::View;
use portlint_analysis::collision::claims::{Claims, port_of};
use portlint_analysis::collision::{Cause, Group, PortConflict};
use portlint_analysis::sites::{Claim, Server, Site, Sites};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Sharing;
use portlint_host::words;
use portlint_host::{CowStr, Location, State};
use std::collections::{BTreeMap, BTreeSet};

/// Most places of one finding; all owners are in its ports.
const PLACES: usize = 6;
/// Most sums and uncertain ports that notes spell out.
const NOTES: usize = 5;

/// Turns the groups of one rule into findings.
pub(crate) struct Report<'s, 'a> {
    sites: &'s Sites<'a>,
    doc: &'s RuleDoc,
    certainty: Certainty,
    view: &'s View<'a>,
}

impl<'s, 'a> Report<'s, 'a> {
    /// The findings of a rule.
    pub(crate) fn of(view: &'s View<'a>, doc: &'s RuleDoc, certainty: Certainty) -> Self {
        Report {
            sites: view.sites(),
            doc,
            certainty,
            view,
        }
    }

    /// The same over other sites of the same servers: some of their claims are taken out.
    #[must_use]
    pub(crate) fn over(self, sites: &'s Sites<'a>) -> Self {
        Report { sites, ..self }
    }

    /// The finding of a group.
    ///
    /// Its identity is the cause, then for each port, in order, who claims it: protocol, port, home, runtime and route. Its
    /// fingerprint leaves the ports out.
    pub(crate) fn diagnostic(&self, group: &Group<'a>) -> Diagnostic {
        let (sites, doc, certainty) = (self.sites, self.doc, self.certainty);
        let claims = group.claims();
        let advice = Advice::of(sites, group, &claims, self.view.plan());
        let shared = group.shared();
        let message = headline::message(certainty, sites, &shared);
        let mut finding = Diagnostic::new(doc.id, doc.severity, message);
        finding.ports = port_claims(sites, &claims);
        let places = places(sites, group, &claims, subject(sites, group, &advice));
        for (position, (location, message)) in places.into_iter().enumerate() {
            if position < PLACES {
                finding = finding.at(location, message);
            } else {
                finding.further.push(location);
            }
        }
        let mut servers = group.sites.iter().filter_map(|&site| sites.server(site));
        finding.path = servers.next().map(|server| server.home.path.clone());
        finding.notes = headline::lines(certainty, sites, &shared);
        if certainty == Certainty::Certain {
            finding.notes.extend(taken::notes(sites, &claims));
        }
        finding.notes.extend(notes(sites, group, certainty));
        finding.help = advice.help(sites);
        finding.fix = advice.fix(sites.files);
        // There may be thousands of them, and they live as long as the report.
        finding.ports.shrink_to_fit();
        finding.annotations.shrink_to_fit();
        finding.further.shrink_to_fit();
        finding.notes.shrink_to_fit();
        finding.message.shrink_to_fit();
        finding.notes.iter_mut().for_each(String::shrink_to_fit);
        finding
            .identified_by(identity(sites, group, &claims))
            .printed_by(print(sites, group, &claims))
    }
}

fn port_claims(sites: &Sites<'_>, claims: &Claims<'_>) -> Vec<PortClaim> {
    let ports = claims.by_port();
    ports
        .map(|((port, protocol), claims)| PortClaim {
            protocol,
            port,
            owners: claims.iter().map(|claim| owner(sites, claim)).collect(),
        })
        .collect()
}

/// The owner of a claim.
fn owner(sites: &Sites<'_>, claim: &Claim<'_>) -> Owner {
    match (sites.get(claim.site), claim.listener) {
        (Some(Site::Server(server)), Some(listener)) => {
            Owner::of(&server.shown, server.runtime, listener)
        }
        _ => Owner {
            home: sites.name(claim.site).into(),
            runtime: CowStr::default(),
            listener: CowStr::default(),
            description: "declared in the linter's configuration".into(),
            base: Some(claim.port),
            offset: 0,
            location: None,
        },
    }
}

/// The site that the finding is shown at: the first that should move, else the second server, else the only one.
fn subject(sites: &Sites<'_>, group: &Group<'_>, advice: &Advice<'_, '_, '_>) -> Option<usize> {
    let servers = group.sites.iter().copied();
    let servers = servers.filter(|&site| sites.server(site).is_some());
    let servers = servers.take(2).collect::<Vec<_>>();
    let moved = advice.first();
    moved.or_else(|| servers.get(1).or(servers.first()).copied())
}

/// The places, the subject's first: offsets, then explicit ports.
fn places(
    sites: &Sites<'_>,
    group: &Group<'_>,
    claims: &Claims<'_>,
    subject: Option<usize>,
) -> Vec<(Location, String)> {
    let mut members = group.sites.clone();
    members.sort_by_key(|&site| (Some(site) != subject, site));
    let mut by_site = BTreeMap::<usize, Vec<Claim<'_>>>::new();
    for claim in claims.all() {
        by_site.entry(claim.site).or_default().push(*claim);
    }
    let mut offsets = Vec::new();
    let mut explicit = Vec::new();
    for site in members {
        let Some(server) = sites.server(site) else {
            continue;
        };
        let own = by_site.remove(&site).unwrap_or_default();
        let by_offset = offset_place(server, &own);
        let mut by_port = Vec::new();
        for claim in &own {
            let Some(listener) = claim.listener else {
                continue;
            };
            if let Some(location) = &listener.location {
                by_port.push((
                    *location,
                    format!("{}: {}", listener.id, words::sum(listener)),
                ));
            }
        }
        if by_offset.is_none() && by_port.is_empty() {
            by_port.extend(built_in_place(server, &own));
        }
        // The subject's place comes first even when it is an explicit port.
        if by_offset.is_none() && Some(site) == subject {
            offsets.extend(by_port);
        } else {
            offsets.extend(by_offset);
            explicit.extend(by_port);
        }
    }
    offsets.extend(explicit);
    let mut places = Vec::<(Location, String)>::new();
    for (location, message) in offsets {
        let same = |(known, _): &(Location, String)| {
            known.span == location.span && sites.files.share_path(known.file, location.file)
        };
        if !places.iter().any(same) {
            places.push((location, message));
        }
    }
    places
}

/// Where the offset is set, when it explains one of these claims.
fn offset_place(server: &Server<'_>, claims: &[Claim<'_>]) -> Option<(Location, String)> {
    let mut followers = claims.iter().filter(|claim| claim.follows_offset());
    let shown = followers.next()?.listener?;
    let explained = server.offset_is_set()
        || claims
            .iter()
            .any(|c| c.follows_offset() && c.listener.is_some_and(|l| l.location.is_none()));
    let offset = &server.runtime.offset;
    let value = offset.value.filter(|_| explained)?;
    let what = if server.offset_is_set() {
        let from = offset
            .location
            .is_none()
            .then(|| format!(" from {}", offset.source));
        format!("port offset {value}{}", from.unwrap_or_default())
    } else {
        format!("no port offset is set, so {value} applies")
    };
    let more = match followers.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("{what}: {} ({}){more}", words::sum(shown), shown.id);
    Some((server.offset_place()?, message))
}

/// The governing file, for ports that no file sets.
fn built_in_place(server: &Server<'_>, claims: &[Claim<'_>]) -> Option<(Location, String)> {
    let listener = claims.iter().find_map(|claim| claim.listener)?;
    let message = format!(
        "{}: {} ({}); the port offset does not move it",
        listener.id,
        words::sum(listener),
        listener.source
    );
    Some((server.runtime.governing?, message))
}

fn notes(sites: &Sites<'_>, group: &Group<'_>, certainty: Certainty) -> Vec<String> {
    let mut notes = Vec::new();
    if group.cause == Cause::Crossing {
        notes.extend(some(&group.meetings, |m| crossing(sites, m)));
    }
    notes.extend(unmoved(sites, group));
    if certainty == Certainty::Possible {
        notes.extend(some(&group.meetings, |m| uncertain(sites, m)));
    }
    notes.extend(some(&group.possible, |m| {
        let port = words::port(m.a.protocol, m.a.port);
        format!("they may share {port} too: {}", uncertain(sites, m))
    }));
    notes
}

/// The first different notes about some meetings, and how many there are besides.
fn some(meetings: &[PortConflict<'_>], note: impl Fn(&PortConflict<'_>) -> String) -> Vec<String> {
    let mut notes = Vec::<String>::new();
    for (position, meeting) in meetings.iter().enumerate() {
        if notes.len() == NOTES {
            notes.push(format!("and {} more such pairs", meetings.len() - position));
            break;
        }
        let note = note(meeting);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// `8280 + 37 = 8317 = 8243 + 74`, with the names of both.
fn crossing(sites: &Sites<'_>, meeting: &PortConflict<'_>) -> String {
    let side = |claim: &Claim<'_>| match claim.listener {
        Some(listener) => (
            words::sum(listener),
            format!("{} of {}", listener.id, sites.name(claim.site)),
        ),
        None => (claim.port.to_string(), sites.name(claim.site)),
    };
    let ((a, a_name), (b, b_name)) = (side(&meeting.a), side(&meeting.b));
    let mirrored = match b.split_once(" = ") {
        Some((sum, _)) => sum.to_string(),
        None => b,
    };
    // Where nothing is added on one side the port itself says it all.
    let sum = if a.ends_with(&format!("= {mirrored}")) || a == mirrored {
        a
    } else {
        format!("{a} = {mirrored}")
    };
    format!("{sum}: {a_name} and {b_name} use the same port")
}

/// Why the offsets of the servers do not help.
fn unmoved(sites: &Sites<'_>, group: &Group<'_>) -> Option<String> {
    let still = group
        .meetings
        .iter()
        .filter(|m| m.cause == Cause::Fixed)
        .copied()
        .collect::<Vec<_>>();
    let with_offset = still.iter().flat_map(|m| [m.a, m.b]).any(|claim| {
        sites
            .server(claim.site)
            .is_some_and(|s| s.offset_is_set() && s.runtime.offset.value.is_some_and(|v| v != 0))
    });
    if !with_offset && group.cause != Cause::SameOffset {
        return None;
    }
    let ports = still.iter().map(|meeting| port_of(&meeting.a));
    let ports = ports.collect::<BTreeSet<_>>().into_iter();
    let ports = ports
        .map(|(port, protocol)| words::port(protocol, port))
        .collect::<Vec<_>>();
    let ports = match ports.as_slice() {
        [] => return None,
        [one] => format!("{one} does"),
        several => format!("{} do", words::short_list(several, NOTES)),
    };
    Some(format!("{ports} not move with the port offset"))
}

/// What decides whether a possible meeting happens.
fn uncertain(sites: &Sites<'_>, meeting: &PortConflict<'_>) -> String {
    let sides = [&meeting.a, &meeting.b];
    if let Some(mover) = sides.iter().find(|c| c.sharing == Sharing::MovesOn) {
        let other = if mover.site == meeting.a.site {
            &meeting.b
        } else {
            &meeting.a
        };
        return format!(
            "{} takes the next free port when {} is taken; if it starts first, {} cannot open it",
            name_of(sites, mover),
            words::port(mover.protocol, mover.port),
            name_of(sites, other),
        );
    }
    let conditions = sides
        .iter()
        .filter(|c| c.state == State::Conditional)
        .map(|claim| {
            let condition = claim.listener.and_then(|l| l.condition.as_deref());
            let condition = condition.unwrap_or("depends on what is not in the files");
            format!("{} is conditional: {condition}", name_of(sites, claim))
        });
    let conditions = conditions.collect::<Vec<_>>();
    if conditions.is_empty() {
        let [a, b] = sides.map(|c| c.address);
        return format!("it depends on the bind addresses `{a}` and `{b}`");
    }
    conditions.join("; ")
}

fn name_of(sites: &Sites<'_>, claim: &Claim<'_>) -> String {
    match claim.listener {
        Some(listener) => format!("{} of {}", listener.id, sites.name(claim.site)),
        None => sites.name(claim.site),
    }
}

fn identity(sites: &Sites<'_>, group: &Group<'_>, claims: &Claims<'_>) -> Vec<String> {
    let mut parts = claims
        .all()
        .iter()
        .map(|claim| {
            let port = words::port(claim.protocol, claim.port);
            match (sites.server(claim.site), claim.listener) {
                (Some(server), Some(listener)) => {
                    let route = if listener.route.is_empty() {
                        &listener.id
                    } else {
                        &listener.route
                    };
                    format!("{port} {} {route}", server.identity())
                }
                _ => format!("{port} {}", sites.name(claim.site)),
            }
        })
        .collect::<Vec<_>>();
    parts.sort();
    parts.insert(0, group.cause.as_str().to_string());
    parts
}

/// Cause, and home, runtime and route of everyone who takes part.
fn print(sites: &Sites<'_>, group: &Group<'_>, claims: &Claims<'_>) -> Vec<String> {
    let claims = claims.all().iter();
    let parts = claims.map(|claim| match (sites.server(claim.site), claim.listener) {
        (Some(server), Some(listener)) => {
            let route = if listener.route.is_empty() {
                &listener.id
            } else {
                &listener.route
            };
            server.print(route)
        }
        _ => sites.name(claim.site),
    });
    parts
        .chain([format!("cause {}", group.cause.as_str())])
        .collect()
}
