//! A plan for people.

use super::{Gaps, file_changes};
use crate::diff;
use crate::terminal::plain;
use portlint_analysis::{Owner, PortClaim};
use portlint_fix::FileEdit;
use portlint_host::Host;
use portlint_plan::{Avoided, Change, FollowUp, Newcomer, Plan, PortChange, Stuck, WayOut};
use portlint_report::count;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

/// Says what is not known, so that silence about it is not taken for room.
pub fn gaps(gaps: &Gaps<'_>, out: &mut dyn Write) -> io::Result<()> {
    section(
        out,
        "Not known, so not in this plan (`wso2-portlint check` says why):",
        &gaps.ports,
        |some, out| {
            let home = shown(some.home);
            let ports = count(some.ports, "port");
            writeln!(out, "  {home} [{}]: {ports}", some.runtime)
        },
    )?;
    section(
        out,
        "Of a version that is not known, so planned by the newest rules. Once it is told\n\
         (`version` in a [[home]] entry) or this plan is made, another run may find more:",
        &gaps.versions,
        |home, out| {
            let name = home.name.as_deref().unwrap_or("unknown product");
            writeln!(out, "  {} ({})", shown(&home.path), plain(name))
        },
    )
}

/// Shows what changes and why, what remains, and what has to follow.
pub fn plan(plan: &Plan, host: &Host, written: bool, out: &mut dyn Write) -> io::Result<()> {
    if plan.collisions.is_empty() {
        return writeln!(
            out,
            "Nothing to change: no two of {} meet.",
            count(host.homes.len(), "home")
        );
    }
    headline(plan, host, written, out)?;
    for change in &plan.changes {
        writeln!(out)?;
        show_change(plan, change, out)?;
    }
    for change in &plan.ports {
        writeln!(out)?;
        show_port_change(change, out)?;
    }
    section(out, "Offsets that must stay:", &plan.held, |held, out| {
        writeln!(
            out,
            "  {}: {}",
            server(&shown(&held.home), &held.runtime),
            held.hold
        )
    })?;
    section(
        out,
        "Ports that stay shared; no permitted change of an offset parts them:",
        &plan.stuck,
        show_stuck,
    )?;
    section(
        out,
        "What has to follow, by hand:",
        &plan.follow_up,
        show_follow_up,
    )?;
    section(
        out,
        "Nothing can be written:",
        &plan.refused,
        |refused, out| writeln!(out, "  {}", plain(refused)),
    )
}

fn headline(plan: &Plan, host: &Host, written: bool, out: &mut dyn Write) -> io::Result<()> {
    let offsets = plan.changes.iter().map(|change| &change.home);
    let ports = plan.ports.iter().map(|change| &change.home);
    let homes = offsets.chain(ports).collect::<BTreeSet<_>>();
    let verb = if written { "changed" } else { "to change" };
    let best = match (plan.changes.is_empty(), plan.exact) {
        (true, _) => "",
        (false, true) => " No smaller change does.",
        (false, false) => " A smaller change may exist: so many homes are not searched to the end.",
    };
    writeln!(
        out,
        "{} with more than one owner; {} of {} {verb}.{best}",
        count(plan.collisions.len(), "port"),
        homes.len(),
        count(host.homes.len(), "home"),
    )
}

fn show_change(plan: &Plan, change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let home = shown(&change.home);
    writeln!(
        out,
        "{}: port offset {} -> {}",
        server(&home, &change.runtime),
        change.from,
        change.to
    )?;
    let is_own = |owner: &Owner| {
        Path::new(owner.home.as_ref()) == change.home && owner.runtime == change.runtime
    };
    let met = plan
        .collisions
        .iter()
        .filter(|claim| claim.owners.iter().any(is_own));
    let met = met.collect::<Vec<&PortClaim>>();
    if let Some(first) = met.first() {
        let others = first
            .owners
            .iter()
            .filter(|owner| !is_own(owner))
            .map(owner)
            .collect::<Vec<_>>();
        let more = match met.len() {
            1 => String::new(),
            2 => "; 1 more port is shared".to_string(),
            all => format!("; {} more ports are shared", all - 1),
        };
        let with = if others.is_empty() {
            "another listener of its own".to_string()
        } else {
            others.join(", ")
        };
        writeln!(
            out,
            "  why: shares {}/{} with {with}{more}",
            first.port,
            first.protocol.as_str()
        )?;
    }
    let moves = change
        .moves
        .iter()
        .map(|m| format!("{} {} -> {}", plain(&m.listener), m.from, m.to));
    writeln!(out, "  moves: {}", moves.collect::<Vec<_>>().join(", "))?;
    for avoided in change
        .avoided
        .iter()
        .filter(|avoided| avoided.offset != change.from)
    {
        show_avoided(avoided, out)?;
    }
    show_edit(&change.edit, out)
}

fn show_port_change(change: &PortChange, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: port {} -> {} ({})",
        server(&shown(&change.home), &change.runtime),
        change.from,
        change.to,
        plain(&change.listener)
    )?;
    writeln!(
        out,
        "  why: {}/{} is shared, and no offset moves it; `{}` does",
        change.from,
        change.protocol.as_str(),
        plain(&change.route)
    )?;
    show_edit(&change.edit, out)
}

fn show_edit(edit: &FileEdit, out: &mut dyn Write) -> io::Result<()> {
    let files = file_changes(std::iter::once(edit)).unwrap_or_default();
    let mut lines = files.iter().flat_map(diff::of_file);
    lines.try_for_each(|line| writeln!(out, "  {line}"))
}

fn show_avoided(avoided: &Avoided, out: &mut dyn Write) -> io::Result<()> {
    let arithmetic = match avoided.base {
        Some(base) => format!(
            "{base} + {} = {}",
            avoided.port.saturating_sub(base),
            avoided.port
        ),
        None => avoided.port.to_string(),
    };
    let obstacle = match &avoided.owner {
        Some(other) => format!("the port of {}", owner(other)),
        None => "out of the permitted ports 1024 to 65535".to_string(),
    };
    writeln!(
        out,
        "  not {}: {} at {arithmetic}, {obstacle}",
        avoided.offset,
        plain(&avoided.listener)
    )
}

fn show_stuck(stuck: &Stuck, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "  {}/{}",
        stuck.port.port,
        stuck.port.protocol.as_str()
    )?;
    for (owned, way) in stuck.port.owners.iter().zip(&stuck.ways_out) {
        let way = match way {
            WayOut::Key(key) => format!("`{key}` moves it"),
            WayOut::Held(why) => why.clone(),
            WayOut::NoRoom => "no larger offset is free".to_string(),
            WayOut::None => "no setting moves it".to_string(),
            WayOut::Foreign => "other software".to_string(),
        };
        writeln!(out, "    {}: {}", owner(owned), plain(&way))?;
    }
    Ok(())
}

fn show_follow_up(follow_up: &FollowUp, out: &mut dyn Write) -> io::Result<()> {
    match follow_up {
        FollowUp::Reference {
            route,
            location,
            from,
            to,
            target,
            listener,
            ..
        } => writeln!(
            out,
            "  {}:{}: `{}` names port {from}; {} of {} will be at {to}",
            shown(&location.file.path),
            location.place().line,
            plain(route),
            plain(listener),
            shown(target),
        ),
        FollowUp::Stays {
            home,
            runtime,
            listener,
            port,
            route,
        } => {
            let key = if route.is_empty() {
                "no setting moves it".to_string()
            } else {
                format!("`{}` moves it", plain(route))
            };
            writeln!(
                out,
                "  {}: {} stays at {port}, the offset does not move it; {key}",
                server(&shown(home), runtime),
                plain(listener)
            )
        }
    }
}

/// Shows where a new home fits.
pub fn places(spec: &str, places: &[Newcomer], out: &mut dyn Write) -> io::Result<()> {
    for place in places {
        let on = place
            .group
            .as_deref()
            .map_or(String::new(), |group| format!(" on {}", plain(group)));
        let Some(seats) = &place.seats else {
            writeln!(out, "{}{on}: there is no room for it", plain(spec))?;
            continue;
        };
        for seat in seats {
            let shipped = if seat.shipped == seat.offset {
                ", as shipped"
            } else {
                ""
            };
            writeln!(
                out,
                "{}{on}: port offset {}{shipped}",
                server(&plain(spec), &seat.runtime),
                seat.offset
            )?;
            let ports = seat
                .ports
                .iter()
                .map(|(id, protocol, port)| format!("{} {port}/{}", plain(id), protocol.as_str()));
            writeln!(out, "  opens: {}", ports.collect::<Vec<_>>().join(", "))?;
            seat.avoided
                .iter()
                .try_for_each(|avoided| show_avoided(avoided, out))?;
        }
        section(
            out,
            "Ports that it shares at any offset:",
            &place.stuck,
            show_stuck,
        )?;
    }
    Ok(())
}

fn section<T>(
    out: &mut dyn Write,
    title: &str,
    items: &[T],
    show: impl Fn(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    items.iter().try_for_each(|item| show(item, out))
}

fn owner(owner: &Owner) -> String {
    match owner.runtime.as_ref() {
        "" => plain(&owner.home),
        runtime => format!(
            "{} ({})",
            server(&plain(&owner.home), runtime),
            plain(&owner.listener)
        ),
    }
}

fn server(home: &str, runtime: &str) -> String {
    match runtime {
        "default" => home.to_string(),
        runtime => format!("{home} [{}]", plain(runtime)),
    }
}

fn shown(path: &Path) -> String {
    plain(&path.display())
}
