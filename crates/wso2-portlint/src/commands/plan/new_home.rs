//! A home that is not there yet, as the product ships it.

use portlint_catalog::{Generation, Product, RuntimeSpec, Version};
use portlint_files::{Entry, FileKind, FileSystem, Memory, ReadError};
use portlint_host::{Files, Home};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_session::names::{product, split_release};
use portlint_session::suggest::did_you_mean;
use portlint_syntax::Limits;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why a new home cannot be modelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NewHomeError {
    /// Not of the form `wso2is-7.0.0`.
    NotAName,
    /// No such product, in words.
    UnknownProduct(String),
    /// The product of this version has no runtime that the catalogue knows.
    NoRuntime,
    /// What its runtimes open is not known.
    NothingKnown,
}

impl fmt::Display for NewHomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NewHomeError::NotAName => {
                write!(f, "write product and version, for example wso2is-7.0.0")
            }
            NewHomeError::UnknownProduct(words) => f.write_str(words),
            NewHomeError::NoRuntime => write!(f, "the catalogue knows no runtime of this version"),
            NewHomeError::NothingKnown => {
                write!(
                    f,
                    "the catalogue cannot tell which ports it opens; unpack it and plan with its path"
                )
            }
        }
    }
}

/// The home of a product and version, called for example `wso2is-7.0.0`, with the listeners that it opens as shipped, and its
/// files.
pub(super) fn model(name: &str) -> Result<(Home, Files), NewHomeError> {
    let (id, version) = split_release(name).ok_or(NewHomeError::NotAName)?;
    let product = product(id).map_err(NewHomeError::UnknownProduct)?;
    let files = Unpacked::new(name, product, &version);
    if files.there.is_empty() {
        return Err(NewHomeError::NoRuntime);
    }
    let facts = HomeFacts {
        product: Some(product.id.to_string()),
        version: Some(version.to_string()),
        ..HomeFacts::default()
    };
    let found = scan(
        &files,
        &Request {
            paths: &[PathBuf::from(name)],
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_, _| facts.clone(),
        },
    );
    let home = found
        .host
        .homes
        .into_iter()
        .next()
        .ok_or(NewHomeError::NoRuntime)?;
    let knows = home
        .runtimes
        .iter()
        .any(|runtime| runtime.listeners.iter().any(|l| l.port.is_some()));
    if knows {
        Ok((home, found.host.files))
    } else {
        Err(NewHomeError::NothingKnown)
    }
}

/// Which rules stand in for a version that the catalogue does not know; `None` for one that it knows.
pub(super) fn stand_in(home: &Home) -> Option<String> {
    let version = home.version.as_ref()?;
    let product = portlint_catalog::product(home.product.as_deref()?)?;
    let mut known = product.releases.iter().map(|release| &release.version);
    if known.any(|known| known.cmp_release(version).is_eq()) {
        return None;
    }
    let nearest = &product.release_for(Some(version))?.version;
    let known = product
        .releases
        .iter()
        .map(|release| release.version.as_str());
    let hint = did_you_mean(version.as_str(), known);
    Some(format!(
        "the catalogue does not know this version of {}: the ports are those of {nearest}{hint}",
        product.name
    ))
}

/// The files of the home. Those that the catalogue can stand in for are there, but cannot be read: then they are taken
/// as shipped.
struct Unpacked {
    files: Memory,
    there: BTreeSet<PathBuf>,
}

impl Unpacked {
    fn new(name: &str, product: &Product, version: &Version) -> Unpacked {
        let home = Path::new(name);
        let title = product.names.first().unwrap_or(&product.name);
        let mut files = Memory::new().with(
            home.join("bin/version.txt"),
            format!("{title} v{version}\n"),
        );
        let mut there = BTreeSet::new();
        for spec in product
            .runtimes
            .iter()
            .filter(|spec| spec.versions.matches(version))
        {
            let governing = home.join(spec.conf.as_str()).join(spec.governs.as_str());
            match spec.generation {
                Generation::Toml => files = files.with(governing.clone(), ""),
                Generation::Yaml => {}
                Generation::Xml => files = files.with(governing.clone(), carbon_xml(product, spec)),
            }
            there.insert(governing);
            there.extend(spec.also.as_deref().map(|also| home.join(also)));
        }
        Unpacked { files, there }
    }
}

/// What the kernel needs to start; the rest has defaults, or is in files that are taken as shipped.
fn carbon_xml(product: &Product, spec: &RuntimeSpec) -> String {
    let offset = shipped_offset(&product.id, &spec.id);
    format!(
        "<Server><Ports><Offset>{offset}</Offset>\
         <JMX><RMIRegistryPort>9999</RMIRegistryPort><RMIServerPort>11111</RMIServerPort></JMX>\
         <EmbeddedLDAP><LDAPServerPort>10389</LDAPServerPort><KDCServerPort>8000</KDCServerPort></EmbeddedLDAP>\
         <ThriftEntitlementReceivePort>10500</ThriftEntitlementReceivePort>\
         </Ports></Server>\n"
    )
}

/// What `carbon.xml` says in the vendor's zip file (facts of product-ei, product-iots and analytics-apim).
fn shipped_offset(product: &str, runtime: &str) -> u16 {
    match (product, runtime) {
        ("wso2ei", "analytics") | ("wso2am-analytics", "default") => 1,
        ("wso2ei", "business-process") | ("wso2iot", "analytics") => 2,
        ("wso2ei" | "wso2iot", "broker") => 3,
        ("wso2ei", "micro-integrator") => 10,
        _ => 0,
    }
}

impl FileSystem for Unpacked {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let stands_in = || self.there.contains(path).then_some(FileKind::File(0));
        let above = || {
            self.there
                .iter()
                .any(|file| file.starts_with(path))
                .then_some(FileKind::Directory)
        };
        self.files.kind(path).or_else(stands_in).or_else(above)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.files.read(path, limit)
    }

    fn entries(&self, path: &Path) -> Result<Vec<Entry>, ReadError> {
        let mut entries = self.files.entries(path).unwrap_or_default();
        entries.extend(self.there.iter().filter_map(|file| {
            let mut names = file.strip_prefix(path).ok()?.iter();
            Some(Entry {
                name: names.next()?.to_os_string(),
                is_directory: Some(names.next().is_some()),
            })
        }));
        entries.sort();
        entries.dedup();
        if entries.is_empty() {
            return Err(ReadError::Missing);
        }
        Ok(entries)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.kind(path).map(|_| path.to_path_buf())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::State;
    use portlint_session::names::products;

    #[test]
    fn names_are_product_and_version() {
        let error = |name| model(name).err();
        assert_eq!(error("wso2is"), Some(NewHomeError::NotAName));
        assert_eq!(error(""), Some(NewHomeError::NotAName));
        let unknown = error("nothing-1.0.0").unwrap().to_string();
        assert!(unknown.starts_with("no product `nothing`"), "{unknown}");
    }

    #[test]
    fn what_is_shipped_has_real_ports() {
        for product in products() {
            for release in &product.releases {
                let name = format!("{}-{}", product.id, release.version);
                let Ok((home, _)) = model(&name) else {
                    continue;
                };
                let listeners = home.runtimes.iter().flat_map(|runtime| &runtime.listeners);
                for listener in listeners.filter(|listener| listener.state != State::Closed) {
                    let port = listener.port.unwrap_or(1);
                    assert!(
                        (1..=65535).contains(&port),
                        "{name}: {} {port}",
                        listener.id
                    );
                }
            }
        }
    }

    #[test]
    fn every_release_of_every_product_has_ports() {
        let names = products().flat_map(|product| {
            let releases = product.releases.iter();
            releases.map(|release| format!("{}-{}", product.id, release.version))
        });
        let unknown: Vec<_> = names.filter(|name| model(name).is_err()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn the_runtimes_of_the_version_are_found() {
        for (name, runtimes) in [
            ("wso2is-7.0.0", &["default"][..]),
            ("wso2am-acp-4.5.0", &["default"]),
            ("wso2si-4.2.0", &["server"]),
            ("wso2am-2.6.0", &["default"]),
        ] {
            let (id, version) = name.rsplit_once('-').unwrap();
            let product = portlint_catalog::product(id).unwrap();
            let files = Unpacked::new(name, product, &Version::parse(version).unwrap());
            let found = scan(
                &files,
                &Request {
                    paths: &[PathBuf::from(name)],
                    limits: Limits::default(),
                    budget: Budget::default(),
                    facts: &|_, _| HomeFacts::default(),
                },
            );
            let homes = found.host.homes;
            assert_eq!(homes.len(), 1, "{name}");
            assert_eq!(homes[0].product.as_deref(), Some(id), "{name}");
            let ids = homes[0]
                .runtimes
                .iter()
                .map(|r| r.id.as_ref())
                .collect::<Vec<_>>();
            assert_eq!(ids, runtimes, "{name}");
        }
    }
}
