//! What `check`, `ports` and `explain` have in common: the configuration file is read, the homes are found and read.

use crate::args::{Cli, ConfigChoice, FactArgs, LookArgs};
use crate::exit::Failure;
use crate::input;
use crate::notes;
use crate::progress::Progress;
use crate::terminal;
use clap::CommandFactory;
use portlint_files::{Disk, FileSystem, RunningHost};
use portlint_host::{Host, Live};
use portlint_read::{HomeFacts, PathError};
use portlint_session::config::{self, Config, Search};
use portlint_session::look::read;
use portlint_session::remarks::{Remark, Remarks};
use portlint_session::suggest::did_you_mean;
use std::path::{Path, PathBuf};

/// A host that was read, and what to know for judging it.
pub(crate) struct Session {
    /// The configuration file.
    pub config: Config,
    /// The homes and the ports of other software.
    pub host: Host,
    /// True when some of the paths could not be used; it was said why.
    pub incomplete: bool,
}

/// The configuration file in effect for these paths, and what a search for it found.
pub(crate) fn read_config(
    choice: &ConfigChoice,
    paths: &[PathBuf],
) -> Result<(Config, Search), Failure> {
    let search = match &choice.config {
        Some(file) => Search {
            found: Some(file.clone()),
            ..Search::default()
        },
        None if choice.no_config => Search::default(),
        None => Search::new(paths),
    };
    let mut config = match &search.found {
        Some(file) => config::load(file)?,
        None => Config::default(),
    };
    if search.is_beside_paths {
        config.only_lower_limits();
    }
    Ok((config, search))
}

/// What runs on this host.
pub(crate) fn look_at_host() -> Result<Live, Failure> {
    let progress = Progress::start("looking at the sockets and processes of this host ...");
    let seen = RunningHost::here().and_then(|host| portlint_live::look(&host, &Disk));
    drop(progress);
    Ok(seen.map_err(|error| format!("--live needs the files in /proc of Linux: {error}"))?)
}

/// What may have been meant by a path that does not exist: a command, or a file beside it.
fn hint(error: &PathError) -> String {
    let path = match error {
        PathError::Missing(path) => path,
        PathError::NotAConfiguration(_) => {
            return "; if it is one under another name, say of which product with --product"
                .to_string();
        }
        _ => return String::new(),
    };
    let (Some(name), Some(folder)) = (
        path.file_name().and_then(|name| name.to_str()),
        path.parent(),
    ) else {
        return String::new();
    };
    let mut commands = Cli::command();
    commands.build();
    if commands.find_subcommand(name).is_some() && folder.as_os_str().is_empty() {
        return format!("; the command `{name}` comes before the paths");
    }
    let mut known = Disk
        .list(&Path::new(".").join(folder))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .collect::<Vec<_>>();
    if folder.as_os_str().is_empty() {
        known.extend(
            commands
                .get_subcommands()
                .map(|command| command.get_name().to_string()),
        );
    }
    did_you_mean(name, known.iter().map(String::as_str))
}

impl Session {
    /// Reads everything; `-` alone is standard input. Paths that cannot be used are complained about; the others still count.
    pub(crate) fn open(
        paths: &[PathBuf],
        choice: &ConfigChoice,
        facts: &FactArgs,
        live: bool,
    ) -> Result<Session, Failure> {
        Session::open_in(&input::files_of(paths)?, paths, choice, facts, live)
    }

    /// As [`Session::open`], in another file system than the disk.
    pub(crate) fn open_in(
        files: &dyn FileSystem,
        paths: &[PathBuf],
        choice: &ConfigChoice,
        facts: &FactArgs,
        live: bool,
    ) -> Result<Session, Failure> {
        let live = live.then(look_at_host).transpose()?;
        let (config, search) = read_config(choice, paths)?;
        notes::about_configuration(&search);
        let told = facts.facts()?;
        let progress = Progress::start("reading the configuration of the homes ...");
        let scan = read(files, paths, &config, &told, live.as_ref());
        drop(progress);
        if told != HomeFacts::default() && scan.host.homes.len() > 1 {
            let message = format!(
                "--product, --product-version, --profile, --start-argument, --java-opt, --env and --jdk speak of one home, \
                 but there are {}; write [[home]] entries in {} instead",
                scan.host.homes.len(),
                config::FILE_NAME
            );
            return Err(message.into());
        }
        let remarks = Remarks::of(&scan);
        for remark in &remarks.all {
            match remark {
                Remark::Unusable(error) => {
                    terminal::error(format_args!("{error}{}", hint(error)));
                }
                Remark::Error(error) => terminal::error(error),
                Remark::Note(note) => terminal::note(note),
            }
        }
        let incomplete = remarks.is_incomplete;
        Ok(Session {
            config,
            host: scan.host,
            incomplete,
        })
    }

    /// Whether any host is known from a snapshot: its files are not at hand.
    pub(crate) fn has_snapshots(&self) -> bool {
        self.host
            .machines
            .iter()
            .any(|machine| machine.taken.is_some())
    }

    /// The same host in another state of its files. What was complained about once is not said again.
    pub(crate) fn host_in(
        &self,
        files: &dyn FileSystem,
        paths: &[PathBuf],
        facts: &FactArgs,
    ) -> Host {
        // Opening the session has refused wrong facts already.
        let told = facts.facts().unwrap_or_default();
        read(files, paths, &self.config, &told, self.host.live.as_ref()).host
    }

    /// Says how product, version and offset of each home were learned, where that is asked for, and what came of
    /// `--root`.
    pub(crate) fn introduce(&self, look: &LookArgs) {
        if look.verbose {
            self.say_provenance();
        }
        if let Some(root) = &look.root {
            notes::about_root(root, &self.host);
        }
    }

    fn say_provenance(&self) {
        let file = self.host.configuration.as_deref().unwrap_or("none");
        terminal::say(format_args!("configuration file: {file}"));
        for home in &self.host.homes {
            terminal::say(home.path.display());
            for clue in &home.identity {
                terminal::say(format_args!("  {clue}"));
            }
            for runtime in &home.runtimes {
                let offset = &runtime.offset;
                let value = offset
                    .value
                    .map_or("unknown".to_string(), |value| value.to_string());
                terminal::say(format_args!(
                    "  {}: offset {value}, {}",
                    runtime.id, offset.source
                ));
            }
        }
    }
}
