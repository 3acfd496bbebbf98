//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.
//!
//! All keys are dotted as the vendor's configuration mapper flattens them: a part that is not bare stands between
//! single quotes.

mod keys;
mod listener;

pub use keys::{
    DeadKey, DefaultValue, Inference, InternalApi, KeyMapping, MisplacedKey, OffsetFacts, Plain,
    PortPlaceholder, ReferenceKey,
};
pub use listener::{
    AddressKey, ClosedWhen, KeyTest, OffsetSwitch, ProfileRule, Repeat, TemplateNumber, Test,
    TomlListener,
};

use serde::Deserialize;
use std::sync::OnceLock;

/// Everything known about a family of products that share configuration keys.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Family {
    /// Where the port offset comes from.
    #[serde(default)]
    pub offset: OffsetFacts,
    /// Listeners, in the order in which they are shown.
    #[serde(default, rename = "listener")]
    pub listeners: Vec<TomlListener>,
    /// Renamed keys.
    #[serde(default, rename = "mapping")]
    pub mappings: Vec<KeyMapping>,
    /// Values that follow from other values.
    #[serde(default, rename = "infer")]
    pub inferences: Vec<Inference>,
    /// Defaults besides the listeners' own base ports.
    #[serde(default, rename = "default")]
    pub defaults: Vec<DefaultValue>,
    /// APIs that open the internal listeners.
    #[serde(default, rename = "internal-api")]
    pub internal_apis: Vec<InternalApi>,
    /// Keys that look right and do nothing.
    #[serde(default, rename = "dead")]
    pub dead_keys: Vec<DeadKey>,
    /// Keys that stand in the wrong table.
    #[serde(default, rename = "misplaced")]
    pub misplaced_keys: Vec<MisplacedKey>,
    /// Keys that name a host and port to connect to.
    #[serde(default, rename = "reference")]
    pub references: Vec<ReferenceKey>,
    /// Placeholders that the server replaces by a port at run time.
    #[serde(default, rename = "placeholder")]
    pub placeholders: Vec<PortPlaceholder>,
}

impl Family {
    /// Adds the facts of another file after these.
    fn join(mut self, other: Family) -> Family {
        self.listeners.extend(other.listeners);
        self.mappings.extend(other.mappings);
        self.inferences.extend(other.inferences);
        self.defaults.extend(other.defaults);
        self.internal_apis.extend(other.internal_apis);
        self.dead_keys.extend(other.dead_keys);
        self.misplaced_keys.extend(other.misplaced_keys);
        self.references.extend(other.references);
        self.placeholders.extend(other.placeholders);
        self
    }
}

const KERNEL: &str = crate::data!("toml-kernel");
const API_MANAGER: &str = crate::data!("toml-api-manager");
const IDENTITY_SERVER: &str = crate::data!("toml-identity-server");
const MICRO_INTEGRATOR: &str = crate::data!("toml-micro-integrator");
const CONTROL_PLANE: &str = crate::data!("toml-control-plane");

/// The data files, for the tests that keep them well formed.
#[cfg(test)]
pub(crate) const DATA_FILES: [&str; 5] = [
    KERNEL,
    API_MANAGER,
    IDENTITY_SERVER,
    MICRO_INTEGRATOR,
    CONTROL_PLANE,
];

/// The facts that govern a product; `None` when it is not of this generation.
pub fn family(product: &str) -> Option<&'static Family> {
    static CELLS: [OnceLock<Family>; 4] = [const { OnceLock::new() }; 4];
    let (cell, texts): (usize, &[&str]) = match product {
        "wso2am" | "wso2am-acp" | "wso2am-universal-gw" | "wso2am-tm" => {
            (0, &[KERNEL, API_MANAGER])
        }
        "wso2is" => (1, &[KERNEL, IDENTITY_SERVER]),
        "wso2mi" => (2, &[MICRO_INTEGRATOR]),
        "wso2mi-dashboard" | "wso2-integration-control-plane" => (3, &[CONTROL_PLANE]),
        _ => return None,
    };
    let read = || {
        texts
            .iter()
            .filter_map(|text| super::read_data::<Family>(text))
            .reduce(Family::join)
            .unwrap_or_default()
    };
    CELLS.get(cell).map(|cell| cell.get_or_init(read))
}
