//! Changes of the editor's documents.

use crate::diagnostics::{Places, shown};
use crate::positions::{Lines, range};
use gen_lsp_types::{Range, TextEdit};
use portlint_fix::FileEdit;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Edits by the URI of the document.
pub(crate) type Edits = BTreeMap<String, Vec<TextEdit>>;

/// An edit of documents, in the words of the protocol. A document that is open carries its version, so that an editor refuses
/// what came too late. Of several files each is annotated, for an editor that shows that.
pub(crate) fn workspace_edit(edits: Edits, label: &str, places: &Places<'_>) -> Value {
    let annotates = places.abilities.annotates && edits.len() > 1;
    let mut annotations = serde_json::Map::new();
    let changes = edits.into_iter().map(|(uri, edits)| {
        let version = places.buffers.get(&uri).map(|buffer| buffer.version);
        let edits = edits.into_iter().map(|edit| {
            let mut edit = json!(edit);
            if annotates && let Some(edit) = edit.as_object_mut() {
                edit.insert("annotationId".to_string(), json!(uri));
            }
            edit
        });
        let edits = edits.collect::<Vec<_>>();
        if annotates {
            let name = crate::uri::path_of(&uri);
            let name = name.as_deref().map_or("", |path| home_of(path, places));
            let annotation = json!({ "label": shown(label), "description": shown(name) });
            annotations.insert(uri.clone(), annotation);
        }
        json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits })
    });
    let changes = changes.collect::<Vec<_>>();
    if annotations.is_empty() {
        json!({ "documentChanges": changes })
    } else {
        json!({ "documentChanges": changes, "changeAnnotations": annotations })
    }
}

/// What the home of a file is called.
fn home_of<'h>(path: &Path, places: &Places<'h>) -> &'h str {
    let mut homes = places.host.homes.iter();
    let home = homes.find(|home| path.starts_with(&home.path) || path.starts_with(&home.canonical));
    let name = home.and_then(|home| home.path.file_name()?.to_str());
    name.unwrap_or_default()
}

/// Edits of files, by URI; `None` for those that an editor cannot make: a byte order mark is no text of its documents.
/// What two of them say alike is made once; those that get in each other's way are not made.
pub(crate) fn of_files<'e>(
    changes: impl IntoIterator<Item = &'e FileEdit>,
    places: &Places<'_>,
) -> Option<Edits> {
    let mut edits = Edits::new();
    for edit in changes {
        if edit.removes_mark {
            return None;
        }
        let files = &places.host.files;
        let uri = places.uri(files.path(edit.location.file));
        let edit = TextEdit {
            range: range(files, &edit.location, places.encoding),
            new_text: edit.replacement.clone(),
        };
        let of_file = edits.entry(uri.0).or_default();
        if !of_file.contains(&edit) {
            of_file.push(edit);
        }
    }
    for of_file in edits.values_mut() {
        of_file.sort_by_key(|edit| (key(&edit.range), edit.new_text.clone()));
        let mut pairs = of_file.iter().zip(of_file.iter().skip(1));
        let overlap = pairs.any(|(a, b)| key(&a.range).1 > key(&b.range).0);
        if overlap {
            return None;
        }
    }
    Some(edits)
}

type Key = ((u32, u32), (u32, u32));

fn key(range: &Range) -> Key {
    let start = (range.start.line, range.start.character);
    (start, (range.end.line, range.end.character))
}

/// `(2 files)`, where it is more than one.
pub(crate) fn with_files(title: &str, edits: &Edits) -> String {
    match edits.len() {
        0 | 1 => title.to_string(),
        files => format!("{title} ({files} files)"),
    }
}

/// The text after edits, which do not overlap.
pub(crate) fn applied(text: &str, mut edits: Vec<TextEdit>, places: &Places<'_>) -> String {
    let lines = Lines::of(text);
    let mut changed = text.to_string();
    edits.sort_by_key(|edit| key(&edit.range));
    for edit in edits.iter().rev() {
        let start = lines.byte(text, edit.range.start, places.encoding);
        let end = lines.byte(text, edit.range.end, places.encoding);
        changed.replace_range(start..end.max(start), &edit.new_text);
    }
    changed
}

/// The one edit that makes a text of another: what both begin and end with stays.
pub(crate) fn between(old: &str, new: &str, places: &Places<'_>) -> TextEdit {
    let start = old
        .char_indices()
        .zip(new.chars())
        .find(|((_, a), b)| a != b)
        .map_or(old.len().min(new.len()), |((byte, _), _)| byte);
    let (old_rest, new_rest) = (
        old.get(start..).unwrap_or_default(),
        new.get(start..).unwrap_or_default(),
    );
    let same_end = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(character, _)| character.len_utf8())
        .sum::<usize>();
    let lines = Lines::of(old);
    let at = |byte| lines.position(old, byte, places.encoding);
    TextEdit {
        range: Range {
            start: at(start),
            end: at(old.len() - same_end),
        },
        new_text: new_rest
            .get(..new_rest.len() - same_end)
            .unwrap_or_default()
            .to_string(),
    }
}
