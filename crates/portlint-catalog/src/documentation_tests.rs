//! Every row of the documentation is either what the catalogue opens, or carries a verdict with evidence.

use crate::{
    DefaultUse, default_uses, documentation, documentation_errors, listeners_of, product, products,
};
use portlint_catalog_types::{Judged, Row, Section, Verdict};

fn rows() -> impl Iterator<Item = (&'static Section, &'static Row)> {
    let sections = documentation().sections.iter();
    sections.flat_map(|section| section.rows.iter().map(move |row| (section, row)))
}

/// Some of the catalogue's listeners are there to say that a number never opens.
fn opens(found: &DefaultUse) -> bool {
    !found.facts.opened_when.starts_with("never")
}

fn verdict(row: &Row) -> Option<Verdict> {
    let id = row.finding.as_deref()?;
    documentation().finding(id).map(|finding| finding.verdict)
}

/// Whether the catalogue has the row: each product named, or any where none is.
fn is_found(section: &Section, row: &Row) -> bool {
    let documentation = documentation();
    let by_one = |product_id: Option<&str>| {
        products().iter().any(|product| {
            product_id.is_none_or(|id| product.id == *id)
                && product.runtimes.iter().any(|runtime| {
                    let about = documentation.is_about(section, product, runtime);
                    about && has(product, runtime, row)
                })
        })
    };
    match section.products.as_slice() {
        [] => by_one(None),
        ids => ids.iter().all(|id| by_one(Some(id))),
    }
}

fn has(product: &'static crate::Product, runtime: &'static crate::RuntimeSpec, row: &Row) -> bool {
    match row.port {
        Some(port) => default_uses(port).iter().any(|found| {
            found.product.id == product.id
                && std::ptr::eq(found.runtime, runtime)
                && found.facts.protocol == row.protocol
                && opens(found)
        }),
        None => listeners_of(product, runtime)
            .iter()
            .any(|facts| Some(&facts.id) == row.listener.as_ref()),
    }
}

#[test]
fn the_data_is_well_formed() {
    let data = documentation();
    for section in &data.sections {
        assert!(data.page(&section.page).is_some(), "{}", section.title);
        assert!(section.products.iter().all(|id| product(id).is_some()));
        for row in &section.rows {
            assert!(row.port.is_some() != row.listener.is_some(), "{row:?}");
            let finding = row.finding.as_deref();
            assert!(
                finding.is_none_or(|id| data.finding(id).is_some()),
                "{row:?}"
            );
        }
    }
    for finding in &data.findings {
        assert!(!finding.evidence.is_empty(), "{}", finding.id);
        let used = |row: &Row| row.finding.as_ref() == Some(&finding.id);
        assert!(
            data.sections.iter().any(|s| s.rows.iter().any(used)),
            "{}",
            finding.id
        );
    }
}

#[test]
fn every_row_is_a_listener_of_the_catalogue_or_carries_the_right_verdict() {
    let mut wrong = Vec::new();
    for (section, row) in rows() {
        let expected = match verdict(row) {
            None | Some(Verdict::Imprecise | Verdict::Misnamed) => true,
            Some(Verdict::NotOpened | Verdict::Outbound) => false,
            Some(Verdict::Unverified) => continue,
        };
        if is_found(section, row) != expected {
            wrong.push(format!("{} / {}: {row:?}", section.page, section.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn omitted_ports_are_opened_and_stand_on_no_row_of_the_page() {
    for omission in &documentation().omissions {
        assert!(!omission.evidence.is_empty());
        for port in &omission.ports {
            for id in &omission.products {
                let opened = |u: &DefaultUse| u.product.id == *id && opens(u);
                assert!(default_uses(*port).iter().any(opened), "{id} {port}");
                let listed = rows().any(|(section, row)| {
                    section.page == omission.page
                        && section.products.contains(id)
                        && row.port == Some(*port)
                });
                assert!(!listed, "{id} {port} is listed");
            }
        }
    }
}

/// `UPDATE_DOCS=1 cargo test -p portlint-catalog` writes the page anew.
#[test]
fn the_page_of_errors_is_fresh() {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/documentation-errors.md");
    let page = documentation_errors(documentation());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/documentation-errors.md is stale: UPDATE_DOCS=1 cargo test"
    );
    let judged: Vec<Judged> = documentation().judged().collect();
    assert!(
        judged
            .iter()
            .all(|j| page.contains(j.finding.text.as_str()))
    );
}
