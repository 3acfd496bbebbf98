//! What `check`, `ports` and `explain` have in common: the configuration file is read, the homes are found and read.

use crate::args::{ConfigChoice, FactArgs};
use crate::config::{self, Config, Search};
use crate::exit::Failure;
use crate::homes::facts_for;
use crate::progress::Progress;
use crate::terminal;
use portlint_model::{Disk, FileSystem, HomeFacts, Host, Request, Scan, scan};
use std::path::{Path, PathBuf};

/// A host that was read, and what to know for judging it.
pub struct Session {
    /// The configuration file.
    pub config: Config,
    /// The homes and the ports of other software.
    pub host: Host,
    /// True when some of the paths could not be used; it was said why.
    pub incomplete: bool,
}

/// The configuration file that counts.
pub fn read_config(choice: &ConfigChoice) -> Result<Config, Failure> {
    let file = match &choice.config {
        Some(file) => Some(file.clone()),
        None if choice.no_config => None,
        None => Search::from_current_directory().found,
    };
    Ok(file.map_or_else(|| Ok(Config::default()), |file| config::load(&file))?)
}

impl Session {
    /// Reads everything. Paths that cannot be used are complained about; the others still count.
    pub fn open(
        paths: &[PathBuf],
        choice: &ConfigChoice,
        facts: &FactArgs,
    ) -> Result<Session, Failure> {
        Session::open_in(&Disk, paths, choice, facts)
    }

    /// As [`Session::open`], in another file system than the disk.
    pub fn open_in(
        files: &dyn FileSystem,
        paths: &[PathBuf],
        choice: &ConfigChoice,
        facts: &FactArgs,
    ) -> Result<Session, Failure> {
        let config = read_config(choice)?;
        let told = facts.facts();
        let progress = Progress::start("reading the configuration of the homes ...");
        let scan = read(files, paths, &config, &told);
        drop(progress);
        if told != HomeFacts::default() && scan.host.homes.len() > 1 {
            let message = format!(
                "--product, --product-version, --profile, --start-argument, --java-opt and --env speak of one home, but \
                 there are {}; write [[home]] entries in {} instead",
                scan.host.homes.len(),
                config::FILE_NAME
            );
            return Err(message.into());
        }
        for error in &scan.errors {
            terminal::error(error);
        }
        Ok(Session {
            config,
            host: scan.host,
            incomplete: !scan.errors.is_empty(),
        })
    }

    /// The same host in another state of its files. What was complained about once is not said again.
    pub fn host_in(&self, files: &dyn FileSystem, paths: &[PathBuf], facts: &FactArgs) -> Host {
        read(files, paths, &self.config, &facts.facts()).host
    }

    /// Says how product, version and offset of each home were learned.
    pub fn say_provenance(&self) {
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

fn read(files: &dyn FileSystem, paths: &[PathBuf], config: &Config, told: &HomeFacts) -> Scan {
    let facts = |shown: &Path, canonical: &Path| facts_for(config, told, shown, canonical);
    let request = Request {
        paths,
        limits: config.limits,
        facts: &facts,
    };
    let mut scan = scan(files, &request);
    scan.host.foreign.clone_from(&config.ports);
    scan
}
