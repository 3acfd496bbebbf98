//! The loop: one message after the other, and a run when no key was pressed for a while.

use crate::buffers::Buffers;
use crate::diagnostics::{self, Places};
use crate::known::Known;
use crate::positions::Encoding;
use crate::run::{Seen, run};
use crate::settings::Settings;
use crate::{
    Broken, actions, capabilities, commands, completion, hints, hover, lens, navigation, uri,
};
use gen_lsp_types::{
    CodeActionParams, CodeLensParams, DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentSymbolParams,
    ExecuteCommandParams, InitializeParams, InlayHintParams, PublishDiagnosticsParams, Uri,
    WorkspaceSymbolParams,
};
use lsp_server::{
    Connection, ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError,
};
use portlint_analysis::sites::servers;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Serves one editor until it says `exit` or goes away.
///
/// # Errors
/// When the editor does not keep to the protocol.
pub fn serve(connection: &Connection) -> Result<(), Broken> {
    let broken = |error: lsp_server::ProtocolError| Broken(error.to_string());
    let (id, params) = connection.initialize_start().map_err(broken)?;
    let params = serde_json::from_value::<InitializeParams>(params).unwrap_or_default();
    let mut server = Server::new(connection, &params);
    connection
        .initialize_finish(id, capabilities::answer(server.encoding))
        .map_err(broken)?;
    if watches_files(&params) {
        server.ask("client/registerCapability", capabilities::registration());
    }
    server.look();
    server.run()
}

fn watches_files(params: &InitializeParams) -> bool {
    let workspace = params.capabilities.workspace.as_ref();
    workspace
        .and_then(|workspace| workspace.did_change_watched_files.as_ref())
        .and_then(|watching| watching.dynamic_registration)
        .unwrap_or_default()
}

/// What is known between two messages.
struct Server<'c> {
    connection: &'c Connection,
    encoding: Encoding,
    folders: Vec<PathBuf>,
    settings: Settings,
    buffers: Buffers,
    /// The last run.
    seen: Seen,
    /// Files that were told to have findings.
    published: BTreeSet<String>,
    /// When to look again.
    due: Option<Instant>,
    /// The number of the next request to the editor.
    next: i32,
    /// True after `shutdown`.
    is_over: bool,
}

type Answer = Result<Value, ResponseError>;

impl<'c> Server<'c> {
    fn new(connection: &'c Connection, params: &InitializeParams) -> Server<'c> {
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let folders = &params.workspace_folders_initialize_params.workspace_folders;
        let folders = serde_json::to_value(folders).unwrap_or_default();
        let mut folders = folder_paths(&folders);
        if folders.is_empty() {
            #[allow(deprecated, reason = "editors from before workspace folders")]
            let root = params.root_uri.as_ref();
            folders.extend(root.and_then(|root| uri::path_of(&root.0)));
        }
        let options = params.initialization_options.as_ref();
        Server {
            connection,
            encoding: Encoding::agreed(offered.unwrap_or_default()),
            folders,
            settings: options.map_or_else(Settings::default, Settings::of),
            buffers: Buffers::default(),
            seen: Seen::default(),
            published: BTreeSet::new(),
            due: None,
            next: 0,
            is_over: false,
        }
    }

    fn run(&mut self) -> Result<(), Broken> {
        loop {
            let message = match self.due {
                None => self.connection.receiver.recv().ok(),
                Some(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    match self.connection.receiver.recv_timeout(left) {
                        Ok(message) => Some(message),
                        Err(error) if error.is_timeout() => {
                            self.look();
                            continue;
                        }
                        Err(_) => None,
                    }
                }
            };
            match message {
                // The editor went away; without `exit` that is no order.
                None => {
                    return match self.is_over {
                        true => Ok(()),
                        false => Err(Broken("the editor went away".to_string())),
                    };
                }
                Some(Message::Request(request)) => self.request(request),
                Some(Message::Notification(note)) if note.method == "exit" => {
                    return match self.is_over {
                        true => Ok(()),
                        false => Err(Broken("exit without shutdown".to_string())),
                    };
                }
                Some(Message::Notification(note)) => self.notification(note),
                // Answers to requests of ours carry nothing that is waited for.
                Some(Message::Response(_)) => {}
            }
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.is_over {
            let message = "after shutdown only exit is answered".to_string();
            self.send(refusal(id, ErrorCode::InvalidRequest, message));
            return;
        }
        if request.method == "shutdown" {
            self.is_over = true;
            self.send(Response::new_ok(id, Value::Null));
            return;
        }
        // An answer speaks of the text that the editor shows.
        if self.due.is_some() {
            self.look();
        }
        let answered = catch_unwind(AssertUnwindSafe(|| match request.method.as_str() {
            "workspace/executeCommand" => self.command(request.params),
            _ => self.answer(request),
        }));
        let response = match answered {
            Ok(Ok(result)) => Response::new_ok(id, result),
            Ok(Err(error)) => Response::new_err(id, error.code, error.message),
            Err(_) => {
                let message = "a bug in wso2-portlint; please report it".to_string();
                refusal(id, ErrorCode::InternalError, message)
            }
        };
        self.send(response);
    }

    fn answer(&self, request: Request) -> Answer {
        let Request { method, params, .. } = request;
        let places = &self.places();
        let servers = servers(&self.seen.host);
        let known = &Known::of(&self.seen.host, &servers);
        match method.as_str() {
            "textDocument/hover" => ok(hover::of(&read(params)?, known, places)),
            "textDocument/definition" => ok(navigation::definition(&read(params)?, known, places)),
            "textDocument/references" => ok(navigation::references(&read(params)?, known, places)),
            "textDocument/completion" => {
                let around = (self.folders.as_slice(), &self.settings);
                ok(completion::of(&read(params)?, known, places, around))
            }
            "textDocument/documentSymbol" => {
                let params: DocumentSymbolParams = read(params)?;
                let uri = &params.text_document.uri.0;
                ok(navigation::document_symbols(uri, known, places))
            }
            "workspace/symbol" => {
                let params: WorkspaceSymbolParams = read(params)?;
                ok(navigation::workspace_symbols(&params.query, known, places))
            }
            "textDocument/inlayHint" => {
                let params: InlayHintParams = read(params)?;
                let uri = &params.text_document.uri.0;
                ok(hints::of(uri, params.range, known, places))
            }
            "textDocument/codeLens" => {
                let params: CodeLensParams = read(params)?;
                ok(lens::of(&params.text_document.uri.0, known, places))
            }
            "textDocument/codeAction" => {
                let params: CodeActionParams = read(params)?;
                let wanted = params.context.only.unwrap_or_default();
                let uri = &params.text_document.uri.0;
                let around = (self.folders.as_slice(), &self.settings);
                ok(actions::of(
                    uri,
                    params.range,
                    &wanted,
                    &self.seen,
                    places,
                    around,
                ))
            }
            _ => Err(error(
                ErrorCode::MethodNotFound,
                "this server does not answer this request".to_string(),
            )),
        }
    }

    fn command(&mut self, params: Value) -> Answer {
        let ExecuteCommandParams {
            command, arguments, ..
        } = read(params)?;
        let refused = |message: &str| Err(error(ErrorCode::InvalidParams, message.to_string()));
        match command.as_str() {
            commands::HOST_MAP => ok(commands::host_map(&self.seen.host)),
            commands::EXPLAIN => {
                let servers = servers(&self.seen.host);
                let known = Known::of(&self.seen.host, &servers);
                let what = arguments.and_then(|given| given.into_iter().next());
                match what.and_then(|what| commands::explain(&what, &known)) {
                    Some(text) => ok(text),
                    None => refused("the argument is neither a rule nor a port"),
                }
            }
            commands::PLAN => {
                let (edit, words) = commands::plan(&self.seen.host, &self.places());
                if let Some(edit) = edit {
                    let params = json!({ "label": "Plan of wso2-portlint", "edit": edit });
                    self.ask("workspace/applyEdit", params);
                }
                ok(words)
            }
            _ => refused("this server has no such command"),
        }
    }

    fn notification(&mut self, note: Notification) {
        let Notification { method, params } = note;
        let is_changed = match method.as_str() {
            "textDocument/didOpen" => read(params)
                .is_ok_and(|p: DidOpenTextDocumentParams| self.buffers.open(p.text_document)),
            "textDocument/didChange" => read(params).is_ok_and(|p: DidChangeTextDocumentParams| {
                let version = p.text_document.version;
                let uri = p.text_document.text_document_identifier.uri.0;
                (self.buffers).change(&uri, version, p.content_changes, self.encoding)
            }),
            "textDocument/didClose" => read(params).is_ok_and(|p: DidCloseTextDocumentParams| {
                self.buffers.close(&p.text_document.uri.0)
            }),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => true,
            "workspace/didChangeConfiguration" => {
                let settings = params.get("settings").map(Settings::of);
                let settings = settings.unwrap_or_default();
                let is_new = settings != self.settings;
                self.settings = settings;
                is_new
            }
            "workspace/didChangeWorkspaceFolders" => {
                read(params).is_ok_and(|p: DidChangeWorkspaceFoldersParams| {
                    let event = serde_json::to_value(p.event).unwrap_or_default();
                    let part = |key: &str| event.get(key).map(folder_paths).unwrap_or_default();
                    let removed = part("removed");
                    self.folders.retain(|folder| !removed.contains(folder));
                    self.folders.extend(part("added"));
                    true
                })
            }
            _ => false,
        };
        if is_changed {
            let due = Instant::now() + self.settings.debounce;
            self.due = Some(due);
            if self.settings.debounce == Duration::ZERO {
                self.look();
            }
        }
    }

    /// Reads everything anew and tells the editor what has changed.
    fn look(&mut self) {
        self.due = None;
        let (folders, settings, buffers) = (&self.folders, &self.settings, &self.buffers);
        // A bug in the reading of one state of the files must not end the editor's session.
        let seen = catch_unwind(AssertUnwindSafe(|| run(folders, settings, buffers)));
        match seen {
            Ok(seen) => self.seen = seen,
            Err(_) => {
                self.complain("a bug in wso2-portlint; please report it");
                return;
            }
        }
        for complaint in std::mem::take(&mut self.seen.complaints) {
            self.complain(&complaint);
        }
        self.publish();
    }

    fn publish(&mut self) {
        let mut all = diagnostics::of(&self.seen, &self.places());
        for uri in std::mem::take(&mut self.published) {
            all.entry(uri).or_default();
        }
        for (uri, diagnostics) in all {
            if !diagnostics.is_empty() {
                self.published.insert(uri.clone());
            }
            let version = self.buffers.get(&uri).map(|buffer| buffer.version);
            let params = PublishDiagnosticsParams {
                uri: Uri(uri),
                version,
                diagnostics,
            };
            self.tell("textDocument/publishDiagnostics", params);
        }
    }

    fn places(&self) -> Places<'_> {
        Places {
            host: &self.seen.host,
            buffers: &self.buffers,
            encoding: self.encoding,
        }
    }

    fn complain(&self, message: &str) {
        let message = diagnostics::shown(message);
        self.tell(
            "window/showMessage",
            json!({ "type": 1, "message": message }),
        );
    }

    fn tell(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_string(), params));
    }

    fn ask(&mut self, method: &str, params: Value) {
        let id = RequestId::from(self.next);
        self.next = self.next.wrapping_add(1);
        self.send(Request::new(id, method.to_string(), params));
    }

    /// An editor that went away is noticed when it is listened to again.
    fn send(&self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into());
    }
}

/// The paths of `[{ "uri": …, "name": … }]`.
fn folder_paths(folders: &Value) -> Vec<PathBuf> {
    let folders = folders.as_array().into_iter().flatten();
    let uris = folders.filter_map(|folder| folder.get("uri")?.as_str());
    uris.filter_map(uri::path_of).collect()
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    // The reader's own words may quote what was sent.
    serde_json::from_value(params).map_err(|_| {
        error(
            ErrorCode::InvalidParams,
            "the parameters cannot be read".to_string(),
        )
    })
}

fn ok(result: impl Serialize) -> Answer {
    serde_json::to_value(result).map_err(|_| {
        error(
            ErrorCode::InternalError,
            "the answer cannot be written".to_string(),
        )
    })
}

fn error(code: ErrorCode, message: String) -> ResponseError {
    ResponseError {
        code: code as i32,
        message,
        data: None,
    }
}

fn refusal(id: RequestId, code: ErrorCode, message: String) -> Response {
    Response::new_err(id, code as i32, message)
}
