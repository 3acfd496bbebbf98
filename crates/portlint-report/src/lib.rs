//! From diagnostics and port tables to each output format: one format, one module, one line in its registry.
//!
//! Nothing here reads a file, asks a terminal or decides a severity. Lines of a user's file pass through
//! [`redact::display_line`], and every text leaves as a [`shown::Shown`] text of its destination.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

mod check;
pub mod diff;
mod grid;
mod not_looked_at;
mod page;
mod ports;
pub mod redact;
mod registry;
pub mod shown;
mod style;
mod summary;
mod text;
mod uri;

#[cfg(test)]
mod canary;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use check::{CheckFormat, CheckReport, RepairReport, render_check, render_json, render_page};
pub use grid::{Cell, Column, Grid, Row};
pub use ports::{Flow, flows, render_flows};
pub use ports::{Link, Opener, PortsCheck, PortsFormat, PortsOptions, links, render_ports};
pub use style::{Ink, Style};
pub use summary::Summary;
pub use text::{count, fitted};
pub use uri::file_uri;
