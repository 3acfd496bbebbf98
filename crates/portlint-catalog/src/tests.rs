//! The data files are code: they are checked like code.

use super::*;

#[test]
fn releases_ascend_and_evidence_is_given() {
    for product in products() {
        assert!(!product.evidence.is_empty(), "{}", product.id);
        assert!(!product.runtimes.is_empty(), "{}", product.id);
        for pair in product.releases.windows(2) {
            assert!(pair[0].version < pair[1].version, "{}", product.id);
        }
    }
}

#[test]
fn toml_generation_data_is_well_formed() {
    use toml_generation::family;
    let families = products().iter().filter_map(|p| family(&p.id));
    for family_facts in families {
        for listener in &family_facts.listeners {
            let facts = &listener.facts;
            assert!(!facts.evidence.is_empty(), "{} has no evidence", facts.id);
            for gate in &facts.gates {
                assert!(product(&gate.product).is_some(), "{}: {gate}", facts.id);
                assert!(family(&gate.product).is_some(), "{}: {gate}", facts.id);
            }
            let opens = listener.never.is_none() && listener.conditional.is_none();
            let mut tests = listener.closed_when.iter().flat_map(|rule| &rule.all);
            let needs_port = tests.any(|test| {
                test.is == toml_generation::Test::Absent
                    && Some(test.key.as_str()) == listener.mapped_key()
            });
            let repeats = listener.each.is_some() || !listener.deployed.is_empty();
            assert!(
                !opens || repeats || facts.base.is_some() != needs_port,
                "{}",
                facts.id
            );
        }
    }
}

#[test]
fn toml_generation_ids_are_unique_within_a_release() {
    for product in products() {
        let Some(family) = toml_generation::family(&product.id) else {
            continue;
        };
        for release in &product.releases {
            let mut ids: Vec<_> = family
                .listeners
                .iter()
                .filter(|l| l.deployed.is_empty())
                .filter(|l| {
                    l.facts
                        .admits(&product.id, Some(&release.version), "default")
                })
                .map(|l| l.facts.id.as_str())
                .collect();
            let count = ids.len();
            assert!(count > 0, "{} {}", product.id, release.version);
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{} {}", product.id, release.version);
        }
    }
}

mod yaml_generation_data {
    use super::*;
    use crate::yaml_generation::{shipped_offset, *};

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    fn gates() -> impl Iterator<Item = &'static Gate> {
        let listeners = listeners().iter().flat_map(|l| &l.facts.gates);
        let features = features().iter().flat_map(|f| &f.gates);
        listeners
            .chain(features)
            .chain(shipped_offsets().iter().flat_map(|o| &o.gates))
    }

    #[test]
    fn gates_name_known_products_and_runtimes_of_this_generation() {
        for gate in gates() {
            let product = product(&gate.product).unwrap_or_else(|| panic!("{gate}"));
            let mut runtimes = product
                .runtimes
                .iter()
                .filter(|r| r.generation == Generation::Yaml);
            assert!(
                runtimes.any(|r| gate.runtime.as_ref().is_none_or(|id| *id == r.id)),
                "{gate}"
            );
        }
    }

    #[test]
    fn one_runtime_has_an_id_once_and_every_entry_has_evidence() {
        for product in products() {
            for release in &product.releases {
                for runtime in product
                    .runtimes
                    .iter()
                    .filter(|r| r.generation == Generation::Yaml)
                {
                    let mut ids = listeners()
                        .iter()
                        .map(|l| &l.facts)
                        .filter(|l| l.admits(&product.id, Some(&release.version), &runtime.id))
                        .map(|l| l.id.as_str())
                        .collect::<Vec<_>>();
                    let all = ids.len();
                    ids.sort_unstable();
                    ids.dedup();
                    assert_eq!(all, ids.len(), "{} {}", product.id, release.version);
                }
            }
        }
        assert!(listeners().iter().all(|l| !l.facts.evidence.is_empty()));
        assert!(switches().iter().all(|s| !s.evidence.is_empty()));
        assert!(features().iter().all(|f| !f.evidence.is_empty()));
    }

    #[test]
    fn switches_follow_the_releases() {
        let cases = [
            ("wso2si", "1.0.0", "http-offset", false),
            ("wso2si", "1.1.0", "http-offset", true),
            ("wso2si-tooling", "1.0.0", "http-offset", false),
            ("wso2si-tooling", "1.0.1", "http-offset", true),
            ("wso2am-analytics", "3.0.0", "http-offset", false),
            ("wso2am-analytics", "3.1.0", "http-offset", true),
            ("wso2ad", "4.5.0", "http-offset", false),
            ("wso2ad", "1.0.0", "http-offset", true),
            ("wso2sp", "4.4.0", "http-offset", false),
            ("wso2sp", "4.1.0", "http-default-8080", true),
            ("wso2sp", "4.2.0", "http-default-8080", false),
            ("wso2sp", "4.4.0", "binary-plus-one", true),
            ("wso2am-analytics", "2.6.0", "binary-plus-one", true),
            ("wso2am-analytics", "3.0.0", "binary-plus-one", false),
            ("wso2si", "1.0.0", "binary-plus-one", false),
            ("wso2sp", "4.2.0", "receivers-start-themselves", true),
            ("wso2sp", "4.3.0", "receivers-start-themselves", false),
            ("wso2is-analytics", "5.7.0", "stores-default-listener", true),
            (
                "wso2is-analytics",
                "5.8.0",
                "stores-default-listener",
                false,
            ),
            ("wso2si", "4.0.0", "stores-default-listener", false),
            ("wso2si", "4.1.0", "stores-default-listener", true),
            ("wso2sp", "4.2.0", "event-sync-server", false),
            ("wso2sp", "4.3.0", "event-sync-server", true),
            ("wso2sp", "4.3.0", "field-overrides", false),
            ("wso2sp", "4.4.0", "config-argument", true),
        ];
        for (id, release, switch, expected) in cases {
            let product = product(id).unwrap();
            let release = product.release_for(Some(&version(release))).unwrap();
            assert_eq!(
                is_on_in(switch, release),
                expected,
                "{id} {} {switch}",
                release.version
            );
        }
        let is_on = |switch| built_in().is_on(switch, |_| None);
        assert!(is_on("http-offset"));
        assert!(!is_on("binary-plus-one"));
        assert!(!is_on("no-such-switch"));
    }

    #[test]
    fn shipped_offsets_and_features() {
        assert_eq!(shipped_offset("wso2si-tooling", None, "server"), 3);
        assert_eq!(shipped_offset("wso2si", None, "server"), 0);
        assert_eq!(
            shipped_offset("wso2ei", Some(&version("6.5.0")), "analytics-dashboard"),
            2
        );
        assert!(built_in().has_feature(
            "receiver-start",
            "wso2sp",
            Some(&version("4.2.0")),
            "editor"
        ));
        assert!(!built_in().has_feature(
            "receiver-start",
            "wso2sp",
            Some(&version("4.3.0")),
            "editor"
        ));
        assert!(!built_in().has_feature("stores", "wso2sp", Some(&version("4.2.0")), "worker"));
    }
}

#[test]
fn a_port_finds_its_products() {
    let names = |port| {
        default_uses(port)
            .iter()
            .map(|u| format!("{} {} {}", u.product.id, u.runtime.id, u.facts.id))
            .collect::<Vec<_>>()
    };
    assert!(names(9443).contains(&"wso2am default servlet-https".to_string()));
    assert!(names(8290).iter().any(|n| n.starts_with("wso2mi default")));
    assert!(names(7070).iter().any(|n| n.starts_with("wso2si server")));
    assert!(names(5675).iter().any(|n| n.starts_with("wso2ei broker")));
    assert!(default_uses(5223).is_empty());
    assert!(!outbound_uses(5223).is_empty());
}

#[test]
fn outbound_numbers_name_known_products_and_evidence() {
    for entry in outbound() {
        assert!(!entry.evidence.is_empty());
        assert!(entry.products.iter().all(|id| product(id).is_some()));
    }
}

/// `UPDATE_DOCS=1 cargo test -p portlint-catalog` writes the pages anew.
#[test]
fn product_pages_are_fresh() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/products");
    let mut pages = vec![("README.md".to_string(), products_index())];
    pages.extend(
        products()
            .iter()
            .filter(|p| !p.releases.is_empty())
            .map(|p| (format!("{}.md", p.id), product_page(p))),
    );
    for (name, page) in pages {
        let file = directory.join(&name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(&directory).unwrap();
            std::fs::write(&file, &page).unwrap();
        }
        let stored = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            stored == page,
            "docs/products/{name} is stale: UPDATE_DOCS=1 cargo test"
        );
    }
}

#[test]
fn the_page_of_taken_ports_is_fresh() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/when-taken.md");
    let page = when_taken_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == page,
        "docs/when-taken.md is stale: UPDATE_DOCS=1 cargo test"
    );
}

/// Whether the catalogue has a listener of this id, or some that are called after it.
fn has_listener(id: &str) -> bool {
    all_listeners().into_iter().any(|facts| {
        let rest = facts.id.strip_prefix(id);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '/']))
    })
}

#[test]
fn what_is_said_of_taken_ports_is_about_listeners_that_are_known() {
    for taken in &built_in().taken {
        assert!(!taken.evidence.is_empty());
        for id in &taken.listeners {
            assert!(has_listener(id), "{id}");
        }
    }
}

#[test]
fn bundles_open_listeners_that_products_have() {
    for bundle in &built_in().bundles {
        assert!(!bundle.evidence.is_empty(), "{}", bundle.name);
        for like in &bundle.like {
            assert!(product(&like.product).is_some(), "{}", like.product);
        }
        for id in &bundle.opens {
            assert!(has_listener(id), "{}: {id}", bundle.name);
        }
    }
}
