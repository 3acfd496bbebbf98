//! The page of what servers do that find a port taken, and of the listeners of which it is not known.

use crate::{all_listeners, built_in};
use portlint_catalog_types::ListenerFacts;
use std::fmt::Write as _;

const HEAD: &str = "\
<!-- Written from the catalogue by the tests; do not edit. -->

# When a port is taken

What becomes of a server that starts while another process has the port of one of its listeners: only what was seen when a
server, or the class that opens the listener, was run. `port-collision` says it in a note, and `explain PORT` too. Nothing is
said of the listeners at the end of this page.

";

/// The page.
pub fn when_taken_page() -> String {
    let mut text = String::from(HEAD);
    text.push_str("## Known\n\n| listeners | of | the server that starts second | seen |\n|---|---|---|---|\n");
    for taken in &built_in().taken {
        let ids = taken.listeners.iter().map(|id| id.as_str());
        let gates = taken.gates.iter().map(ToString::to_string);
        let seen = taken.evidence.iter().map(ToString::to_string);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            ids.collect::<Vec<_>>().join(", "),
            gates.collect::<Vec<_>>().join(", "),
            taken.then,
            seen.collect::<Vec<_>>().join("; ")
        );
    }
    text.push_str("\n## Not known\n\n| listener | what it is | of |\n|---|---|---|\n");
    let mut rows = Vec::new();
    for facts in all_listeners() {
        let gates = unknown_gates(facts);
        let row = format!(
            "| {} | {} | {} |",
            facts.id,
            facts.description,
            gates.join(", ")
        );
        if !gates.is_empty() && !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows.sort();
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    text
}

/// The products that have a listener and of which it is not known, in any version, what they do without the port.
fn unknown_gates(facts: &ListenerFacts) -> Vec<String> {
    let is_known = |product: &str| {
        let mut all = built_in().taken.iter();
        all.any(|taken| {
            let names = taken.names(&facts.id) || taken.names_family(&facts.id);
            names && taken.gates.iter().any(|gate| gate.product == *product)
        })
    };
    let gates = facts.gates.iter().filter(|gate| !is_known(&gate.product));
    gates.map(ToString::to_string).collect()
}
