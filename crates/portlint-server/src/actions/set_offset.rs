//! Another port offset for the server of a document, at which it meets nobody, with the references that follow it.

use super::{Asked, quick_fix};
use crate::diagnostics::Places;
use crate::edits::of_files;
use crate::known::Known;
use portlint_analysis::sites::Server;
use portlint_plan::{Change, Request, SetOffset, plan_for};
use portlint_rules::Diagnostic;
use serde_json::Value;

/// Findings that another offset may end.
const OF_OFFSETS: [&str; 4] = [
    "port-collision",
    "possible-collision",
    "ephemeral-port",
    "well-known-port",
];

/// What is offered at an offset, and at a finding about the ports of a server that this document governs.
pub(super) fn of(
    asked: &Asked<'_>,
    here: &[&Diagnostic],
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<Value> {
    let is_about_ports = here
        .iter()
        .any(|finding| OF_OFFSETS.contains(&finding.rule));
    let servers = known.servers.iter().filter(|server| {
        let offset = server.runtime.offset.location.as_ref();
        let governing = server.runtime.governing.as_ref();
        offset.is_some_and(|place| asked.touches(place, places))
            || is_about_ports && governing.is_some_and(|place| places.is_in(place, asked.uri))
    });
    servers
        .filter_map(|server| to_free(server, known, places))
        .collect()
}

/// The smallest offset at which the server meets nobody, where it has another one.
fn to_free<'a>(server: &'a Server<'a>, known: &Known<'a>, places: &Places<'_>) -> Option<Value> {
    let now = server.runtime.offset.value;
    let free = known.free_offsets(server).find(|free| Some(*free) != now)?;
    let home = &server.home.path;
    let set = SetOffset {
        home: home.display().to_string(),
        runtime: Some(server.runtime.id.to_string()),
        offset: free,
    };
    // Nobody else moves.
    let others = places.host.homes.iter().filter(|other| other.path != *home);
    let pins = others.map(|other| other.path.display().to_string());
    let pins = pins.collect::<Vec<_>>();
    let request = Request {
        pins: &pins,
        set: &[set],
        follow: true,
        others: &[],
        brief: false,
    };
    let plan = plan_for(places.host, &request);
    let is_own = |change: &Change| change.home == *home && server.runtime.id == change.runtime;
    let is_alone = plan.changes.iter().all(is_own) && plan.ports.is_empty();
    if !plan.refused.is_empty() || plan.changes.len() != 1 || !is_alone {
        return None;
    }
    let edits = of_files(plan.edits(), places)?;
    let title = format!("Set the offset of {} to {free} (free)", server.name);
    Some(quick_fix(&title, edits, false, places))
}
