//! Where the servers of this generation keep the addresses that they connect to.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::List;
use crate::role::Role;
use crate::text::Text;
use serde::Deserialize;

/// A file whose URLs with ports are references.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferenceFile {
    /// Relative to the configuration directory, or with `deployed` to the directory of the runtime.
    pub file: Text,
    /// True for what is deployed rather than configured: the file lies outside of the configuration directory.
    #[serde(default)]
    pub deployed: bool,
    /// True where only what a hint names is an address that the server uses.
    #[serde(default)]
    pub hinted_only: bool,
    /// Whose copy of the file holds addresses of its own home, as `own` says for all.
    #[serde(default)]
    pub own_for: List<Gate>,
    /// Whose copy of the file is a sample that nothing uses as shipped.
    #[serde(default)]
    pub sample_of: List<Gate>,
    /// True where an URL without a hint is one of this home's own: what others reach it by.
    #[serde(default)]
    pub own: bool,
    /// What single elements or keys point at; an URL without a hint is judged by its scheme.
    #[serde(default)]
    pub hints: List<Hint>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// What an element or a key points at.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::xml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hint {
    /// Local name of the element; for properties files the start of the key.
    pub name: Text,
    /// What it points at, for people.
    pub description: Text,
    /// The listener meant by a plain URL or a bare number.
    #[serde(default)]
    pub target: Option<Text>,
    /// The listener meant by a TLS URL.
    #[serde(default)]
    pub secure_target: Option<Text>,
    /// Product ids that it is meant for; empty for the same home, `*` for any.
    #[serde(default)]
    pub products: List<Text>,
    /// What the address is for.
    #[serde(default)]
    pub role: Role,
    /// True when the text is `host:port` or a number alone.
    #[serde(default)]
    pub bare: bool,
    /// The attribute of the element that says `false` when the server adds its own offset to the number.
    #[serde(default)]
    pub offset_unless: Option<Text>,
    /// The element beside it, or in the element of the attribute, with which the server does not use the address.
    #[serde(default)]
    pub unused_with: Option<Text>,
}
