//! What the address in a setting is for.

use serde::{Deserialize, Serialize};

/// What the address in a setting is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Somebody connects to it: one of the products that the setting names.
    #[default]
    Connection,
    /// What others reach this home by. Its own listener is meant where it opens that, else one of the named products.
    OwnUrl,
    /// A name that looks like an address: an issuer, an audience. Nobody connects to it; others compare its text.
    Identifier,
}
