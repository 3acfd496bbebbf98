//! What has to follow a change: references to ports that move away, listeners that stay.
//!
//! A reference is named once, with the port at which the listener that it means will really be, and only when the plan
//! takes away what it means at present.

use super::machine::{Machine, Server};
use portlint_analysis::meaning::Meanings;
use portlint_analysis::sites;
use portlint_catalog::Role;
use portlint_fix::{FileEdit, new_port};
use portlint_host::{Files, Host, Location, Reference};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Something that the change of an offset does not do by itself.
#[derive(Debug, Clone)]
pub enum FollowUp {
    /// A setting names a port that moves.
    Reference(Follower),
    /// A listener does not move with the offset.
    Stays {
        /// The home, as shown.
        home: PathBuf,
        /// The runtime.
        runtime: String,
        /// The id of the listener.
        listener: String,
        /// Its port.
        port: i64,
        /// The setting that moves it; empty when there is none.
        route: String,
    },
}

/// A reference that has to follow.
#[derive(Debug, Clone)]
pub struct Follower {
    /// The home of the setting, as shown.
    pub home: PathBuf,
    /// Its runtime.
    pub runtime: String,
    /// The setting.
    pub route: String,
    /// Where it stands.
    pub location: Location,
    /// Its line once the plan is carried out.
    pub line: u32,
    /// The port that it names.
    pub from: i64,
    /// Where the listeners will be that can be meant; never empty.
    pub meant: Vec<Meant>,
    /// How it is written, or why that is left to the user.
    pub edit: Result<FileEdit, ByHand>,
}

/// A listener that a reference means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meant {
    /// Its home, as shown.
    pub home: PathBuf,
    /// Its id.
    pub listener: String,
    /// Where it will be.
    pub to: i64,
}

/// Why a reference is left to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// More than one listener can be meant.
    Several,
    /// An identifier: whoever compares its text has to change with it.
    Identifier,
    /// Its digits do not stand in the file exactly once.
    NotThere,
}

impl ByHand {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            ByHand::Several => "more than one listener can be meant",
            ByHand::Identifier => "an identifier: change it together with all who compare it",
            ByHand::NotThere => "the number does not stand there as it is",
        }
    }
}

/// The listeners that are elsewhere once a plan is carried out: home, runtime and listener, with the new port.
#[derive(Debug, Default)]
pub(crate) struct NewPorts(BTreeMap<(PathBuf, String, String), i64>);

impl NewPorts {
    /// Adds the listeners of a machine that move when its servers get these offsets; claims are as the plan leaves them.
    pub(crate) fn add(&mut self, machine: &Machine<'_>, offsets: &[i64]) {
        for (server, offset) in machine.servers.iter().zip(offsets) {
            let by = offset.saturating_sub(server.offset);
            let listeners = server.runtime.listeners.iter();
            let moved = listeners.filter(|l| by != 0 && l.follows_offset);
            let moved = moved.filter_map(|l| Some((l.id.to_string(), l.port?.saturating_add(by))));
            let claims = server.claims_at(*offset).filter_map(|claim| {
                let to = claim.socket.port;
                (claim.listener.port != Some(to)).then(|| (claim.listener.id.to_string(), to))
            });
            for (listener, to) in moved.chain(claims) {
                let key = (
                    server.home.path.clone(),
                    server.runtime.id.to_string(),
                    listener,
                );
                self.0.insert(key, to);
            }
        }
    }

    fn of(&self, home: &Path, runtime: &str, listener: &str) -> Option<i64> {
        let key = (
            home.to_path_buf(),
            runtime.to_string(),
            listener.to_string(),
        );
        self.0.get(&key).copied()
    }
}

/// The references of a host that have to follow. `edits` are those of the plan: they may move lines.
pub(crate) fn references(host: &Host, new: &NewPorts, edits: &[&FileEdit]) -> Vec<FollowUp> {
    if new.0.is_empty() {
        return Vec::new();
    }
    let servers = sites::servers(host);
    let meanings = Meanings::of(host, &servers);
    let mut places = BTreeSet::new();
    let mut all = Vec::new();
    for server in servers.iter().filter(|server| server.home.active) {
        for reference in &server.runtime.references {
            let Some((location, meant)) = meant(&meanings, server, reference, new) else {
                continue;
            };
            // Two runtimes may read one file.
            if !places.insert((host.files.path(location.file), location.span)) {
                continue;
            }
            all.push(FollowUp::Reference(Follower {
                home: server.home.path.clone(),
                runtime: server.runtime.id.to_string(),
                route: reference.route.to_string(),
                location,
                line: line_after(&host.files, &location, edits),
                from: reference.port.unwrap_or_default(),
                edit: edit(&host.files, reference, &meant),
                meant,
            }));
        }
    }
    all
}

/// Where the listeners will be that a reference means, when none of them stays at the port that it names. A placeholder
/// that gave the number follows by itself.
fn meant<'a>(
    meanings: &Meanings<'a>,
    server: &sites::Server<'a>,
    reference: &Reference,
    new: &NewPorts,
) -> Option<(Location, Vec<Meant>)> {
    let location = reference.location.filter(|_| reference.written.literal)?;
    let openers = meanings.meant_now(server, reference);
    let meant = openers.into_iter().map(|(other, listener)| {
        Some(Meant {
            to: new.of(&other.home.path, &other.runtime.id, &listener.id)?,
            home: other.home.path.clone(),
            listener: listener.id.to_string(),
        })
    });
    let meant = meant.collect::<Option<Vec<_>>>()?;
    (!meant.is_empty()).then_some((location, meant))
}

fn edit(files: &Files, reference: &Reference, meant: &[Meant]) -> Result<FileEdit, ByHand> {
    let [one] = meant else {
        return Err(ByHand::Several);
    };
    if reference.role == Role::Identifier {
        return Err(ByHand::Identifier);
    }
    let file = reference.location.and_then(|at| files.source(at.file));
    if file.is_some_and(|file| file.document.source.is_rendered()) {
        return Err(ByHand::NotThere);
    }
    new_port(files, reference, one.to).ok_or(ByHand::NotThere)
}

/// The line of a place once these edits are made.
fn line_after(files: &Files, location: &Location, edits: &[&FileEdit]) -> u32 {
    let lines = |text: &str| i64::try_from(text.matches('\n').count()).unwrap_or_default();
    let before = edits.iter().filter(|edit| {
        files.share_path(edit.location.file, location.file)
            && edit.location.span.end <= location.span.start
    });
    let more = before
        .map(|edit| {
            lines(&edit.replacement) - lines(files.text(&edit.location).unwrap_or_default())
        })
        .sum::<i64>();
    let line = i64::from(location.place.line).saturating_add(more);
    u32::try_from(line).unwrap_or(location.place.line)
}

/// The listeners that stay where they are although their server gets another offset.
pub(crate) fn staying<'s>(server: &'s Server<'s>) -> impl Iterator<Item = FollowUp> + 's {
    let mut last = None;
    let claims = server
        .claims
        .iter()
        .filter(|claim| !claim.listener.follows_offset);
    claims
        .filter(move |claim| last.replace(&claim.listener.id) != Some(&claim.listener.id))
        .map(|claim| FollowUp::Stays {
            home: server.home.path.clone(),
            runtime: server.runtime.id.to_string(),
            listener: claim.listener.id.to_string(),
            port: claim.socket.port,
            route: claim.listener.route.to_string(),
        })
}
