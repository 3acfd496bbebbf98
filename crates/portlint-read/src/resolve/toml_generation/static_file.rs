//! Files that no template renders: what an edit by hand makes of a listener.

use super::server::Server;
use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::StaticFile;
use portlint_host::{CowStr, Location};
use portlint_syntax::{Format, TextValue};

/// What such a file says of a listener.
pub(super) enum StaticPlace {
    /// The tree does not say; it is as shipped.
    Assumed,
    /// Nothing opens, for this reason.
    Closed(CowStr),
    /// What stands there.
    Read {
        /// The text of the port.
        text: String,
        /// Where it stands.
        location: Location,
        /// The bind address, where one is named.
        host: Option<String>,
    },
}

/// Asks the file; a tree that holds only some files of a home does not have it, which says nothing.
pub(super) fn read(
    reader: &mut HomeReader<'_>,
    server: &Server<'_>,
    facts: &StaticFile,
) -> StaticPlace {
    let file = server.context.in_conf(&facts.file);
    let Some(source) = reader.document(&file, Format::Xml) else {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Beside its neighbours it would be there.
        let is_in_conf = !facts.file.contains('/');
        return if is_in_conf || reader.list(folder).is_empty() || reader.was_refused(&file) {
            StaticPlace::Assumed
        } else {
            StaticPlace::Closed(format!("{} is not there", facts.file).into())
        };
    };
    let document = &source.document;
    let text = |path: &str| {
        let value = document.value(document.select_first(path)?);
        (!value.text.trim().is_empty()).then_some(value)
    };
    let is_off = |value: &TextValue| !value.text.trim().eq_ignore_ascii_case("true");
    let mut switches = facts.enabled.iter().filter_map(|path| text(path));
    if switches.any(|value| is_off(&value)) {
        return StaticPlace::Closed(format!("{} switches it off", facts.file).into());
    }
    match text(&facts.port) {
        Some(port) => StaticPlace::Read {
            text: port.text.trim().to_string(),
            location: at(&source, port.span),
            host: text(&facts.address).map(|value| value.text.trim().to_string()),
        },
        None => StaticPlace::Closed(format!("{} names no port", facts.file).into()),
    }
}
