//! The `deployment.yaml` generation: listeners, what each runtime has installed, and the rules that changed with the
//! versions of components.

pub use portlint_catalog_types::yaml_generation::*;

use crate::{ListenerFacts, OffsetRule, Product, Release, Version, any_admits, baked};

/// Every listener of the generation. Of several entries with one id, the gates are disjoint.
///
/// An id without `/` stands for the listeners of a family that have an id of the user's own.
pub fn listeners() -> &'static [ListenerFacts] {
    baked::CATALOG.yaml_listeners.as_slice()
}

/// The rules that depend on component versions.
pub fn switches() -> &'static [Switch] {
    baked::CATALOG.yaml_switches.as_slice()
}

/// What only some runtimes have installed.
pub fn features() -> &'static [Feature] {
    baked::CATALOG.yaml_features.as_slice()
}

/// The offsets other than 0 that products ship.
pub fn shipped_offsets() -> &'static [ShippedOffset] {
    baked::CATALOG.yaml_shipped_offsets.as_slice()
}

/// Whether a switch is on, given the version of each component.
pub fn is_on<'v>(switch: &str, component: impl Fn(&str) -> Option<&'v Version>) -> bool {
    switches()
        .iter()
        .find(|s| s.id == switch)
        .is_some_and(|s| s.is_on(component(&s.component)))
}

/// Whether a switch is on for a release as it was first published.
pub fn is_on_in(switch: &str, release: &Release) -> bool {
    is_on(switch, |component| release.components.get(component))
}

/// Whether a runtime has a feature.
pub fn has_feature(feature: &str, product: &str, version: Option<&Version>, runtime: &str) -> bool {
    features()
        .iter()
        .any(|f| f.id == feature && any_admits(&f.gates, product, version, runtime))
}

/// The offset in the file that the product ships for a runtime.
pub fn shipped_offset(product: &str, version: Option<&Version>, runtime: &str) -> u16 {
    shipped_offsets()
        .iter()
        .find(|offset| any_admits(&offset.gates, product, version, runtime))
        .map_or(0, |offset| offset.value)
}

/// What a release adds to the base of a listener with the file that it ships.
pub fn shipped_addition(
    product: &Product,
    release: &Release,
    runtime: &str,
    facts: &ListenerFacts,
) -> u16 {
    let follows = match facts.offset {
        OffsetRule::Never => false,
        OffsetRule::Depends => is_on_in("http-offset", release),
        OffsetRule::Added | OffsetRule::DefaultOnly => true,
    };
    let offset = match follows {
        true => shipped_offset(&product.id, Some(&release.version), runtime),
        false => 0,
    };
    let one_more = facts.id.starts_with("binary/") && is_on_in("binary-plus-one", release);
    offset.saturating_add(one_more.into())
}
