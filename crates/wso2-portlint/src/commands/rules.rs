//! `rules`: all rules, severity, one line each.

use super::columns::columns;
use crate::args::ListFormat;
use crate::exit::{Failure, Outcome};
use crate::terminal::print;
use portlint_rules::RULES;
use serde_json::json;

/// Lists the rules.
pub fn run(format: ListFormat) -> Result<Outcome, Failure> {
    let text = match format {
        ListFormat::Table => table(),
        ListFormat::Json => document(),
    };
    print(&text)?;
    Ok(Outcome::Clean)
}

fn table() -> String {
    let row = |rule: &portlint_rules::Rule| {
        let doc = &rule.doc;
        [doc.id, doc.severity.as_str(), doc.summary].map(str::to_string)
    };
    columns(&RULES.iter().map(row).collect::<Vec<_>>())
}

fn document() -> String {
    let rules = RULES
        .iter()
        .map(|rule| {
            let doc = &rule.doc;
            json!({
                "id": doc.id,
                "severity": doc.severity.as_str(),
                "summary": doc.summary,
            })
        })
        .collect::<Vec<_>>();
    format!("{:#}\n", json!({ "schema": 1, "rules": rules }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed() {
        assert_eq!(table().lines().count(), RULES.len());
        let document: serde_json::Value = serde_json::from_str(&document()).unwrap();
        assert_eq!(document["rules"].as_array().unwrap().len(), RULES.len());
    }
}
