//! A plan for people.

use super::{Gaps, file_changes};
use portlint_analysis::{Owner, PortClaim};
use portlint_fix::FileEdit;
use portlint_host::{Files, Host, words};
use portlint_plan::{
    Avoided, Change, FollowUp, Follower, Move, Newcomer, Plan, PortChange, PublishedChange, Stuck,
};
use portlint_report::shown::{Output, Shown, Terminal, Writer};
use portlint_report::{Style, count, diff, fitted, shown};
use portlint_session::fix::format_of;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io;

/// Where a plan is written: lines fit the terminal, lines of a diff stay as they are.
pub(super) struct Page<'p> {
    writer: Writer<'p, Terminal>,
    style: &'p Style,
}

impl<'p> Page<'p> {
    /// On this output, in this style.
    pub(super) fn new(out: &'p mut Output<'_>, style: &'p Style) -> Page<'p> {
        Page {
            writer: out.writer(),
            style,
        }
    }

    fn line(&mut self, line: Shown<Terminal>) -> io::Result<()> {
        let mut lines = Shown::new();
        lines.push_line(&line);
        self.writer.lines(fitted(&lines, self.style.width))
    }

    fn blank(&mut self) -> io::Result<()> {
        self.writer.blank()
    }

    fn diff_line(&mut self, line: Shown<Terminal>) -> io::Result<()> {
        let line = diff::painted(line, self.style);
        self.writer.line(shown!("  {}", line))
    }
}

/// So many reasons of one kind are told, and the number of the others.
const REASONS: usize = 3;

/// Says what is not known, so that silence about it is not taken for room.
pub(super) fn gaps(gaps: &Gaps<'_>, out: &mut Page<'_>) -> io::Result<()> {
    section(
        out,
        "Not known, so not in this plan (`wso2-portlint check` says why):",
        &gaps.ports,
        |some, out| {
            let (home, ports) = (some.home.display(), count(some.ports, "port"));
            out.line(shown!("  {} [{}]: {}", home, some.runtime, ports))
        },
    )?;
    section(
        out,
        "Of an unknown version, so planned by the newest rules. Once it is set\n\
         (`version` in a [[home]] entry) or this plan is made, another run may find more:",
        &gaps.versions,
        |home, out| {
            let name = home.name.as_deref().unwrap_or("unknown product");
            out.line(shown!("  {} ({})", home.path.display(), name))
        },
    )
}

/// Shows what changes and why, what remains, and what has to follow.
pub(super) fn plan(plan: &Plan, host: &Host, written: bool, out: &mut Page<'_>) -> io::Result<()> {
    let is_empty = plan.collisions.is_empty() && plan.changes.is_empty() && plan.stuck.is_empty();
    if is_empty && plan.published.is_empty() {
        let between = match host.homes.len() {
            1 => String::new(),
            homes => format!(" between {}", count(homes, "home")),
        };
        out.line(shown!("Nothing to change: no port conflicts{}.", between))?;
        return section(
            out,
            "Nothing can be written:",
            &plan.refused,
            |refused, out| out.line(shown!("  {}", refused)),
        );
    }
    headline(plan, host, written, out)?;
    let shared = shared(plan);
    for change in &plan.changes {
        out.blank()?;
        show_change(plan, &shared, change, &host.files, out)?;
    }
    for change in &plan.ports {
        out.blank()?;
        show_port_change(change, &host.files, out)?;
    }
    for change in &plan.published {
        out.blank()?;
        show_published(change, &host.files, out)?;
    }
    section(out, "Offsets that must stay:", &plan.held, |held, out| {
        let server = server(held.home.display(), &held.runtime);
        out.line(shown!("  {}: {}", server, held.hold))
    })?;
    section(
        out,
        "Ports that stay in conflict, because no permitted offset separates them:",
        &plan.stuck,
        show_stuck,
    )?;
    follow_ups(plan, &host.files, written, out)?;
    section(
        out,
        "Nothing can be written:",
        &plan.refused,
        |refused, out| out.line(shown!("  {}", refused)),
    )?;
    if !written {
        return Ok(());
    }
    let edited = plan.edits().map(|edit| host.files.path(edit.location.file));
    let edited = edited.collect::<BTreeSet<_>>();
    section(
        out,
        "Files written:",
        &edited.into_iter().collect::<Vec<_>>(),
        |path, out| out.line(shown!("  {}", path.display())),
    )
}

/// What has to follow: what the tool edits, or can edit, and what is left to the user.
fn follow_ups(plan: &Plan, files: &Files, written: bool, out: &mut Page<'_>) -> io::Result<()> {
    let (sure, by_hand): (Vec<_>, Vec<_>) =
        plan.followers().partition(|follower| follower.edit.is_ok());
    let title = match (plan.follow, written) {
        (true, true) => "References that followed:",
        (true, false) => "References that follow:",
        (false, true) => "What has to follow (`wso2-portlint --fix` does it):",
        (false, false) => "What has to follow (`--follow` does it):",
    };
    section(out, title, &sure, |follower, out| {
        show_follower(follower, files, written, out)
    })?;
    section(
        out,
        "What has to follow, by hand:",
        &by_hand,
        |follower, out| show_follower(follower, files, written, out),
    )?;
    let stay = plan
        .follow_up
        .iter()
        .filter_map(|follow_up| match follow_up {
            FollowUp::Stays {
                home,
                runtime,
                listener,
                port,
                ..
            } => Some((
                server(home.display(), runtime),
                format!("{listener} {port}"),
            )),
            FollowUp::Reference(_) => None,
        });
    let mut by_server = BTreeMap::<String, Vec<String>>::new();
    for (server, port) in stay {
        by_server.entry(server).or_default().push(port);
    }
    section(
        out,
        "Ports that no offset moves, and that need not move:",
        &by_server.into_iter().collect::<Vec<_>>(),
        |(server, ports), out| out.line(shown!("  {}: {}", server, ports.join(", "))),
    )
}

fn headline(plan: &Plan, host: &Host, written: bool, out: &mut Page<'_>) -> io::Result<()> {
    let offsets = plan.changes.iter().map(|change| &change.home);
    let ports = plan.ports.iter().map(|change| &change.home);
    let homes = offsets.chain(ports).collect::<BTreeSet<_>>();
    if plan.collisions.is_empty() && homes.is_empty() {
        let ports = count(plan.published.len(), "published port");
        let verb = if written { "changed" } else { "to change" };
        return out.line(shown!("{} in conflict, {}.", ports, verb));
    }
    let verb = if written { "changed" } else { "to change" };
    let best = match (plan.changes.is_empty(), plan.exact) {
        (true, _) => "",
        (false, true) => " No smaller change works.",
        (false, false) => {
            " A smaller change may exist: there are too many homes to try everything."
        }
    };
    out.line(shown!(
        "{} in conflict; {} of {} {}.{}",
        count(plan.collisions.len(), "port"),
        homes.len(),
        count(host.homes.len(), "home"),
        verb,
        best
    ))
}

/// The ports that each server shares, by the path of its home and the runtime.
type SharedPorts<'p> = BTreeMap<(&'p str, &'p str), Vec<&'p PortClaim>>;

fn shared(plan: &Plan) -> SharedPorts<'_> {
    let mut shared = SharedPorts::new();
    for claim in &plan.collisions {
        let owners = claim.owners.iter();
        let servers = owners.map(|owner| (owner.home.as_ref(), owner.runtime.as_ref()));
        for server in servers.collect::<BTreeSet<_>>() {
            shared.entry(server).or_default().push(claim);
        }
    }
    shared
}

fn show_change(
    plan: &Plan,
    shared: &SharedPorts<'_>,
    change: &Change,
    files: &Files,
    out: &mut Page<'_>,
) -> io::Result<()> {
    out.line(shown!(
        "{}: port offset {} -> {}",
        server(change.home.display(), &change.runtime),
        change.from,
        change.to
    ))?;
    let home = change.home.to_string_lossy();
    let is_own =
        |owner: &Owner| owner.home.as_ref() == home && owner.runtime.as_ref() == change.runtime;
    let met = shared.get(&(home.as_ref(), change.runtime.as_ref()));
    let met = met.map_or(&[][..], Vec::as_slice);
    if change.is_asked_for {
        out.line(shown!("  why: asked for by --set"))?;
    } else if met.is_empty() {
        out.line(shown!("  why: {}", makes_room(plan, change)))?;
    } else if let Some(first) = met.first() {
        let others = || first.owners.iter().filter(|owner| !is_own(owner));
        let named: Vec<_> = others().take(REASONS).map(owner).collect();
        let more = match met.len() {
            1 => String::new(),
            2 => "; 1 more port is shared".to_string(),
            all => format!("; {} more ports are shared", all - 1),
        };
        let with = if named.is_empty() {
            "another listener of its own".to_string()
        } else {
            words::first_of(&named, others().count())
        };
        out.line(shown!(
            "  why: shares {}/{} with {}{}",
            first.port,
            first.protocol.as_str(),
            with,
            more
        ))?;
    }
    let moves = change
        .moves
        .iter()
        .map(|m| shown!("{} {} -> {}", m.listener, m.from, m.to));
    out.line(shown!("  moves: {}", Shown::join(moves, ", ")))?;
    let avoided = change.avoided.iter();
    let avoided = avoided.filter(|avoided| avoided.offset != change.from);
    if !change.is_asked_for {
        show_all_avoided(&avoided.collect::<Vec<_>>(), out)?;
    }
    show_edit(&change.edit, files, out)
}

/// Why a server moves that shares no port: another one moves to where it is.
fn makes_room(plan: &Plan, change: &Change) -> String {
    let leaves = |moved: &&Move| {
        let mut own = change.moves.iter();
        own.any(|own| own.from == moved.to && own.protocol == moved.protocol)
    };
    let others = plan
        .changes
        .iter()
        .filter(|other| !std::ptr::eq(*other, change));
    let mut taken = others.filter_map(|other| Some((other, other.moves.iter().find(leaves)?)));
    match taken.next() {
        Some((other, moved)) => format!(
            "makes room for {}, whose {} moves to {}/{}",
            server(other.home.display(), &other.runtime),
            moved.listener,
            moved.to,
            moved.protocol.as_str()
        ),
        None => "with the other changes, it would share a port where it is".to_string(),
    }
}

/// The first few offsets that would not do, and how many more there are.
fn show_all_avoided(all: &[&Avoided], out: &mut Page<'_>) -> io::Result<()> {
    // One more takes no more room than to say so.
    let shown = if all.len() == REASONS + 1 {
        all.len()
    } else {
        REASONS
    };
    let mut first = all.iter().take(shown);
    first.try_for_each(|avoided| show_avoided(avoided, out))?;
    match all.len().saturating_sub(shown) {
        0 => Ok(()),
        more => out.line(shown!("  nor {} more", more)),
    }
}

fn show_port_change(change: &PortChange, files: &Files, out: &mut Page<'_>) -> io::Result<()> {
    out.line(shown!(
        "{}: port {} -> {} ({})",
        server(change.home.display(), &change.runtime),
        change.from,
        change.to,
        change.listener
    ))?;
    out.line(shown!(
        "  why: {}/{} is shared, and no offset moves it; `{}` does",
        change.from,
        change.protocol.as_str(),
        change.route
    ))?;
    show_edit(&change.edit, files, out)
}

fn show_published(change: &PublishedChange, files: &Files, out: &mut Page<'_>) -> io::Result<()> {
    out.line(shown!(
        "{}, service {}: published port {} -> {}",
        change.stack,
        change.service,
        change.from,
        change.to
    ))?;
    out.line(shown!(
        "  why: {} has {}/{} of the host",
        change.holder,
        change.from,
        change.protocol.as_str()
    ))?;
    match &change.edit {
        Ok(edit) => show_edit(edit, files, out),
        Err(why) => out.line(shown!("  by hand: {}", why)),
    }
}

fn show_edit(edit: &FileEdit, files: &Files, out: &mut Page<'_>) -> io::Result<()> {
    let files = file_changes(files, std::iter::once(edit)).unwrap_or_default();
    let mut lines = files.iter().flat_map(|change| {
        let texts = (change.original.as_slice(), change.new.as_slice());
        diff::of_file(
            &change.path,
            format_of(&change.path),
            texts,
            diff::Reader::People,
        )
    });
    lines.try_for_each(|line| out.diff_line(line))
}

fn show_avoided(avoided: &Avoided, out: &mut Page<'_>) -> io::Result<()> {
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
    out.line(shown!(
        "  not {}: {} at {}, {}",
        avoided.offset,
        avoided.listener,
        arithmetic,
        obstacle
    ))
}

fn show_stuck(stuck: &Stuck, out: &mut Page<'_>) -> io::Result<()> {
    let protocol = stuck.port.protocol.as_str();
    out.line(shown!("  {}/{}", stuck.port.port, protocol))?;
    for (owned, way) in stuck.port.owners.iter().zip(&stuck.repairs) {
        let way = way.to_string();
        out.line(shown!("    {}: {}", owner(owned), way))?;
    }
    Ok(())
}

fn show_follower(
    follower: &Follower,
    files: &Files,
    written: bool,
    out: &mut Page<'_>,
) -> io::Result<()> {
    let verb = if written { "is" } else { "will be" };
    let meant = follower.meant.iter().map(|meant| {
        let home = meant.home.display();
        format!("{} of {home} {verb} at {}", meant.listener, meant.to)
    });
    let meant = meant.collect::<Vec<_>>().join(", ");
    let why = match follower.edit {
        Ok(_) => String::new(),
        Err(by_hand) => format!(" ({})", by_hand.words()),
    };
    let line = if written {
        follower.line
    } else {
        follower.location.place.line
    };
    out.line(shown!(
        "  {}:{}: `{}` names port {}; {}{}",
        files.path(follower.location.file).display(),
        line,
        follower.route,
        follower.from,
        meant,
        why
    ))
}

/// Shows where a new home fits.
pub(super) fn places(spec: &str, places: &[Newcomer], out: &mut Page<'_>) -> io::Result<()> {
    for place in places {
        let on = place
            .group
            .as_deref()
            .map_or(String::new(), |group| format!(" on {group}"));
        let Some(seats) = &place.seats else {
            out.line(shown!("{}{}: there is no room for it", spec, on))?;
            continue;
        };
        for seat in seats {
            let shipped = if seat.shipped == seat.offset {
                ", as shipped"
            } else {
                ""
            };
            out.line(shown!(
                "{}{}: port offset {}{}",
                server(spec, &seat.runtime),
                on,
                seat.offset,
                shipped
            ))?;
            let ports = seat
                .ports
                .iter()
                .map(|(id, protocol, port)| shown!("{} {}/{}", id, port, protocol.as_str()));
            out.line(shown!("  opens: {}", Shown::join(ports, ", ")))?;
            show_all_avoided(&seat.avoided.iter().collect::<Vec<_>>(), out)?;
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
    out: &mut Page<'_>,
    title: &'static str,
    items: &[T],
    show: impl Fn(&T, &mut Page<'_>) -> io::Result<()>,
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    out.blank()?;
    out.line(Shown::own(title))?;
    items.iter().try_for_each(|item| show(item, out))
}

fn owner(owner: &Owner) -> String {
    match owner.runtime.as_ref() {
        "" => owner.home.to_string(),
        runtime => format!("{} ({})", server(&owner.home, runtime), owner.listener),
    }
}

fn server(home: impl Display, runtime: &str) -> String {
    match runtime {
        "default" => home.to_string(),
        runtime => format!("{home} [{runtime}]"),
    }
}
