//! Facts of the `yaml` generation besides its listeners: what each runtime has installed, and the rules that changed with
//! the versions of components.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::List;
use crate::listener::{ListenerFacts, OffsetRule};
use crate::text::Text;
use crate::version::{Version, VersionReq};
use serde::Deserialize;

/// A listener and what the server does where the file is silent.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct YamlListener {
    /// What every generation states. The base is the number in the file as shipped, or that of the class where no
    /// shipped file names the listener.
    pub facts: ListenerFacts,
    /// The number of the class, where it is not the base.
    #[serde(default)]
    pub class_default: Option<u16>,
    /// Another number of the class while a switch is on.
    #[serde(default)]
    pub class_default_if: Option<SwitchedBase>,
    /// The number where the whole block is absent, when it is not that of the class.
    #[serde(default)]
    pub without_block: Option<u16>,
    /// The switch that decides whether the offset is added, where `offset` is `depends`.
    #[serde(default)]
    pub offset_switch: Option<Text>,
    /// The switch while which one more than the offset is added.
    #[serde(default)]
    pub one_more: Option<Text>,
}

/// A number that holds while a switch is on.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SwitchedBase {
    /// The switch.
    pub switch: Text,
    /// The number.
    pub base: u16,
}

impl YamlListener {
    /// The number that the server takes where the file names the listener without one.
    pub fn class_default(&self, is_on: impl Fn(&str) -> bool) -> Option<u16> {
        let switched = self.class_default_if.as_ref();
        switched
            .filter(|switched| is_on(&switched.switch))
            .map(|switched| switched.base)
            .or(self.class_default)
            .or(self.facts.base)
    }

    /// What is added besides the offset, and whether the offset is added at all.
    pub fn added(&self, is_on: impl Fn(&str) -> bool) -> (u16, bool) {
        let follows = match self.facts.offset {
            OffsetRule::Never => false,
            OffsetRule::Added | OffsetRule::DefaultOnly => true,
            OffsetRule::Depends => self.offset_switch.as_deref().is_some_and(&is_on),
        };
        let one_more = self.one_more.as_deref().is_some_and(&is_on);
        (one_more.into(), follows)
    }
}

/// A rule that depends on the version of a component.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Switch {
    /// Stable id, for example `http-offset`.
    pub id: Text,
    /// What is true while the switch is on, in words.
    pub description: Text,
    /// The component that decides.
    pub component: Text,
    /// The switch is on for component versions in any of these ranges.
    pub ranges: List<VersionReq>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

impl Switch {
    /// Whether the switch is on for this version of its component. An unknown version counts as the newest.
    pub fn is_on(&self, component: Option<&Version>) -> bool {
        match component {
            Some(version) => self.ranges.iter().any(|range| range.matches(version)),
            None => self
                .ranges
                .iter()
                .any(|range| !range.to_string().contains('<')),
        }
    }
}

/// The fields that a class of the server has: a block with any other key does not load.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Class {
    /// Stable id, for example `listener`. Of several entries with one id, the first that fits counts.
    pub id: Text,
    /// What it is the class of, in words.
    pub description: Text,
    /// The component that brings the class.
    pub component: Text,
    /// The versions that have just these fields; without any, the fields of all versions together.
    #[serde(default)]
    pub ranges: List<VersionReq>,
    /// The names, as the class spells them.
    pub fields: List<Text>,
    /// The fields that take certain words only.
    #[serde(default)]
    pub words: List<FieldWords>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// The words that a field takes.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FieldWords {
    /// The field.
    pub field: Text,
    /// What it takes, as the class spells it.
    pub values: List<Text>,
}

impl Class {
    /// Whether the class has a field of this name.
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
}

/// Something that only some runtimes have installed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// Stable id, for example `receivers`.
    pub id: Text,
    /// What it is, in words.
    pub description: Text,
    /// The runtimes that have it.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// The offset in the file that a product ships.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShippedOffset {
    /// The number in the file.
    pub value: u16,
    /// The runtimes that ship it; all others ship 0.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// Where a source or sink of a Siddhi application listens when its annotation names no port.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Extension {
    /// The type of the source; `http*` for all that begin so.
    pub kind: Text,
    /// True for those that speak TLS.
    #[serde(default)]
    pub secure: bool,
    /// The property of `siddhi.extensions` that sets the port; `None` when none does.
    #[serde(default)]
    pub key: Option<Text>,
    /// The property that sets the host.
    #[serde(default)]
    pub host_key: Option<Text>,
    /// The port when nothing sets one.
    pub base: u16,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

impl Extension {
    /// Whether this is about a source of this type.
    pub fn is_about(&self, kind: &str, secure: bool) -> bool {
        let is_kind = match self.kind.strip_suffix('*') {
            Some(prefix) => kind.starts_with(prefix),
            None => self.kind == *kind,
        };
        is_kind && self.secure == secure
    }
}

/// Where a server keeps addresses that it connects to.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferencePlace {
    /// The top-level block.
    pub block: Text,
    /// True when the server loads the block as a bean, whose fields variables from outside change.
    #[serde(default)]
    pub bean: bool,
    /// Places in the block: keys with dots between them, `[]` after a list of which each item counts; an empty one is the
    /// block itself.
    pub at: List<Text>,
    /// How the address is written there.
    pub form: ReferenceForm,
    /// The keys of host and port, for the form `fields`.
    #[serde(default)]
    pub fields: List<Text>,
    /// The URL that is asked whatever the file says, for the form `constant`.
    #[serde(default)]
    pub constant: Option<Text>,
    /// A key of the block that must be true.
    #[serde(default)]
    pub when: Option<Text>,
    /// A rule of component versions that must hold.
    #[serde(default)]
    pub switch: Option<Text>,
    /// The runtimes that it is about; all where there is none.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// What the address is for, in words.
    pub description: Text,
    /// The listener that is meant.
    #[serde(default)]
    pub listener: Option<Text>,
    /// Whom it means: product ids, `=` for the runtime's own product, `*` for any, nothing for the runtime itself.
    #[serde(default)]
    pub products: List<Text>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::yaml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceForm {
    /// A URL or `host:port`, or several with commas between them.
    Urls,
    /// A host and a port in two keys.
    Fields,
    /// The keys of a mapping are addresses.
    Keys,
    /// Whatever the file says.
    Constant,
}
