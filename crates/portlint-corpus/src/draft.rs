//! Entries for findings that have no verdict yet: whoever judges fills in the rest.

use crate::comparison::Comparison;

/// The entries, as a list wants them; `true` and `why` are left to fill in.
pub(crate) fn of(comparison: &Comparison) -> String {
    let mut text = String::new();
    for repository in comparison.repositories.iter().filter(|r| !r.new.is_empty()) {
        text.push_str(&format!("# {}\n", repository.name));
        for finding in &repository.new {
            text.push_str(&format!(
                "[[repository.verdict]] # {}: {}\nrule = {:?}\nat = {:?}\ntrue =\nwhy = \"\"\n\n",
                finding.severity, finding.message, finding.rule, finding.at
            ));
        }
    }
    text
}
