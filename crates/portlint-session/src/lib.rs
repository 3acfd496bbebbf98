//! What every front end needs: the configuration file, which findings are shown, the baseline, repairs, and writing. It
//! knows nothing of terminals and protocols.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

pub mod config;
pub mod date;
pub mod fix;
pub mod homes;
mod json;
pub mod look;
pub mod names;
pub mod path_pattern;
pub(crate) mod proxies;
pub mod remarks;
pub mod schema;
pub mod select;
pub mod silence;
pub mod snapshots;
pub mod suggest;
pub mod this_machine;
pub mod write;
