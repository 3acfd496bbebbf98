//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.

pub use portlint_catalog_types::toml_generation::*;

use crate::{Version, any_admits, baked};

/// The facts that govern a product; `None` when it is not of this generation.
pub fn family(product: &str) -> Option<&'static Family> {
    baked::CATALOG.family(product)
}

/// What `-Dprofile` of API Manager can say, in the order in which it is shown.
pub fn profiles() -> Vec<&'static str> {
    let families = baked::CATALOG.families.iter();
    let profiles = families.flat_map(|named| &named.family.profiles);
    profiles.map(|profile| profile.as_str()).collect()
}

/// Whether it is known what the profiles of this product close; an unknown version stands for any.
pub fn knows_profiles(product: &str, version: Option<&Version>) -> bool {
    let listeners = family(product)
        .into_iter()
        .flat_map(|family| &family.listeners);
    let mut rules = listeners.flat_map(|listener| &listener.profiles);
    rules.any(|rule| any_admits(&rule.gates, product, version, "default"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_that_closes_something_has_a_known_name() {
        let listeners = (["wso2am", "wso2is", "wso2mi", "wso2mi-dashboard"].iter())
            .filter_map(|product| family(product))
            .flat_map(|family| &family.listeners);
        let rules = listeners.flat_map(|listener| &listener.profiles);
        let names = rules.flat_map(|rule| &rule.names).collect::<Vec<_>>();
        assert!(!names.is_empty());
        for name in names {
            assert!(profiles().contains(&name.as_str()), "{name:?}");
        }
    }

    #[test]
    fn only_api_manager_has_profiles() {
        let version = Version::parse("4.2.0");
        assert!(knows_profiles("wso2am", version.as_ref()));
        assert!(!knows_profiles("wso2mi", version.as_ref()));
    }
}
