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
