//! Every piece of evidence of the catalogue, with what it stands beside.

use crate::{Catalog, Evidence, ListenerFacts};
use portlint_catalog_types::{LinePlace, List};

/// A piece of evidence and where it stands in the catalogue.
#[derive(Debug)]
pub struct Proof {
    /// The part of the catalogue, for example `xml listeners`.
    pub part: &'static str,
    /// The entry, for example `servlet-https wso2ei /broker`.
    pub entry: String,
    /// The number that is to be found where the base is proved.
    pub base: Option<u16>,
    /// The evidence.
    pub evidence: Vec<Evidence>,
}

/// All evidence, in the order of the catalogue.
pub fn proofs(catalog: &Catalog) -> Vec<Proof> {
    let mut all = Vec::new();
    for product in &catalog.products {
        all.push(plain("products", product.id.to_string(), &product.evidence));
    }
    for (at, named) in catalog.families.iter().enumerate() {
        let family = &named.family;
        let is_first = |found: &ListenerFacts| {
            let earlier = catalog.families.iter().take(at);
            let mut known = earlier.flat_map(|named| &named.family.listeners);
            !known.any(|l| l.facts.id == found.id && l.facts.evidence == found.evidence)
        };
        let listeners = family.listeners.iter().map(|listener| &listener.facts);
        all.extend(
            listeners
                .filter(|facts| is_first(facts))
                .map(|facts| listener("toml listeners", facts)),
        );
        if at == 0 || family.offset.evidence != first_offset(catalog) {
            let entry = format!("offset of {}", named.products.join(", "));
            all.push(plain("toml keys", entry.clone(), &family.offset.evidence));
            let entry = entry.replace("offset of", "rendering of");
            all.push(plain("toml keys", entry, &family.rendering.evidence));
        }
        for dead in &family.dead_keys {
            let entry = format!("dead {}", dead.keys.join(", "));
            if !all.iter().any(|proof: &Proof| proof.entry == entry) {
                all.push(plain("toml keys", entry, &dead.evidence));
            }
        }
    }
    for found in &catalog.xml_listeners {
        all.push(listener("xml listeners", &found.facts));
    }
    for receiver in &catalog.xml_receivers {
        let entry = format!("receiver {}", receiver.name);
        all.push(plain("xml outcomes", entry, &receiver.evidence));
    }
    for broker in &catalog.xml_brokers {
        let entry = format!("broker {}", broker.listeners.join(", "));
        all.push(plain("xml outcomes", entry, &broker.evidence));
    }
    for file in &catalog.xml_references {
        all.push(plain(
            "xml references",
            file.file.to_string(),
            &file.evidence,
        ));
    }
    for found in &catalog.jvm_listeners {
        all.push(listener("listeners of the Java machine", found));
    }
    for found in &catalog.yaml_listeners {
        all.push(listener("yaml listeners", &found.facts));
    }
    for switch in &catalog.yaml_switches {
        all.push(plain("yaml rules", switch.id.to_string(), &switch.evidence));
    }
    for class in &catalog.yaml_classes {
        let entry = format!("class {}", class.id);
        all.push(plain("yaml rules", entry, &class.evidence));
    }
    for feature in &catalog.yaml_features {
        all.push(plain(
            "yaml rules",
            feature.id.to_string(),
            &feature.evidence,
        ));
    }
    for offset in &catalog.yaml_shipped_offsets {
        let entry = format!("shipped offset {}", offset.value);
        all.push(plain("yaml rules", entry, &offset.evidence));
    }
    for extension in &catalog.yaml_extensions {
        all.push(Proof {
            base: Some(extension.base),
            ..plain(
                "yaml rules",
                format!("extension {}", extension.kind),
                &extension.evidence,
            )
        });
    }
    for place in &catalog.yaml_references {
        let places = place.at.iter().map(|at| at.as_str());
        let entry = format!("{} {}", place.block, places.collect::<Vec<_>>().join(", "));
        all.push(plain("yaml references", entry, &place.evidence));
    }
    for bundle in &catalog.bundles {
        all.push(plain("bundles", bundle.name.to_string(), &bundle.evidence));
    }
    for taken in &catalog.taken {
        let gates = taken.gates.iter().map(ToString::to_string);
        let gates = gates.collect::<Vec<_>>().join(", ");
        let ids = taken.listeners.iter().map(|id| id.as_str());
        let entry = format!("{} ({gates})", ids.collect::<Vec<_>>().join(", "));
        all.push(plain("taken ports", entry, &taken.evidence));
    }
    for outbound in &catalog.outbound {
        let ports = outbound.ports.iter().map(u16::to_string);
        let entry = format!("outbound {}", ports.collect::<Vec<_>>().join(", "));
        all.push(plain("outbound", entry, &outbound.evidence));
    }
    for finding in &catalog.documentation.findings {
        let entry = finding.id.to_string();
        all.push(plain("documentation", entry, &finding.evidence));
    }
    for omission in &catalog.documentation.omissions {
        let entry = format!("{}: not listed: {}", omission.page, omission.text);
        all.push(plain("documentation", entry, &omission.evidence));
    }
    all.retain(|proof| !proof.evidence.is_empty());
    all
}

/// The releases: product and version, and the line or the sentence.
pub fn releases(catalog: &Catalog) -> Vec<(String, String, Option<LinePlace>, String)> {
    let products = catalog.products.iter();
    let releases = products.flat_map(|product| {
        product.releases.iter().map(|release| {
            (
                product.id.to_string(),
                release.version.to_string(),
                release.at,
                release.why.map(String::from).unwrap_or_default(),
            )
        })
    });
    releases.collect()
}

fn first_offset(catalog: &Catalog) -> List<Evidence> {
    let first = catalog.families.first();
    first
        .map(|named| named.family.offset.evidence)
        .unwrap_or_default()
}

fn listener(part: &'static str, facts: &ListenerFacts) -> Proof {
    let gates = facts.gates.iter().map(ToString::to_string);
    Proof {
        part,
        entry: format!("{} ({})", facts.id, gates.collect::<Vec<_>>().join(", ")),
        base: facts.base,
        evidence: facts.evidence.to_vec(),
    }
}

fn plain(part: &'static str, entry: String, evidence: &List<Evidence>) -> Proof {
    Proof {
        part,
        entry,
        base: None,
        evidence: evidence.to_vec(),
    }
}
