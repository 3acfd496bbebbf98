//! What a bundle opens, whatever product it lies in: for homes of which no product is known.

use crate::evidence::Evidence;
use crate::list::List;
use crate::text::Text;
use serde::Deserialize;

/// A bundle and the listeners that it opens.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bundle {
    /// The name of its file before the version, for example `org.wso2.carbon.tomcat`.
    pub name: Text,
    /// What it opens, for people.
    pub description: Text,
    /// The ids of the listeners, of all generations; those of a user's own begin with one of them.
    pub opens: List<Text>,
    /// True for what every kernel has.
    #[serde(default)]
    pub kernel: bool,
    /// The products that have the same bundle, the likeliest first: the rules of the first that fits are taken.
    pub like: List<Like>,
    /// Where it was read that this bundle opens these listeners.
    pub evidence: List<Evidence>,
}

/// A product whose rules say how a bundle is configured.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Like {
    /// Product id.
    pub product: Text,
    /// Only where this bundle lies in the home, too.
    #[serde(default)]
    pub with: Option<Text>,
    /// What gives the release.
    #[serde(default)]
    pub release: ReleaseBy,
    /// The text without which the template that configures the bundle does not open its listeners.
    #[serde(default)]
    pub template: Option<TemplateText>,
}

/// Which version of a home chooses the release whose rules are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseBy {
    /// That of its kernel: the newest release that is not built on a newer one.
    #[default]
    Kernel,
    /// That of the bundle named in `with`, which has the version of the product.
    With,
}

/// A text in a template.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TemplateText {
    /// The template, relative to the home; a home without it passes.
    pub file: Text,
    /// The text.
    pub has: Text,
}
