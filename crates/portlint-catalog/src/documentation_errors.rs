//! The page `docs/documentation-errors.md`, written from the data.

use crate::pages::places;
use portlint_catalog_types::{Documentation, Finding, Judged, Omission};
use std::fmt::Write as _;

const HEAD: &str = "<!-- Written from the catalogue by the tests; do not edit. -->

# What the vendor's lists of default ports get wrong

Read against the source code and the shipped configuration; no server was started. `wso2-portlint explain PORT` tells
the same for one port. The verdicts:

- *imprecise*: the port opens under conditions that the page leaves out;
- *misnamed*: the port opens, but it is not what the page calls it;
- *not opened*: none of the row's products opens it by default;
- *outbound only*: something else listens there, the product connects out;
- *unverified*: no source was found that proves or refutes it.
";

/// The page.
pub fn documentation_errors(documentation: &'static Documentation) -> String {
    let mut text = String::from(HEAD);
    for page in &documentation.pages {
        let rows = |judged: bool| {
            documentation
                .sections
                .iter()
                .filter(|s| s.page == page.name)
                .flat_map(|s| &s.rows)
                .filter(|row| !judged || row.finding.is_some())
                .count()
        };
        let _ = writeln!(
            text,
            "\n## {} (`{}`)\n\n{} rows, of which {} need a word:\n",
            page.title,
            page.name,
            rows(false),
            rows(true)
        );
        text.push_str("| list | ports | taken for | verdict | what is so | evidence |\n");
        text.push_str("|---|---|---|---|---|---|\n");
        for group in groups(documentation, &page.name) {
            row(&mut text, &group);
        }
        omissions(&mut text, documentation, &page.name);
    }
    text
}

/// Neighbours of one list with one finding share a line.
fn groups(documentation: &'static Documentation, page: &str) -> Vec<Vec<Judged>> {
    let mut groups: Vec<Vec<Judged>> = Vec::new();
    for judged in documentation.judged().filter(|j| j.section.page == page) {
        let same = |group: &&mut Vec<Judged>| {
            group.first().is_some_and(|first| {
                first.section.title == judged.section.title && first.finding.id == judged.finding.id
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(judged),
            None => groups.push(vec![judged]),
        }
    }
    groups
}

fn row(text: &mut String, group: &[Judged]) {
    let Some(first) = group.first() else { return };
    let ports = group.iter().map(|judged| match judged.row.port {
        Some(port) => port.to_string(),
        None => "random".to_string(),
    });
    let mut purposes = group
        .iter()
        .map(|j| j.row.purpose.as_str())
        .collect::<Vec<_>>();
    purposes.dedup();
    let finding: &Finding = first.finding;
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} | {} |",
        first.section.title,
        ports.collect::<Vec<_>>().join(", "),
        purposes.join("; "),
        finding.verdict.as_str(),
        finding.text,
        places(&finding.evidence),
    );
}

fn omissions(text: &mut String, documentation: &'static Documentation, page: &str) {
    let missing = documentation
        .omissions
        .iter()
        .filter(|o| o.page == page)
        .collect::<Vec<&Omission>>();
    if missing.is_empty() {
        return;
    }
    text.push_str(
        "\nNot listed:\n\n| product | ports | what they are | evidence |\n|---|---|---|---|\n",
    );
    for omission in missing {
        let ports = omission.ports.iter().map(u16::to_string);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            omission.products.join(", "),
            ports.collect::<Vec<_>>().join(", "),
            omission.text,
            places(&omission.evidence),
        );
    }
}
