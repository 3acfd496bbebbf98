//! What each WSO2 product opens: data files, one per product family, compiled in as constants.
//!
//! The data lies in `data/`. Every listener carries its evidence: the place in the vendor's source code or shipped
//! files where the number and the offset rule were read. This crate knows no files of a host and no diagnostics.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

mod baked;
mod documentation_errors;
mod pages;
mod search;
mod taken_page;

pub mod evidence;
pub mod toml_generation;
pub mod xml_generation;
pub mod yaml_generation;

pub use documentation_errors::documentation_errors;
pub use pages::{product_page, products_index};
pub use portlint_catalog_types::Role;
pub use portlint_catalog_types::{
    Bundle, Catalog, Documentation, Evidence, FilePlace, Finding, Gate, Generation, How, Image,
    Judged, Like, List, ListenerFacts, MarkedValue, Of, OffsetRule, OffsetSource, Outbound,
    Product, Protocol, Release, ReleaseBy, RuntimeSpec, ServedPath, Sharing, Taken, Text, Verdict,
    Version, VersionReq, any_admits,
};
pub use search::{
    DefaultUse, all_listeners, claimed_uses, default_bases, default_uses, listeners_of,
    moving_bases, outbound_uses, shipped_offset, ships_base,
};
pub use taken_page::when_taken_page;

/// Everything that the data files say.
pub fn built_in() -> &'static Catalog {
    &baked::CATALOG
}

/// All products in the order of the data file.
pub fn products() -> &'static [Product] {
    baked::CATALOG.products.as_slice()
}

/// The product with this id.
pub fn product(id: &str) -> Option<&'static Product> {
    built_in().product(id)
}

/// The numbers that servers connect out to, in the order of the data file.
pub fn outbound() -> &'static [Outbound] {
    baked::CATALOG.outbound.as_slice()
}

/// The vendor's pages of default ports.
pub fn documentation() -> &'static Documentation {
    &baked::CATALOG.documentation
}

#[cfg(test)]
mod data_file_tests;
#[cfg(test)]
mod documentation_tests;
#[cfg(test)]
mod evidence_tests;
#[cfg(test)]
mod tests;
