//! Container images of the vendor: which product is in them, where its home is, and how configuration gets in.

use crate::evidence::Evidence;
use crate::list::List;
use crate::text::Text;
use crate::version::VersionReq;
use serde::Deserialize;

/// An image, or one range of its versions.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Image {
    /// What the name of the image ends in, registry and tag left out: `wso2am`, `wso2-apim/am`.
    pub names: List<Text>,
    /// The product in it.
    pub product: Text,
    /// The product versions that this is said of.
    #[serde(default)]
    pub versions: VersionReq,
    /// What it starts of the product; empty for all.
    #[serde(default)]
    pub runtimes: List<Text>,
    /// The directory of the home in the user's directory; `{version}` stands for the product version.
    pub home: Text,
    /// The folders beside the home that its entrypoint copies into the home, in that order: the last wins.
    #[serde(default)]
    pub volumes: List<Text>,
    /// The variable that names the profile to start, optimised.
    #[serde(default)]
    pub profile_variable: Option<Text>,
    /// True where its entrypoint does not hand on the arguments of the container.
    #[serde(default)]
    pub drops_arguments: bool,
    /// Where this was read.
    pub evidence: List<Evidence>,
}

/// What a server answers on some of its listeners only.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServedPath {
    /// The product.
    pub product: Text,
    /// Its versions.
    #[serde(default)]
    pub versions: VersionReq,
    /// The path of the URL.
    pub path: Text,
    /// Every listener that may serve it.
    pub listeners: List<Text>,
    /// Where this was read.
    pub evidence: List<Evidence>,
}
