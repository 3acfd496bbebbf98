//! What rules and the planner both ask of a host: whether addresses overlap, who claims which port, and who meets whom.

pub mod address;
pub mod cluster;
pub mod collision;
pub mod live;
pub mod meaning;
mod openers;
mod port_claim;
pub mod published;
pub mod rivals;
pub mod sites;
pub mod union_find;
mod usual;

pub use address::{Binding, Overlap, exclude};
pub use live::{Drift, Holder, Moved, Running, Standing};
pub use openers::{Opener, Openers};
pub use port_claim::{Owner, PortClaim};
pub use union_find::UnionFind;
