//! Two products in one folder: configuration that the recognised product never reads.

use crate::reader::HomeReader;
use portlint_catalog::{Product, RuntimeSpec};
use portlint_host::{Problem, ProblemKind};

/// A governing file in a directory that no runtime of `product` has its configuration in.
pub(super) fn configuration(
    reader: &HomeReader<'_>,
    product: &Product,
    present: &[(&RuntimeSpec, String)],
) -> Option<Problem> {
    let reads = |directory: &str| {
        let known = product.runtimes.iter().map(|spec| spec.conf.as_str());
        let used = present.iter().map(|(_, conf)| conf.as_str());
        known
            .chain(used)
            .any(|conf| conf == directory || conf.starts_with(&format!("{directory}/")))
    };
    if present.is_empty() || product.releases.is_empty() {
        return None;
    }
    let stray = ["repository/conf", "conf"]
        .into_iter()
        .filter(|directory| !reads(directory))
        .flat_map(|directory| ["deployment.toml", "carbon.xml"].map(|f| format!("{directory}/{f}")))
        .find(|file| reader.exists(file))?;
    Some(
        Problem::of(
            ProblemKind::IdentityConflict,
            reader.path(&stray),
            format!(
                "{} does not read {stray}: two products lie in one folder, and the ports of the other are not checked",
                product.name
            ),
        )
        .with_route("two-products")
        .with_help("give each product a folder of its own, or remove the file"),
    )
}
