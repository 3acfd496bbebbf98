//! Products, their releases and their runtimes: how a home is recognised and what it can start.

use crate::evidence::{Evidence, LinePlace};
use crate::list::List;
use crate::text::Text;
use crate::version::{Version, VersionReq};
use serde::{Deserialize, Serialize};

/// Which kind of file governs the ports of a runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "lowercase")]
pub enum Generation {
    /// `deployment.toml`, rendered to XML at start-up.
    Toml,
    /// `deployment.yaml` (Carbon 5), and the `netty-transports.yml` of the MSF4J profile.
    Yaml,
    /// `carbon.xml` and the files beside it.
    Xml,
}

impl Generation {
    /// `toml`, `yaml` or `xml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Generation::Toml => "toml",
            Generation::Yaml => "yaml",
            Generation::Xml => "xml",
        }
    }
}

/// A product: what its homes look like.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Product {
    /// The name in the vendor's zip file, for example `wso2am`.
    pub id: Text,
    /// The name for people, for example `WSO2 API Manager`.
    pub name: Text,
    /// Names that `bin/version.txt` may carry before ` v<version>`, and `carbon.xml` in `Name`.
    #[serde(default)]
    pub names: List<Text>,
    /// Values of `ServerKey` in `carbon.xml`.
    #[serde(default)]
    pub server_keys: List<Text>,
    /// Prefixes of directory names and of `updates/product.txt` besides the id.
    #[serde(default)]
    pub prefixes: List<Text>,
    /// What `wso2.carbon.name` of a `deployment.yaml` contains; of several products the longest that fits counts.
    #[serde(default)]
    pub carbon_names: List<Text>,
    /// Values of `wso2.carbon.type` that name the product.
    #[serde(default)]
    pub carbon_types: List<Text>,
    /// Values of `wso2.carbon.id` that only this product ships. Users change the id: it is the node id of a cluster.
    #[serde(default)]
    pub carbon_ids: List<Text>,
    /// Start scripts that only this product has, relative to the home.
    #[serde(default)]
    pub own_scripts: List<Text>,
    /// What is not verified about the product, in words.
    #[serde(default)]
    pub unverified: Option<Text>,
    /// The known releases in ascending order.
    #[serde(default)]
    pub releases: List<Release>,
    /// What a home can start.
    pub runtimes: List<RuntimeSpec>,
    /// Where all this was read.
    pub evidence: List<Evidence>,
}

/// A release and the component versions that decide its rules.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Release {
    /// Product version.
    pub version: Version,
    /// The release whose rules this one takes, where its own were not read.
    #[serde(default)]
    pub rules: Option<Version>,
    /// Component name to version, for example `kernel = "4.8.1"`.
    #[serde(default)]
    pub components: Components,
    /// Where its version and those of its components were read, `owner/repo@ref:path:line`.
    #[serde(default)]
    pub at: Option<LinePlace>,
    /// Why nothing of it was read.
    #[serde(default)]
    pub why: Option<Text>,
}

/// The components that decide port rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Components {
    /// The Carbon kernel.
    #[serde(default)]
    pub kernel: Option<Version>,
    /// The message broker, `carbon-business-messaging`.
    #[serde(default)]
    pub messaging: Option<Version>,
    /// `carbon-analytics`.
    #[serde(default)]
    pub analytics: Option<Version>,
    /// `carbon-analytics-common`.
    #[serde(default)]
    pub analytics_common: Option<Version>,
    /// MSF4J.
    #[serde(default)]
    pub msf4j: Option<Version>,
    /// `carbon-config`.
    #[serde(default)]
    pub carbon_config: Option<Version>,
}

impl Components {
    /// The version of the component with this name.
    pub fn get(&self, name: &str) -> Option<&Version> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, version)| version)
    }

    /// Names and versions of those that are known, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Version)> {
        let all = [
            ("analytics", &self.analytics),
            ("analytics-common", &self.analytics_common),
            ("carbon-config", &self.carbon_config),
            ("kernel", &self.kernel),
            ("messaging", &self.messaging),
            ("msf4j", &self.msf4j),
        ];
        all.into_iter()
            .filter_map(|(name, version)| Some((name, version.as_ref()?)))
    }
}

/// A server process that a home can start.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuntimeSpec {
    /// `default`, `worker`, `integrator`, ...
    pub id: Text,
    /// Which kind of file governs it.
    pub generation: Generation,
    /// The configuration directory, relative to the home, for example `repository/conf`.
    pub conf: Text,
    /// The governing file, relative to `conf`, for example `deployment.toml`.
    pub governs: Text,
    /// A path, relative to the home, that must exist too before the runtime counts as installed.
    #[serde(default)]
    pub also: Option<Text>,
    /// The start scripts, relative to the home and without their extension, in the order of their calls; one that begins
    /// with `./` lies in the directory of the runtime.
    #[serde(default)]
    pub scripts: List<Text>,
    /// The product versions that have it.
    #[serde(default)]
    pub versions: VersionReq,
    /// The offset in the shipped `carbon.xml`. (The other generations keep theirs with their own facts.)
    #[serde(default)]
    pub shipped_offset: u16,
}

impl RuntimeSpec {
    /// The governing file, relative to the home, for example `repository/conf/deployment.toml`.
    pub fn governing(&self) -> String {
        format!("{}/{}", self.conf, self.governs)
    }
}

impl Product {
    /// The release whose rules apply to `version`: the newest that is not newer, or the oldest when all are newer.
    /// `None` for an unknown version stands for the newest release.
    pub fn release_for(&self, version: Option<&Version>) -> Option<&Release> {
        match version {
            None => self.releases.last(),
            Some(version) => self
                .releases
                .iter()
                .rev()
                .find(|r| r.version.cmp_release(version).is_le())
                .or(self.releases.first()),
        }
    }

    /// The newest release whose kernel is not newer than this one, else the oldest whose kernel is known. `None` where the
    /// kernels of the releases are not known.
    pub fn release_on_kernel(&self, kernel: &Version) -> Option<&Release> {
        let known = |release: &&Release| release.components.kernel.is_some();
        let fits = |release: &&Release| {
            let own = release.components.kernel.as_ref();
            own.is_some_and(|own| own.cmp_release(kernel).is_le())
        };
        let mut newest_first = self.releases.iter().rev();
        newest_first
            .find(fits)
            .or_else(|| self.releases.iter().find(known))
    }

    /// The version whose rules apply to a runtime of a home with this version: the recognised one, the nearest known one,
    /// or the one that stands in for it. For an unknown version, the newest of [`Product::candidates`].
    pub fn rules_for(&self, version: Option<&Version>, runtime: &RuntimeSpec) -> Option<Version> {
        let Some(version) = version else {
            return self.candidates(runtime).next();
        };
        let newest = self.releases.last().map(|r| &r.version);
        let known = match newest {
            Some(newest) if newest.cmp_release(version).is_lt() => newest,
            _ => version,
        };
        let stand_in = self
            .releases
            .iter()
            .find(|r| r.version.cmp_release(known).is_eq())
            .and_then(|r| r.rules.clone());
        Some(stand_in.unwrap_or_else(|| known.clone()))
    }

    /// The releases that have `runtime` in this form and rules of their own, newest first.
    pub fn candidates<'a>(
        &'a self,
        runtime: &'a RuntimeSpec,
    ) -> impl Iterator<Item = Version> + 'a {
        self.releases
            .iter()
            .rev()
            .filter(|r| r.rules.is_none())
            .map(|r| &r.version)
            .filter(|v| self.picks(runtime, v))
            .cloned()
    }

    /// Whether a home of this version has `runtime` in this form: of several forms of one runtime the first counts.
    fn picks(&self, runtime: &RuntimeSpec, version: &Version) -> bool {
        self.runtimes
            .iter()
            .find(|r| r.id == runtime.id && r.versions.matches(version))
            .is_some_and(|r| (&r.conf, &r.governs) == (&runtime.conf, &runtime.governs))
    }

    /// True when `version` is newer than every known release.
    pub fn is_newer_than_known(&self, version: &Version) -> bool {
        self.releases
            .last()
            .is_some_and(|r| r.version.cmp_release(version).is_lt())
    }
}

/// Tables of a `deployment.toml` that tell a product.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mark {
    /// Product id.
    pub product: Text,
    /// Tables, with dots between their parts; any one suffices.
    #[serde(default)]
    pub any: List<Text>,
    /// Values; any one suffices.
    #[serde(default)]
    pub values: List<MarkedValue>,
    /// True when they count only in a file that lies in a directory `conf`.
    #[serde(default)]
    pub in_conf: bool,
}

/// A value of a `deployment.toml` that only one product ships.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MarkedValue {
    /// The key, with dots between its parts.
    pub key: Text,
    /// What the value begins with.
    pub starts: Text,
}
