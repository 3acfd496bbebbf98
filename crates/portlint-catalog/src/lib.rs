//! What each WSO2 product opens: data files, one per product family, compiled in and read on first use.
//!
//! The data lies in `data/`. Every listener carries its evidence: the place in the vendor's source code or shipped
//! files where the number and the offset rule were read. This crate knows no files of a host and no diagnostics.

/// The text of a data file, as `build.rs` made it.
macro_rules! data {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}
use data;

mod gate;
mod listener;
mod outbound;
mod pages;
mod product;
mod search;
mod version;

pub mod toml_generation;
pub mod xml_generation;
pub mod yaml_generation;

pub use gate::{Gate, any_admits};
pub use listener::{ListenerFacts, OffsetRule, Protocol, Sharing};
pub use outbound::{Outbound, outbound};
pub use pages::{product_page, products_index};
pub use product::{Generation, Product, Release, RuntimeSpec};
pub use search::{
    DefaultUse, all_listeners, default_uses, listeners_of, outbound_uses, shipped_offset,
};
pub use version::{Version, VersionReq};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::OnceLock;

/// All products in the order of the data file.
pub fn products() -> &'static [Product] {
    static PRODUCTS: OnceLock<Vec<Product>> = OnceLock::new();
    #[derive(Deserialize)]
    struct File {
        product: Vec<Product>,
    }
    PRODUCTS
        .get_or_init(|| read_data::<File>(data!("products")).map_or_else(Vec::new, |f| f.product))
}

/// The product with this id.
pub fn product(id: &str) -> Option<&'static Product> {
    products().iter().find(|p| p.id == id)
}

/// Reads a data file. A malformed one gives nothing; `data_files_are_well_formed` in the tests keeps that from
/// happening.
fn read_data<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests;
