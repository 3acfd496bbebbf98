//! `rules`: all rules, severity, one line each.

use super::columns::columns;
use crate::args::ListFormat;
use crate::exit::{Failure, Outcome};
use crate::terminal::{print, to_stdout};
use portlint_report::shown::{Shown, Terminal};
use portlint_rules::RULES;
use serde_json::{Value, json};

/// Lists the rules.
pub fn run(format: ListFormat) -> Result<Outcome, Failure> {
    match format {
        ListFormat::Table => print(table())?,
        ListFormat::Json => to_stdout(|out| out.writer().document(&document()))?,
    }
    Ok(Outcome::Clean)
}

fn table() -> Shown<Terminal> {
    let row = |rule: &portlint_rules::Rule| {
        let doc = &rule.doc;
        [doc.id, doc.severity.as_str(), doc.summary].map(str::to_string)
    };
    columns(&RULES.iter().map(row).collect::<Vec<_>>())
}

fn document() -> Value {
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
    json!({ "schema": 1, "rules": rules })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed() {
        assert_eq!(table().as_str().lines().count(), RULES.len());
        assert_eq!(document()["rules"].as_array().unwrap().len(), RULES.len());
    }
}
