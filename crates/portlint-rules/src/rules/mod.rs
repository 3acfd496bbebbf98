//! The registry.

use crate::rule::Rule;

/// Every rule, in the order of the documentation.
pub static RULES: &[Rule] = &[];
