//! Listener specifications of the `xml` generation: which file says the number, what opens the listener, and what
//! the server does where the file is silent.

pub use portlint_catalog_types::xml_generation::*;

use crate::{ListenerFacts, baked};

/// All listeners of the generation, in the order in which they are shown.
pub fn listeners() -> &'static [XmlListener] {
    baked::CATALOG.xml_listeners.as_slice()
}

/// The files that hold references, in the order in which they are read.
pub fn references() -> &'static [ReferenceFile] {
    baked::CATALOG.xml_references.as_slice()
}

/// The number that the shipped file holds, where it is not the one that the server takes without the file.
pub fn shipped_port(facts: &ListenerFacts) -> Option<u16> {
    let listener = listeners()
        .iter()
        .find(|l| std::ptr::eq(&raw const l.facts, facts))?;
    match &listener.reader {
        XmlReader::Setting { as_shipped, .. } => as_shipped.as_ref()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
