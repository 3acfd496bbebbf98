//! What a host is: homes, runtimes, listeners and references, each number with its provenance. It knows nothing of where
//! a host came from, of rules and of output.

mod host;
mod quote;
pub mod words;

pub use host::{
    Change, ForeignPort, Home, Host, Listener, Location, Offset, OffsetCandidate, Problem,
    ProblemKind, RANDOM_PORT, Reference, Remedy, Runtime, SourceFile, State, Words,
};
pub use quote::quotable;
