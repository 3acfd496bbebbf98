//! Changes of configuration files as texts, each tried on a copy. It never touches a disk.

mod edit;
mod reference;
pub mod remedy;
pub mod writing;

pub use edit::{Applicability, FileEdit, Fix};
pub use reference::new_port;
