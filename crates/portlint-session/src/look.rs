//! Reading a host as the configuration file and the front end want it: the homes of this machine, and the snapshots of
//! others.

use crate::config::Config;
use crate::homes::facts_for;
use crate::proxies;
use crate::snapshots::{Gathered, gather};
use portlint_files::{FileKind, FileSystem};
use portlint_host::{Home, Host, Live, Machine};
use portlint_read::{HomeFacts, Kept, PathError, Request, Scan, scan, scan_keeping};
use portlint_rules::Options;
use std::path::{Path, PathBuf};

/// What was seen.
#[derive(Debug, Default)]
pub struct Look {
    /// The homes, and the machines that they are on.
    pub host: Host,
    /// Paths that could not be used.
    pub errors: Vec<PathError>,
    /// What became of the snapshots among the paths.
    pub snapshots: Gathered,
}

/// Reads all homes and snapshots under the paths; `told` is what the front end tells about a home beside the configuration
/// file, `live` what runs on this host, where that was looked at.
pub fn read(
    files: &dyn FileSystem,
    paths: &[PathBuf],
    config: &Config,
    told: &HomeFacts,
    live: Option<&Live>,
) -> Look {
    read_with(files, paths, config, told, live, scan)
}

/// The same for an editor, with what still holds of the time before: see [`Kept`].
pub fn read_keeping(
    files: &dyn FileSystem,
    paths: &[PathBuf],
    config: &Config,
    kept: &mut Kept,
) -> Look {
    let told = HomeFacts::default();
    let scan = |files: &dyn FileSystem, request: &Request<'_>| scan_keeping(files, request, kept);
    read_with(files, paths, config, &told, None, scan)
}

fn read_with(
    files: &dyn FileSystem,
    paths: &[PathBuf],
    config: &Config,
    told: &HomeFacts,
    live: Option<&Live>,
    scan: impl FnOnce(&dyn FileSystem, &Request<'_>) -> Scan,
) -> Look {
    let mut snapshots = gather(files, paths);
    let facts = |shown: &Path, canonical: &Path| facts_for(config, told, live, shown, canonical);
    let proxies = proxies::gather(
        files,
        &snapshots.paths,
        &snapshots.directories,
        config.limits,
        &facts,
    );
    let paths = with_files_of_entries(files, &proxies.paths, config);
    let request = Request {
        paths: &paths,
        limits: config.limits,
        budget: config.budget,
        facts: &facts,
    };
    let mut scan = scan(files, &request);
    // A directory of snapshots needs no homes.
    scan.errors.retain(|error| {
        !error.is_empty() || !snapshots.directories.iter().any(|d| d == error.path())
    });
    let mut host = scan.host;
    for (proxy, table) in proxies.proxies {
        host.add_proxy(proxy, &table);
    }
    host.foreign.clone_from(&config.ports);
    config.add_to(&mut host.files);
    let file = config.file.as_ref();
    host.live = live.cloned();
    host.configuration = file.map(|file| file.path.display().to_string());
    snapshots.add_to(&mut host);
    add_machines(&mut host, &config.machines);
    let proxies = host.proxies.iter_mut().map(|proxy| &mut proxy.stand_in);
    let remote = host.homes.iter_mut().chain(proxies);
    let remote = remote.filter(|home| home.is_remote);
    remote.for_each(|home| tell(home, config));
    host.homes.sort_by(|a, b| a.path.cmp(&b.path));
    host.proxies.sort_by(|a, b| a.path().cmp(b.path()));
    Look {
        host,
        errors: scan.errors,
        snapshots,
    }
}

/// The paths, and the files below them that entries of the configuration name together with their product: a file of any
/// name is not found by its name.
fn with_files_of_entries(
    files: &dyn FileSystem,
    paths: &[PathBuf],
    config: &Config,
) -> Vec<PathBuf> {
    let entries = config.homes.iter();
    let entries = entries.filter(|entry| entry.facts.product.is_some());
    let mut all = paths.to_vec();
    for named in entries.flat_map(|entry| entry.path.literals()) {
        if !matches!(files.kind(named), Some(FileKind::File(_))) {
            continue;
        }
        let Some(canonical) = files.canonical(named) else {
            continue;
        };
        let below = paths.iter().find_map(|asked| {
            let inside = canonical.strip_prefix(files.canonical(asked)?).ok()?;
            Some((!inside.as_os_str().is_empty()).then(|| asked.join(inside)))
        });
        all.extend(below.flatten().filter(|file| !all.contains(file)));
    }
    all
}

/// What can still be told about a home that was looked at elsewhere: nothing that its ports depend on.
fn tell(home: &mut Home, config: &Config) {
    let entries = config.homes.iter().filter(|entry| entry.path.means(home));
    let facts = entries.map(|entry| &entry.facts).collect::<Vec<_>>();
    let last = |fact: fn(&HomeFacts) -> Option<bool>| facts.iter().rev().find_map(|f| fact(f));
    if let Some(active) = last(|facts| facts.active) {
        home.active = active;
        home.copy_of = None;
    }
    home.pinned = last(|facts| facts.pin).unwrap_or(home.pinned);
}

/// Adds what the configuration file says of machines.
fn add_machines(host: &mut Host, told: &[Machine]) {
    for machine in told {
        let mut known = host.machines.iter_mut();
        match known.find(|known| known.name.eq_ignore_ascii_case(&machine.name)) {
            Some(known) => {
                known.aliases.extend(machine.aliases.iter().cloned());
                known.addresses.extend(machine.addresses.iter().cloned());
            }
            None => host.machines.push(machine.clone()),
        }
    }
    host.machines.sort_by(|a, b| a.name.cmp(&b.name));
}

/// What rules depend on besides the host; `ephemeral` wins over the configuration file.
/// What runs on this host tells the range that it has, unless somebody says otherwise.
pub fn options(config: &Config, ephemeral: Option<(u16, u16)>, live: Option<&Live>) -> Options {
    let standard = Options::default();
    let of_host = live.and_then(|live| live.ephemeral);
    let told = ephemeral.or(config.ephemeral).or(of_host);
    Options {
        ephemeral: told.unwrap_or(standard.ephemeral),
        ..standard
    }
}
