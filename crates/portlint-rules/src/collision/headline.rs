//! Who shares what, in words: the servers that are named share all the ports that are named.

use portlint_analysis::collision::Shared;
use portlint_analysis::sites::Sites;
use portlint_host::words;
use std::collections::BTreeSet;

/// How a finding speaks of its collision: as a fact, or as something that may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// They open the port.
    Certain,
    /// They may.
    Possible,
}

/// Most servers that a line names.
const NAMES: usize = 4;
/// Most lines about servers that share more.
const LINES: usize = 5;

/// `a and b both open 9443/tcp and 1 more port`, `3 servers open 9443/tcp: a, b and c`, and how many ports there are that
/// others share.
pub(crate) fn message(certainty: Certainty, sites: &Sites<'_>, shared: &[Shared]) -> String {
    let Some((first, others)) = shared.split_first() else {
        return String::new();
    };
    let may = match certainty {
        Certainty::Certain => "",
        Certainty::Possible => "may ",
    };
    let ports = ports(first);
    let names = names(sites, first);
    let message = if names.len() == 2 {
        format!("{} {may}both open {ports}", words::list(&names))
    } else {
        let all = words::short_list(&names, NAMES);
        format!("{} servers {may}open {ports}: {all}", names.len())
    };
    format!("{message}{}", besides(certainty, sites, first, others))
}

/// `; 2 more ports are shared by some of them`, `; 2 more ports are shared with c`.
fn besides(certainty: Certainty, sites: &Sites<'_>, first: &Shared, others: &[Shared]) -> String {
    let more = others
        .iter()
        .map(|shared| shared.ports.len())
        .sum::<usize>();
    let ports = match more {
        0 => return String::new(),
        1 => "1 more port".to_string(),
        more => format!("{more} more ports"),
    };
    let are = match (certainty, more) {
        (Certainty::Certain, 1) => "is",
        (Certainty::Certain, _) => "are",
        (Certainty::Possible, _) => "may be",
    };
    let further = others
        .iter()
        .flat_map(|shared| &shared.sites)
        .filter(|site| !first.sites.contains(site))
        .collect::<BTreeSet<_>>();
    let further = further
        .into_iter()
        .map(|&site| sites.name(site))
        .collect::<Vec<_>>();
    let whom = match further.as_slice() {
        [] => "by some of them".to_string(),
        further => format!("with {}", words::short_list(further, NAMES)),
    };
    format!("; {ports} {are} shared {whom}")
}

/// What some of them share besides: `a and b also share 9611/tcp`.
pub(crate) fn lines(certainty: Certainty, sites: &Sites<'_>, shared: &[Shared]) -> Vec<String> {
    let others = shared.get(1..).unwrap_or_default();
    let share = match certainty {
        Certainty::Certain => "also share",
        Certainty::Possible => "may also share",
    };
    let mut lines = others
        .iter()
        .take(LINES)
        .map(|shared| {
            let names = words::short_list(&names(sites, shared), NAMES);
            format!("{names} {share} {}", ports(shared))
        })
        .collect::<Vec<_>>();
    let left = others.get(LINES..).unwrap_or_default();
    if !left.is_empty() {
        let ports = left.iter().map(|shared| shared.ports.len()).sum::<usize>();
        let what = if ports == 1 { "port" } else { "ports" };
        lines.push(format!("others of them {share} {ports} {what}"));
    }
    lines
}

fn names(sites: &Sites<'_>, shared: &Shared) -> Vec<String> {
    shared.sites.iter().map(|&site| sites.name(site)).collect()
}

fn ports(shared: &Shared) -> String {
    let first = shared.ports.first();
    let first = first.map(|(port, protocol)| words::port(*protocol, *port));
    words::first_and_more(&first.unwrap_or_default(), shared.ports.len())
}
