//! All facts together.

use crate::documentation::Documentation;
use crate::list::List;
use crate::listener::ListenerFacts;
use crate::outbound::Outbound;
use crate::product::Product;
use crate::text::Text;
use crate::toml_generation::Family;
use crate::xml_generation::{ReferenceFile, XmlListener};
use crate::yaml_generation::{Feature, ShippedOffset, Switch};

/// Everything that is known about the products.
#[derive(Debug)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct Catalog {
    /// All products in the order of the data file.
    pub products: List<Product>,
    /// The families of the `toml` generation.
    pub families: List<NamedFamily>,
    /// The numbers that servers connect out to.
    pub outbound: List<Outbound>,
    /// The vendor's pages of default ports.
    pub documentation: Documentation,
    /// All listeners of the `xml` generation, in the order in which they are shown.
    pub xml_listeners: List<XmlListener>,
    /// The files of the `xml` generation that hold references, in the order in which they are read.
    pub xml_references: List<ReferenceFile>,
    /// Every listener of the `yaml` generation. Of several entries with one id, the gates are disjoint.
    ///
    /// An id without `/` stands for the listeners of a family that have an id of the user's own.
    pub yaml_listeners: List<ListenerFacts>,
    /// The rules of the `yaml` generation that depend on component versions.
    pub yaml_switches: List<Switch>,
    /// What only some runtimes of the `yaml` generation have installed.
    pub yaml_features: List<Feature>,
    /// The offsets other than 0 that products of the `yaml` generation ship.
    pub yaml_shipped_offsets: List<ShippedOffset>,
}

/// A family and the products that share it.
#[derive(Debug)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct NamedFamily {
    /// Product ids.
    pub products: List<Text>,
    /// What they share.
    pub family: Family,
}

impl Catalog {
    /// The product with this id.
    pub fn product(&self, id: &str) -> Option<&'static Product> {
        self.products
            .as_slice()
            .iter()
            .find(|product| product.id == id)
    }

    /// The facts of the `toml` generation that govern a product; `None` when it is not of this generation.
    pub fn family(&self, product: &str) -> Option<&'static Family> {
        self.families
            .as_slice()
            .iter()
            .find(|named| named.products.contains(product))
            .map(|named| &named.family)
    }
}
