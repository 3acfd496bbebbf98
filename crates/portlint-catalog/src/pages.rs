//! The pages of `docs/products/`, written from the data so that they cannot disagree with the tool.

use crate::search::{listeners_of, shipped_offset};
use crate::{Evidence, ListenerFacts, OffsetRule, Product, RuntimeSpec};
use std::fmt::Write as _;

const HEAD: &str = "<!-- Written from the catalogue by the tests; do not edit. -->\n\n";

/// The index of all products.
pub fn products_index() -> String {
    let mut text = String::from(HEAD);
    text.push_str("# Products\n\n");
    text.push_str("| id | name | known versions | runtimes |\n|---|---|---|---|\n");
    for product in crate::products().iter().filter(|p| !p.releases.is_empty()) {
        let versions = match (product.releases.first(), product.releases.last()) {
            (Some(first), Some(last)) if first.version != last.version => {
                format!("{} – {}", first.version, last.version)
            }
            (Some(only), _) => only.version.to_string(),
            _ => String::new(),
        };
        let mut runtimes = product
            .runtimes
            .iter()
            .map(|r| r.id.as_str())
            .collect::<Vec<_>>();
        runtimes.dedup();
        let _ = writeln!(
            text,
            "| [{id}]({id}.md) | {} | {versions} | {} |",
            product.name,
            runtimes.join(", "),
            id = product.id,
        );
    }
    text
}

/// The page of one product.
pub fn product_page(product: &'static Product) -> String {
    let mut text = String::from(HEAD);
    let _ = writeln!(text, "# {} (`{}`)\n", product.name, product.id);
    if let Some(unverified) = &product.unverified {
        let _ = writeln!(text, "Not verified: {unverified}\n");
    }
    releases(&mut text, product);
    for runtime in &product.runtimes {
        section(&mut text, product, runtime);
    }
    text.push_str("## Recognised by\n\n");
    for name in &product.names {
        let _ = writeln!(text, "- `bin/version.txt`: {name}");
    }
    for key in &product.server_keys {
        let _ = writeln!(text, "- `carbon.xml`, `ServerKey`: {key}");
    }
    let _ = writeln!(text, "\nRead in: {}", places(&product.evidence));
    text
}

fn releases(text: &mut String, product: &Product) {
    if product.releases.is_empty() {
        return;
    }
    text.push_str("## Releases\n\n");
    for release in &product.releases {
        let _ = write!(text, "- {}", release.version);
        let components = release
            .components
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect::<Vec<_>>();
        if !components.is_empty() {
            let _ = write!(text, " ({})", components.join(", "));
        }
        if let Some(rules) = &release.rules {
            let _ = write!(text, ": takes the rules of {rules}");
        }
        match (&release.at, &release.why) {
            (Some(at), _) => {
                let _ = write!(text, "; {}", at.0);
            }
            (None, Some(why)) => {
                let _ = write!(text, "; not read: {why}");
            }
            (None, None) => {}
        }
        text.push('\n');
    }
    text.push('\n');
}

fn section(text: &mut String, product: &'static Product, runtime: &'static RuntimeSpec) {
    let _ = write!(
        text,
        "## Runtime `{}`, governed by `{}`",
        runtime.id, runtime.governs
    );
    if !runtime.versions.is_any() {
        let _ = write!(text, " ({})", runtime.versions);
    }
    let _ = writeln!(
        text,
        "\n\nConfiguration in `{}`; shipped with port offset {}.\n",
        runtime.conf,
        shipped_offset(product, runtime)
    );
    let listeners = listeners_of(product, runtime);
    text.push_str("| listener | protocol | base | offset | key | opened | versions |\n");
    text.push_str("|---|---|---|---|---|---|---|\n");
    for facts in &listeners {
        row(text, product, runtime, facts);
    }
    text.push_str("\n### Remarks and evidence\n\n");
    for facts in listeners {
        let _ = write!(text, "- **{}**: {}.", facts.id, facts.description);
        if let Some(note) = &facts.offset_note {
            let _ = write!(text, " Offset: {note}.");
        }
        if let Some(remark) = &facts.remark {
            let _ = write!(text, " Documentation: {remark}");
        }
        let _ = writeln!(text, " Read in {}.", places(&facts.evidence));
    }
    text.push('\n');
}

fn row(text: &mut String, product: &Product, runtime: &RuntimeSpec, facts: &ListenerFacts) {
    let base = facts
        .base
        .map_or_else(|| "–".to_string(), |b| b.to_string());
    let offset = match facts.offset {
        OffsetRule::Added => "added",
        OffsetRule::DefaultOnly => "added to the default only",
        OffsetRule::Never => "never",
        OffsetRule::Depends => "depends",
    };
    let key = match (&facts.key, &facts.file) {
        (Some(key), Some(file)) => format!("`{key}` in `{file}`"),
        (Some(key), None) => format!("`{key}`"),
        (None, _) => "none".to_string(),
    };
    let mut versions = facts
        .gates
        .iter()
        .filter(|g| g.product == product.id && g.runtime.as_ref().is_none_or(|r| *r == runtime.id))
        .map(|g| g.versions.to_string())
        .collect::<Vec<_>>();
    versions.dedup();
    let versions = versions.join(", ");
    let versions = if versions.is_empty() {
        "all"
    } else {
        &versions
    };
    let _ = writeln!(
        text,
        "| {} | {} | {base} | {offset} | {} | {} | {} |",
        facts.id,
        facts.protocol.as_str(),
        cell(&key),
        cell(&facts.opened_when),
        cell(versions),
    );
}

/// What each place proves, and where it is.
pub(crate) fn places(evidence: &[Evidence]) -> String {
    let places = evidence
        .iter()
        .map(|entry| format!("{} {entry}", entry.of.as_str()));
    places.collect::<Vec<_>>().join("; ")
}

/// A table cell: no pipes, no line breaks.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace('\n', " ")
        .replace('<', "&lt;")
}
