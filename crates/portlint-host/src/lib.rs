//! What a host is: homes, runtimes, listeners and references, each number with its provenance. It knows nothing of where
//! a host came from, of rules and of output.

mod container;
mod date;
mod documents;
mod files;
mod home;
pub mod java;
mod listener;
mod live;
mod location;
pub mod machine;
mod namespace;
mod not_looked_at;
mod offset;
mod problem;
mod proxy;
mod reference;
mod showable;
pub mod snapshot;
mod startup;
mod visit;
pub mod words;

pub use container::{
    Container, DeclaredPort, MissedMount, MissingVariable, Probe, Routed, RoutedTo, Stack,
    StackService,
};
pub use date::{Date, Moment};
pub use documents::Documents;
pub use files::{FileId, Files, SourceFile};
pub use home::{CopyOf, ForeignPort, Home, Host, Runtime};
pub use listener::{Listener, RANDOM_PORT, State, WhenTaken};
pub use live::{Certainty, Live, LiveNetwork, LiveOwner, LiveProcess, LiveServer, LiveSocket};
pub use location::Location;
pub use machine::{Machine, Taken};
pub use namespace::{Namespace, NamespaceKind, Network, Published};
pub use not_looked_at::{NotLookedAt, NotLookedAtReason, Template, TemplateKind};
pub use offset::{Offset, OffsetCandidate};
pub use problem::{Change, Problem, ProblemKind, Remedy};
pub use proxy::{Proxy, ProxyPort, ProxySoftware, Unread, UnreadKind};
pub use reference::{PortForm, Reference};
pub use showable::{
    looks_secret, nearest, quoted, showable, showable_address, showable_choice, showable_name,
};
pub use startup::{Process, StartFailure, Startup};

/// A text that is mostly the catalogue's own, and then costs nothing.
pub type CowStr = std::borrow::Cow<'static, str>;
