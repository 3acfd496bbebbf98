//! What the user may take for heard, and what nothing came of: said on standard error, once.

use crate::args::PortsArgs;
use crate::port::PortChoice;
use crate::terminal;
use crate::unknown::unknown;
use portlint_catalog::Generation;
use portlint_catalog::toml_generation::{knows_profiles, profiles as known_profiles};
use portlint_host::{Home, Host, NotLookedAtReason, State, nearest, showable, words};
use portlint_read::PathError;
use portlint_report::{PortsFormat, count};
use portlint_rules::uncertain_containers;
use portlint_session::config::{Search, Unused};
use portlint_session::path_pattern::absolute;
use portlint_session::suggest::did_you_mean;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Most paths that a note names.
const NAMES: usize = 3;

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

/// Says so when loose configuration files were taken for those of different hosts.
pub(crate) fn about_named_hosts(host: &Host) {
    let names = &host.named_hosts;
    if names.is_empty() {
        return;
    }
    let shown: Vec<String> = names
        .iter()
        .take(NAMES)
        .map(|name| showable(name))
        .collect();
    terminal::note(format_args!(
        "the configuration files name {} ({}), so their ports are not compared with each other; `host = \"…\"` in \
         [[home]] entries puts them on one",
        count(names.len(), "host"),
        words::first_of(&shown, names.len())
    ));
}

/// Names the snapshots that do not count, because there is a newer one of their host.
pub(crate) fn about_superseded_snapshots(superseded: &[(PathBuf, PathBuf)]) {
    for (old, new) in superseded.iter().take(NAMES) {
        let (old, new) = (old.display(), new.display());
        terminal::note(format_args!(
            "{old} is not used: {new} is the newest snapshot of that host"
        ));
    }
    let more = superseded.len().saturating_sub(NAMES);
    if more > 0 {
        terminal::note(format_args!(
            "{} not used, because there is a newer one of the same host",
            count(more, "further snapshot")
        ));
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

/// Names the paths under which no WSO2 server is configured, where others had some.
pub(crate) fn about_empty_paths(empty: &[&PathError]) {
    let paths = empty.iter().map(|error| error.path().display().to_string());
    let paths = paths.collect::<Vec<_>>();
    if !paths.is_empty() {
        let names = words::short_list(&paths, NAMES);
        terminal::note(format_args!("no WSO2 server is configured in {names}"));
    }
}

/// Names what was passed over although it looks like a home.
pub(crate) fn about_what_was_passed_over(host: &Host) {
    for reason in [
        NotLookedAtReason::Hidden,
        NotLookedAtReason::Depth,
        NotLookedAtReason::InsideHome,
        NotLookedAtReason::Budget,
    ] {
        let passed = host.not_looked_at.iter();
        let homes = passed.filter(|passed| passed.looks_like_home && passed.reason == reason);
        let homes = homes.map(|passed| passed.path.display().to_string());
        let homes = homes.collect::<Vec<_>>();
        let why = match reason {
            NotLookedAtReason::Hidden => "hidden directories are not searched",
            NotLookedAtReason::InsideHome => "homes are not searched for further homes",
            NotLookedAtReason::Budget => "other homes used up the bytes of `[limits]` run-bytes",
            _ => "it lies deeper than directories are searched",
        };
        let remedy = if reason == NotLookedAtReason::Budget {
            "raise the limit, or check fewer homes at a time"
        } else {
            "give the path to check it"
        };
        if !homes.is_empty() {
            let names = words::short_list(&homes, NAMES);
            terminal::note(format_args!(
                "{names} was not looked at, although it looks like a WSO2 home: {why}; {remedy}"
            ));
        }
    }
}

/// Most templates that are named one by one.
const TEMPLATES: usize = 8;

/// Says what is only a template, and what renders it.
pub(crate) fn about_templates(host: &Host) {
    let passed = host.not_looked_at.iter();
    let templates = passed.filter_map(|passed| Some(passed.template.as_ref()?.words(&passed.path)));
    let templates = templates.collect::<Vec<_>>();
    for words in templates.iter().take(TEMPLATES) {
        terminal::note(words);
    }
    if let Some(more) = templates
        .len()
        .checked_sub(TEMPLATES)
        .filter(|more| *more > 0)
    {
        let more = count(more, "more template");
        terminal::note(format_args!(
            "{more} not rendered yet; --format json lists them"
        ));
    }
}

/// Names the containers in which nothing is said to be closed, and why.
pub(crate) fn about_containers(host: &Host) {
    let mut reasons = BTreeMap::<&str, Vec<String>>::new();
    for uncertain in uncertain_containers(host) {
        let homes = reasons.entry(uncertain.reason).or_default();
        homes.push(uncertain.home.path.display().to_string());
    }
    for (reason, homes) in reasons {
        let names = words::short_list(&homes, NAMES);
        terminal::note(format_args!(
            "{names}: {reason}; which ports are closed there is not known"
        ));
    }
}

/// Says what of the running host could not be seen.
pub(crate) fn about_running(host: &Host) {
    let Some(live) = &host.live else {
        return;
    };
    if !live.sees_all_processes {
        terminal::note(
            "not all processes of this host can be seen, so it may not be known who has a port; root sees them",
        );
    } else if live
        .processes
        .iter()
        .any(|process| !process.sockets_are_known)
    {
        terminal::note(
            "only your own processes are known for sure to have a port, others are shown as probable; root sees all of them",
        );
    }
    for home in &host.homes {
        for (process, server) in live.of_home(&home.canonical) {
            let Some(directory) = &server.configuration else {
                continue;
            };
            let (home, number) = (home.path.display(), process.number);
            terminal::note(format_args!(
                "{home}: process {number} reads its configuration from {}, which was not looked at",
                directory.display()
            ));
        }
    }
}

/// Names the profiles that are not known, or of which it is not known what they close.
pub(crate) fn about_profiles(host: &Host) {
    for note in host.homes.iter().filter_map(profile) {
        terminal::note(note);
    }
}

fn profile(home: &Home) -> Option<String> {
    let mut profiles = (home.runtimes.iter())
        .filter_map(|runtime| Some((runtime.generation, runtime.profile.as_deref()?)));
    let (generation, profile) = profiles.find(|(_, profile)| !profile.ends_with("default"))?;
    let path = home.path.display();
    let name = match nearest(profile, known_profiles()) {
        Some(_) => format!("`{profile}`"),
        None => profile.to_string(),
    };
    if !known_profiles().contains(&profile) {
        let hint = did_you_mean(profile, known_profiles());
        return Some(format!(
            "{path}: the profile {name} is not known, so its ports are those of the whole server{hint}"
        ));
    }
    let product = home.product.as_deref()?;
    let what = home.name.as_deref().unwrap_or(product);
    let version = home.version.as_ref();
    let known = generation == Generation::Toml && knows_profiles(product, version);
    (!known).then(|| {
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        format!(
            "{path}: what the profile {name} closes in {what}{version} is not known, so its ports are those of the whole \
             server"
        )
    })
}
