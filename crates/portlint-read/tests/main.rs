//! What is read from homes: verified cases, facts statement by statement, discovery. One target, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking and says why on the terminal"
)]
#![allow(clippy::disallowed_methods, reason = "tests build hosts on disk")]

mod by_bundles;
mod cases_toml;
mod cases_xml;
mod cases_yaml;
mod changing_files;
mod discovery;
mod facts;
mod facts_toml;
mod facts_xml;
mod facts_yaml;
mod jvm;
mod mutations;
mod port_templates;
mod releases;
mod rendered;
