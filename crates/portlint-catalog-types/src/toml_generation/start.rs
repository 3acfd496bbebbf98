//! What has to hold for a server of this generation to start.

use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::list::List;
use crate::text::Text;
use crate::version::VersionReq;
use serde::Deserialize;

/// What the configuration mapper of a release does in its own way.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MapperFacts {
    /// Where it knows `[runtime_secrets]` (1.0.13 and later).
    #[serde(default)]
    pub runtime_secrets: List<Gate>,
    /// Where it takes a `$` in the value of an environment variable (1.0.26 and later).
    #[serde(default)]
    pub dollar_in_env: List<Gate>,
    /// Where this was seen.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A value that the mapper checks where a home does not bring its own `validator.json`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CheckedValue {
    /// Where it is checked.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The key after mapping; its value must be a text.
    pub key: Text,
    /// The only texts that are taken; empty where any is.
    #[serde(default)]
    pub one_of: List<Text>,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A duration that the mapper converts where a home does not bring its own `unit-resolve.json`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Duration {
    /// Where it is converted.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The keys after mapping.
    pub keys: List<Text>,
    /// What the product counts in: `ms`, `s`, `m`, `h` or `d`.
    pub unit: Text,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// Keys without which the product's own templates or defaults cannot be rendered.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequiredKey {
    /// Where it is needed.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The key after mapping.
    pub key: Text,
    /// Where this was seen.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// Keys that a template takes for tables: anything else ends the rendering.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RenderedTable {
    /// Where it is rendered so.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// The keys after mapping.
    pub keys: List<Text>,
    /// Where this was seen.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A way of finding the members of a cluster.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MembershipScheme {
    /// Where it is known.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// As `[clustering] membership_scheme` says it.
    pub name: Text,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// How Tomcat reads a default in `${name…}` of a connector, by its version.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PropertyDefault {
    /// The Tomcat that does so: that of the home's own bundle, where it is there.
    pub tomcat: VersionReq,
    /// The releases that have one of these.
    #[serde(rename = "for")]
    pub gates: List<Gate>,
    /// What stands between name and default; absent where there is no default, and all is the name.
    #[serde(default)]
    pub separator: Option<Text>,
    /// Where this was seen.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// A port-carrying expression of a template that a home carries. A home whose template says it in another way has a port
/// that is not known.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PortTemplate {
    /// Where this holds; empty for everywhere.
    #[serde(default, rename = "for")]
    pub gates: List<Gate>,
    /// The template, relative to the home.
    pub file: Text,
    /// The key after mapping that the expression renders.
    pub key: Text,
    /// The text before the expression, which ends at the next `<`. Blanks do not count.
    #[serde(default)]
    pub after: Option<Text>,
    /// The expressions that are shipped; a number in `default('...')` may be another one. Where nothing is said of what
    /// stands before, the template holds one of them somewhere.
    pub forms: List<Text>,
    /// Where the text stands in an element of connectors: whether in that of HTTPS. Only there a literal number and a
    /// literal address are looked for.
    #[serde(default)]
    pub connector: Option<Connector>,
    /// Where this was read.
    #[serde(default)]
    pub evidence: List<Evidence>,
}

/// Which of the connectors of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types::toml_generation))]
#[serde(rename_all = "kebab-case")]
pub enum Connector {
    /// The first without TLS.
    Http,
    /// The first with TLS.
    Https,
}
