//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.

pub use portlint_facts::toml_generation::*;

use crate::baked;

/// The facts that govern a product; `None` when it is not of this generation.
pub fn family(product: &str) -> Option<&'static Family> {
    match product {
        "wso2am" | "wso2am-acp" | "wso2am-universal-gw" | "wso2am-tm" => {
            Some(&baked::TOML_API_MANAGER)
        }
        "wso2is" => Some(&baked::TOML_IDENTITY_SERVER),
        "wso2mi" => Some(&baked::TOML_MICRO_INTEGRATOR),
        "wso2mi-dashboard" | "wso2-integration-control-plane" => Some(&baked::TOML_CONTROL_PLANE),
        _ => None,
    }
}
