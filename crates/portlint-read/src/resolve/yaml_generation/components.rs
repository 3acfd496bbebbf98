//! The versions of the components that decide the rules: read from bundle file names, else those of the release.

use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use portlint_catalog::yaml_generation::Class;
use portlint_catalog::{Catalog, Release, Version};
use std::collections::{BTreeMap, BTreeSet};

/// Component and the name of its bundle before `_<version>.jar`.
const BUNDLES: [(&str, &str); 2] = [
    ("msf4j", "msf4j-core"),
    (
        "analytics-common",
        "org.wso2.carbon.databridge.receiver.binary",
    ),
];

/// Component versions of a runtime.
pub(super) struct Components<'a> {
    catalog: &'static Catalog,
    release: Option<&'a Release>,
    bundles: BTreeMap<&'static str, Version>,
    /// The files of `resources/security`, where the tree has key stores there at all.
    key_stores: Option<BTreeSet<String>>,
}

/// The folder of the key stores that a product ships.
const SECURITY: &str = "resources/security";

impl<'a> Components<'a> {
    /// Looks at the bundles of the home and at the release table.
    pub(super) fn read(reader: &HomeReader<'_>, context: &RuntimeContext<'a>) -> Components<'a> {
        let plugins = format!("{}wso2/lib/plugins", server_root(context));
        let mut bundles = BTreeMap::new();
        for name in reader.list(&plugins) {
            if let Some((component, version)) = bundle(&name) {
                let newest = bundles.entry(component).or_insert_with(|| version.clone());
                *newest = version.max(newest.clone());
            }
        }
        let files = reader.list(&format!("{}{SECURITY}", server_root(context)));
        let files = files.into_iter().collect::<BTreeSet<_>>();
        let is_store = |name: &String| {
            [".jks", ".p12", ".pfx"]
                .iter()
                .any(|end| name.ends_with(end))
        };
        Components {
            catalog: context.catalog,
            release: context.release(),
            bundles,
            key_stores: files.iter().any(is_store).then_some(files),
        }
    }

    /// Whether a path leads into the folder of the key stores and nothing is there. Trees without key stores, as
    /// repositories are, say nothing.
    pub(super) fn lacks_key_store(&self, path: &str) -> bool {
        let homes = ["${carbon.home}/", "${sys:carbon.home}/"];
        let relative = homes.iter().find_map(|home| path.strip_prefix(home));
        let name = relative.and_then(|path| path.strip_prefix(SECURITY)?.strip_prefix('/'));
        match (name, &self.key_stores) {
            (Some(name), Some(files)) => !name.contains(['/', '$']) && !files.contains(name),
            _ => false,
        }
    }

    /// The class behind a block; where the version was not run, the fields of all versions.
    pub(super) fn class(&self, id: &str) -> Option<&'static Class> {
        self.catalog
            .yaml_class(id, |component| self.version(component))
    }

    fn version(&self, component: &str) -> Option<&Version> {
        let bundle = self.bundles.get(component);
        bundle.or_else(|| self.release?.components.get(component))
    }

    /// Whether a rule that depends on a component holds.
    pub(super) fn is_on(&self, switch: &str) -> bool {
        self.catalog
            .is_on(switch, |component| self.version(component))
    }
}

fn bundle(file: &str) -> Option<(&'static str, Version)> {
    let (name, version) = file.strip_suffix(".jar")?.split_once('_')?;
    let (component, _) = BUNDLES.iter().find(|(_, bundle)| *bundle == name)?;
    Some((component, Version::parse(version)?))
}

/// The directory that holds `conf` and `wso2`, relative to the home, with a trailing slash; empty for the home itself.
pub(super) fn server_root(context: &RuntimeContext<'_>) -> String {
    match context.conf.rsplit_once("conf/") {
        Some((root, _)) => root.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundle_names_that_do_not_parse_are_ignored() {
        assert_eq!(
            bundle("msf4j-core_2.8.13.jar").unwrap().1.as_str(),
            "2.8.13"
        );
        for name in [
            "msf4j-core_.jar",
            "msf4j-core_x.jar",
            "msf4j-core-2.8.13.jar",
            "other_1.0.jar",
        ] {
            assert!(bundle(name).is_none(), "{name}");
        }
    }
}
