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
use crate::yaml_generation::{Class, Extension, Feature, ShippedOffset, Switch, YamlListener};
use crate::{
    Bundle, Documentation, Image, List, ListenerFacts, Mark, Outbound, Product, ServedPath, Taken,
    Text,
};
use complaint::Wrong;
use layout::Form;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, Deserializer};

/// The files that are not read by a name that another file gives, and the listener files of the `xml` generation in
/// the order in which listeners are shown.
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
    family: Vec<FamilyFiles>,
    mark: List<Mark>,
    product: List<Product>,
}

/// The files that a family of the `toml` generation is joined from, and its products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFiles {
    products: List<Text>,
    files: Vec<String>,
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

/// Reads the catalogue of a directory.
///
/// # Errors
/// When a file cannot be read, or says what no row of its table can say: the file, the line and what is wrong there.
pub fn read(directory: &Path) -> Result<Catalog, Complaint> {
    read_with(directory, &|_, text| text)
}

/// Reads the catalogue of a directory after a change of the text of each file, which is given with its name.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    directory: &Path,
    change: &dyn Fn(&str, String) -> String,
) -> Result<Catalog, Complaint> {
    let files = Files { directory, change };
    let products: Products = files.read("products", Form::Plain, None)?;
    let known = Some(products.product);
    let mut families = Vec::new();
    for entry in products.family {
        let mut parts = entry
            .files
            .iter()
            .map(|name| files.read::<Family>(name, Form::Toml, known));
        let first = parts.next().unwrap_or_else(|| Ok(Family::default()))?;
        families.push(NamedFamily {
            products: entry.products,
            family: parts.try_fold(first, |family, part| Ok(family.join(part?)))?,
        });
    }
    let mut xml_listeners = Vec::new();
    for name in XML_LISTENERS {
        let file: XmlListeners = files.read(name, Form::Xml, known)?;
        xml_listeners.extend(file.listener.into_iter().cloned());
    }
    let outcomes: XmlOutcomes = files.read("xml-outcomes", Form::Plain, known)?;
    let references: XmlReferences = files.read("xml-references", Form::Plain, known)?;
    let rules: YamlRules = files.read("yaml-rules", Form::Plain, known)?;
    let containers: Containers = files.read("containers", Form::Plain, known)?;
    Ok(Catalog {
        products: products.product,
        marks: products.mark,
        bundles: files.read::<Bundles>("bundles", Form::Plain, known)?.bundle,
        images: containers.image,
        served_paths: containers.served_path,
        families: families.into_iter().collect(),
        outbound: files
            .read::<OutboundPorts>("outbound", Form::Plain, known)?
            .outbound,
        documentation: files.read::<Documentation>("documentation", Form::Plain, known)?,
        jvm_listeners: files
            .read::<JvmListeners>("jvm", Form::Facts, known)?
            .listener,
        taken: files.read::<TakenPorts>("taken", Form::Plain, known)?.taken,
        xml_listeners: xml_listeners.into_iter().collect(),
        xml_receivers: outcomes.receiver,
        xml_brokers: outcomes.broker,
        xml_references: references.file,
        xml_own_hosts: references.own_hosts,
        xml_placeholders: references.placeholder,
        yaml_listeners: files
            .read::<YamlListeners>("yaml-listeners", Form::Yaml, known)?
            .listener,
        yaml_switches: rules.switch,
        yaml_classes: rules.class,
        yaml_features: rules.feature,
        yaml_shipped_offsets: rules.shipped_offset,
        yaml_extensions: rules.extension,
    })
}

/// What is wrong with a file of this name and text, beside products that are known.
pub fn refusal(name: &str, text: &str, products: List<Product>) -> Option<Complaint> {
    let products = Some(products);
    let read = match name {
        "products" => parse::<Products>(text, Form::Plain, None).map(drop),
        "bundles" => parse::<Bundles>(text, Form::Plain, products).map(drop),
        "containers" => parse::<Containers>(text, Form::Plain, products).map(drop),
        "jvm" => parse::<JvmListeners>(text, Form::Facts, products).map(drop),
        "taken" => parse::<TakenPorts>(text, Form::Plain, products).map(drop),
        "outbound" => parse::<OutboundPorts>(text, Form::Plain, products).map(drop),
        "documentation" => parse::<Documentation>(text, Form::Plain, products).map(drop),
        "xml-outcomes" => parse::<XmlOutcomes>(text, Form::Plain, products).map(drop),
        "xml-references" => parse::<XmlReferences>(text, Form::Plain, products).map(drop),
        "yaml-listeners" => parse::<YamlListeners>(text, Form::Yaml, products).map(drop),
        "yaml-rules" => parse::<YamlRules>(text, Form::Plain, products).map(drop),
        name if XML_LISTENERS.contains(&name) => {
            parse::<XmlListeners>(text, Form::Xml, products).map(drop)
        }
        _ => parse::<Family>(text, Form::Toml, products).map(drop),
    };
    read.err()
        .map(|wrong| Complaint::at(Path::new(name).with_extension("toml"), text, wrong))
}

struct Files<'a> {
    directory: &'a Path,
    change: &'a dyn Fn(&str, String) -> String,
}

impl Files<'_> {
    fn read<T: DeserializeOwned>(
        &self,
        name: &str,
        form: Form,
        products: Option<List<Product>>,
    ) -> Result<T, Complaint> {
        let path: PathBuf = self.directory.join(name).with_extension("toml");
        let text =
            fs::read_to_string(&path).map_err(|error| Complaint::about(path.clone(), &error))?;
        let text = (self.change)(name, text);
        parse(&text, form, products).map_err(|wrong| Complaint::at(path, &text, wrong))
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
