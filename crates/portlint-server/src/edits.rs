//! Fixes as changes of the editor's documents.

use crate::diagnostics::Places;
use crate::positions::{Lines, range};
use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use portlint_fix::{FileEdit, Fix};
use std::collections::BTreeMap;

/// Edits by document. A document that is open carries its version, so that an editor refuses what came too late.
pub(crate) fn workspace_edit(
    edits: BTreeMap<String, Vec<TextEdit>>,
    places: &Places<'_>,
) -> WorkspaceEdit {
    let changes = edits.into_iter().map(|(uri, edits)| {
        let version = places.buffers.get(&uri).map(|buffer| buffer.version);
        DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version,
                text_document_identifier: TextDocumentIdentifier { uri: Uri(uri) },
            },
            edits: edits.into_iter().map(Edit::TextEdit).collect(),
        })
    });
    WorkspaceEdit {
        document_changes: Some(changes.collect()),
        ..WorkspaceEdit::default()
    }
}

/// The edits of a fix, by URI; `None` for one that an editor cannot make: a byte order mark is no text of its documents.
pub(crate) fn of_fix(fix: &Fix, places: &Places<'_>) -> Option<BTreeMap<String, Vec<TextEdit>>> {
    of_files(&fix.edits, places)
}

/// The same of any edits of files.
pub(crate) fn of_files<'e>(
    changes: impl IntoIterator<Item = &'e FileEdit>,
    places: &Places<'_>,
) -> Option<BTreeMap<String, Vec<TextEdit>>> {
    let mut edits: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    for edit in changes {
        if edit.removes_mark {
            return None;
        }
        let files = &places.host.files;
        let uri = places.uri(files.path(edit.location.file));
        edits.entry(uri.0).or_default().push(TextEdit {
            range: range(files, &edit.location, places.encoding),
            new_text: edit.replacement.clone(),
        });
    }
    Some(edits)
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
        range: gen_lsp_types::Range {
            start: at(start),
            end: at(old.len() - same_end),
        },
        new_text: new_rest
            .get(..new_rest.len() - same_end)
            .unwrap_or_default()
            .to_string(),
    }
}
