//! `carbon.xml` as the server's own configuration reader sees it.

use super::properties::{Replaced, ServerProperties};
use crate::problems::refuses_to_load;
use crate::reader::{HomeReader, at};
use portlint_host::{Location, SourceFile};
use portlint_syntax::{Format, NodeId, java_int};
use std::sync::Arc;

/// Why nothing is known that only `carbon.xml` tells.
pub(super) const UNREADABLE: &str = "carbon.xml cannot be read";

/// The parsed file.
pub(super) struct CarbonXml {
    file: Option<Arc<SourceFile>>,
}

/// A number of the file.
pub(super) enum Number {
    /// It is this.
    Value(i64, Location),
    /// No element with text.
    Absent,
    /// Text that the server cannot read as a number.
    Invalid(String, Location),
    /// The value of this placeholder or entity, as it is written, is not known.
    Unresolved(String, Location),
    /// The file is not there or does not parse.
    Unreadable,
}

impl CarbonXml {
    /// Reads the file; one that does not parse has no elements.
    pub(super) fn read(reader: &mut HomeReader<'_>, path: &str) -> CarbonXml {
        CarbonXml {
            file: reader.document(path, Format::Xml),
        }
    }

    /// The file, when it is there.
    pub(super) fn file(&self) -> Option<&Arc<SourceFile>> {
        self.file.as_ref()
    }

    /// Whether the server can parse it.
    pub(super) fn is_readable(&self) -> bool {
        self.file
            .as_ref()
            .is_some_and(|file| !refuses_to_load(file))
    }

    /// Every element at a path that has text: the server stores no others, and uses the first.
    pub(super) fn texts(&self, path: &str) -> Vec<(String, Location)> {
        // What stands before or after a mistake says nothing about what was meant.
        let Some(file) = self.file.as_ref().filter(|file| !refuses_to_load(file)) else {
            return Vec::new();
        };
        let text_of = |node: NodeId| {
            let value = file.document.value(node);
            (!value.text.trim().is_empty()).then(|| (value.text, at(file, value.span)))
        };
        let nodes = file.document.select(path);
        nodes.into_iter().filter_map(text_of).collect()
    }

    /// The number at a path. Java's `parseInt` reads the text as it stands, blanks included.
    pub(super) fn number(&self, path: &str, properties: &ServerProperties<'_>) -> Number {
        if !self.is_readable() {
            return Number::Unreadable;
        }
        let Some((text, location)) = self.texts(path).into_iter().next() else {
            return Number::Absent;
        };
        match properties.replace(&text) {
            Replaced::Unknown(name) => Number::Unresolved(name, location),
            Replaced::Known(text) => match java_int(&text) {
                Some(value) => Number::Value(i64::from(value), location),
                None => Number::Invalid(text, location),
            },
        }
    }

    /// Where an element that is not there would be written: the name of the nearest element around it.
    pub(super) fn anchor(&self, paths: &[&str]) -> Option<Location> {
        let file = self.file.as_ref()?;
        let nodes = paths
            .iter()
            .filter_map(|path| file.document.select_first(path));
        let element = nodes
            .chain(file.document.root)
            .find_map(|node| file.document.element(node))?;
        Some(at(file, element.name_span))
    }
}
