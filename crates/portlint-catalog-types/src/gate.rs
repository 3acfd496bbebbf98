//! For which product, versions and runtime a fact holds.

use crate::text::Text;
use crate::version::{Version, VersionReq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One line of a `for` list: a product id, optional comparisons, an optional `/runtime`.
///
/// `wso2am >=4.1 <4.6`, `wso2ei >=6.4 /broker`, `wso2is`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct Gate {
    /// Product id.
    pub product: Text,
    /// Versions of the product.
    pub versions: VersionReq,
    /// Runtime id; `None` for every runtime.
    pub runtime: Option<Text>,
}

impl Gate {
    /// Reads a gate, whose texts it leaks; `None` when it is malformed.
    pub fn parse(text: &str) -> Option<Gate> {
        let (text, runtime) = match text.split_once('/') {
            Some((before, runtime)) => (before, Some(runtime.trim())),
            None => (text, None),
        };
        let text = text.trim();
        let (product, versions) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if !product.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        Some(Gate {
            product: Text::leaked(product),
            versions: VersionReq::parse(versions)?,
            runtime: runtime.map(Text::leaked),
        })
    }

    /// Whether the gate is open. An unknown version passes every range: the caller picks the nearest version first.
    pub fn admits(&self, product: &str, version: Option<&Version>, runtime: &str) -> bool {
        self.product == product
            && version.is_none_or(|v| self.versions.matches(v))
            && self.runtime.as_deref().is_none_or(|r| r == runtime)
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.product)?;
        if !self.versions.is_any() {
            write!(f, " {}", self.versions)?;
        }
        if let Some(runtime) = &self.runtime {
            write!(f, " /{runtime}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Gate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Gate::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not a product gate: {text}")))
    }
}

impl<'de> Deserialize<'de> for VersionReq {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        VersionReq::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not a version range: {text}")))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Version::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not a version: {text}")))
    }
}

/// Whether any gate of a list is open.
pub fn any_admits(gates: &[Gate], product: &str, version: Option<&Version>, runtime: &str) -> bool {
    gates.iter().any(|g| g.admits(product, version, runtime))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_products_ranges_and_runtimes() {
        let gate = Gate::parse("wso2ei >=6.4 <6.6 /broker").unwrap();
        let version = |s| Version::parse(s).unwrap();
        assert!(gate.admits("wso2ei", Some(&version("6.5.0")), "broker"));
        assert!(!gate.admits("wso2ei", Some(&version("6.6.0")), "broker"));
        assert!(!gate.admits("wso2ei", Some(&version("6.5.0")), "integrator"));
        assert!(gate.admits("wso2ei", None, "broker"));
        assert_eq!(gate.to_string(), "wso2ei >=6.4 <6.6 /broker");
        assert!(Gate::parse(" >=1").is_none());
        assert!(Gate::parse("wso2am >=x").is_none());
    }
}
