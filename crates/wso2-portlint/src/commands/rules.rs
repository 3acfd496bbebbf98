//! `rules`: all rules, severity, one line each.

use crate::args::{ListFormat, LookArgs};
use crate::exit::{Failure, Outcome};
use crate::terminal::{print, stdout_style, to_stdout};
use portlint_report::shown::{Shown, Terminal};
use portlint_report::{Cell, Column, Grid, Ink, Row, Style};
use portlint_rules::{RULES, Severity};
use serde_json::{Value, json};

/// Lists the rules.
pub(super) fn run(format: ListFormat, look: &LookArgs) -> Result<Outcome, Failure> {
    match format {
        ListFormat::Table => print(table(&stdout_style(look)))?,
        ListFormat::Json => to_stdout(|out| out.writer().document(&document()))?,
    }
    Ok(Outcome::Clean)
}

fn table(style: &Style) -> Shown<Terminal> {
    let row = |rule: &portlint_rules::Rule| {
        let doc = &rule.doc;
        let ink = match doc.severity {
            Severity::Error => Ink::Red,
            Severity::Warning => Ink::Yellow,
            Severity::Info => Ink::Cyan,
        };
        let severity = Cell {
            text: doc.severity.as_str().to_string(),
            ink: Some(ink),
        };
        Row {
            cells: vec![doc.id.into(), severity, doc.summary.into()],
            below: Vec::new(),
        }
    };
    let grid = Grid {
        columns: vec![
            Column::new("rule"),
            Column::new("severity"),
            Column::folding("what it finds"),
        ],
        rows: RULES.iter().map(row).collect(),
        indent: 0,
        has_head: false,
    };
    grid.lines(style)
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
        assert_eq!(
            table(&Style::default()).as_str().lines().count(),
            RULES.len()
        );
        assert_eq!(document()["rules"].as_array().unwrap().len(), RULES.len());
    }
}
