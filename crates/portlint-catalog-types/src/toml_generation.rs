//! Facts of the `toml` generation: listeners of products that render `deployment.toml` to XML at start-up.
//!
//! All keys are dotted as the vendor's configuration mapper flattens them: a part that is not bare stands between
//! single quotes.

mod keys;
mod listener;
mod start;

pub use keys::{
    ClosedTable, DeadKey, DefaultValue, Inference, InternalApi, KeyMapping, MisplacedKey,
    OffsetFacts, Plain, PortPlaceholder, ReferenceKey, Rendering,
};
pub use listener::{
    AddressKey, ClosedWhen, Fills, KeyTest, NoNumber, OffsetSwitch, Pasted, ProfileRule, Repeat,
    StaticFile, TakesAlong, TemplateNumber, Test, TomlListener, Trouble,
};
pub use start::{
    CheckedValue, Connector, Duration, MapperFacts, MembershipScheme, PortTemplate,
    PropertyDefault, RenderedTable, RequiredKey,
};

use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// Everything known about a family of products that share configuration keys.
#[derive(Debug, Clone, Default, Deserialize)]
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
    /// Tables of which every key is known.
    #[serde(default, rename = "closed-table")]
    pub closed_tables: List<ClosedTable>,
    /// Keys that name a host and port to connect to.
    #[serde(default, rename = "reference")]
    pub references: List<ReferenceKey>,
    /// Placeholders that the server replaces by a port at run time.
    #[serde(default, rename = "placeholder")]
    pub placeholders: List<PortPlaceholder>,
    /// What the mapper does in its own way.
    #[serde(default)]
    pub mapper: MapperFacts,
    /// Values that the mapper checks.
    #[serde(default, rename = "checked-value")]
    pub checked_values: List<CheckedValue>,
    /// Durations that the mapper converts.
    #[serde(default, rename = "duration")]
    pub durations: List<Duration>,
    /// Keys that have to be there.
    #[serde(default, rename = "required")]
    pub required: List<RequiredKey>,
    /// Keys that a template takes for tables.
    #[serde(default, rename = "rendered-table")]
    pub rendered_tables: List<RenderedTable>,
    /// How members of a cluster are found.
    #[serde(default, rename = "membership-scheme")]
    pub membership_schemes: List<MembershipScheme>,
    /// Defaults of properties in connectors.
    #[serde(default, rename = "property-default")]
    pub property_defaults: List<PropertyDefault>,
    /// What templates of homes say of ports.
    #[serde(default, rename = "template")]
    pub port_templates: List<PortTemplate>,
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
            closed_tables: join(self.closed_tables, other.closed_tables),
            references: join(self.references, other.references),
            placeholders: join(self.placeholders, other.placeholders),
            mapper: self.mapper,
            checked_values: join(self.checked_values, other.checked_values),
            durations: join(self.durations, other.durations),
            required: join(self.required, other.required),
            rendered_tables: join(self.rendered_tables, other.rendered_tables),
            membership_schemes: join(self.membership_schemes, other.membership_schemes),
            property_defaults: join(self.property_defaults, other.property_defaults),
            port_templates: join(self.port_templates, other.port_templates),
        }
    }
}

fn join<T: Clone>(first: List<T>, second: List<T>) -> List<T> {
    first.into_iter().chain(second).cloned().collect()
}
