//! After any edits the same is shown as of the texts alone, by a server that was never told of others.

use super::*;
use crate::abilities::Abilities;
use crate::buffers::Buffers;
use crate::diagnostics::{Places, of};
use crate::positions::Encoding;
use crate::run::{Reading, Workspace};
use gen_lsp_types::{LanguageKind, TextDocumentItem, Uri};

/// What is typed: pieces of settings, and what breaks them.
const PIECES: [&str; 32] = [
    "offset = 1\n",
    "offset = ",
    "[server]\n",
    "[[transport.https]]\n",
    "[transport.https.properties]\nport = 9444\n",
    "port = 65536\n",
    "9443",
    "1",
    "-",
    "\"",
    "'",
    "\"\"\"",
    "#",
    "=",
    "[",
    "]",
    "\r\n",
    "\r",
    "\n",
    "\t",
    "\u{feff}",
    "😀",
    "ü",
    "    offset: 2\n",
    "wso2.carbon:\n  ports:\n    offset: 3\n",
    ": ",
    "<Offset>4</Offset>",
    "<!--",
    "-->",
    "{{ offset }}",
    "https://localhost:9443/services/",
    "# wso2-portlint: ignore[port-collision] -- tried\n",
];

/// The files that are edited: those of all generations, and one that stands in none of the five homes.
const FILES: [&str; 6] = [
    "wso2am-4.4.0/repository/conf/deployment.toml",
    "wso2is-7.0.0/repository/conf/deployment.toml",
    "wso2mi-4.2.0/conf/deployment.toml",
    "wso2si-4.2.0/conf/server/deployment.yaml",
    "wso2ei-6.6.0/conf/carbon.xml",
    "notes/deployment.toml",
];

/// Numbers that are the same at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// A document as the editor has it.
struct Document {
    file: &'static str,
    /// What it began as.
    first: String,
    text: String,
    version: i32,
    is_open: bool,
}

/// How often: `PORTLINT_EDITS`.
fn edits() -> usize {
    std::env::var("PORTLINT_EDITS").map_or(150, |edits| edits.parse().unwrap())
}

#[test]
fn after_each_edit_it_is_as_if_read_anew() {
    let root = tempfile::tempdir().unwrap();
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/clash");
    copy(&hosts, root.path());
    // A configuration tree without programs is searched for tags at each change.
    fs::remove_dir_all(root.path().join("wso2is-7.0.0/bin")).unwrap();
    write(
        root.path(),
        "notes/deployment.toml",
        "[server]\noffset = 9\n",
    );
    let all = edits();
    // An editor of each encoding has a thread: nearly all of the time goes into the runs that are compared.
    std::thread::scope(|scope| {
        for (encoding, seed) in [
            ("utf-16", 88_172_645_463_325_252),
            ("utf-8", 6_364_136_223_846_793_005),
        ] {
            let root = clone_of(root.path());
            scope.spawn(move || edit_with(root, encoding, Chance(seed), all / 2));
        }
    });
}

/// Edits the files so many times in an editor that counts in this way, and compares after each.
fn edit_with(root: TempDir, encoding: &str, mut chance: Chance, edits: usize) {
    let watching = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut editor = Editor::over(root, encoding, watching);
    let mut documents = FILES.map(|file| {
        let first = fs::read_to_string(editor.path(file)).unwrap();
        Document {
            file,
            text: first.clone(),
            first,
            version: 0,
            is_open: false,
        }
    });
    for edit in 0..edits {
        if edit > 0 && edit % 1000 == 0 {
            println!("{edit} edits ({encoding})");
        }
        let at = chance.below(documents.len());
        edit_one(&mut editor, &mut documents[at], &mut chance);
        let shown = editor.shown().into_iter();
        let shown = shown.map(|(uri, list)| (uri, Value::from(list).to_string()));
        let shown = shown.collect::<Vec<_>>();
        let fresh = fresh(editor.root.path(), &documents, encoding);
        let text = &documents[at].text;
        assert_eq!(
            shown, fresh,
            "edit {edit} ({encoding}) of {}:\n{text}",
            FILES[at]
        );
    }
    assert!(editor.end());
}

fn edit_one(editor: &mut Editor, document: &mut Document, chance: &mut Chance) {
    if !document.is_open {
        document.is_open = true;
        return editor.open(document.file, &document.text);
    }
    document.version += 1;
    match chance.below(20) {
        0 => {
            // Closed without being saved, and opened as it lies on the disk.
            let uri = editor.uri(document.file);
            let closed = json!({ "textDocument": { "uri": uri } });
            editor.tell("textDocument/didClose", closed);
            document.text = document.first.clone();
            document.is_open = false;
        }
        1..=3 => {
            document.text = document.first.clone();
            editor.change(document.file, document.version, &document.text);
        }
        _ => {
            let characters = document.text.chars().count();
            let from = chance.below(characters + 1);
            let most = [0, 0, 1, 3, 40][chance.below(5)];
            let to = (from + chance.below(most + 1)).min(characters);
            let piece = match chance.below(4) {
                0 => "",
                _ => PIECES[chance.below(PIECES.len())],
            };
            let byte = |index: usize| {
                let at = document.text.char_indices().nth(index);
                at.map_or(document.text.len(), |(byte, _)| byte)
            };
            let (mut start, mut end) = (byte(from), byte(to));
            // No position of the protocol is between the two of an end of line.
            while is_within_end(&document.text, start) {
                start -= 1;
            }
            while is_within_end(&document.text, end) {
                end += 1;
            }
            let range = json!({
                "start": position(&document.text, start, &editor.encoding),
                "end": position(&document.text, end, &editor.encoding),
            });
            let params = json!({
                "textDocument": { "uri": editor.uri(document.file), "version": document.version },
                "contentChanges": [{ "range": range, "text": piece }],
            });
            editor.tell("textDocument/didChange", params);
            document.text.replace_range(start..end, piece);
        }
    }
}

fn is_within_end(text: &str, byte: usize) -> bool {
    let (before, after) = text.split_at(byte);
    before.ends_with('\r') && after.starts_with('\n')
}

/// A position, counted in another way than the server does.
fn position(text: &str, byte: usize, encoding: &str) -> Value {
    let (before, _) = text.split_at(byte);
    let before = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = before.rsplit('\n').next().unwrap();
    let column = match encoding {
        "utf-8" => line.len(),
        _ => line.encode_utf16().count(),
    };
    json!({ "line": before.matches('\n').count(), "character": column })
}

fn clone_of(root: &Path) -> TempDir {
    let clone = tempfile::tempdir().unwrap();
    copy(root, clone.path());
    clone
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// What is shown of these texts by one who does nothing else.
fn fresh(root: &Path, documents: &[Document], encoding: &str) -> Vec<(String, String)> {
    let mut buffers = Buffers::default();
    for document in documents.iter().filter(|document| document.is_open) {
        buffers.open(TextDocumentItem {
            uri: Uri(format!("file://{}", root.join(document.file).display())),
            language_id: LanguageKind::Custom("toml".into()),
            version: 1,
            text: document.text.clone(),
        });
    }
    let settings = crate::Settings::default();
    let folders = [root.to_path_buf()];
    let workspace = Workspace {
        folders: &folders,
        settings: &settings,
    };
    let seen = Reading::new(workspace).run(workspace, &buffers);
    let places = Places {
        host: &seen.host,
        buffers: &buffers,
        encoding: match encoding {
            "utf-8" => Encoding::Utf8,
            _ => Encoding::Utf16,
        },
        abilities: Abilities::default(),
    };
    let lists = of(&seen, &places).into_iter();
    lists
        .map(|(uri, list)| (uri, serde_json::to_value(list).unwrap().to_string()))
        .collect()
}
