//! `products`: what the catalogue knows.

use crate::args::{ListFormat, LookArgs};
use crate::exit::{Failure, Outcome};
use crate::terminal::{print, stdout_style, to_stdout};
use portlint_catalog::{Product, RuntimeSpec};
use portlint_report::shown::{Shown, Terminal};
use portlint_report::{Cell, Column, Grid, Row, Style};
use portlint_session::names::products;
use serde_json::{Value, json};

/// Lists the products.
pub(super) fn run(format: ListFormat, look: &LookArgs) -> Result<Outcome, Failure> {
    match format {
        ListFormat::Table => print(table(&stdout_style(look)))?,
        ListFormat::Json => to_stdout(|out| out.writer().document(&document()))?,
    }
    Ok(Outcome::Clean)
}

/// One line for each product; where the terminal has no room for that, its runtimes and versions are below it.
fn table(style: &Style) -> Shown<Terminal> {
    let mut grid = Grid {
        columns: vec![
            Column::new("product"),
            Column::folding("name"),
            Column::new("generation"),
            Column::folding("runtimes"),
            Column::folding("versions"),
        ],
        rows: products().map(row).collect(),
        indent: 0,
        has_head: true,
    };
    if style.width.is_some_and(|width| grid.least_width() > width) {
        let titles: Vec<_> = grid.columns.drain(3..).map(|column| column.title).collect();
        for row in &mut grid.rows {
            let moved = row.cells.split_off(3).into_iter().zip(&titles);
            let told = moved.filter(|(cell, _)| cell.text != "default");
            let below = told.map(|(cell, title)| format!("{title}: {}", cell.text).into());
            row.below = below.collect();
        }
    }
    grid.lines(style)
}

fn row(product: &Product) -> Row {
    // Where every version has a runtime, in one generation or the other, some versions say nothing.
    let everywhere = |id: &str| {
        let mut runtimes = product.runtimes.iter();
        runtimes.any(|runtime| runtime.id == *id && runtime.versions.is_any())
    };
    let runtimes = product
        .runtimes
        .iter()
        .filter(|runtime| runtime.versions.is_any() || !everywhere(&runtime.id))
        .map(|runtime| {
            if runtime.versions.is_any() {
                runtime.id.to_string()
            } else {
                format!("{} ({})", runtime.id, runtime.versions)
            }
        })
        .collect::<Vec<_>>();
    // The longest last: it is the one that may run over the edge.
    let cells = [
        product.id.to_string(),
        product.name.to_string(),
        generations(product).join(", "),
        in_order(runtimes).join(", "),
        versions(product).join(", "),
    ];
    Row {
        cells: cells.map(Cell::from).to_vec(),
        below: Vec::new(),
    }
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
        let table = table(&Style::default());
        let lines = table.as_str().lines();
        assert_eq!(lines.count(), products().count() + 2);
        let mut lines = table.as_str().lines();
        let manager = lines.find(|line| line.starts_with("wso2am "));
        let words = manager.unwrap().split_whitespace().collect::<Vec<_>>();
        let after_name = words.get(4..8).unwrap();
        assert_eq!(after_name, ["toml,", "xml", "default", "1.8.0,"]);
        let document = document();
        assert_eq!(
            document["products"].as_array().unwrap().len(),
            products().count()
        );
    }

    #[test]
    fn a_narrow_terminal_is_not_overrun() {
        for width in [80, 100, 120, 200] {
            let style = Style {
                width: Some(width),
                ..Style::default()
            };
            let table = table(&style);
            for line in table.as_str().lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}
