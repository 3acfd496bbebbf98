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
pub struct Allows<'c> {
    config: &'c Config,
    all: Vec<Allow<'c>>,
    today: Date,
}

#[derive(Debug)]
struct Allow<'c> {
    entry: &'c AllowEntry,
    /// As shown.
    homes: Vec<String>,
    used: bool,
}

impl<'c> Allows<'c> {
    /// The entries as they stand on a day.
    pub fn new(config: &'c Config, host: &Host, today: Date) -> Allows<'c> {
        let homes = |entry: &AllowEntry| {
            host.homes
                .iter()
                .filter(|home| entry.home.matches(&home.path, &home.canonical))
                .map(|home| home.path.display().to_string())
                .collect()
        };
        let all = config.allows.iter().map(|entry| Allow {
            entry,
            homes: homes(entry),
            used: false,
        });
        Allows {
            config,
            all: all.collect(),
            today,
        }
    }

    /// Silences the shares of the homes that are allowed to have the finding.
    pub fn cover(&mut self, finding: &Diagnostic, shares: &mut Shares) {
        for allow in self.all.iter_mut() {
            if allow.entry.rule == finding.rule && !allow.entry.expired(self.today) {
                for home in &allow.homes {
                    allow.used |= shares.cover(home, allow.entry.port);
                }
            }
        }
    }

    /// Entries that allow nothing. Nothing is said of rules that did not run and of homes that were not asked for.
    pub fn unused(
        self,
        selection: &Selection,
        files: &Files,
        requested: &[PathBuf],
    ) -> Vec<Diagnostic> {
        let Allows { config, all, today } = self;
        all.into_iter()
            .filter(|allow| !allow.used && selection.runs(allow.entry.rule))
            .filter(|allow| !allow.homes.is_empty() || !allow.entry.home.lies_outside(requested))
            .map(|allow| {
                let entry = allow.entry;
                let finding = complaint(entry, allow.homes.is_empty(), today).identified_by([
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

fn complaint(entry: &AllowEntry, no_home: bool, today: Date) -> Diagnostic {
    let rule = entry.rule;
    let home = entry.home.as_str();
    match entry.until {
        Some(until) if entry.expired(today) => warning(
            UNUSED,
            format!("this [[allow]] entry for {rule} expired on {until}"),
        )
        .help("repair what it allowed, or set a later date"),
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
    use super::super::testing::{collision, host};
    use super::*;
    use crate::homes::PathPattern;
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
        let mut shares = Shares::of(&finding, &host);
        allows.cover(&finding, &mut shares);
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
