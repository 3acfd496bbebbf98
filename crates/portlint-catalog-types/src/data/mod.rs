//! Reads the data files of the catalogue. Only build scripts and tests do that: what is read is never freed.
//!
//! A file may name what it says more than once: `[shared.<key>]` holds values that the lists called `<key>` may name,
//! `[defaults]` what every listener of the file has, and `[as.<name>]` what every listener has that says
//! `as = "<name>"`. A key or a name that nothing has is an error with its place and the nearest name.

#![allow(
    clippy::disallowed_methods,
    reason = "for build scripts and tests, which read files"
)]

mod complaint;
mod gates;
mod layout;
mod names;

pub use complaint::Complaint;

use crate::catalog::{Catalog, NamedFamily};
use crate::toml_generation::{Family, PortPlaceholder};
use crate::xml_generation::{Broker, EventReceiver, Place, ReferenceFile, XmlListener};
use crate::yaml_generation::{
    Class, Extension, Feature, ReferencePlace, ShippedOffset, Switch, YamlListener,
};
use crate::{Bundle, Image, List, ListenerFacts, Mark, Outbound, Product, ServedPath, Taken, Text};
use complaint::Wrong;
use layout::Form;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, Deserializer};

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
    family: List<FamilyFiles>,
    mark: List<Mark>,
    product: List<Product>,
}

/// The files that a family of the `toml` generation is joined from, and its products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFiles {
    products: List<Text>,
    files: List<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Containers {
    image: List<Image>,
    served_path: List<ServedPath>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundles {
    bundle: List<Bundle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutboundPorts {
    outbound: List<Outbound>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakenPorts {
    taken: List<Taken>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JvmListeners {
    listener: List<ListenerFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlListeners {
    listener: List<XmlListener>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlOutcomes {
    receiver: List<EventReceiver>,
    broker: List<Broker>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(rename_all = "kebab-case")]
struct XmlReferences {
    own_hosts: List<Place>,
    placeholder: List<PortPlaceholder>,
    file: List<ReferenceFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YamlListeners {
    listener: List<YamlListener>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YamlReferences {
    reference: List<ReferencePlace>,
}

/// The file of what changed with the versions of components.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct YamlRules {
    switch: List<Switch>,
    class: List<Class>,
    feature: List<Feature>,
    shipped_offset: List<ShippedOffset>,
    extension: List<Extension>,
}

/// The data files of a catalogue and what they say, file by file: one of them can be put in place of what was read.
#[derive(Clone, Default)]
pub struct DataFiles {
    directory: PathBuf,
    /// Texts by the names of the files without their extension.
    texts: BTreeMap<String, String>,
    /// The families, and the files that each is joined from.
    families: List<FamilyFiles>,
    toml: BTreeMap<String, Family>,
    xml: BTreeMap<String, List<XmlListener>>,
    /// What comes from one file each.
    single: Catalog,
}

/// The files with a table of their own; that of the products is read first.
const SINGLE: [&str; 12] = [
    "products",
    "bundles",
    "containers",
    "documentation",
    "jvm",
    "outbound",
    "taken",
    "xml-outcomes",
    "xml-references",
    "yaml-listeners",
    "yaml-references",
    "yaml-rules",
];

impl DataFiles {
    /// Reads the files of a directory.
    ///
    /// # Errors
    /// When a file cannot be read, or says what no row of its table can say: the file, the line and what is wrong there.
    pub fn read(directory: &Path) -> Result<Self, Complaint> {
        let mut files = DataFiles {
            directory: directory.to_path_buf(),
            ..DataFiles::default()
        };
        for name in SINGLE.into_iter().chain(XML_LISTENERS) {
            files.load(name)?;
        }
        for family in files.families {
            for name in &family.files {
                files.load(name)?;
            }
        }
        Ok(files)
    }

    /// Files that were not read, beside products that are known.
    pub fn of_products(products: List<Product>) -> Self {
        let mut files = DataFiles::default();
        files.single.products = products;
        files
    }

    fn load(&mut self, name: &str) -> Result<(), Complaint> {
        let path = self.path(name);
        let text = fs::read_to_string(&path).map_err(|error| Complaint::about(path, &error))?;
        self.put(name, text)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name).with_extension("toml")
    }

    /// The names of the files that were read, in order, each with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.texts.iter();
        texts.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Puts another text in the place of a file.
    ///
    /// # Errors
    /// As [`DataFiles::read`]; the file is then as it was.
    pub fn put(&mut self, name: &str, text: String) -> Result<(), Complaint> {
        self.take(name, &text)
            .map_err(|wrong| Complaint::at(self.path(name), &text, wrong))?;
        self.texts.insert(name.to_string(), text);
        Ok(())
    }

    fn take(&mut self, name: &str, text: &str) -> Result<(), Wrong> {
        let products = Some(self.single.products);
        let single = &mut self.single;
        match name {
            "products" => {
                let read: Products = parse(text, Form::Plain, None)?;
                single.products = read.product;
                single.marks = read.mark;
                self.families = read.family;
            }
            "bundles" => single.bundles = parse::<Bundles>(text, Form::Plain, products)?.bundle,
            "containers" => {
                let read: Containers = parse(text, Form::Plain, products)?;
                single.images = read.image;
                single.served_paths = read.served_path;
            }
            "documentation" => single.documentation = parse(text, Form::Plain, products)?,
            "jvm" => {
                single.jvm_listeners = parse::<JvmListeners>(text, Form::Facts, products)?.listener;
            }
            "outbound" => {
                single.outbound = parse::<OutboundPorts>(text, Form::Plain, products)?.outbound;
            }
            "taken" => single.taken = parse::<TakenPorts>(text, Form::Plain, products)?.taken,
            "xml-outcomes" => {
                let read: XmlOutcomes = parse(text, Form::Plain, products)?;
                single.xml_receivers = read.receiver;
                single.xml_brokers = read.broker;
            }
            "xml-references" => {
                let read: XmlReferences = parse(text, Form::Plain, products)?;
                single.xml_references = read.file;
                single.xml_own_hosts = read.own_hosts;
                single.xml_placeholders = read.placeholder;
            }
            "yaml-listeners" => {
                let read: YamlListeners = parse(text, Form::Yaml, products)?;
                single.yaml_listeners = read.listener;
            }
            "yaml-references" => {
                let read: YamlReferences = parse(text, Form::Plain, products)?;
                single.yaml_references = read.reference;
            }
            "yaml-rules" => {
                let read: YamlRules = parse(text, Form::Plain, products)?;
                single.yaml_switches = read.switch;
                single.yaml_classes = read.class;
                single.yaml_features = read.feature;
                single.yaml_shipped_offsets = read.shipped_offset;
                single.yaml_extensions = read.extension;
            }
            name if XML_LISTENERS.contains(&name) => {
                let read: XmlListeners = parse(text, Form::Xml, products)?;
                self.xml.insert(name.to_string(), read.listener);
            }
            _ => {
                let read = parse(text, Form::Toml, products)?;
                self.toml.insert(name.to_string(), read);
            }
        }
        Ok(())
    }

    /// What the files say together. Leaks the lists that several files fill.
    pub fn catalog(&self) -> Catalog {
        let families = self.families.into_iter().map(|entry| {
            let mut parts = entry
                .files
                .iter()
                .filter_map(|name| self.toml.get(name.as_str()));
            let first = parts.next().cloned().unwrap_or_default();
            NamedFamily {
                products: entry.products,
                family: parts.fold(first, |family, part| family.join(part.clone())),
            }
        });
        let xml = XML_LISTENERS.iter().filter_map(|name| self.xml.get(*name));
        Catalog {
            families: families.collect(),
            xml_listeners: xml.flatten().cloned().collect(),
            ..self.single.clone()
        }
    }
}

fn parse<T: DeserializeOwned>(
    text: &str,
    form: Form,
    products: Option<List<Product>>,
) -> Result<T, Wrong> {
    let mut document = DeTable::parse(text)?;
    layout::check_tables(document.get_ref(), names::keys_of::<T>())?;
    layout::apply(document.get_mut(), form)?;
    if let Some(products) = products {
        gates::check(document.get_ref(), &products)?;
    }
    Ok(T::deserialize(Deserializer::from(document))?)
}
