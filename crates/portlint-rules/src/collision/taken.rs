//! What becomes of the server that finds the port taken. Nothing is said where nothing is known.

use portlint_analysis::collision::claims::Claims;
use portlint_analysis::sites::Sites;
use portlint_host::{Listener, WhenTaken, words};
use std::collections::BTreeSet;

/// Most notes of a finding about it.
const NOTES: usize = 3;
/// Most listeners and servers that a note names.
const NAMES: usize = 4;

/// Something that is known of some listeners of some servers.
struct Known<'a> {
    taken: &'a WhenTaken,
    listeners: Vec<String>,
    sites: BTreeSet<usize>,
}

/// One note for each consequence, the end of a server first: what else it would lack does not matter then.
pub(super) fn notes(sites: &Sites<'_>, claims: &Claims<'_>) -> Vec<String> {
    let mut all: BTreeSet<usize> = BTreeSet::new();
    let mut known: Vec<Known<'_>> = Vec::new();
    for claim in claims.all() {
        all.insert(claim.site);
        let Some(listener) = claim.listener else {
            continue;
        };
        let Some(taken) = &listener.when_taken else {
            continue;
        };
        let id = listener.id.to_string();
        match known.iter_mut().find(|known| known.taken == taken) {
            Some(same) => {
                same.sites.insert(claim.site);
                if !same.listeners.contains(&id) {
                    same.listeners.push(id);
                }
            }
            None => known.push(Known {
                taken,
                listeners: vec![id],
                sites: BTreeSet::from([claim.site]),
            }),
        }
    }
    let ending = known.iter().filter(|known| known.taken.ends);
    let ending: BTreeSet<usize> = ending.flat_map(|known| known.sites.clone()).collect();
    known.retain_mut(|known| {
        if !known.taken.ends {
            known.sites.retain(|site| !ending.contains(site));
        }
        !known.sites.is_empty()
    });
    known.sort_by_key(|known| !known.taken.ends);
    known.truncate(NOTES);
    known.iter().map(|known| note(sites, known, &all)).collect()
}

/// What is known of listeners of one server, the end of the server first; `lead` says when it is so.
pub(crate) fn of_one_server(listeners: &[&Listener], lead: &str) -> Vec<String> {
    let mut known: Vec<(&WhenTaken, Vec<String>)> = Vec::new();
    for listener in listeners {
        let Some(taken) = &listener.when_taken else {
            continue;
        };
        let id = listener.id.to_string();
        match known.iter_mut().find(|(same, _)| *same == taken) {
            Some((_, ids)) => ids.push(id),
            None => known.push((taken, vec![id])),
        }
    }
    if known.iter().any(|(taken, _)| taken.ends) {
        known.retain(|(taken, _)| taken.ends);
    }
    known.truncate(NOTES);
    let note = |(taken, ids): &(&WhenTaken, Vec<String>)| {
        format!(
            "{}: {lead}, the server {}",
            words::short_list(ids, NAMES),
            taken.then
        )
    };
    known.iter().map(note).collect()
}

fn note(sites: &Sites<'_>, known: &Known<'_>, all: &BTreeSet<usize>) -> String {
    let listeners = words::short_list(&known.listeners, NAMES);
    let then = &known.taken.then;
    if known.sites == *all {
        return format!("{listeners}: the server that starts second {then}");
    }
    let names: Vec<String> = known.sites.iter().map(|&site| sites.name(site)).collect();
    format!(
        "{listeners} of {}: started second, the server {then}",
        words::short_list(&names, NAMES)
    )
}
