//! Listeners that deployed artifacts open, beside those of the server's own configuration.

mod archive;
mod inbound;
mod siddhi;
mod siddhi_annotations;

pub use inbound::{InboundEndpoint, inbound_endpoints};
pub use siddhi::{SiddhiSource, siddhi_sources};
