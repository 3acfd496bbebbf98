//! One run over the folders of the workspace: the same way through the code as on the command line.

use crate::buffers::Buffers;
use crate::settings::Settings;
use portlint_files::is_own_or_of_root;
use portlint_host::Host;
use portlint_read::HomeFacts;
use portlint_rules::Diagnostic;
use portlint_session::config::{self, Config};
use portlint_session::look;
use portlint_session::select::Selection;
use portlint_session::silence::judge;
use std::path::PathBuf;

/// Names of files that govern a server, which are looked at although no folder holds them.
const GOVERNING: [&str; 3] = ["deployment.toml", "deployment.yaml", "carbon.xml"];

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The homes.
    pub host: Host,
    /// What is shown of the findings, in the one order.
    pub findings: Vec<Diagnostic>,
    /// Why the configuration file could not be used, one line each.
    pub complaints: Vec<String>,
}

/// Reads everything and judges it.
pub(crate) fn run(folders: &[PathBuf], settings: &Settings, buffers: &Buffers) -> Seen {
    let paths = paths(folders, settings, buffers);
    let (config, complaints) = configuration(folders, settings);
    let files = buffers.over_the_disk();
    let host = look::read(&files, &paths, &config, &HomeFacts::default(), None).host;
    let selection = Selection::new(&config, &[], &[], None);
    let options = look::options(&config, None, None);
    let verdict = judge(&host, &options, &config, &selection, None, &paths);
    let mut findings = verdict.findings;
    findings.extend(verdict.about_silencers);
    portlint_rules::sort(&mut findings, &host.files);
    Seen {
        host,
        findings,
        complaints,
    }
}

/// The folders, the homes of the settings, and governing files that are open and lie in none of them.
fn paths(folders: &[PathBuf], settings: &Settings, buffers: &Buffers) -> Vec<PathBuf> {
    let mut paths = folders.to_vec();
    paths.extend(settings.homes.iter().cloned());
    let lone = buffers.iter().map(|(_, buffer)| &buffer.path);
    let lone = lone.filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| GOVERNING.contains(&name))
    });
    let beside = |path: &&PathBuf| !paths.iter().any(|folder| path.starts_with(folder));
    let lone = lone.filter(beside).cloned().collect::<Vec<_>>();
    paths.extend(lone);
    paths
}

/// The configuration file in effect: the one of the settings, else the nearest at or above the first folder, if it belongs
/// to the user or root; that one can only lower limits.
fn configuration(folders: &[PathBuf], settings: &Settings) -> (Config, Vec<String>) {
    let found = || {
        let file = folders.first().and_then(|folder| config::nearest(folder));
        file.filter(|file| is_own_or_of_root(file))
    };
    let file = settings.config.clone().or_else(found);
    match file.map(|file| config::load(&file)) {
        None => (Config::default(), Vec::new()),
        Some(Ok(mut config)) => {
            if settings.config.is_none() {
                config.only_lower_limits();
            }
            (config, Vec::new())
        }
        Some(Err(messages)) => (Config::default(), messages),
    }
}
