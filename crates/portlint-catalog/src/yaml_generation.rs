//! The `deployment.yaml` generation: listeners, what each runtime has installed, and the rules that changed with the
//! versions of components.

pub use portlint_catalog_types::yaml_generation::*;

use crate::{ListenerFacts, Product, Release, Version, baked};

/// Every listener of the generation. Of several entries with one id, the gates are disjoint.
///
/// An id without `/` stands for the listeners of a family that have an id of the user's own.
pub fn listeners() -> &'static [YamlListener] {
    baked::CATALOG.yaml_listeners.as_slice()
}

/// The rules that depend on component versions.
pub fn switches() -> &'static [Switch] {
    baked::CATALOG.yaml_switches.as_slice()
}

/// The classes behind the blocks of the file.
pub fn classes() -> &'static [Class] {
    baked::CATALOG.yaml_classes.as_slice()
}

/// What only some runtimes have installed.
pub fn features() -> &'static [Feature] {
    baked::CATALOG.yaml_features.as_slice()
}

/// The offsets other than 0 that products ship.
pub fn shipped_offsets() -> &'static [ShippedOffset] {
    baked::CATALOG.yaml_shipped_offsets.as_slice()
}

/// Whether a switch is on for a release as it was first published.
pub fn is_on_in(switch: &str, release: &Release) -> bool {
    baked::CATALOG.is_on_in(switch, release)
}

/// The offset in the file that the product ships for a runtime.
pub fn shipped_offset(product: &str, version: Option<&Version>, runtime: &str) -> u16 {
    baked::CATALOG.yaml_shipped_offset(product, version, runtime)
}

/// What a release adds to the base of a listener with the file that it ships.
pub fn shipped_addition(
    product: &Product,
    release: &Release,
    runtime: &str,
    facts: &ListenerFacts,
) -> u16 {
    let is_on = |switch: &str| is_on_in(switch, release);
    let listener = listeners()
        .iter()
        .find(|listener| std::ptr::eq(&raw const listener.facts, facts));
    let (one_more, follows) = listener.map_or((0, false), |listener| listener.added(is_on));
    let offset = if follows {
        shipped_offset(&product.id, Some(&release.version), runtime)
    } else {
        0
    };
    offset.saturating_add(one_more)
}
