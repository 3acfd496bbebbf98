//! What is told of a repair.

use crate::terminal;
use portlint_report::count;
use portlint_rules::Diagnostic;
use portlint_session::fix::Repair;

/// Says what was done, or would be.
pub(crate) fn say(repair: &Repair, done: bool) {
    let (verb, all) = if done {
        ("fixed", "Fixed")
    } else {
        ("would fix", "Would fix")
    };
    for finding in &repair.fixed {
        terminal::say(format_args!("{verb} {}", named(repair, finding)));
    }
    for (finding, why) in &repair.refused {
        terminal::say(format_args!(
            "not fixed {}; {}",
            named(repair, finding),
            why
        ));
    }
    let withheld = match repair.withheld {
        0 => String::new(),
        some => format!("; {some} more with --unsafe-fixes"),
    };
    terminal::say(format_args!(
        "{all} {} in {}{withheld}",
        count(repair.fixed.len(), "finding"),
        count(repair.changes.len(), "file")
    ));
}

/// `deployment.toml:3: stale-reference: ...`.
fn named(repair: &Repair, finding: &Diagnostic) -> String {
    let place = finding.primary().map(|primary| {
        let path = repair.files.path(primary.location.file).display();
        format!("{path}:{}: ", primary.location.place.line)
    });
    let place = place.unwrap_or_default();
    format!("{place}{}: {}", finding.rule, finding.message)
}
