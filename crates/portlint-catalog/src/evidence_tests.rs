//! What is claimed is claimed with a place, and the report of the last check is about these places.

use crate::evidence::{proofs, releases};
use crate::{How, Of, built_in};
use std::collections::BTreeSet;

/// At most this many bases of a hundred may have another proof than a line that holds the number.
const UNPROVED: usize = 5;

#[test]
fn every_base_says_where_its_number_stands_or_why_nowhere() {
    let proofs = proofs(built_in());
    let bases = proofs.iter().filter(|proof| proof.base.is_some());
    let mut unproved = Vec::new();
    for proof in bases.clone() {
        let mut of_base = proof.evidence.iter().filter(|e| e.of == Of::Base);
        assert!(of_base.clone().count() > 0, "{}", proof.entry);
        if !of_base.any(|evidence| evidence.how == How::Line) {
            unproved.push(&proof.entry);
        }
    }
    assert!(
        unproved.len() * 100 <= bases.count() * UNPROVED,
        "{unproved:?}"
    );
}

#[test]
fn every_release_says_where_it_was_read_or_why_nowhere() {
    for product in &built_in().products {
        for release in &product.releases {
            let (at, why) = (release.at.is_some(), release.why.is_some());
            assert!(at != why, "{} {}", product.id, release.version);
        }
    }
}

/// `cargo run -p portlint-catalog --bin check-evidence -- CLONES > docs/evidence.txt` writes the report anew.
#[test]
fn the_report_is_about_these_places() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/evidence.txt");
    let report = std::fs::read_to_string(path).unwrap();
    assert!(!report.contains("BROKEN:") && !report.contains("without the number:"));
    let entries = report.lines().filter(|line| line.starts_with("  "));
    let stated = entries
        .filter_map(|line| line.split_once(": ").map(|(_, place)| place.to_string()))
        .collect::<BTreeSet<_>>();
    let proofs = proofs(built_in());
    let places = proofs.iter().flat_map(|proof| &proof.evidence);
    for place in places {
        assert!(stated.contains(&place.to_string()), "not checked: {place}");
    }
    for (product, version, at, _) in releases(built_in()) {
        let at = at.map(|at| at.0.to_string());
        assert!(
            at.is_none_or(|at| stated.contains(&at)),
            "not checked: {product} {version}"
        );
    }
}
