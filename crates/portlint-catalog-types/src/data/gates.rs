//! Gates name products and runtimes that exist.

use super::complaint::Wrong;
use crate::{Gate, Product};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The lists of gates, wherever they stand.
const GATES: [&str; 10] = [
    "for",
    "random",
    "script",
    "parameter-first",
    "integer-only",
    "integer-required",
    "sample-of",
    "empty-is-a-value",
    "needs-ciphers",
    "star-hangs",
];

/// Checks every gate below a table. What is no gate is left to the types.
pub(super) fn check(table: &DeTable<'_>, products: &[Product]) -> Result<(), Wrong> {
    for (key, value) in table {
        let is_gates = GATES.contains(&key.get_ref().as_ref());
        check_value(is_gates, value, products)?;
    }
    Ok(())
}

fn check_value(
    is_gate: bool,
    value: &Spanned<DeValue<'_>>,
    products: &[Product],
) -> Result<(), Wrong> {
    match value.get_ref() {
        DeValue::Table(table) => check(table, products),
        DeValue::Array(list) => list
            .iter()
            .try_for_each(|item| check_value(is_gate, item, products)),
        DeValue::String(text) if is_gate => match Gate::parse(text) {
            Some(gate) => check_gate(&gate, value, products),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn check_gate(
    gate: &Gate,
    value: &Spanned<DeValue<'_>>,
    products: &[Product],
) -> Result<(), Wrong> {
    let Some(product) = products.iter().find(|product| product.id == gate.product) else {
        let known = products.iter().map(|product| product.id.as_str());
        return Err(Wrong::name(value.span(), "product", &gate.product, known));
    };
    let Some(runtime) = &gate.runtime else {
        return Ok(());
    };
    let known = product.runtimes.iter().map(|runtime| runtime.id.as_str());
    if known.clone().any(|id| runtime == id) {
        Ok(())
    } else {
        Err(Wrong::name(value.span(), "runtime", runtime, known))
    }
}
