//! From a file system to a [`portlint_host::Host`]: homes, runtimes, listeners and references, each number with its provenance.
//!
//! This is the only crate that touches a file system, and only through [`FileSystem`]. It knows nothing of rules and
//! output.

mod always_set;
mod artifacts;
mod budget;
mod bundles;
mod containers;
mod discover;
mod facts;
mod governing;
mod launch;
mod launch_property;
mod names;
mod problems;
mod proxies;
mod reader;
mod resolve;

pub use artifacts::{InboundEndpoint, SiddhiSource, inbound_endpoints, siddhi_sources};
pub use budget::Budget;
pub use containers::{ComposeMount, ComposeService, compose_services};
pub use discover::{Kept, PathError, Request, Scan, scan, scan_keeping, scan_with};
pub use facts::{HomeFacts, RunningServer};
pub use launch::{Channel, LaunchProperty, launch_properties};
pub use proxies::proxy;
pub use reader::HomeReader;
pub use resolve::{RuntimeContext, resolve};
