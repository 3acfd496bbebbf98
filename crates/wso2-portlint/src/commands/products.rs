//! `products`: what the catalogue knows.

use super::columns::columns;
use crate::args::ListFormat;
use crate::exit::{Failure, Outcome};
use crate::names::products;
use crate::terminal::print;
use portlint_catalog::{Product, RuntimeSpec};
use serde_json::json;

/// Lists the products.
pub fn run(format: ListFormat) -> Result<Outcome, Failure> {
    let text = match format {
        ListFormat::Table => table(),
        ListFormat::Json => document(),
    };
    print(&text)?;
    Ok(Outcome::Clean)
}

fn table() -> String {
    let row = |product: &Product| {
        let runtimes = product
            .runtimes
            .iter()
            .map(|runtime| match runtime.versions.is_any() {
                true => runtime.id.to_string(),
                false => format!("{} ({})", runtime.id, runtime.versions),
            })
            .collect::<Vec<_>>();
        [
            product.id.to_string(),
            product.name.to_string(),
            versions(product).join(", "),
            generations(product).join(", "),
            in_order(runtimes).join(", "),
        ]
    };
    let title = ["product", "name", "versions", "generation", "runtimes"].map(str::to_string);
    let rows = std::iter::once(title).chain(products().map(row));
    columns(&rows.collect::<Vec<_>>())
}

fn document() -> String {
    let runtime = |runtime: &RuntimeSpec| {
        json!({
            "id": runtime.id.as_str(),
            "generation": runtime.generation.as_str(),
            "file": format!("{}/{}", runtime.conf, runtime.governs),
            "versions": (!runtime.versions.is_any()).then(|| runtime.versions.to_string()),
        })
    };
    let products = products()
        .map(|product| {
            json!({
                "id": product.id.as_str(),
                "name": product.name.as_str(),
                "versions": versions(product),
                "generations": generations(product),
                "runtimes": product.runtimes.iter().map(runtime).collect::<Vec<_>>(),
            })
        })
        .collect::<Vec<_>>();
    format!("{:#}\n", json!({ "schema": 1, "products": products }))
}

fn versions(product: &Product) -> Vec<String> {
    product
        .releases
        .iter()
        .map(|release| release.version.to_string())
        .collect()
}

fn generations(product: &Product) -> Vec<String> {
    let all = product
        .runtimes
        .iter()
        .map(|runtime| runtime.generation.as_str().to_string());
    in_order(all.collect())
}

/// Each text once, where it first stood.
fn in_order(texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    texts
        .into_iter()
        .filter(|text| seen.insert(text.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_is_listed() {
        assert_eq!(table().lines().count(), products().count() + 1);
        let document: serde_json::Value = serde_json::from_str(&document()).unwrap();
        assert_eq!(
            document["products"].as_array().unwrap().len(),
            products().count()
        );
    }
}
