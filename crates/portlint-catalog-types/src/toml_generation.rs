//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.
//!
//! All keys are dotted as the vendor's configuration mapper flattens them: a part that is not bare stands between
//! single quotes.

mod keys;
mod listener;

pub use keys::{
    DeadKey, DefaultValue, Inference, InternalApi, KeyMapping, MisplacedKey, OffsetFacts, Plain,
    PortPlaceholder, ReferenceKey, Rendering,
};
pub use listener::{
    AddressKey, ClosedWhen, KeyTest, OffsetSwitch, ProfileRule, Repeat, TemplateNumber, Test,
    TomlListener,
};

use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// Everything known about a family of products that share configuration keys.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Family {
    /// Where the port offset comes from.
    #[serde(default)]
    pub offset: OffsetFacts,
    /// When the files that it renders are written anew.
    #[serde(default)]
    pub rendering: Rendering,
    /// What `-Dprofile` can say.
    #[serde(default)]
    pub profiles: List<Text>,
    /// Listeners, in the order in which they are shown.
    #[serde(default, rename = "listener")]
    pub listeners: List<TomlListener>,
    /// Renamed keys.
    #[serde(default, rename = "mapping")]
    pub mappings: List<KeyMapping>,
    /// Values that follow from other values.
    #[serde(default, rename = "infer")]
    pub inferences: List<Inference>,
    /// Defaults besides the listeners' own base ports.
    #[serde(default, rename = "default")]
    pub defaults: List<DefaultValue>,
    /// APIs that open the internal listeners.
    #[serde(default, rename = "internal-api")]
    pub internal_apis: List<InternalApi>,
    /// Keys that look right and do nothing.
    #[serde(default, rename = "dead")]
    pub dead_keys: List<DeadKey>,
    /// Keys that stand in the wrong table.
    #[serde(default, rename = "misplaced")]
    pub misplaced_keys: List<MisplacedKey>,
    /// Keys that name a host and port to connect to.
    #[serde(default, rename = "reference")]
    pub references: List<ReferenceKey>,
    /// Placeholders that the server replaces by a port at run time.
    #[serde(default, rename = "placeholder")]
    pub placeholders: List<PortPlaceholder>,
}

impl Family {
    /// Adds the facts of another file after these. Leaks the lists.
    pub fn join(self, other: Family) -> Family {
        Family {
            offset: self.offset,
            rendering: self.rendering,
            profiles: join(self.profiles, other.profiles),
            listeners: join(self.listeners, other.listeners),
            mappings: join(self.mappings, other.mappings),
            inferences: join(self.inferences, other.inferences),
            defaults: join(self.defaults, other.defaults),
            internal_apis: join(self.internal_apis, other.internal_apis),
            dead_keys: join(self.dead_keys, other.dead_keys),
            misplaced_keys: join(self.misplaced_keys, other.misplaced_keys),
            references: join(self.references, other.references),
            placeholders: join(self.placeholders, other.placeholders),
        }
    }
}

fn join<T: Clone>(first: List<T>, second: List<T>) -> List<T> {
    first.into_iter().chain(second).cloned().collect()
}
