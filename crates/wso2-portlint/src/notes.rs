//! What the user may take for heard, and what nothing came of: said on standard error, once. What is said of homes and
//! files is `portlint_session::remarks`.

use crate::args::PortsArgs;
use crate::port::PortChoice;
use crate::terminal;
use crate::unknown::unknown;
use portlint_host::{Host, State};
use portlint_report::{PortsFormat, count};
use portlint_session::config::{Search, Unused};
use portlint_session::path_pattern::absolute;
use std::path::Path;

/// Names a configuration file beside the paths that is not in effect.
pub(crate) fn about_configuration(search: &Search) {
    let Some((file, why)) = &search.unused else {
        return;
    };
    let file = file.display();
    let in_effect = search.found.as_ref().map(|found| found.display());
    match (why, in_effect) {
        (Unused::Second, Some(found)) => terminal::note(format_args!(
            "{file} is not used: {found} is in effect; --config chooses another"
        )),
        _ => terminal::note(format_args!(
            "{file} is not used, because it belongs to another user; --config {file} uses it"
        )),
    }
}

/// Says so when `--root` is no directory above anything that is shown.
pub(crate) fn about_root(root: &Path, host: &Host) {
    let above = absolute(root);
    let is_above = |path: &Path| absolute(path).starts_with(&above);
    let shown = host.homes.iter().any(|home| is_above(&home.path))
        || host
            .files_with_settings()
            .any(|file| is_above(host.files.path(file)));
    if !host.homes.is_empty() && !shown {
        let root = root.display();
        terminal::note(format_args!(
            "no home is below --root {root}, so paths are shown as given"
        ));
    }
}

/// Says what a choice of ports, or a list of those that are open for sure, cannot tell.
pub(crate) fn about_ports(args: &PortsArgs, host: &Host) {
    let listeners = || {
        let runtimes = host.homes.iter().flat_map(|home| &home.runtimes);
        runtimes.flat_map(|runtime| &runtime.listeners)
    };
    let is_request = matches!(args.format, PortsFormat::Csv) && !args.all;
    if args.port.is_empty() && !is_request {
        return;
    }
    let is_known = |choice: &PortChoice| {
        let foreign = host.foreign.iter();
        let foreign = foreign.map(|other| (i64::from(other.port), other.protocol));
        let known = listeners().filter_map(|l| Some((l.port?, l.protocol)));
        let mut known = known.chain(foreign);
        known.any(|(port, protocol)| choice.has(port, protocol))
    };
    for choice in args.port.iter().filter(|choice| !is_known(choice)) {
        terminal::note(format_args!("no listener on {choice}"));
    }
    let conditional = listeners().filter(|l| l.state == State::Conditional && !l.is_unknown());
    let conditional = conditional.count();
    if is_request && conditional > 0 {
        let listeners = count(conditional, "listener");
        terminal::note(format_args!(
            "{listeners} not listed, because not open for sure; --all lists them"
        ));
    }
    for unknown in unknown(host.homes.iter().filter(|home| home.active)) {
        terminal::note(format_args!("{unknown}"));
    }
}
