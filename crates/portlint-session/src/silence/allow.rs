//! `[[allow]]` entries of the configuration file: findings that are accepted, without a change of the product's files.

use super::shares::Shares;
use super::{UNMATCHED, UNUSED, warning};
use crate::config::{AllowEntry, Config};
use crate::date::Date;
use crate::select::Selection;
use portlint_host::{Files, Host};
use portlint_rules::Diagnostic;
use std::path::PathBuf;

/// The entries, each with the homes that it means.
#[derive(Debug)]
pub(super) struct Allows<'c> {
    config: &'c Config,
    all: Vec<Allow<'c>>,
    today: Date,
}

#[derive(Debug)]
struct Allow<'c> {
    entry: &'c AllowEntry,
    /// As shown.
    homes: Vec<String>,
    /// True when none of the homes is started: they have no findings, so an entry that allows none is no mistake.
    is_idle: bool,
    used: bool,
    /// What it would have had to allow as well for a finding to be silent.
    short_of: Option<String>,
}

impl<'c> Allows<'c> {
    /// The entries as they stand on a day.
    pub(super) fn new(config: &'c Config, host: &Host, today: Date) -> Allows<'c> {
        let all = config.allows.iter().map(|entry| {
            let homes = host
                .homes
                .iter()
                .filter(|home| entry.home.means(home))
                .collect::<Vec<_>>();
            Allow {
                entry,
                is_idle: !homes.is_empty() && homes.iter().all(|home| !home.active),
                homes: homes
                    .iter()
                    .map(|home| home.path.display().to_string())
                    .collect(),
                used: false,
                short_of: None,
            }
        });
        Allows {
            config,
            all: all.collect(),
            today,
        }
    }

    /// Silences the shares of the homes that are allowed to have the finding. The positions of the entries that did.
    pub(super) fn cover(&self, finding: &Diagnostic, shares: &mut Shares) -> Vec<usize> {
        let mut covering = Vec::new();
        for (position, allow) in self.all.iter().enumerate() {
            if allow.entry.rule == finding.rule && !allow.entry.expired(self.today) {
                let homes = allow.homes.iter();
                let shares = homes.filter(|home| shares.cover(home, allow.entry.port));
                if shares.count() > 0 {
                    covering.push(position);
                }
            }
        }
        covering
    }

    /// Remembers what came of the entries at these positions: they had an effect, or would have had to allow more.
    pub(super) fn remember(&mut self, covering: &[usize], short_of: Option<&str>) {
        for position in covering {
            if let Some(allow) = self.all.get_mut(*position) {
                allow.used |= short_of.is_none();
                allow.short_of = short_of.map(str::to_string);
            }
        }
    }

    /// Entries that allow nothing. Nothing is said of rules that did not run and of homes that were not asked for.
    pub(super) fn unused(
        self,
        selection: &Selection,
        files: &Files,
        requested: &[PathBuf],
    ) -> Vec<Diagnostic> {
        let Allows { config, all, today } = self;
        all.into_iter()
            .filter(|allow| !allow.used && !allow.is_idle && selection.runs(allow.entry.rule))
            .filter(|allow| !allow.homes.is_empty() || !allow.entry.home.lies_outside(requested))
            .map(|allow| {
                let entry = allow.entry;
                let complaint = match allow.short_of {
                    Some(more) => without_effect(entry, &more),
                    None => complaint(entry, allow.homes.is_empty(), today),
                };
                let finding = complaint.identified_by([
                    "allow".to_string(),
                    entry.rule.to_string(),
                    entry.home.as_str().to_string(),
                ]);
                match config.locate(files, entry.span) {
                    Some(location) => finding.at(location, "this entry"),
                    None => finding,
                }
            })
            .collect()
    }
}

impl AllowEntry {
    /// Whether its last day has passed.
    fn expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// It allows a part of a finding that is reported as a whole.
fn without_effect(entry: &AllowEntry, more: &str) -> Diagnostic {
    let rule = entry.rule;
    warning(
        UNUSED,
        format!("this [[allow]] entry has no effect: the finding of {rule} is also about {more}"),
    )
    .note(format!("its reason was: {}", entry.reason.trim()))
    .help("allow the other ports too, or leave out `port`")
}

fn complaint(entry: &AllowEntry, no_home: bool, today: Date) -> Diagnostic {
    let rule = entry.rule;
    let home = entry.home.as_str();
    match entry.until {
        Some(until) if entry.expired(today) => warning(
            UNUSED,
            format!("this [[allow]] entry for {rule} expired on {until}"),
        )
        .help("fix what it allowed, or set a later date"),
        _ if no_home => warning(
            UNMATCHED,
            format!("this [[allow]] entry matches no home: {home}"),
        )
        .help("correct the path, which is relative to this file, or remove the entry"),
        _ => warning(
            UNMATCHED,
            format!("this [[allow]] entry matches no finding of {rule}"),
        )
        .help("remove the entry"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shares::Places;
    use super::super::testing::{collision, host};
    use super::*;
    use crate::path_pattern::PathPattern;
    use portlint_syntax::Span;

    fn config(home: &str, port: Option<u16>, until: Option<&str>) -> Config {
        Config {
            allows: vec![AllowEntry {
                rule: "port-collision",
                home: PathPattern::new(home, &["/".into()]),
                port,
                reason: "never together".to_string(),
                until: until.and_then(Date::parse),
                span: Span::default(),
            }],
            ..Config::default()
        }
    }

    /// Whether a collision of `am` and `is` at 9443 is allowed, and what is said about the entry.
    fn run(config: &Config) -> (bool, Vec<String>) {
        let host = host(&[("am", ""), ("is", "")]);
        let finding = collision(9443, &["am", "is"]);
        let mut allows = Allows::new(config, &host, Date::parse("2026-06-15").unwrap());
        let mut shares = Shares::of(&finding, &Places::of(&host));
        let covering = allows.cover(&finding, &mut shares);
        allows.remember(&covering, None);
        let said = allows.unused(&Selection::default(), &host.files, &[]);
        (
            shares.are_covered(),
            said.into_iter().map(|d| d.message).collect(),
        )
    }

    #[test]
    fn allows_by_home_and_port() {
        assert_eq!(run(&config("a*", None, None)), (true, vec![]));
        assert_eq!(run(&config("is", Some(9443), None)), (true, vec![]));
        assert_eq!(
            run(&config("is", Some(9444), None)),
            (
                false,
                vec!["this [[allow]] entry matches no finding of port-collision".to_string()]
            )
        );
        assert_eq!(
            run(&config("mi", None, None)),
            (
                false,
                vec!["this [[allow]] entry matches no home: mi".to_string()]
            )
        );
    }

    #[test]
    fn the_last_day_counts() {
        assert_eq!(run(&config("am", None, Some("2026-06-15"))), (true, vec![]));
        assert_eq!(
            run(&config("am", None, Some("2026-06-14"))),
            (
                false,
                vec!["this [[allow]] entry for port-collision expired on 2026-06-14".to_string()]
            )
        );
    }
}
