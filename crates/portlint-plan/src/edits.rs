//! The edit that gives a server another port offset: the right key in the right file, every other byte as it was.

use super::hold::Hold;
use portlint_catalog::Generation;
use portlint_fix::FileEdit;
use portlint_fix::writing::{toml, verify, xml, yaml};
use portlint_host::{Files, Location, Runtime, SourceFile};
use portlint_syntax::{Document, Edit, Format, NodeId, Span};
use std::collections::BTreeMap;

/// Whether the offset of a runtime can be edited at all: what [`set_offset`] says of the next number.
pub(crate) fn probe(files: &Files, runtime: &Runtime) -> Result<(), Hold> {
    let governing = runtime.governing.and_then(|start| files.source(start.file));
    // A text within another file has places that cannot be edited.
    if let Some(file) = governing.filter(|file| file.document.source.origin().is_none())
        && let Some(node) = written(files, runtime, file)?
        && is_replaceable(&file.document, node)
    {
        return Ok(());
    }
    let present = runtime.offset.value.unwrap_or_default();
    set_offset(files, runtime, present.saturating_add(1)).map(|_| ())
}

/// The edit after which the governing file of a runtime says this offset. It is tried out: the new text parses as well
/// as the old one, says the offset, and says nothing else that is new.
///
/// # Errors
/// Why no edit of this file can do that.
pub fn set_offset(files: &Files, runtime: &Runtime, to: i64) -> Result<FileEdit, Hold> {
    let governing = runtime.governing.and_then(|start| files.source(start.file));
    let Some(file) = governing else {
        return of_stored(files, runtime, to);
    };
    if file.document.source.is_rendered() {
        return Err(Hold::Rendered);
    }
    let written = written(files, runtime, file)?;
    let document = &file.document;
    let value = to.to_string();
    let edits = match written {
        Some(node) => vec![replace(document, node, &value)?],
        None => inserts(runtime.generation, document, &value),
    };
    let keys = keys(runtime.generation);
    let edit = edits
        .into_iter()
        .find(|edit| verify::only_sets(document, edit, keys, &value))
        .ok_or_else(|| {
            Hold::NotEditable(
                "the file leaves no safe place for the key; write it by hand".to_string(),
            )
        })?;
    Ok(FileEdit::new(file.at(edit.span), edit.replacement))
}

/// The same for a host that was stored without the text of its files: where the offset stands, or would stand.
fn of_stored(files: &Files, runtime: &Runtime, to: i64) -> Result<FileEdit, Hold> {
    let offset = &runtime.offset;
    let Some(governing) = runtime.governing else {
        return Err(Hold::NotEditable(
            "its configuration file was not read".to_string(),
        ));
    };
    if offset.value.is_none() {
        let reason = offset.reason.as_deref().unwrap_or("no file says it");
        return Err(Hold::Unknown(reason.to_string()));
    }
    let here = |place: &Location| files.share_path(place.file, governing.file);
    match offset.location.filter(here) {
        Some(place) => Ok(FileEdit::new(place, to.to_string())),
        None if is_default(&offset.source) => Ok(FileEdit::new(
            offset.anchor.unwrap_or(governing),
            to.to_string(),
        )),
        None => Err(Hold::SetOutside(offset.source.clone())),
    }
}

/// Why these edits cannot all be made: those of one file that overlap, or that spoil it together.
pub(crate) fn conflicts<'e>(
    files: &Files,
    edits: impl Iterator<Item = &'e FileEdit>,
) -> Vec<String> {
    let mut by_path: BTreeMap<_, (&SourceFile, Vec<Edit>)> = BTreeMap::new();
    for edit in edits {
        let Some(file) = files.source(edit.location.file) else {
            continue;
        };
        let (_, of_file) = by_path.entry(&file.path).or_insert((file, Vec::new()));
        of_file.push(Edit {
            span: edit.location.span,
            replacement: edit.replacement.clone(),
        });
    }
    let conflicts = by_path
        .into_iter()
        .filter(|(_, (file, edits))| verify::after(&file.document, edits).is_none());
    conflicts
        .map(|(path, _)| format!("{}: its edits get in each other's way", path.display()))
        .collect()
}

/// The way to the offset: keys, or names of elements.
pub(super) fn keys(generation: Generation) -> &'static [&'static str] {
    match generation {
        Generation::Toml => &["server", "offset"],
        Generation::Yaml => &["wso2.carbon", "ports", "offset"],
        Generation::Xml => &["Server", "Ports", "Offset"],
    }
}

/// The node that says the offset; `None` when the product default rules and the file says nothing.
fn written(files: &Files, runtime: &Runtime, file: &SourceFile) -> Result<Option<NodeId>, Hold> {
    let offset = &runtime.offset;
    let node = verify::find(&file.document, keys(runtime.generation));
    let span = node.map(|node| file.document.value(node).span);
    if let Some(node) = node
        && is_placeholder(&file.document.value(node).text)
    {
        return Err(Hold::NotEditable(
            "a placeholder stands there, not a number".to_string(),
        ));
    }
    if offset.value.is_none() {
        let reason = offset.reason.as_deref().unwrap_or("no file says it");
        return Err(Hold::Unknown(reason.to_string()));
    }
    let later = offset
        .candidates
        .iter()
        .find(|candidate| candidate.source.contains("second start"));
    if let Some(later) = later {
        return Err(Hold::SetOutside(later.source.clone()));
    }
    let here = |location: &Location| files.share_path(location.file, file.id);
    match (&offset.location, span) {
        (Some(place), Some(span)) if here(place) && overlap(place.span, span) => Ok(node),
        (None, None) if is_default(&offset.source) => Ok(None),
        (Some(place), None) if !here(place) && is_default(&offset.source) => Ok(None),
        _ => Err(Hold::SetOutside(offset.source.clone())),
    }
}

/// `product default`, `default.json of this home`: what the file itself outranks.
fn is_default(source: &str) -> bool {
    source.contains("default")
}

fn is_placeholder(text: &str) -> bool {
    text.contains(['$', '{', '<'])
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Replaces the number, and keeps its quotes.
fn replace(document: &Document, node: NodeId, value: &str) -> Result<Edit, Hold> {
    let span = document.value(node).span;
    let written = document.source.slice(span);
    let number = written.trim_matches(['"', '\'']);
    let is_number = number
        .trim_start_matches(['+', '-'])
        .starts_with(|c: char| c.is_ascii_digit());
    if !is_number || number.contains(['<', '\n', '#']) {
        return Err(Hold::NotEditable(
            "it is not written as a plain number".to_string(),
        ));
    }
    let quotes = (written.len() - number.len()) / 2;
    let span = Span::new(span.range().start + quotes, span.range().end - quotes);
    Ok(Edit {
        span,
        replacement: value.to_string(),
    })
}

/// Whether other digits there say another offset and nothing else. Files are not parsed again to find that out: every server
/// of a host is asked, and few are moved.
fn is_replaceable(document: &Document, node: NodeId) -> bool {
    let has_anchors = document.format == Format::Yaml && document.source.text().contains('&');
    let number = document.value(node).text;
    !has_anchors
        && document.errors.is_empty()
        && replace(document, node, &number)
            .is_ok_and(|edit| *document.source.slice(edit.span) == *number)
        && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// Ways to write the key where it is missing, the best first.
fn inserts(generation: Generation, document: &Document, value: &str) -> Vec<Edit> {
    let keys = keys(generation);
    match generation {
        Generation::Toml => toml::inserts(document, keys, value),
        Generation::Yaml => yaml::inserts(document, keys, value),
        Generation::Xml => xml::inserts(document, value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
