//! The documents that the editor has open: what it shows counts, not what lies on the disk.

use crate::positions::{Encoding, Lines};
use crate::uri;
use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem};
use portlint_files::{Disk, FileSystem, Overlay};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open document.
#[derive(Debug, Clone)]
pub(crate) struct Buffer {
    /// The editor's own count of its changes.
    pub version: i32,
    /// The path of its URI.
    pub path: PathBuf,
    /// Its one true name; the path where nothing lies there yet.
    pub canonical: PathBuf,
    /// What the editor shows.
    pub text: String,
}

/// The open documents by the URI that the editor gave them.
#[derive(Debug, Default, Clone)]
pub(crate) struct Buffers(BTreeMap<String, Buffer>);

impl Buffers {
    /// Takes a document over; one that is no file is left to others.
    pub(crate) fn open(&mut self, item: TextDocumentItem) -> bool {
        let Some(path) = uri::path_of(&item.uri.0) else {
            return false;
        };
        let buffer = Buffer {
            version: item.version,
            canonical: true_name(&path),
            path,
            text: item.text,
        };
        self.0.insert(item.uri.0, buffer);
        true
    }

    /// Changes a document; false when it is not open.
    pub(crate) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(buffer) = self.0.get_mut(uri) else {
            return false;
        };
        buffer.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let lines = Lines::of(&buffer.text);
                    let start = lines.byte(&buffer.text, part.range.start, encoding);
                    let end = lines.byte(&buffer.text, part.range.end, encoding);
                    buffer.text.replace_range(start..end.max(start), &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    buffer.text = whole.text;
                }
            }
        }
        true
    }

    /// The open documents, one of them with another text.
    pub(crate) fn with_text(&self, uri: &str, text: &str) -> Buffers {
        let mut changed = self.clone();
        if let Some(buffer) = changed.0.get_mut(uri) {
            buffer.text = text.to_string();
        }
        changed
    }

    /// Gives a document back to the disk; false when it was not open.
    pub(crate) fn close(&mut self, uri: &str) -> bool {
        self.0.remove(uri).is_some()
    }

    /// An open document.
    pub(crate) fn get(&self, uri: &str) -> Option<&Buffer> {
        self.0.get(uri)
    }

    /// All of them, by URI.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Buffer)> {
        self.0.iter().map(|(uri, buffer)| (uri.as_str(), buffer))
    }

    /// The open document of a file, with its URI.
    pub(crate) fn of_file(&self, path: &Path, canonical: &Path) -> Option<(&str, &Buffer)> {
        self.iter()
            .find(|(_, buffer)| buffer.canonical == canonical || buffer.path == path)
    }

    /// Files with the open documents on top.
    pub(crate) fn over<'f>(&self, files: &'f dyn FileSystem) -> Overlay<'f> {
        let mut files = Overlay::new(files);
        for buffer in self.0.values() {
            files.put(&buffer.path, buffer.text.clone().into_bytes());
        }
        files
    }
}

fn true_name(path: &Path) -> PathBuf {
    let of_parent = || Some(Disk.canonical(path.parent()?)?.join(path.file_name()?));
    let name = Disk.canonical(path).or_else(of_parent);
    name.unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gen_lsp_types::{
        LanguageKind, Position, Range, TextDocumentContentChangePartial,
        TextDocumentContentChangeWholeDocument, Uri,
    };

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let at = |(line, character)| Position { line, character };
        TextDocumentContentChangePartial {
            range: Range {
                start: at(from),
                end: at(to),
            },
            #[allow(deprecated, reason = "a field of the protocol, which has no default")]
            range_length: None,
            text: text.to_string(),
        }
        .into()
    }

    #[test]
    fn changes_are_made_in_their_order() {
        let mut buffers = Buffers::default();
        let uri = "file:///none/deployment.toml";
        assert!(buffers.open(TextDocumentItem {
            uri: Uri(uri.to_string()),
            language_id: LanguageKind::Custom("toml".into()),
            version: 1,
            text: "[server]\r\noffset = 1\r\n".to_string(),
        }));
        let changes = vec![
            part((1, 9), (1, 10), "12"),
            part((0, 0), (0, 0), "# 😀\n"),
            // The columns are those of the text that the first two made.
            part((0, 4), (1, 0), "\n"),
        ];
        assert!(buffers.change(uri, 2, changes, Encoding::Utf16));
        let text = |buffers: &Buffers| buffers.get(uri).unwrap().text.clone();
        assert_eq!(text(&buffers), "# 😀\n[server]\r\noffset = 12\r\n");
        // Ranges that mean nothing change what they can and break nothing.
        let wild = vec![part((9, 9), (2, 0), "x"), part((0, 3), (0, 3), "y")];
        assert!(buffers.change(uri, 3, wild, Encoding::Utf16));
        assert!(text(&buffers).ends_with('x'));
        let whole = TextDocumentContentChangeWholeDocument {
            text: "new".to_string(),
        };
        assert!(buffers.change(uri, 4, vec![whole.into()], Encoding::Utf16));
        assert_eq!(text(&buffers), "new");
        assert!(buffers.close(uri) && !buffers.close(uri));
        assert!(!buffers.change(uri, 5, Vec::new(), Encoding::Utf16));
    }
}
