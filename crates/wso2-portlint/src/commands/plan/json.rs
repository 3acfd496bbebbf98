//! A plan for scripts. Fields may be added; none is renamed or removed without a new `schema` number.

use super::Gaps;
use crate::unknown::Unknown;
use portlint_analysis::{Owner, PortClaim};
use portlint_host::{Files, Location};
use portlint_plan::{
    Avoided, Change, FollowUp, Follower, Newcomer, Plan, PortChange, PublishedChange, Repair, Stuck,
};
use portlint_report::shown::{Json, Writer};
use serde_json::{Value, json};
use std::io;

/// `changes` (offsets), `ports` (numbers that no offset moves), `published` (ports of the host that containers publish), `collisions` (ports shared at present), `stuck` (ports
/// shared after the changes), `held`, `follow_up`, `refused`, `unknown` (runtimes with ports that are not known),
/// `unknown_versions` (homes that were planned by the newest rules); `written` tells whether the files were edited, `exact` whether no smaller change exists.
pub(super) fn plan(
    plan: &Plan,
    files: &Files,
    gaps: &Gaps<'_>,
    written: bool,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let held = plan.held.iter().map(|held| {
        json!({ "home": held.home.display().to_string(), "runtime": held.runtime, "reason": held.hold.to_string() })
    });
    out.document(&json!({
            "schema": 1,
            "exact": plan.exact,
            "written": written,
            "changes": plan.changes.iter().map(|c| change(c, files)).collect::<Vec<_>>(),
            "ports": plan.ports.iter().map(|c| port_change(c, files)).collect::<Vec<_>>(),
            "published": plan.published.iter().map(|c| published_change(c, files)).collect::<Vec<_>>(),
            "collisions": plan.collisions.iter().map(|c| port(c, files)).collect::<Vec<_>>(),
            "stuck": plan.stuck.iter().map(|s| stuck(s, files)).collect::<Vec<_>>(),
            "held": held.collect::<Vec<_>>(),
            "follow_up": plan.follow_up.iter().map(|f| follow_up(f, files)).collect::<Vec<_>>(),
            "refused": plan.refused,
            "unknown": gaps.ports.iter().map(unknown_ports).collect::<Vec<_>>(),
            "unknown_versions": unknown_versions(gaps),
    }))
}

/// `places`, one for each machine; `runtimes` is null where there is no room.
pub(super) fn places(
    spec: &str,
    places: &[Newcomer],
    files: &Files,
    gaps: &Gaps<'_>,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let places = places.iter().map(|place| {
        let seats = place.seats.as_ref().map(|seats| {
            let seats = seats.iter().map(|seat| {
                let ports = seat.ports.iter().map(|(listener, protocol, port)| {
                    json!({ "listener": listener, "protocol": protocol.as_str(), "port": port })
                });
                json!({
                    "runtime": seat.runtime,
                    "shipped_offset": seat.shipped,
                    "offset": seat.offset,
                    "ports": ports.collect::<Vec<_>>(),
                    "avoided": seat.avoided.iter().map(|a| avoided(a, files)).collect::<Vec<_>>(),
                })
            });
            seats.collect::<Vec<_>>()
        });
        json!({
            "host": place.group,
            "runtimes": seats,
            "stuck": place.stuck.iter().map(|s| stuck(s, files)).collect::<Vec<_>>(),
        })
    });
    out.document(&json!({
            "schema": 1,
            "new": spec,
            "places": places.collect::<Vec<_>>(),
            "unknown": gaps.ports.iter().map(unknown_ports).collect::<Vec<_>>(),
            "unknown_versions": unknown_versions(gaps),
    }))
}

fn unknown_ports(unknown: &Unknown<'_>) -> Value {
    json!({
        "home": unknown.home.display().to_string(),
        "runtime": unknown.runtime,
        "ports": unknown.ports,
    })
}

fn unknown_versions(gaps: &Gaps<'_>) -> Vec<Value> {
    let homes = gaps.versions.iter();
    let homes = homes
        .map(|home| json!({ "home": home.path.display().to_string(), "product": home.product }));
    homes.collect()
}

fn change(change: &Change, files: &Files) -> Value {
    let moves = change.moves.iter().map(|m| {
        json!({
            "listener": m.listener, "description": m.description,
            "protocol": m.protocol.as_str(), "from": m.from, "to": m.to,
        })
    });
    json!({
        "home": change.home.display().to_string(),
        "host": change.group,
        "runtime": change.runtime,
        "from": change.from,
        "to": change.to,
        "moves": moves.collect::<Vec<_>>(),
        "avoided": change.avoided.iter().map(|a| avoided(a, files)).collect::<Vec<_>>(),
        "edits": [{
            "location": location(&change.edit.location, files),
            "replacement": change.edit.replacement,
        }],
    })
}

fn port_change(change: &PortChange, files: &Files) -> Value {
    json!({
        "home": change.home.display().to_string(),
        "host": change.group,
        "runtime": change.runtime,
        "listener": change.listener,
        "description": change.description,
        "protocol": change.protocol.as_str(),
        "route": change.route,
        "from": change.from,
        "to": change.to,
        "edits": [{
            "location": location(&change.edit.location, files),
            "replacement": change.edit.replacement,
        }],
    })
}

fn published_change(change: &PublishedChange, files: &Files) -> Value {
    let edits = change.edit.iter().map(|edit| {
        json!({
            "location": location(&edit.location, files),
            "replacement": edit.replacement,
        })
    });
    json!({
        "stack": change.stack,
        "service": change.service,
        "holder": change.holder,
        "protocol": change.protocol.as_str(),
        "from": change.from,
        "to": change.to,
        "container_port": change.container_port,
        "edits": edits.collect::<Vec<_>>(),
        "by_hand": change.edit.as_ref().err(),
    })
}

fn avoided(avoided: &Avoided, files: &Files) -> Value {
    json!({
        "offset": avoided.offset, "listener": avoided.listener, "base": avoided.base, "port": avoided.port,
        "owner": avoided.owner.as_ref().map(|o| owner(o, files)),
    })
}

fn stuck(stuck: &Stuck, files: &Files) -> Value {
    let repairs = stuck.repairs.iter().map(|way| match way {
        Repair::Key(key) => json!({ "kind": "key", "route": key }),
        Repair::Held(reason) => json!({ "kind": "held", "reason": reason }),
        Repair::NoRoom => json!({ "kind": "no-room" }),
        Repair::None => json!({ "kind": "none" }),
        Repair::Foreign => json!({ "kind": "foreign" }),
    });
    let mut value = port(&stuck.port, files);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("ways_out".to_string(), repairs.collect());
    }
    value
}

fn port(claim: &PortClaim, files: &Files) -> Value {
    json!({
        "protocol": claim.protocol.as_str(), "port": claim.port,
        "owners": claim.owners.iter().map(|o| owner(o, files)).collect::<Vec<_>>(),
    })
}

fn owner(owner: &Owner, files: &Files) -> Value {
    let place = owner.location.as_ref().map(|place| location(place, files));
    json!({
        "home": owner.home.as_ref(), "runtime": owner.runtime, "listener": owner.listener,
        "base": owner.base, "offset": owner.offset, "location": place,
    })
}

fn follow_up(follow_up: &FollowUp, files: &Files) -> Value {
    match follow_up {
        FollowUp::Reference(follower) => follower_json(follower, files),
        FollowUp::Stays {
            home,
            runtime,
            listener,
            port,
            route,
        } => json!({
            "kind": "stays", "home": home.display().to_string(), "runtime": runtime,
            "listener": listener, "port": port, "route": (!route.is_empty()).then_some(route),
        }),
    }
}

/// `to`, `target` and `listener` are those of the first that can be meant.
fn follower_json(follower: &Follower, files: &Files) -> Value {
    let meant = follower.meant.iter().map(|meant| {
        json!({ "home": meant.home.display().to_string(), "listener": meant.listener, "to": meant.to })
    });
    let first = follower.meant.first();
    let (edits, by_hand) = match &follower.edit {
        Ok(edit) => (
            vec![
                json!({ "location": location(&edit.location, files), "replacement": edit.replacement }),
            ],
            None,
        ),
        Err(by_hand) => (Vec::new(), Some(by_hand.words())),
    };
    json!({
        "kind": "reference", "home": follower.home.display().to_string(), "runtime": follower.runtime,
        "route": follower.route, "location": location(&follower.location, files),
        "line_after": follower.line, "from": follower.from,
        "to": first.map(|meant| meant.to), "listener": first.map(|meant| &meant.listener),
        "target": first.map(|meant| meant.home.display().to_string()),
        "meant": meant.collect::<Vec<_>>(), "by_hand": by_hand, "edits": edits,
    })
}

fn location(location: &Location, files: &Files) -> Value {
    let place = location.place;
    json!({
        "file": files.path(location.file).display().to_string(),
        "line": place.line, "column": place.column,
        "byte_offset": place.byte_offset, "byte_length": place.byte_length,
    })
}
