//! The values of the data files, as the build script wrote them.

// Generated code names everything in full.
#![allow(unused_qualifications)]

use portlint_catalog_types::Catalog;

pub(crate) static CATALOG: Catalog = include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
