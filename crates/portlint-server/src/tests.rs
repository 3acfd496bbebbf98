//! The protocol over a connection in memory, with homes on a disk of the test's own.

mod actions;
mod edits;
mod hostile;
mod places;

use crate::serve;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

const AM: &str = "[server]\nhostname = \"am\"\n\n[apim.gateway]\n";
const IS: &str = "[server]\nhostname = \"is\"\noffset = 0\n";

/// A folder with two homes.
fn two_homes() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (home, toml) in [("wso2am-4.2.0", AM), ("wso2is-7.0.0", IS)] {
        write(
            root.path(),
            &format!("{home}/repository/conf/deployment.toml"),
            toml,
        );
    }
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// An editor, and the server that it talks to.
struct Editor {
    root: TempDir,
    connection: Option<Connection>,
    server: Option<JoinHandle<bool>>,
    next: i32,
    encoding: String,
    /// What is shown, by URI.
    shown: BTreeMap<String, Vec<Value>>,
    /// What the server asked for.
    asked: Vec<Request>,
}

impl Editor {
    /// Two homes that clash, in a folder that is open.
    fn start() -> Editor {
        Editor::over(two_homes(), "utf-8", json!({}))
    }

    /// A folder that is open, in an editor of this encoding and these abilities as to the workspace.
    fn over(root: TempDir, encoding: &str, workspace: Value) -> Editor {
        let folder = format!("file://{}", root.path().display());
        let params = json!({
            "capabilities": {
                "general": { "positionEncodings": [encoding] },
                "workspace": workspace,
            },
            "workspaceFolders": [{ "uri": folder, "name": "wso2" }],
            "initializationOptions": { "debounce": 0 },
        });
        let mut editor = Editor::with(root, params);
        let agreed = editor.encoding.clone();
        assert_eq!(agreed, encoding);
        editor.wait();
        editor
    }

    /// An editor that begins in just this way.
    fn with(root: TempDir, params: Value) -> Editor {
        let (client, server) = Connection::memory();
        let server = std::thread::spawn(move || serve(&server).is_ok());
        let mut editor = Editor {
            root,
            connection: Some(client),
            server: Some(server),
            next: 0,
            encoding: String::new(),
            shown: BTreeMap::new(),
            asked: Vec::new(),
        };
        let answer = editor.ask("initialize", params);
        let encoding = &answer["capabilities"]["positionEncoding"];
        editor.encoding = encoding.as_str().unwrap().to_string();
        editor.tell("initialized", json!({}));
        editor
    }

    /// Until everything that was told before is done: what nobody answers is refused after that.
    fn wait(&mut self) {
        let refused = self.answer("wso2-portlint/none", Value::Null);
        assert!(refused.response_result.is_err());
    }

    fn path(&self, file: &str) -> PathBuf {
        self.root.path().join(file)
    }

    fn uri(&self, file: &str) -> String {
        let path = self.path(file);
        let path = path.to_str().unwrap().trim_end_matches('/');
        format!("file://{path}")
    }

    fn send(&self, message: impl Into<Message>) {
        let connection = self.connection.as_ref().unwrap();
        connection.sender.send(message.into()).unwrap();
    }

    fn tell(&self, method: &str, params: Value) {
        self.send(Notification::new(method.to_string(), params));
    }

    /// Sends a request and takes note of everything that comes before its answer.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.answer(method, params).response_result.unwrap()
    }

    fn answer(&mut self, method: &str, params: Value) -> Response {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request::new(id.clone(), method.to_string(), params));
        loop {
            let connection = self.connection.as_ref().unwrap();
            let message = connection.receiver.recv_timeout(Duration::from_mins(1));
            match message.unwrap() {
                Message::Response(response) if response.id == id => return response,
                Message::Notification(note) if note.method == "textDocument/publishDiagnostics" => {
                    let uri = note.params["uri"].as_str().unwrap().to_string();
                    let list = note.params["diagnostics"].as_array().unwrap().clone();
                    self.shown.insert(uri, list);
                }
                Message::Request(request) => self.asked.push(request),
                _ => {}
            }
        }
    }

    /// What is shown now.
    fn shown(&mut self) -> BTreeMap<String, Vec<Value>> {
        self.wait();
        let shown = self.shown.clone();
        shown
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .collect()
    }

    fn rules(&mut self, file: &str) -> Vec<String> {
        let uri = self.uri(file);
        let shown = self.shown();
        let list = shown.get(&uri).into_iter().flatten();
        list.map(|one| format!("{}:{}", one["severity"], one["code"].as_str().unwrap()))
            .collect()
    }

    fn open(&self, file: &str, text: &str) {
        let uri = self.uri(file);
        let document = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&self, file: &str, version: i32, text: &str) {
        let params = json!({
            "textDocument": { "uri": self.uri(file), "version": version },
            "contentChanges": [{ "text": text }],
        });
        self.tell("textDocument/didChange", params);
    }

    fn at(&self, file: &str, line: u32, character: u32) -> Value {
        json!({
            "textDocument": { "uri": self.uri(file) },
            "position": { "line": line, "character": character },
        })
    }

    fn actions(&mut self, file: &str, line: u32, only: Value) -> Vec<Value> {
        let params = json!({
            "textDocument": { "uri": self.uri(file) },
            "range": {
                "start": { "line": line, "character": 0 },
                "end": { "line": line, "character": 80 },
            },
            "context": { "diagnostics": [], "only": only },
        });
        let answer = self.ask("textDocument/codeAction", params);
        answer.as_array().unwrap().clone()
    }

    /// Whether the server ended as it was asked to.
    fn end(&mut self) -> bool {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }
}

const AM_FILE: &str = "wso2am-4.2.0/repository/conf/deployment.toml";
const IS_FILE: &str = "wso2is-7.0.0/repository/conf/deployment.toml";

/// The severity of a hint and of an error.
const CLASH: &str = "1:port-collision";
const HINT: &str = "4:port-collision";

#[test]
fn a_clash_is_shown_once_and_pointed_at_from_the_other_home() {
    let mut editor = Editor::start();
    let shown = editor.shown();
    let clashes = shown
        .values()
        .flatten()
        .filter(|one| one["code"] == "port-collision");
    let clashes = clashes.collect::<Vec<_>>();
    assert_eq!(clashes.len(), 1, "{shown:#?}");
    let clash = clashes[0];
    assert!(clash["message"].as_str().unwrap().contains("9443/tcp"));
    assert_eq!(clash["source"], "wso2-portlint");
    let href = clash["codeDescription"]["href"].as_str().unwrap();
    assert!(href.ends_with("/port-collision.md"), "{href}");
    let related = clash["relatedInformation"].as_array().unwrap();
    assert!(!related.is_empty());
    // With both files open, one has the finding and the other a hint.
    editor.open(AM_FILE, AM);
    editor.open(IS_FILE, IS);
    let both = [editor.rules(AM_FILE), editor.rules(IS_FILE)].concat();
    assert!(both.contains(&CLASH.to_string()), "{both:?}");
    assert!(both.contains(&HINT.to_string()), "{both:?}");
    assert!(editor.end());
}

#[test]
fn an_unsaved_change_in_one_home_takes_the_finding_from_the_other() {
    let mut editor = Editor::start();
    editor.open(IS_FILE, IS);
    editor.change(IS_FILE, 2, "[server]\nhostname = \"is\"\noffset = 3\n");
    let shown = editor.shown();
    let left = shown
        .values()
        .flatten()
        .filter(|one| one["code"] == "port-collision");
    assert_eq!(left.count(), 0, "{shown:#?}");
    // Closed without being saved, the disk counts again.
    let document = json!({ "textDocument": { "uri": editor.uri(IS_FILE) } });
    editor.tell("textDocument/didClose", document);
    let back = [editor.rules(AM_FILE), editor.rules(IS_FILE)].concat();
    assert_eq!(back, [CLASH]);
    // A home that goes away takes its findings along.
    fs::remove_dir_all(editor.path("wso2is-7.0.0")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let gone = [editor.rules(AM_FILE), editor.rules(IS_FILE)].concat();
    assert!(!gone.contains(&CLASH.to_string()), "{gone:?}");
    assert!(editor.end());
}

#[test]
fn a_comment_is_offered_and_silences() {
    let mut editor = Editor::start();
    let file = if editor.rules(IS_FILE).is_empty() {
        AM_FILE
    } else {
        IS_FILE
    };
    let text = fs::read_to_string(editor.path(file)).unwrap();
    editor.open(file, &text);
    let uri = editor.uri(file);
    let clash = editor.shown()[&uri]
        .iter()
        .find(|one| one["code"] == "port-collision")
        .unwrap()
        .clone();
    let line = clash["range"]["start"]["line"].as_u64().unwrap();
    let actions = editor.actions(file, u32::try_from(line).unwrap(), json!(["quickfix"]));
    let ignore = actions
        .iter()
        .find(|action| action["title"] == "Ignore port-collision here")
        .unwrap();
    let change = &ignore["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    let comment = change["edits"][0]["newText"].as_str().unwrap();
    assert_eq!(
        comment,
        "# wso2-portlint: ignore[port-collision] -- REASON\n"
    );
    let mut lines = text.lines().collect::<Vec<_>>();
    lines.insert(usize::try_from(line).unwrap(), comment.trim_end());
    editor.change(file, 2, &(lines.join("\n") + "\n"));
    let left = editor.rules(file);
    assert!(!left.contains(&CLASH.to_string()), "{left:?}");
    assert!(editor.end());
}

#[test]
fn numbers_are_explained_and_lead_to_their_rivals() {
    let mut editor = Editor::start();
    editor.open(IS_FILE, IS);
    let hover = editor.ask("textDocument/hover", editor.at(IS_FILE, 2, 9));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("9443 + 0 = 9443"), "{text}");
    assert!(text.contains("wso2am"), "{text}");
    let range = json!({
        "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 },
    });
    let params = json!({ "textDocument": { "uri": editor.uri(IS_FILE) }, "range": range });
    let hints = editor.ask("textDocument/inlayHint", params);
    let label = hints[0]["label"].as_str().unwrap();
    assert!(label.contains("shared"), "{label}");
    let symbols = editor.ask("workspace/symbol", json!({ "query": "9443" }));
    assert_eq!(symbols.as_array().unwrap().len(), 2, "{symbols}");
    let lens = editor.ask(
        "textDocument/codeLens",
        json!({ "textDocument": { "uri": editor.uri(IS_FILE) } }),
    );
    let title = lens[0]["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("wso2is-7.0.0: "), "{title}");
    let nowhere = editor.ask("textDocument/hover", editor.at(IS_FILE, 1, 0));
    assert_eq!(nowhere, Value::Null);
    assert!(editor.end());
}

#[test]
fn commands_show_the_host_explain_and_plan() {
    let mut editor = Editor::start();
    let run = |editor: &mut Editor, command: &str, arguments: Value| {
        let params = json!({ "command": command, "arguments": arguments });
        editor.ask("workspace/executeCommand", params)
    };
    let map = run(&mut editor, "wso2-portlint.hostMap", json!([]));
    let page = map.as_str().unwrap();
    let uri = editor.uri("wso2is-7.0.0/repository/conf/deployment.toml");
    assert!(page.starts_with("<!doctype html>"), "{page}");
    assert!(
        page.contains(&format!("data-uri=\"{uri}\" data-line=\"3\"")),
        "{page}"
    );
    let who = run(&mut editor, "wso2-portlint.explain", json!([9443]));
    let who = who.as_str().unwrap();
    assert!(
        who.contains("wso2am-4.2.0") && who.contains("wso2is-7.0.0"),
        "{who}"
    );
    let rule = run(
        &mut editor,
        "wso2-portlint.explain",
        json!(["port-collision"]),
    );
    assert!(rule.as_str().unwrap().contains("port-collision"));
    let words = run(&mut editor, "wso2-portlint.plan", json!([]));
    assert_eq!(
        words,
        "One server moves, one file changes; no collision remains."
    );
    let edit = editor.asked.pop().unwrap();
    assert_eq!(edit.method, "workspace/applyEdit");
    let changes = edit.params["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    for wrong in [json!([]), json!(["nothing"]), json!([true])] {
        let params = json!({ "command": "wso2-portlint.explain", "arguments": wrong });
        assert!(
            editor
                .answer("workspace/executeCommand", params)
                .response_result
                .is_err()
        );
    }
    editor.end();
}

fn labels(editor: &mut Editor, file: &str, line: u32, character: u32) -> Vec<String> {
    let at = editor.at(file, line, character);
    let items = editor.ask("textDocument/completion", at);
    let items = items.as_array().unwrap().iter();
    items
        .map(|item| item["label"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn keys_offsets_and_rules_are_completed() {
    let mut editor = Editor::start();
    let file = "wso2is-7.0.0/repository/conf/deployment.toml";
    editor.open(file, "[server]\noffset = \n");
    let offsets = labels(&mut editor, file, 1, 9);
    let text = "[server]\noffset = \n\n[transport.https.properties]\n\n[monit\n# wso2-portlint: ignore[po\n";
    editor.change(file, 2, text);
    assert_eq!(offsets.len(), 5);
    assert_eq!(offsets[0], "1");
    let keys = labels(&mut editor, file, 2, 0);
    assert!(keys.iter().any(|key| key == "offset"), "{keys:?}");
    let keys = labels(&mut editor, file, 4, 0);
    assert!(keys.iter().any(|key| key == "port"), "{keys:?}");
    let tables = labels(&mut editor, file, 5, 6);
    assert!(tables.contains(&"monitoring.jmx".to_string()), "{tables:?}");
    let rules = labels(&mut editor, file, 6, 27);
    assert!(rules.contains(&"port-collision".to_string()), "{rules:?}");
    let own = "wso2-portlint.toml";
    editor.open(own, "[[home]]\npath = \"a\"\n\n");
    let keys = labels(&mut editor, own, 2, 0);
    assert!(keys.contains(&"namespace".to_string()), "{keys:?}");
    editor.end();
}

#[test]
fn what_is_wrong_is_refused_and_the_server_goes_on() {
    let mut editor = Editor::start();
    let unknown = editor.answer("textDocument/rename", json!({}));
    assert_eq!(unknown.response_result.unwrap_err().code, -32601);
    let wrong = editor.answer("textDocument/hover", json!([1]));
    assert_eq!(wrong.response_result.unwrap_err().code, -32602);
    editor.tell("textDocument/didChange", json!({ "textDocument": 3 }));
    editor.tell("$/unheardOf", Value::Null);
    editor.open("notes.txt", "a");
    editor.change("never-opened.toml", 1, "x");
    let empty = editor.ask("textDocument/hover", editor.at("no/such/file", 9, 9));
    assert_eq!(empty, Value::Null);
    editor.ask("shutdown", Value::Null);
    let late = editor.answer("textDocument/hover", json!({}));
    assert_eq!(late.response_result.unwrap_err().code, -32600);
    editor.tell("exit", Value::Null);
    assert!(editor.server.take().unwrap().join().unwrap());
}

#[test]
fn an_editor_that_goes_away_ends_the_server() {
    let mut editor = Editor::start();
    drop(editor.connection.take());
    assert!(!editor.server.take().unwrap().join().unwrap());
}
