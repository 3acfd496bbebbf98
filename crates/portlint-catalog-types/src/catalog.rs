//! All facts together.

use crate::bundle::Bundle;
use crate::documentation::Documentation;
use crate::gate::any_admits;
use crate::image::{Image, ServedPath};
use crate::list::List;
use crate::listener::ListenerFacts;
use crate::outbound::Outbound;
use crate::product::{Mark, Product, Release};
use crate::taken::Taken;
use crate::text::Text;
use crate::toml_generation::{Family, PortPlaceholder};
use crate::version::Version;
use crate::xml_generation::{Broker, EventReceiver, Place, ReferenceFile, XmlListener};
use crate::yaml_generation::{
    Class, Extension, Feature, ReferencePlace, ShippedOffset, Switch, YamlListener,
};

/// Everything that is known about the products.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct Catalog {
    /// All products in the order of the data file.
    pub products: List<Product>,
    /// What tells the product of a `deployment.toml`; the first that fits counts.
    pub marks: List<Mark>,
    /// What bundles open in homes of which no product is known, in the order in which they are told.
    pub bundles: List<Bundle>,
    /// The families of the `toml` generation.
    pub families: List<NamedFamily>,
    /// The vendor's container images; of several entries for one name, the first whose versions fit counts.
    pub images: List<Image>,
    /// What only some listeners of a product serve.
    pub served_paths: List<ServedPath>,
    /// The numbers that servers connect out to.
    pub outbound: List<Outbound>,
    /// The vendor's pages of default ports.
    pub documentation: Documentation,
    /// What options of the Java machine open, in all generations.
    pub jvm_listeners: List<ListenerFacts>,
    /// What servers do that find a port taken.
    pub taken: List<Taken>,
    /// All listeners of the `xml` generation, in the order in which they are shown.
    pub xml_listeners: List<XmlListener>,
    /// The event receivers of the `xml` generation whose files decide about two listeners together.
    pub xml_receivers: List<EventReceiver>,
    /// The message brokers of the `xml` generation of which it is known what they do without their ports.
    pub xml_brokers: List<Broker>,
    /// The files of the `xml` generation that hold references, in the order in which they are read.
    pub xml_references: List<ReferenceFile>,
    /// The places of the `xml` generation that give host names and addresses to the server itself.
    pub xml_own_hosts: List<Place>,
    /// What stands for a port in addresses of the `xml` generation.
    pub xml_placeholders: List<PortPlaceholder>,
    /// Every listener of the `yaml` generation. Of several entries with one id, the gates are disjoint.
    ///
    /// An id without `/` stands for the listeners of a family that have an id of the user's own.
    pub yaml_listeners: List<YamlListener>,
    /// The rules of the `yaml` generation that depend on component versions.
    pub yaml_switches: List<Switch>,
    /// The classes behind the blocks of the `yaml` generation.
    pub yaml_classes: List<Class>,
    /// What only some runtimes of the `yaml` generation have installed.
    pub yaml_features: List<Feature>,
    /// The offsets other than 0 that products of the `yaml` generation ship.
    pub yaml_shipped_offsets: List<ShippedOffset>,
    /// The default ports of sources of Siddhi applications.
    pub yaml_extensions: List<Extension>,
    /// Where the servers of the `yaml` generation keep the addresses that they connect to, in the order in which they are told.
    pub yaml_references: List<ReferencePlace>,
}

/// A family and the products that share it.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct NamedFamily {
    /// Product ids.
    pub products: List<Text>,
    /// What they share.
    pub family: Family,
}

impl Catalog {
    /// The product with this id.
    pub fn product(&self, id: &str) -> Option<&'static Product> {
        self.products
            .as_slice()
            .iter()
            .find(|product| product.id == id)
    }

    /// The facts of the `toml` generation that govern a product; `None` when it is not of this generation.
    pub fn family(&self, product: &str) -> Option<&'static Family> {
        self.families
            .as_slice()
            .iter()
            .find(|named| named.products.contains(product))
            .map(|named| &named.family)
    }

    /// What a runtime does that finds the port of a listener taken, where that is known.
    pub fn when_taken(
        &self,
        listener: &str,
        product: &str,
        version: Option<&Version>,
        runtime: &str,
    ) -> Option<&'static Taken> {
        let all = self.taken.as_slice().iter();
        let admitted = all.filter(|taken| taken.admits(product, version, runtime));
        let mut own = admitted.clone();
        own.find(|taken| taken.names(listener))
            .or_else(|| admitted.clone().find(|taken| taken.names_family(listener)))
    }

    /// Whether a switch of the `yaml` generation is on, given the version of each component.
    pub fn is_on<'v>(&self, switch: &str, component: impl Fn(&str) -> Option<&'v Version>) -> bool {
        self.yaml_switches
            .iter()
            .find(|s| s.id == switch)
            .is_some_and(|s| s.is_on(component(&s.component)))
    }

    /// The class behind a block of the `yaml` generation, given the version of each component.
    pub fn yaml_class<'v>(
        &self,
        id: &str,
        component: impl Fn(&str) -> Option<&'v Version>,
    ) -> Option<&'static Class> {
        let classes = self.yaml_classes.as_slice();
        let mut named = classes.iter().filter(|class| class.id == id);
        named.find(|class| {
            let version = component(&class.component);
            let fits = |version| class.ranges.iter().any(|range| range.matches(version));
            class.ranges.is_empty() || version.is_some_and(fits)
        })
    }

    /// Whether a switch is on for a release as it was first published.
    pub fn is_on_in(&self, switch: &str, release: &Release) -> bool {
        self.is_on(switch, |component| release.components.get(component))
    }

    /// Whether a runtime of the `yaml` generation has a feature.
    pub fn has_feature(
        &self,
        feature: &str,
        product: &str,
        version: Option<&Version>,
        runtime: &str,
    ) -> bool {
        self.yaml_features
            .iter()
            .any(|f| f.id == feature && any_admits(&f.gates, product, version, runtime))
    }

    /// The offset in the file that a product of the `yaml` generation ships for a runtime.
    pub fn yaml_shipped_offset(
        &self,
        product: &str,
        version: Option<&Version>,
        runtime: &str,
    ) -> u16 {
        self.yaml_shipped_offsets
            .iter()
            .find(|offset| any_admits(&offset.gates, product, version, runtime))
            .map_or(0, |offset| offset.value)
    }
}
