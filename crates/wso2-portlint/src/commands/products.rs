//! `products`: what the catalogue knows.

use super::columns::columns;
use crate::args::ListFormat;
use crate::exit::{Failure, Outcome};
use crate::terminal::{print, to_stdout};
use portlint_catalog::{Product, RuntimeSpec};
use portlint_report::shown::{Shown, Terminal};
use portlint_session::names::products;
use serde_json::{Value, json};

/// Lists the products.
pub fn run(format: ListFormat) -> Result<Outcome, Failure> {
    match format {
        ListFormat::Table => print(table())?,
        ListFormat::Json => to_stdout(|out| out.writer().document(&document()))?,
    }
    Ok(Outcome::Clean)
}

fn table() -> Shown<Terminal> {
    let row = |product: &Product| {
        // Where every version has a runtime, in one generation or the other, some versions say nothing.
        let everywhere = |id: &str| {
            let mut runtimes = product.runtimes.iter();
            runtimes.any(|runtime| runtime.id == *id && runtime.versions.is_any())
        };
        let runtimes = product
            .runtimes
            .iter()
            .filter(|runtime| runtime.versions.is_any() || !everywhere(&runtime.id))
            .map(|runtime| match runtime.versions.is_any() {
                true => runtime.id.to_string(),
                false => format!("{} ({})", runtime.id, runtime.versions),
            })
            .collect::<Vec<_>>();
        // The longest last: it is the one that may run over the edge.
        [
            product.id.to_string(),
            product.name.to_string(),
            generations(product).join(", "),
            in_order(runtimes).join(", "),
            versions(product).join(", "),
        ]
    };
    let title = ["product", "name", "generation", "runtimes", "versions"].map(str::to_string);
    let rows = std::iter::once(title).chain(products().map(row));
    columns(&rows.collect::<Vec<_>>())
}

fn document() -> Value {
    let runtime = |runtime: &RuntimeSpec| {
        json!({
            "id": runtime.id.as_str(),
            "generation": runtime.generation.as_str(),
            "file": runtime.governing(),
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
    json!({ "schema": 1, "products": products })
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
        assert_eq!(table().as_str().lines().count(), products().count() + 1);
        let table = table();
        let manager = table
            .as_str()
            .lines()
            .find(|line| line.starts_with("wso2am "));
        let words = manager.unwrap().split_whitespace().collect::<Vec<_>>();
        let after_name = words.get(4..8).unwrap();
        assert_eq!(after_name, ["toml,", "xml", "default", "1.8.0,"]);
        let document = document();
        assert_eq!(
            document["products"].as_array().unwrap().len(),
            products().count()
        );
    }
}
