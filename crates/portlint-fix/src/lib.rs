//! Changes of configuration files as texts, each tried on a copy. It never touches a disk.

mod edit;
pub mod remedy;
pub mod writing;

pub use edit::{Applicability, FileEdit, Fix};
