//! The program from outside: every test runs the built binary, or looks at the repository itself. One target, so that it is
//! linked once.

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

mod support;

mod arguments;
mod canary;
mod cases;
mod command_page;
mod commands;
mod completions;
mod containers;
mod dependencies;
mod determinism;
mod faults;
mod fingerprints;
mod fix;
mod fleet;
mod formats;
mod habits;
mod hostile;
mod hosts;
mod limits;
mod links;
mod live;
mod manifests;
mod messages;
mod oracle;
mod paths;
mod plan;
mod plan_properties;
mod properties;
mod races;
mod readme;
mod rule_pages;
mod rules;
mod schema;
mod secrets;
mod server;
mod silencing;
mod snapshot;
mod taken;
mod templates;
#[cfg(unix)]
mod terminal;
mod user_cases;
mod walls;
