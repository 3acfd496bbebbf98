//! From a port number to the products that use it by default.

use crate::listener::{ListenerFacts, OffsetRule};
use crate::outbound::{Outbound, outbound};
use crate::product::{Product, RuntimeSpec};
use crate::{products, shipped_offset, toml_generation, xml_generation, yaml_generation};

/// Every listener of the catalogue, of all generations, in the order of the data files.
pub fn all_listeners() -> Vec<&'static ListenerFacts> {
    toml_generation::facts()
        .chain(yaml_generation::facts())
        .chain(xml_generation::facts())
        .collect()
}

/// A runtime that has a listener at some port by default.
#[derive(Debug, Clone, Copy)]
pub struct DefaultUse {
    /// The product.
    pub product: &'static Product,
    /// The runtime.
    pub runtime: &'static RuntimeSpec,
    /// The listener.
    pub facts: &'static ListenerFacts,
    /// The default base port.
    pub base: u16,
    /// What the shipped configuration adds to it.
    pub added: u16,
}

/// The listeners of one runtime, any version.
pub fn listeners_of(
    product: &'static Product,
    runtime: &'static RuntimeSpec,
) -> impl Iterator<Item = &'static ListenerFacts> {
    let all = match runtime.generation {
        crate::Generation::Toml => toml_generation::facts().collect::<Vec<_>>(),
        crate::Generation::Yaml => yaml_generation::facts().collect(),
        crate::Generation::Xml => xml_generation::facts().collect(),
    };
    all.into_iter()
        .filter(move |facts| facts.admits(&product.id, None, &runtime.id))
}

/// Who opens this port with the shipped configuration, in the order of the products.
pub fn default_uses(port: u16) -> Vec<DefaultUse> {
    let mut found = Vec::new();
    for product in products() {
        for runtime in &product.runtimes {
            let offset = shipped_offset(product, runtime);
            for facts in listeners_of(product, runtime) {
                let Some(base) = facts.base else { continue };
                let added = match facts.offset {
                    OffsetRule::Never => 0,
                    _ => offset,
                };
                if base.checked_add(added) == Some(port) {
                    found.push(DefaultUse {
                        product,
                        runtime,
                        facts,
                        base,
                        added,
                    });
                }
            }
        }
    }
    found
}

/// What the documentation lists this number for although no server listens on it.
pub fn outbound_uses(port: u16) -> Vec<&'static Outbound> {
    outbound()
        .iter()
        .filter(|o| o.ports.contains(&port))
        .collect()
}
