//! Finds texts and elements by the catalogue's `file#path` places.

use super::Reading;
use super::properties::Replaced;
use crate::problems::refuses_to_load;
use crate::reader::at;
use portlint_catalog::xml_generation::Place;
use portlint_host::{Location, SourceFile};
use portlint_syntax::{Format, NodeId};
use std::sync::Arc;

/// Receivers, clustering: what the transports of a server open.
pub(super) const AXIS2: &str = "axis2/axis2.xml";

/// A text in a file.
#[allow(clippy::struct_field_names)] // The text of a text is what it is about.
pub(super) struct Text {
    /// As written, not trimmed.
    pub(super) text: String,
    /// Where.
    pub(super) location: Location,
    /// The path that it was found by.
    pub(super) path: String,
}

/// What a search for a text gave.
pub(super) enum Found {
    /// It is there and not blank.
    Text(Text),
    /// A file was read, but none of its places holds text.
    Absent,
    /// None of the files is there; the first one's name.
    Missing(String),
    /// This file is there but cannot be read.
    Broken(String),
}

/// A file of the configuration directory.
pub(super) enum ConfigFile {
    /// Parsed.
    Read(Arc<SourceFile>),
    /// Not there.
    Missing,
    /// There, but the server's parser would refuse it.
    Broken,
}

impl Reading<'_, '_, '_> {
    /// Reads a file of the configuration directory; its name decides the format.
    pub(super) fn file(&mut self, file: &str) -> ConfigFile {
        let path = self.context.in_conf(file);
        self.file_at(&path)
    }

    /// Reads a file of the home.
    pub(super) fn file_at(&mut self, path: &str) -> ConfigFile {
        match self.reader.document(path, format_of(path)) {
            Some(source) if refuses_to_load(&source) => ConfigFile::Broken,
            Some(source) => ConfigFile::Read(source),
            None if self.reader.was_refused(path) => ConfigFile::Broken,
            None => ConfigFile::Missing,
        }
    }

    /// The first of several places that holds a text which is not blank.
    pub(super) fn find(&mut self, places: &[Place]) -> Found {
        let mut outcome = Found::Missing(
            places
                .first()
                .map_or_else(String::new, |p| p.file.to_string()),
        );
        for place in places {
            match self.file(&place.file) {
                ConfigFile::Missing => {}
                ConfigFile::Broken => return Found::Broken(place.file.to_string()),
                ConfigFile::Read(source) => {
                    let node = if is_axis2_parameter(place) {
                        source.document.select(&place.path).last().copied()
                    } else {
                        node_at(&source, &place.path)
                    };
                    let text = node
                        .map(|node| source.document.value(node))
                        .filter(|value| !value.text.trim().is_empty());
                    if let Some(value) = text {
                        return Found::Text(Text {
                            text: self.replaced(place, value.text),
                            location: at(&source, value.span),
                            path: place.path.to_string(),
                        });
                    }
                    outcome = Found::Absent;
                }
            }
        }
        outcome
    }

    /// axis2 replaces `${name}` in its parameters, though not in its attributes.
    fn replaced(&self, place: &Place, text: String) -> String {
        if !is_axis2_parameter(place) {
            return text;
        }
        match self.properties.replace_properties(&text) {
            Replaced::Known(known) => known,
            Replaced::Unknown(_) => text,
        }
    }

    /// As [`Reading::find`], where only a text counts.
    pub(super) fn find_existing(&mut self, places: &[Place]) -> Option<Text> {
        match self.find(places) {
            Found::Text(text) => Some(text),
            Found::Absent | Found::Missing(_) | Found::Broken(_) => None,
        }
    }

    /// The first of several places that exists: the start tag of an element, the value of anything else.
    pub(super) fn locate(&mut self, places: &[Place]) -> Option<Location> {
        places.iter().find_map(|place| {
            let ConfigFile::Read(source) = self.file(&place.file) else {
                return None;
            };
            let node = node_at(&source, &place.path)?;
            let span = match source.document.element(node) {
                Some(element) => element.tag_span,
                None => source.document.value(node).span,
            };
            Some(at(&source, span))
        })
    }
}

/// A parameter of axis2: of several with one name the last counts.
fn is_axis2_parameter(place: &Place) -> bool {
    place.file == AXIS2 && place.path.contains("/parameter[")
}

fn node_at(source: &SourceFile, path: &str) -> Option<NodeId> {
    match source.document.format {
        Format::Xml => source.document.select_first(path),
        Format::Properties => source.document.lookup(&[path]),
        Format::Nginx | Format::Haproxy => None,
        Format::Yaml | Format::Toml => {
            let keys = path.split('/').collect::<Vec<_>>();
            source.document.lookup(&keys)
        }
    }
}

/// The format that a file name stands for.
pub(super) fn format_of(file: &str) -> Format {
    match file.rsplit('.').next() {
        Some("xml") => Format::Xml,
        Some("yaml" | "yml") => Format::Yaml,
        _ => Format::Properties,
    }
}
