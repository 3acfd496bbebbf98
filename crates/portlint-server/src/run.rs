//! One run over the folders of the workspace: the same way through the code as on the command line.

use crate::buffers::Buffers;
use crate::settings::Settings;
use portlint_files::{Cached, Disk, FileSystem, is_own_or_of_root};
use portlint_host::Host;
use portlint_read::Kept;
use portlint_rules::Diagnostic;
use portlint_session::config::{self, Config};
use portlint_session::date::today;
use portlint_session::look;
use portlint_session::select::Selection;
use portlint_session::silence::{Baseline, judge};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

/// Where homes are looked for, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workspace<'w> {
    /// The folders that are open.
    pub folders: &'w [PathBuf],
    /// The settings.
    pub settings: &'w Settings,
}

/// What is kept between two runs: what the disk said, the homes as they were read, the configuration. All of it is given up
/// when something but the text of open documents may have changed.
pub(crate) struct Reading {
    disk: Cached<'static>,
    kept: Kept,
    config: Config,
    baseline: Option<Baseline>,
    /// Why the configuration file could not be used, one line each.
    complaints: Vec<String>,
    began: Instant,
}

impl Reading {
    /// Begins with nothing but the configuration.
    pub(crate) fn new(workspace: Workspace<'_>) -> Reading {
        let (config, mut complaints) = configuration(workspace);
        let baseline = workspace.settings.baseline.as_deref().map(Baseline::read);
        let baseline = baseline.and_then(|read| read.map_err(|why| complaints.push(why)).ok());
        Reading {
            disk: Cached::new(&Disk),
            kept: Kept::default(),
            config,
            baseline,
            complaints,
            began: Instant::now(),
        }
    }

    /// How long ago the disk was asked first.
    pub(crate) fn age(&self) -> Duration {
        self.began.elapsed()
    }

    /// The configuration in effect.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The files as the last run saw them.
    pub(crate) fn disk(&self) -> &dyn FileSystem {
        &self.disk
    }

    /// The text of an open document, named by its true name, has changed.
    pub(crate) fn forget(&mut self, file: &Path) {
        self.kept.forget(file);
    }

    /// Reads what has changed, and judges everything.
    pub(crate) fn run(&mut self, workspace: Workspace<'_>, buffers: &Buffers) -> Seen {
        let paths = paths(workspace, buffers);
        let files = buffers.over(&self.disk);
        let config = &self.config;
        let host = look::read_keeping(&files, &paths, config, &mut self.kept).host;
        let selection = Selection::new(config, &[], &[], None);
        let options = look::options(config, None, None);
        let complaints = std::mem::take(&mut self.complaints);
        let baseline = self.baseline.clone();
        let verdict = judge(
            &host,
            &options,
            config,
            &selection,
            baseline,
            &paths,
            today(),
        );
        let findings = verdict.into_findings(&host.files);
        Seen {
            host,
            findings,
            complaints,
        }
    }

    /// What a run would see if the text of one document were another.
    pub(crate) fn try_out(
        &mut self,
        workspace: Workspace<'_>,
        buffers: &Buffers,
        uri: &str,
    ) -> Seen {
        let name = buffers.get(uri).map(|buffer| buffer.canonical.clone());
        let name = name.unwrap_or_default();
        self.forget(&name);
        let seen = self.run(workspace, buffers);
        self.forget(&name);
        seen
    }
}

/// The folders, the homes of the settings, and governing files that are open and lie in none of them.
fn paths(workspace: Workspace<'_>, buffers: &Buffers) -> Vec<PathBuf> {
    let mut paths = workspace.folders.to_vec();
    paths.extend(workspace.settings.homes.iter().cloned());
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
fn configuration(workspace: Workspace<'_>) -> (Config, Vec<String>) {
    let Workspace { folders, settings } = workspace;
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
