//! The part of the build script that reads: what was baked is what the files say, and malformed files are refused.

#[path = "../data_files.rs"]
mod data_files;

use crate::{baked, documentation, outbound, products, xml_generation, yaml_generation};
use data_files::{DataFiles, Outcome, TOML_FAMILIES};
use std::fmt::Debug;

#[test]
fn the_constants_are_what_the_files_say() {
    fn same(baked: impl Debug, read: Outcome<impl Debug>) {
        assert_eq!(format!("{baked:?}"), format!("{:?}", read.unwrap()));
    }
    let data = DataFiles::of("data");
    same(products(), data.products());
    same(outbound(), data.outbound());
    same(documentation(), data.documentation());
    let families = [
        &baked::TOML_API_MANAGER,
        &baked::TOML_IDENTITY_SERVER,
        &baked::TOML_MICRO_INTEGRATOR,
        &baked::TOML_CONTROL_PLANE,
    ];
    for (baked, (_, files)) in families.into_iter().zip(TOML_FAMILIES) {
        same(baked, data.toml_family(files));
    }
    same(xml_generation::listeners(), data.xml_listeners());
    same(xml_generation::references(), data.xml_references());
    same(yaml_generation::listeners(), data.yaml_listeners());
    let rules = data.yaml_rules().unwrap();
    same(yaml_generation::switches(), Ok(rules.switch));
    same(yaml_generation::features(), Ok(rules.feature));
    same(yaml_generation::shipped_offsets(), Ok(rules.shipped_offset));
}

/// What the build says about a data file with this text.
fn refusal<T>(name: &str, text: &str, read: fn(&DataFiles) -> Outcome<T>) -> String {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(name), text).unwrap();
    let error = read(&DataFiles::of(directory.path())).err().unwrap();
    error.to_string()
}

#[test]
fn a_malformed_file_is_refused_with_its_name_the_place_and_the_reason() {
    let outbound = |text: &str| refusal("outbound.toml", text, DataFiles::outbound);
    let complete = "[[outbound]]\nports = [1]\nproducts = []\nwhat = ''\nevidence = []\n";
    let typo = outbound(&format!("{complete}remrak = ''\n"));
    assert!(typo.contains("outbound.toml: ") && typo.contains("line 6"));
    assert!(typo.contains("unknown field `remrak`"), "{typo}");
    assert!(outbound("[[outbound]]\nports = [70000]\n").contains("expected u16"));
    assert!(outbound("[[outbound]]\nports = [1]\n").contains("missing field `products`"));

    let gate = "[[feature]]\nid = ''\ndescription = ''\nfor = ['wso2sp >=four']\n";
    let gate = refusal("yaml-rules.toml", gate, DataFiles::yaml_rules);
    assert!(gate.contains("not a product gate: wso2sp >=four"), "{gate}");
}

#[test]
fn every_data_file_is_read() {
    let reader = include_str!("../data_files.rs");
    for file in std::fs::read_dir("data").unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy();
        assert!(reader.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let nowhere = DataFiles::of("nowhere");
    let error = nowhere.products().err().unwrap().to_string();
    assert!(error.contains("products.toml: "), "{error}");
}
