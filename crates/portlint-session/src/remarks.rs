//! What every front end says of what was read, before any finding: paths that cannot be used, and what the user may take
//! for looked at.

use crate::look::Look;
use crate::suggest::did_you_mean;
use portlint_catalog::Generation;
use portlint_catalog::toml_generation::{knows_profiles, profiles as known_profiles};
use portlint_host::words::count;
use portlint_host::{Home, Host, NotLookedAtReason, UnreadKind, nearest, showable, words};
use portlint_read::PathError;
use portlint_rules::uncertain_containers;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most paths that a note names.
const NAMES: usize = 3;
/// Most templates that are named one by one.
const TEMPLATES: usize = 8;

/// One sentence about what was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Remark<'l> {
    /// A path that cannot be used.
    Unusable(&'l PathError),
    /// Something else that could not be read.
    Error(String),
    /// What is good to know.
    Note(String),
}

/// What is to be said of what was read, in the order to say it.
#[derive(Debug, Default)]
pub struct Remarks<'l> {
    /// The sentences.
    pub all: Vec<Remark<'l>>,
    /// True when not everything that was asked for could be read.
    pub is_incomplete: bool,
}

impl<'l> Remarks<'l> {
    /// The remarks about what was read.
    pub fn of(look: &'l Look) -> Remarks<'l> {
        let host = &look.host;
        let (empty, unusable) = (look.errors.iter()).partition::<Vec<_>, _>(|e| e.is_empty());
        let nothing = host.is_empty();
        let refused = &look.snapshots.refused;
        let mut all = unusable
            .iter()
            .chain(empty.iter().filter(|_| nothing))
            .map(|error| Remark::Unusable(error))
            .collect::<Vec<_>>();
        if !nothing {
            all.extend(about_empty_paths(&empty).map(Remark::Note));
        }
        all.extend(refused.iter().map(|snapshot| {
            let (file, reason) = (snapshot.file.display(), &snapshot.reason);
            Remark::Error(format!("{file}: {reason}"))
        }));
        if nothing && look.errors.is_empty() && refused.is_empty() {
            all.push(Remark::Error(
                "no WSO2 home is in what was read".to_string(),
            ));
        }
        let notes = about_superseded_snapshots(&look.snapshots.superseded)
            .into_iter()
            .chain(host.homes.iter().filter_map(about_profile))
            .chain(about_what_was_passed_over(host))
            .chain(about_templates(host))
            .chain(about_named_hosts(host))
            .chain(about_containers(host))
            .chain(about_proxies(host))
            .chain(about_running(host));
        all.extend(notes.map(Remark::Note));
        Remarks {
            all,
            is_incomplete: !unusable.is_empty() || nothing || !refused.is_empty(),
        }
    }
}

/// Says so when loose configuration files were taken for those of different hosts.
fn about_named_hosts(host: &Host) -> Option<String> {
    let names = &host.named_hosts;
    let shown: Vec<String> = names
        .iter()
        .take(NAMES)
        .map(|name| showable(name))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "the configuration files name {} ({}), so their ports are not compared with each other; `host = \"…\"` in \
             [[home]] entries puts them on one",
            count(names.len(), "host"),
            words::first_of(&shown, names.len())
        )
    })
}

/// Names the snapshots that do not count, because there is a newer one of their host.
fn about_superseded_snapshots(superseded: &[(PathBuf, PathBuf)]) -> Vec<String> {
    let shown = superseded.iter().take(NAMES).map(|(old, new)| {
        let (old, new) = (old.display(), new.display());
        format!("{old} is not used: {new} is the newest snapshot of that host")
    });
    let more = superseded.len().saturating_sub(NAMES);
    let more = (more > 0).then(|| {
        format!(
            "{} not used, because there is a newer one of the same host",
            count(more, "further snapshot")
        )
    });
    shown.chain(more).collect()
}

/// Names the paths under which no WSO2 server is configured, where others had some.
fn about_empty_paths(empty: &[&PathError]) -> Option<String> {
    let paths = empty.iter().map(|error| error.path().display().to_string());
    let paths = paths.collect::<Vec<_>>();
    (!paths.is_empty()).then(|| {
        let names = words::short_list(&paths, NAMES);
        format!("no WSO2 server is configured in {names}")
    })
}

/// Names what was passed over although it looks like a home.
fn about_what_was_passed_over(host: &Host) -> Vec<String> {
    let of_reason = |reason: NotLookedAtReason| {
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
        (!homes.is_empty()).then(|| {
            let names = words::short_list(&homes, NAMES);
            format!(
                "{names} was not looked at, although it looks like a WSO2 home: {why}; {remedy}"
            )
        })
    };
    let reasons = [
        NotLookedAtReason::Hidden,
        NotLookedAtReason::Depth,
        NotLookedAtReason::InsideHome,
        NotLookedAtReason::Budget,
    ];
    reasons.into_iter().filter_map(of_reason).collect()
}

/// Says what is only a template, and what renders it.
fn about_templates(host: &Host) -> Vec<String> {
    let passed = host.not_looked_at.iter();
    let templates = passed.filter_map(|passed| Some(passed.template.as_ref()?.words(&passed.path)));
    let mut templates = templates.collect::<Vec<_>>();
    let more = templates.len().saturating_sub(TEMPLATES);
    templates.truncate(TEMPLATES);
    templates.extend((more > 0).then(|| {
        let more = count(more, "more template");
        format!("{more} not rendered yet; --format json lists them")
    }));
    templates
}

/// Names the containers in which nothing is said to be closed, and why.
fn about_containers(host: &Host) -> Vec<String> {
    let mut reasons = BTreeMap::<&str, Vec<String>>::new();
    for uncertain in uncertain_containers(host) {
        let homes = reasons.entry(uncertain.reason).or_default();
        homes.push(uncertain.home.path.display().to_string());
    }
    let note = |(reason, homes): (&str, Vec<String>)| {
        let names = words::short_list(&homes, NAMES);
        format!("{names}: {reason}; which ports are closed there is not known")
    };
    reasons.into_iter().map(note).collect()
}

/// Says of which addresses in files of proxies it is not known where they lead.
fn about_proxies(host: &Host) -> Vec<String> {
    let mut notes = Vec::new();
    for proxy in host.proxies.iter().filter(|proxy| proxy.stand_in.active) {
        let mut kinds = BTreeMap::<UnreadKind, Vec<u32>>::new();
        for unread in &proxy.unread {
            let lines = kinds.entry(unread.kind).or_default();
            lines.push(unread.location.place.line);
        }
        let parts = kinds.iter().map(|(kind, lines)| {
            let (one, several) = kind.words();
            let shown = lines.iter().take(NAMES).map(u32::to_string);
            let shown = words::first_of(&shown.collect::<Vec<_>>(), lines.len());
            match lines.len() {
                1 => format!("{one} (line {shown})"),
                all => format!("{all} {several} (lines {shown})"),
            }
        });
        let parts = parts.collect::<Vec<_>>();
        if !parts.is_empty() {
            notes.push(format!(
                "{}: not known where {} sends connections: {}",
                proxy.path().display(),
                proxy.software.name(),
                parts.join(", ")
            ));
        }
    }
    notes
}

/// Says what of the running host could not be seen.
pub fn about_running(host: &Host) -> Vec<String> {
    let Some(live) = &host.live else {
        return Vec::new();
    };
    let knows_all_sockets = live
        .processes
        .iter()
        .all(|process| process.sockets_are_known);
    let hidden = if !live.sees_all_processes {
        Some(
            "not all processes of this host can be seen, so it may not be known who has a port; root sees them",
        )
    } else if !knows_all_sockets {
        Some(
            "only your own processes are known for sure to have a port, others are shown as probable; root sees all of them",
        )
    } else {
        None
    };
    let mut notes: Vec<String> = hidden.into_iter().map(str::to_string).collect();
    for home in &host.homes {
        for (process, server) in live.of_home(&home.canonical) {
            let Some(directory) = &server.configuration else {
                continue;
            };
            let (home, number) = (home.path.display(), process.number);
            notes.push(format!(
                "{home}: process {number} reads its configuration from {}, which was not looked at",
                directory.display()
            ));
        }
    }
    notes
}

/// Names a profile that is not known, or of which it is not known what it closes.
fn about_profile(home: &Home) -> Option<String> {
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
