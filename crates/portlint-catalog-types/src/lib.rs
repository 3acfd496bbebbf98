//! The types of the catalogue's facts. `portlint-catalog` says what they mean and holds the values; its build script
//! reads the same types from `data/*.toml` and writes them back as Rust constants.
//!
//! So every value lives as long as the program, and most of them are never made at run time. Reading a value leaks its
//! texts and lists: only build scripts and tests do that.

mod bundle;
mod catalog;
mod documentation;
mod evidence;
mod gate;
mod image;
mod list;
mod listener;
mod outbound;
mod product;
mod role;
mod taken;
mod text;
mod version;

#[cfg(feature = "read")]
pub mod data;
pub mod toml_generation;
pub mod xml_generation;
pub mod yaml_generation;

pub use bundle::{Bundle, Like, ReleaseBy, TemplateText};
pub use catalog::{Catalog, NamedFamily};
pub use documentation::{Documentation, Finding, Judged, Omission, Page, Row, Section, Verdict};
pub use evidence::{Evidence, FilePlace, How, LinePlace, Of};
pub use gate::{Gate, any_admits};
pub use image::{Image, ServedPath};
pub use list::{List, Table};
pub use listener::{ListenerFacts, OffsetRule, OffsetSource, Protocol, Sharing};
pub use outbound::Outbound;
pub use product::{Components, Generation, Mark, MarkedValue, Product, Release, RuntimeSpec};
pub use role::Role;
pub use taken::Taken;
pub use text::Text;
pub use version::{Comparison, Version, VersionReq};
