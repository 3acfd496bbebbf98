//! Reading a host as the configuration file and the front end want it.

use crate::config::Config;
use crate::homes::facts_for;
use portlint_files::FileSystem;
use portlint_read::{HomeFacts, Request, Scan, scan};
use portlint_rules::Options;
use std::path::{Path, PathBuf};

/// Reads all homes under the paths; `told` is what the front end tells about a home beside the configuration file.
pub fn read(files: &dyn FileSystem, paths: &[PathBuf], config: &Config, told: &HomeFacts) -> Scan {
    let facts = |shown: &Path, canonical: &Path| facts_for(config, told, shown, canonical);
    let request = Request {
        paths,
        limits: config.limits,
        budget: config.budget,
        facts: &facts,
    };
    let mut scan = scan(files, &request);
    scan.host.foreign.clone_from(&config.ports);
    config.add_to(&mut scan.host.files);
    let file = config.file.as_ref();
    scan.host.configuration = file.map(|file| file.path.display().to_string());
    scan
}

/// What rules depend on besides the host; `ephemeral` wins over the configuration file.
pub fn options(config: &Config, ephemeral: Option<(u16, u16)>) -> Options {
    let standard = Options::default();
    Options {
        ephemeral: ephemeral.or(config.ephemeral).unwrap_or(standard.ephemeral),
        ..standard
    }
}
