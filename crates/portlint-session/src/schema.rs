//! JSON schemas (draft-07) for editors: of the port settings of a product's `deployment.toml`, and of the configuration file.

mod places;
mod settings;
mod tree;

pub use places::{PortPlace, Step, ports_of};

use crate::json::put;
use crate::names::{product, split_release};
use crate::suggest::{did_you_mean, quoted};
use portlint_catalog::{Generation, Product, RuntimeSpec, Version, toml_generation};
use serde_json::Value;

/// The schema of `wso2-portlint.toml`.
pub use crate::config::schema::schema as of_configuration;

/// The schema of the port settings of a release, named as its zip file: `wso2am-4.4.0`; a product alone stands for its newest
/// release. An unknown product or release, and one without a `deployment.toml`, is an error in words.
///
/// # Errors
/// As said, with the nearest names.
pub fn of_release(name: &str) -> Result<Value, String> {
    let (id, version) = match split_release(name) {
        Some((id, version)) => (id, Some(version)),
        None => (name, None),
    };
    let product = product(id)?;
    let Some(family) = toml_generation::family(&product.id) else {
        return Err(format!(
            "{} is not configured by a deployment.toml",
            product.name
        ));
    };
    let (version, runtime) = release(product, version.as_ref())?;
    let rules = product.rules_for(Some(version), runtime);
    let rules = rules.as_ref().unwrap_or(version);
    let settings = settings::Settings::new(family, &product.id, rules, &runtime.id);
    let mut schema = settings.tree().to_schema("#");
    put(
        &mut schema,
        "$schema",
        "http://json-schema.org/draft-07/schema#",
    );
    put(
        &mut schema,
        "title",
        format!(
            "Port settings of {} {version} (deployment.toml)",
            product.name
        ),
    );
    put(&mut schema, "definitions", settings::definitions());
    Ok(schema)
}

/// A known release that is configured by a `deployment.toml`, the newest where none is named.
fn release(
    product: &'static Product,
    version: Option<&Version>,
) -> Result<(&'static Version, &'static RuntimeSpec), String> {
    let governed = product.releases.iter().filter_map(|release| {
        let mut runtimes = product.runtimes.iter();
        let runtime = runtimes.find(|runtime| {
            runtime.generation == Generation::Toml && runtime.versions.matches(&release.version)
        });
        Some((&release.version, runtime?))
    });
    let governed = governed.collect::<Vec<_>>();
    let found = match version {
        Some(version) => governed
            .iter()
            .find(|(known, _)| known.cmp_release(version).is_eq()),
        None => governed.last(),
    };
    found.copied().ok_or_else(|| {
        let known = governed.iter().map(|(version, _)| version.as_str());
        let known = known.collect::<Vec<_>>();
        let typed = version.map_or("", Version::as_str);
        format!(
            "no release {} of {} with a deployment.toml{}; known are {}",
            quoted(typed),
            product.name,
            did_you_mean(typed, known.iter().copied()),
            known.join(", ")
        )
    })
}
