//! Which rules run, and which of their findings are shown.

use crate::config::Config;
use crate::names::{Level, RuleChoice};
use portlint_rules::{Diagnostic, RULES, Rule, Severity};
use std::collections::BTreeMap;

/// Which rules run, how loud they are, and what is shown.
#[derive(Debug, Default)]
pub struct Selection {
    /// From the configuration file.
    levels: BTreeMap<&'static str, Level>,
    /// The only rules that run; empty for all.
    select: Vec<RuleChoice>,
    /// From the configuration file; naming a rule on the command line overrides it.
    ignore: Vec<RuleChoice>,
    /// From the command line.
    named: Vec<RuleChoice>,
    /// From the command line; overrides everything.
    excluded: Vec<RuleChoice>,
    /// The lowest severity that is shown; `None` for warnings and whatever was selected.
    threshold: Option<Severity>,
}

impl Selection {
    /// What the configuration file and the command line say together. `--select` replaces `select`; `--ignore` adds to
    /// `ignore`; a rule named by `--select` runs although the file ignores it.
    pub fn new(
        config: &Config,
        select: &[RuleChoice],
        ignore: &[RuleChoice],
        threshold: Option<Severity>,
    ) -> Selection {
        Selection {
            levels: config.levels.clone(),
            select: match select {
                [] => config.select.clone(),
                named => named.to_vec(),
            },
            ignore: config.ignore.clone(),
            named: select.to_vec(),
            excluded: ignore.to_vec(),
            threshold,
        }
    }

    /// The rules that run.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().filter(|rule| self.runs(rule.doc.id))
    }

    /// Whether a rule runs.
    pub fn runs(&self, rule: &str) -> bool {
        let names = |choices: &[RuleChoice]| choices.iter().any(|choice| choice.names(rule));
        let asked_for = self
            .named
            .iter()
            .any(|choice| matches!(choice, RuleChoice::One(id) if *id == rule));
        let silent = names(&self.ignore) || self.levels.get(rule) == Some(&Level::Off);
        let selected = self.select.is_empty() || names(&self.select);
        selected && !names(&self.excluded) && (asked_for || !silent)
    }

    /// Gives a finding the severity that the configuration file wants.
    pub fn level(&self, finding: &mut Diagnostic) {
        if let Some(Level::At(severity)) = self.levels.get(finding.rule) {
            finding.severity = *severity;
        }
    }

    /// Whether a finding is shown: warnings and errors, and infos of rules that were selected.
    pub fn shows(&self, finding: &Diagnostic) -> bool {
        match self.threshold {
            Some(threshold) => finding.severity >= threshold,
            None => finding.severity >= Severity::Warning || !self.select.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: RuleChoice = RuleChoice::One("ephemeral-port");

    fn info() -> Diagnostic {
        Diagnostic::new("ephemeral-port", Severity::Info, "")
    }

    #[test]
    fn by_default_every_rule_runs_and_infos_are_not_shown() {
        let selection = Selection::default();
        assert_eq!(selection.rules().count(), RULES.len());
        assert!(!selection.shows(&info()));
        assert!(selection.shows(&Diagnostic::new("port-collision", Severity::Warning, "")));
    }

    #[test]
    fn infos_are_shown_when_selected_or_asked_for() {
        let config = Config::default();
        assert!(Selection::new(&config, &[INFO], &[], None).shows(&info()));
        assert!(Selection::new(&config, &[], &[], Some(Severity::Info)).shows(&info()));
        assert!(!Selection::new(&config, &[INFO], &[], Some(Severity::Error)).shows(&info()));
    }

    #[test]
    fn select_names_the_only_rules_and_ignore_wins() {
        let config = Config::default();
        let one = Selection::new(&config, &[INFO], &[], None);
        assert!(one.runs("ephemeral-port") && !one.runs("port-collision"));
        let all_but = Selection::new(&config, &[RuleChoice::All], &[INFO], None);
        assert!(!all_but.runs("ephemeral-port") && all_but.runs("port-collision"));
    }

    #[test]
    fn the_command_line_is_stronger_than_the_file() {
        let config = Config {
            levels: [
                ("ephemeral-port", Level::Off),
                ("port-collision", Level::At(Severity::Info)),
            ]
            .into(),
            select: vec![RuleChoice::One("port-collision")],
            ignore: vec![RuleChoice::One("self-collision")],
            ..Config::default()
        };
        let file_only = Selection::new(&config, &[], &[], None);
        assert!(file_only.runs("port-collision") && !file_only.runs("syntax-error"));
        assert!(!file_only.runs("ephemeral-port"));
        let named = Selection::new(
            &config,
            &[INFO, RuleChoice::One("self-collision")],
            &[],
            None,
        );
        assert!(named.runs("ephemeral-port") && named.runs("self-collision"));
        let all = Selection::new(&config, &[RuleChoice::All], &[], None);
        assert!(
            !all.runs("ephemeral-port") && !all.runs("self-collision") && all.runs("syntax-error")
        );
    }

    #[test]
    fn levels_set_the_severity() {
        let config = Config {
            levels: [("ephemeral-port", Level::At(Severity::Error))].into(),
            ..Config::default()
        };
        let mut finding = info();
        Selection::new(&config, &[], &[], None).level(&mut finding);
        assert_eq!(finding.severity, Severity::Error);
    }
}
