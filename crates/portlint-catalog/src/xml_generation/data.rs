//! The data files of the generation, one per family of components.

use super::{ReferenceFile, XmlListener};
use crate::gate::Gate;
use serde::Deserialize;
use std::sync::OnceLock;

/// A data file. `products` stands for every listener whose own `for` is empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListenerFile {
    products: Vec<Gate>,
    listener: Vec<XmlListener>,
}

impl ListenerFile {
    fn into_listeners(self) -> impl Iterator<Item = XmlListener> {
        let products = self.products;
        self.listener.into_iter().map(move |mut listener| {
            if listener.facts.gates.is_empty() {
                listener.facts.gates.clone_from(&products);
            }
            listener
        })
    }
}

/// The texts of the data files, in the order in which listeners are shown.
pub(crate) const LISTENER_FILES: [(&str, &str); 11] = [
    ("kernel", crate::data!("xml-kernel")),
    ("micro-integrator", crate::data!("xml-micro-integrator")),
    ("transports", crate::data!("xml-transports")),
    ("cluster", crate::data!("xml-cluster")),
    ("identity", crate::data!("xml-identity")),
    ("api-manager", crate::data!("xml-api-manager")),
    ("broker", crate::data!("xml-broker")),
    ("data-bridge", crate::data!("xml-data-bridge")),
    ("event-processor", crate::data!("xml-event-processor")),
    ("spark-h2o", crate::data!("xml-spark-h2o")),
    ("cassandra", crate::data!("xml-cassandra")),
];

/// The text of the file about references.
pub(crate) const REFERENCES: &str = crate::data!("xml-references");

/// All listeners of the generation, in the order in which they are shown.
pub fn listeners() -> &'static [XmlListener] {
    static LISTENERS: OnceLock<Vec<XmlListener>> = OnceLock::new();
    LISTENERS.get_or_init(|| {
        LISTENER_FILES
            .iter()
            .filter_map(|(_, text)| crate::read_data::<ListenerFile>(text))
            .flat_map(ListenerFile::into_listeners)
            .collect()
    })
}

/// The files that hold references, in the order in which they are read.
pub fn references() -> &'static [ReferenceFile] {
    static FILES: OnceLock<Vec<ReferenceFile>> = OnceLock::new();
    #[derive(Deserialize)]
    struct File {
        file: Vec<ReferenceFile>,
    }
    FILES.get_or_init(|| crate::read_data::<File>(REFERENCES).map_or_else(Vec::new, |f| f.file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_are_well_formed() {
        for (name, text) in LISTENER_FILES {
            let file: Result<ListenerFile, _> = serde_json::from_str(text);
            assert!(file.is_ok(), "{name}: {}", file.err().unwrap());
        }
        assert!(!references().is_empty());
    }

    #[test]
    fn every_listener_is_complete() {
        for listener in listeners() {
            let id = &listener.facts.id;
            assert!(!listener.facts.evidence.is_empty(), "{id}");
            assert!(!listener.facts.gates.is_empty(), "{id}");
            for gate in &listener.facts.gates {
                let product = crate::product(&gate.product);
                assert!(product.is_some(), "{id}: {gate}");
                let runtimes = &product.unwrap().runtimes;
                assert!(
                    gate.runtime
                        .as_ref()
                        .is_none_or(|runtime| runtimes.iter().any(|r| r.id == *runtime)),
                    "{id}: {gate}"
                );
            }
        }
    }

    #[test]
    fn no_product_has_an_id_twice() {
        for product in crate::products() {
            for release in &product.releases {
                for runtime in &product.runtimes {
                    let mut ids = listeners()
                        .iter()
                        .map(|l| &l.facts)
                        .filter(|f| f.admits(&product.id, Some(&release.version), &runtime.id))
                        .map(|f| f.id.as_str())
                        .collect::<Vec<_>>();
                    let all = ids.len();
                    ids.sort_unstable();
                    ids.dedup();
                    assert_eq!(
                        ids.len(),
                        all,
                        "{} {} {}",
                        product.id,
                        release.version,
                        runtime.id
                    );
                }
            }
        }
    }
}
