//! The configuration file: `wso2-portlint.toml`.

mod discover;
mod errors;
mod keys;
mod load;
mod raw;
pub(crate) mod schema;

pub use discover::{FILE_NAME, Search, Unused, nearest};
pub use load::{load, read};

use crate::date::Date;
use crate::names::{Level, RuleChoice};
use crate::path_pattern::PathPattern;
use portlint_host::{Files, ForeignPort, Location, Machine, SourceFile};
use portlint_read::{Budget, HomeFacts};
use portlint_syntax::{Limits, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the configuration file says; [`Config::default`] where there is none.
#[derive(Debug, Default)]
pub struct Config {
    /// The file itself.
    pub file: Option<Arc<SourceFile>>,
    /// `[rules]`: level by rule.
    pub levels: BTreeMap<&'static str, Level>,
    /// `select`: the only rules that run; empty for the default set.
    pub select: Vec<RuleChoice>,
    /// `ignore`: rules that do not run.
    pub ignore: Vec<RuleChoice>,
    /// `ephemeral-range`: first and last port.
    pub ephemeral: Option<(u16, u16)>,
    /// `[limits]`.
    pub limits: Limits,
    /// `[limits]`, as far as it is about homes and the run.
    pub budget: Budget,
    /// `[[home]]`, in the order of the file.
    pub homes: Vec<HomeEntry>,
    /// `[[host]]`, in the order of the file.
    pub machines: Vec<Machine>,
    /// `[[port]]`, in the order of the file.
    pub ports: Vec<ForeignPort>,
    /// `[[allow]]`, in the order of the file.
    pub allows: Vec<AllowEntry>,
}

/// A `[[home]]` entry.
#[derive(Debug)]
pub struct HomeEntry {
    /// The homes that it is about.
    pub path: PathPattern,
    /// Where `path` is written.
    pub span: Span,
    /// What it tells about them.
    pub facts: HomeFacts,
}

/// An `[[allow]]` entry: a finding that is accepted.
#[derive(Debug)]
pub struct AllowEntry {
    /// The rule.
    pub rule: &'static str,
    /// The homes.
    pub home: PathPattern,
    /// Only this port; `None` for findings about any or no port.
    pub port: Option<u16>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is accepted.
    pub until: Option<Date>,
    /// Where `home` is written.
    pub span: Span,
}

impl Config {
    /// Takes back limits that are higher than those that hold without a configuration file.
    pub fn only_lower_limits(&mut self) {
        let (own, standard) = (&mut self.limits, Limits::default());
        own.bytes = own.bytes.min(standard.bytes);
        own.depth = own.depth.min(standard.depth);
        own.errors = own.errors.min(standard.errors);
        own.nodes = own.nodes.min(standard.nodes);
        let (own, standard) = (&mut self.budget, Budget::default());
        own.home_bytes = own.home_bytes.min(standard.home_bytes);
        own.run_bytes = own.run_bytes.min(standard.run_bytes);
        own.inflated_bytes = own.inflated_bytes.min(standard.inflated_bytes);
        own.directories = own.directories.min(standard.directories);
    }

    /// Adds the configuration file to those of a host, so that findings can point at it.
    pub fn add_to(&self, files: &mut Files) {
        if let Some(file) = &self.file {
            files.add(&file.path, &file.canonical, Arc::clone(&file.document));
        }
    }

    /// A place in the configuration file, which is one of these files.
    pub fn locate(&self, files: &Files, span: Span) -> Option<Location> {
        let path = &self.file.as_ref()?.path;
        Some(files.of_path(path)?.at(span))
    }
}

/// Whether a `[[home]]` entry has this key.
pub fn is_home_key(key: &str) -> bool {
    keys::HOME.contains(&key)
}

/// Reads `FIRST-LAST`.
///
/// # Errors
/// What such a range looks like.
pub fn parse_port_range(text: &str) -> Result<(u16, u16), String> {
    let range = text.split_once('-').and_then(|(first, last)| {
        let first = first.trim().parse::<u16>().ok()?;
        let last = last.trim().parse::<u16>().ok()?;
        (0 < first && first <= last).then_some((first, last))
    });
    range.ok_or_else(|| "not a range of ports such as 32768-60999".to_string())
}
