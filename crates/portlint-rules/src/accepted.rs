//! What the user accepts of findings about several homes.

use std::collections::{BTreeMap, BTreeSet};

/// Ports of homes that the user takes out of the findings of a rule.
#[derive(Debug, Clone, Default)]
pub struct Accepted(BTreeMap<&'static str, BTreeSet<(String, i64)>>);

impl Accepted {
    /// Takes a port of a home, as it is shown, out of the findings of a rule.
    pub fn add(&mut self, rule: &'static str, home: &str, port: i64) {
        let of_rule = self.0.entry(rule).or_default();
        of_rule.insert((home.to_string(), port));
    }

    /// What is taken out of the findings of a rule.
    pub(crate) fn of(&self, rule: &str) -> Option<&BTreeSet<(String, i64)>> {
        self.0.get(rule)
    }
}
