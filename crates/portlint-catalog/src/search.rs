//! From a port number to the products that use it by default.

use crate::{
    Documentation, Generation, ListenerFacts, OffsetRule, Outbound, Product, RuntimeSpec, Version,
    built_in, outbound, products, toml_generation, xml_generation, yaml_generation,
};
use portlint_catalog_types::Section;
use std::collections::BTreeSet;

/// Every listener of the catalogue, of all generations, in the order of the products.
pub fn all_listeners() -> Vec<&'static ListenerFacts> {
    let mut all: Vec<&'static ListenerFacts> = Vec::new();
    for product in products() {
        for runtime in &product.runtimes {
            for facts in listeners_of(product, runtime) {
                if !all.iter().any(|known| std::ptr::eq(*known, facts)) {
                    all.push(facts);
                }
            }
        }
    }
    all
}

/// The default bases of a product's listeners that an offset moves; of all products where none is named.
pub fn moving_bases(product: Option<&str>) -> BTreeSet<u16> {
    let products = products().iter();
    let products = products.filter(|known| product.is_none_or(|id| known.id == *id));
    let runtimes = products.flat_map(|product| product.runtimes.iter().map(move |r| (product, r)));
    let listeners = runtimes.flat_map(|(product, runtime)| listeners_of(product, runtime));
    listeners
        .filter(|facts| facts.offset != OffsetRule::Never)
        .filter_map(|facts| facts.base)
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

/// The listeners of one runtime, in any version that has it.
pub fn listeners_of(
    product: &'static Product,
    runtime: &'static RuntimeSpec,
) -> Vec<&'static ListenerFacts> {
    let admitted = |facts: &ListenerFacts| facts.admits(&product.id, None, &runtime.id);
    let own: Vec<&'static ListenerFacts> = match runtime.generation {
        Generation::Toml => toml_generation::family(&product.id)
            .into_iter()
            .flat_map(|family| &family.listeners)
            .map(|l| &l.facts)
            .collect(),
        Generation::Yaml => yaml_generation::listeners()
            .iter()
            .map(|l| &l.facts)
            .collect(),
        Generation::Xml => xml_generation::listeners()
            .iter()
            .map(|l| &l.facts)
            .collect(),
    };
    let of_machine = &built_in().jvm_listeners;
    own.into_iter()
        .chain(of_machine)
        .filter(|facts| admitted(facts))
        .collect()
}

/// Whether a file that some product ships names this base for a listener of this id. A shipped `deployment.toml` names none.
pub fn ships_base(generation: Generation, id: &str, base: i64) -> bool {
    let names = |facts: &ListenerFacts, also: Option<u16>| {
        let mut bases = facts.base.into_iter().chain(also);
        facts.id == id && bases.any(|shipped| i64::from(shipped) == base)
    };
    match generation {
        Generation::Toml => false,
        Generation::Yaml => yaml_generation::listeners()
            .iter()
            .any(|listener| names(&listener.facts, None)),
        Generation::Xml => xml_generation::listeners().iter().any(|listener| {
            names(
                &listener.facts,
                xml_generation::shipped_port(&listener.facts),
            )
        }),
    }
}

/// The offset that a runtime has with its shipped configuration.
pub fn shipped_offset(product: &Product, runtime: &RuntimeSpec) -> u16 {
    match runtime.generation {
        Generation::Toml => toml_generation::family(&product.id)
            .and_then(|family| u16::try_from(family.offset.default).ok())
            .unwrap_or_default(),
        Generation::Yaml => yaml_generation::shipped_offset(&product.id, None, &runtime.id),
        Generation::Xml => runtime.shipped_offset,
    }
}

/// The default bases of one listener of a product; of all versions where the version is not known.
pub fn default_bases(
    product: &'static Product,
    version: Option<&Version>,
    runtime: &'static RuntimeSpec,
    id: &str,
) -> BTreeSet<u16> {
    listeners_of(product, runtime)
        .into_iter()
        .filter(|facts| facts.id == id && facts.admits(&product.id, version, &runtime.id))
        .filter_map(|facts| shipped_base(runtime, facts))
        .collect()
}

/// Who opens this port with the shipped configuration, in the order of the products.
pub fn default_uses(port: u16) -> Vec<DefaultUse> {
    let mut found = Vec::new();
    for product in products().iter().filter(|p| !p.releases.is_empty()) {
        for runtime in &product.runtimes {
            for facts in listeners_of(product, runtime) {
                let Some(base) = shipped_base(runtime, facts) else {
                    continue;
                };
                for added in additions(product, runtime, facts) {
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
    }
    found
}

/// Who opens `port` by default among those that a section of the documentation writes about.
pub fn claimed_uses(
    documentation: &Documentation,
    section: &Section,
    port: u16,
) -> Vec<DefaultUse> {
    default_uses(port)
        .into_iter()
        .filter(|found| documentation.is_about(section, found.product, found.runtime))
        .collect()
}

/// The number in the shipped file; it may differ from the one that the server takes where the file is silent.
fn shipped_base(runtime: &RuntimeSpec, facts: &ListenerFacts) -> Option<u16> {
    let shipped = match runtime.generation {
        Generation::Xml => xml_generation::shipped_port(facts),
        Generation::Toml | Generation::Yaml => None,
    };
    shipped.or(facts.base)
}

/// What is added to the base with the shipped configuration: one number, or several where versions differ.
fn additions(product: &Product, runtime: &RuntimeSpec, facts: &ListenerFacts) -> Vec<u16> {
    let offset = match facts.offset {
        OffsetRule::Never => 0,
        _ => shipped_offset(product, runtime),
    };
    if runtime.generation != Generation::Yaml {
        return vec![offset];
    }
    let admitted = |version| {
        runtime.versions.matches(version) && facts.admits(&product.id, Some(version), &runtime.id)
    };
    let mut all = product
        .releases
        .iter()
        .filter(|release| admitted(&release.version))
        .map(|release| yaml_generation::shipped_addition(product, release, &runtime.id, facts))
        .collect::<Vec<_>>();
    all.sort_unstable();
    all.dedup();
    all
}

/// What the documentation lists this number for although no server listens on it.
pub fn outbound_uses(port: u16) -> Vec<&'static Outbound> {
    outbound()
        .iter()
        .filter(|o| o.ports.contains(&port))
        .collect()
}
