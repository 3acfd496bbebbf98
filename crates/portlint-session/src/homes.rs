//! Which homes an entry of the configuration file means, and what is told about them.

use crate::config::{Config, HomeEntry};
use portlint_host::Live;
use portlint_read::{HomeFacts, RunningServer};
use std::path::Path;

/// What the configuration file and the command line tell about a home: later entries win key by key, the command line
/// wins over all, and whoever tells something over what runs.
pub fn facts_for(
    config: &Config,
    command_line: &HomeFacts,
    live: Option<&Live>,
    shown: &Path,
    canonical: &Path,
) -> HomeFacts {
    let mut facts = live.map_or_else(HomeFacts::default, |live| running_facts(live, canonical));
    let matching = |entry: &&HomeEntry| entry.path.matches(shown, canonical);
    for entry in config.homes.iter().filter(matching) {
        facts.merge(&entry.facts);
    }
    facts.merge(command_line);
    facts
}

/// What the processes of a home tell: it is started, and how.
fn running_facts(live: &Live, canonical: &Path) -> HomeFacts {
    let running = live
        .of_home(canonical)
        .map(|(process, server)| RunningServer {
            process: process.number,
            server: server.clone(),
        });
    let running: Vec<RunningServer> = running.collect();
    HomeFacts {
        active: (!running.is_empty()).then_some(true),
        running,
        ..HomeFacts::default()
    }
}
