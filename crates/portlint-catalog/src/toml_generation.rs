//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.

pub use portlint_catalog_types::toml_generation::*;

use crate::{Version, any_admits, baked};

/// The facts that govern a product; `None` when it is not of this generation.
pub fn family(product: &str) -> Option<&'static Family> {
    baked::CATALOG.family(product)
}

/// What `-Dprofile` of API Manager can say: what `profileSetup` of its releases takes (wso2/product-apim,
/// `modules/distribution/product/src/main/startup-scripts/profileSetup.sh`), the gateway manager of 1.x and 2.0, and the
/// whole server.
pub const PROFILES: [&str; 10] = [
    "default",
    "api-devportal",
    "api-key-manager",
    "api-key-manager-deprecated",
    "api-publisher",
    "api-store",
    "control-plane",
    "gateway-manager",
    "gateway-worker",
    "traffic-manager",
];

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
            assert!(PROFILES.contains(&name.as_str()), "{name:?}");
        }
    }

    #[test]
    fn only_api_manager_has_profiles() {
        let version = Version::parse("4.2.0");
        assert!(knows_profiles("wso2am", version.as_ref()));
        assert!(!knows_profiles("wso2mi", version.as_ref()));
    }
}
