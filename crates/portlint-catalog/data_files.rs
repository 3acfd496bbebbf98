//! How the data files are laid out, and which of them belong together.

use portlint_catalog_types::toml_generation::Family;
use portlint_catalog_types::xml_generation::{ReferenceFile, XmlListener};
use portlint_catalog_types::yaml_generation::{Feature, ShippedOffset, Switch};
use portlint_catalog_types::{Documentation, Gate, List, ListenerFacts, Outbound, Product};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

/// What reading gives; the error names the file.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// The families of the `toml` generation: the name of each and the files that it is joined from.
pub const TOML_FAMILIES: [(&str, &[&str]); 4] = [
    ("toml-api-manager", &["toml-kernel", "toml-api-manager"]),
    (
        "toml-identity-server",
        &["toml-kernel", "toml-identity-server"],
    ),
    ("toml-micro-integrator", &["toml-micro-integrator"]),
    ("toml-control-plane", &["toml-control-plane"]),
];

/// The listener files of the `xml` generation, in the order in which listeners are shown.
const XML_LISTENERS: [&str; 13] = [
    "xml-kernel",
    "xml-tomcat",
    "xml-micro-integrator",
    "xml-transports",
    "xml-cluster",
    "xml-identity",
    "xml-api-manager",
    "xml-broker",
    "xml-data-bridge",
    "xml-event-processor",
    "xml-spark-h2o",
    "xml-cassandra",
    "xml-hadoop",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Products {
    product: List<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutboundPorts {
    outbound: List<Outbound>,
}

/// `products` stands for every listener whose own `for` is empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlListeners {
    products: List<Gate>,
    listener: List<XmlListener>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlReferences {
    file: List<ReferenceFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YamlListeners {
    listener: List<ListenerFacts>,
}

/// The file of what changed with the versions of components.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct YamlRules {
    pub switch: List<Switch>,
    pub feature: List<Feature>,
    pub shipped_offset: List<ShippedOffset>,
}

/// The directory of the data files.
pub struct DataFiles(PathBuf);

impl DataFiles {
    pub fn of(directory: impl Into<PathBuf>) -> Self {
        DataFiles(directory.into())
    }

    pub fn products(&self) -> Outcome<List<Product>> {
        Ok(self.read::<Products>("products")?.product)
    }

    pub fn outbound(&self) -> Outcome<List<Outbound>> {
        Ok(self.read::<OutboundPorts>("outbound")?.outbound)
    }

    pub fn documentation(&self) -> Outcome<Documentation> {
        self.read("documentation")
    }

    pub fn toml_family(&self, files: &[&str]) -> Outcome<Family> {
        let mut parts = files.iter().map(|name| self.read::<Family>(name));
        let first = parts.next().unwrap_or_else(|| Ok(Family::default()))?;
        parts.try_fold(first, |family, part| Ok(family.join(part?)))
    }

    pub fn xml_listeners(&self) -> Outcome<List<XmlListener>> {
        let mut all = Vec::new();
        for name in XML_LISTENERS {
            let file: XmlListeners = self.read(name)?;
            all.extend(file.listener.into_iter().cloned().map(|mut listener| {
                if listener.facts.gates.is_empty() {
                    listener.facts.gates = file.products;
                }
                listener
            }));
        }
        Ok(all.into_iter().collect())
    }

    pub fn xml_references(&self) -> Outcome<List<ReferenceFile>> {
        Ok(self.read::<XmlReferences>("xml-references")?.file)
    }

    pub fn yaml_listeners(&self) -> Outcome<List<ListenerFacts>> {
        Ok(self.read::<YamlListeners>("yaml-listeners")?.listener)
    }

    pub fn yaml_rules(&self) -> Outcome<YamlRules> {
        self.read("yaml-rules")
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Outcome<T> {
        let path = self.0.join(name).with_extension("toml");
        let read = || -> Outcome<T> { Ok(toml::from_str(&fs::read_to_string(&path)?)?) };
        read().map_err(|error| format!("{}: {error}", path.display()).into())
    }
}
