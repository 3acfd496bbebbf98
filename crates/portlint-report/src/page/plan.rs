//! The plan: the smallest change of offsets that ends all collisions, what it moves, and what has to follow.

use super::findings::{prose, push_diff};
use crate::Style;
use crate::diff;
use crate::shown;
use crate::shown::{Markup, Shown};
use crate::text::count;
use portlint_analysis::Owner;
use portlint_analysis::live;
use portlint_fix::FileEdit;
use portlint_host::Host;
use portlint_plan::{Follower, Plan, Request, Stuck, plan_for};
use std::path::Path;

/// References, and ports that stay in conflict, that are shown.
const SHOWN: usize = 200;

/// The plan of a host; what runs there now besides its servers keeps its ports.
pub(super) fn of(host: &Host) -> Plan {
    let request = Request {
        others: &live::others(host),
        ..Request::default()
    };
    plan_for(host, &request)
}

/// Whether it neither changes anything nor says what it cannot change.
pub(super) fn is_empty(plan: &Plan) -> bool {
    plan.collisions.is_empty() && plan.changes.is_empty() && plan.stuck.is_empty()
}

pub(super) fn push(plan: &Plan, host: &Host, style: &Style, html: &mut Shown<Markup>) {
    html.push_line(&Shown::own(
        "<section aria-labelledby=\"plan\">\n<h2 id=\"plan\">Plan</h2>",
    ));
    let best = match (plan.changes.is_empty(), plan.exact) {
        (true, _) => "",
        (false, true) => " No smaller change works.",
        (false, false) => {
            " A smaller change may exist: there are too many homes to try everything."
        }
    };
    html.push_line(&shown!(
        "<p>{} in conflict; {} to change.{} <code>wso2-portlint plan</code> says why, \
         <code>plan --write</code> edits the files.</p>",
        count(plan.collisions.len(), "port"),
        count(plan.changes.len() + plan.ports.len(), "setting"),
        best
    ));
    for change in &plan.changes {
        let moves = change.moves.iter();
        let moves =
            moves.map(|moved| shown!("{} {} \u{2192} {}", moved.listener, moved.from, moved.to));
        push_change(
            &shown!(
                "{}: port offset {} \u{2192} {}",
                server(&change.home, &change.runtime, style),
                change.from,
                change.to
            ),
            &Shown::join(moves, ", "),
            (&change.edit, host, style),
            html,
        );
    }
    for change in &plan.ports {
        push_change(
            &shown!(
                "{}: port {} \u{2192} {}",
                server(&change.home, &change.runtime, style),
                change.from,
                change.to
            ),
            &shown!(
                "{}: no offset moves it, <code>{}</code> does",
                change.listener,
                change.route
            ),
            (&change.edit, host, style),
            html,
        );
    }
    push_list("Offsets that must stay", &plan.held, html, |held| {
        shown!(
            "{}: {}",
            server(&held.home, &held.runtime, style),
            held.hold
        )
    });
    push_list(
        "Ports that stay in conflict: no permitted offset separates them",
        &plan.stuck,
        html,
        |stuck| stuck_words(stuck, style),
    );
    let (sure, by_hand): (Vec<_>, Vec<_>) =
        plan.followers().partition(|follower| follower.edit.is_ok());
    push_list(
        "What has to follow (plan --write --follow does it)",
        &sure,
        html,
        |follower| follower_words(follower, host, style),
    );
    push_list("What has to follow, by hand", &by_hand, html, |follower| {
        follower_words(follower, host, style)
    });
    push_list("Nothing can be written", &plan.refused, html, |refused| {
        Shown::text(refused)
    });
    html.push_line(&Shown::own("</section>"));
}

fn push_change(
    title: &Shown<Markup>,
    moves: &Shown<Markup>,
    (edit, host, style): (&FileEdit, &Host, &Style),
    html: &mut Shown<Markup>,
) {
    html.push_line(&shown!(
        "<div class=\"card change\">\n<h3>{}</h3>\n<p class=\"numbers\">{}</p>",
        title,
        moves
    ));
    let lines = diff::of_edits(&host.files, std::slice::from_ref(edit), style);
    if !lines.is_empty() {
        html.push_line(&Shown::own("<details><summary>The edit</summary>"));
        push_diff(&lines, html);
        html.push_line(&Shown::own("</details>"));
    }
    html.push_line(&Shown::own("</div>"));
}

fn push_list<T>(
    title: &'static str,
    items: &[T],
    html: &mut Shown<Markup>,
    words: impl Fn(&T) -> Shown<Markup>,
) {
    if items.is_empty() {
        return;
    }
    html.push_line(&shown!("<h3>{}</h3>\n<ul>", title));
    for item in items.iter().take(SHOWN) {
        html.push_line(&shown!("<li>{}</li>", words(item)));
    }
    if let Some(more @ 1..) = items.len().checked_sub(SHOWN) {
        html.push_line(&shown!("<li class=\"more\">and {} more</li>", more));
    }
    html.push_line(&Shown::own("</ul>"));
}

fn stuck_words(stuck: &Stuck, style: &Style) -> Shown<Markup> {
    let owners = stuck.port.owners.iter().zip(&stuck.repairs);
    let owners = owners
        .take(8)
        .map(|(own, way)| shown!("{}: {}", owner(own, style), prose(&way.to_string())));
    shown!(
        "{}/{}<br/>{}",
        stuck.port.port,
        stuck.port.protocol.as_str(),
        Shown::join(owners, "<br/>")
    )
}

fn follower_words(follower: &Follower, host: &Host, style: &Style) -> Shown<Markup> {
    let meant = follower.meant.iter().map(|meant| {
        shown!(
            "{} of {} will be at {}",
            meant.listener,
            style.path(&meant.home),
            meant.to
        )
    });
    let why = match &follower.edit {
        Ok(_) => String::new(),
        Err(by_hand) => format!(" ({})", by_hand.words()),
    };
    shown!(
        "{}:{}: <code>{}</code> names port {}; {}{}",
        style.path(host.files.path(follower.location.file)),
        follower.location.place.line,
        follower.route,
        follower.from,
        Shown::join(meant, ", "),
        why
    )
}

fn owner(owner: &Owner, style: &Style) -> String {
    match owner.runtime.as_ref() {
        "" => owner.home.to_string(),
        runtime => format!(
            "{} ({})",
            server(Path::new(owner.home.as_ref()), runtime, style),
            owner.listener
        ),
    }
}

fn server(home: &Path, runtime: &str, style: &Style) -> String {
    let home = style.path(home);
    match runtime {
        "default" => home,
        runtime => format!("{home} [{runtime}]"),
    }
}
