//! From diagnostics and port tables to each output format: one format, one module, one line in its registry.
//!
//! Nothing here reads a file, asks a terminal or decides a severity. Text of a user's file passes through
//! [`redact::display_line`] and nothing else.

mod check;
mod json_text;
mod markup;
mod ports;
pub mod redact;
mod registry;
mod style;
mod summary;
mod text;
mod uri;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use check::{CheckFormat, CheckReport, RepairReport, render_check};
pub use ports::{Link, Opener, PortsFormat, PortsOptions, links, render_ports};
pub use style::Style;
pub use summary::Summary;
pub use text::{count, inline as one_line};
