//! The `xml` generation.

use super::RuntimeContext;
use crate::host::{Offset, Runtime};
use crate::reader::HomeReader;

/// Reads the files of a runtime of this generation and computes what it opens.
pub fn resolve(_reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    super::runtime(context, Offset::default_of(0, "product default"))
}
