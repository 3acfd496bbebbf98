//! The data files are code: they are checked like code.

use super::*;

#[test]
fn data_files_are_well_formed() {
    #[derive(Deserialize)]
    struct File {
        product: Vec<Product>,
    }
    let file: File = toml::from_str(include_str!("../data/products.toml")).unwrap();
    assert_eq!(file.product.len(), products().len());
}

#[test]
fn releases_ascend_and_evidence_is_given() {
    for product in products() {
        assert!(!product.evidence.is_empty(), "{}", product.id);
        assert!(!product.runtimes.is_empty(), "{}", product.id);
        for pair in product.releases.windows(2) {
            assert!(pair[0].version < pair[1].version, "{}", product.id);
        }
    }
}

#[test]
fn toml_generation_data_is_well_formed() {
    use toml_generation::{DATA_FILES, Family, family};
    for text in DATA_FILES {
        let file: Family = toml::from_str(text).unwrap();
        for listener in &file.listeners {
            let facts = &listener.facts;
            assert!(!facts.evidence.is_empty(), "{} has no evidence", facts.id);
            for gate in &facts.gates {
                assert!(product(&gate.product).is_some(), "{}: {gate}", facts.id);
                assert!(family(&gate.product).is_some(), "{}: {gate}", facts.id);
            }
            let opens = listener.never.is_none() && listener.conditional.is_none();
            let user_defined = listener.each.is_some() || !listener.deployed.is_empty();
            assert_eq!(
                opens && !user_defined,
                opens && facts.base.is_some(),
                "{}",
                facts.id
            );
        }
    }
}

#[test]
fn toml_generation_ids_are_unique_within_a_release() {
    for product in products() {
        let Some(family) = toml_generation::family(&product.id) else {
            continue;
        };
        for release in &product.releases {
            let mut ids: Vec<_> = family
                .listeners
                .iter()
                .filter(|l| l.deployed.is_empty())
                .filter(|l| {
                    l.facts
                        .admits(&product.id, Some(&release.version), "default")
                })
                .map(|l| l.facts.id.as_str())
                .collect();
            let count = ids.len();
            assert!(count > 0, "{} {}", product.id, release.version);
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{} {}", product.id, release.version);
        }
    }
}
