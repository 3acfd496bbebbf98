//! The values of the data files, as the build script wrote them.

// Generated code names everything in full.
#![allow(unused_qualifications)]

use portlint_catalog_types::toml_generation::Family;
use portlint_catalog_types::xml_generation::{ReferenceFile, XmlListener};
use portlint_catalog_types::yaml_generation::{Feature, ShippedOffset, Switch};
use portlint_catalog_types::{Documentation, List, ListenerFacts, Outbound, Product};

/// The expression that `build.rs` wrote under this name.
macro_rules! baked {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"))
    };
}

pub(crate) static PRODUCTS: List<Product> = baked!("products");
pub(crate) static OUTBOUND: List<Outbound> = baked!("outbound");
pub(crate) static DOCUMENTATION: Documentation = baked!("documentation");

pub(crate) static TOML_API_MANAGER: Family = baked!("toml-api-manager");
pub(crate) static TOML_IDENTITY_SERVER: Family = baked!("toml-identity-server");
pub(crate) static TOML_MICRO_INTEGRATOR: Family = baked!("toml-micro-integrator");
pub(crate) static TOML_CONTROL_PLANE: Family = baked!("toml-control-plane");

pub(crate) static XML_LISTENERS: List<XmlListener> = baked!("xml-listeners");
pub(crate) static XML_REFERENCES: List<ReferenceFile> = baked!("xml-references");

pub(crate) static YAML_LISTENERS: List<ListenerFacts> = baked!("yaml-listeners");
pub(crate) static YAML_SWITCHES: List<Switch> = baked!("yaml-switches");
pub(crate) static YAML_FEATURES: List<Feature> = baked!("yaml-features");
pub(crate) static YAML_SHIPPED_OFFSETS: List<ShippedOffset> = baked!("yaml-shipped-offsets");
