//! The loop: one message after the other, and a run when no key was pressed for a while.

use crate::abilities::Abilities;
use crate::buffers::Buffers;
use crate::diagnostics::{self, Places};
use crate::inbox::{Inbox, Next};
use crate::known::Known;
use crate::positions::Encoding;
use crate::run::{Reading, Seen, Workspace};
use crate::settings::Settings;
use crate::trials::Trials;
use crate::{
    Broken, actions, capabilities, commands, completion, hints, hover, lens, navigation, uri,
};
use gen_lsp_types::{
    CodeActionParams, CodeLensParams, Diagnostic, DidChangeTextDocumentParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentSymbolParams, ExecuteCommandParams, InitializeParams, InlayHintParams,
    PublishDiagnosticsParams, Uri, WorkspaceSymbolParams,
};
use lsp_server::{
    Connection, ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError,
};
use portlint_analysis::sites::servers;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long what the disk said is believed when nobody watches it.
const UNWATCHED: Duration = Duration::from_secs(2);

/// What is said of a panic.
const BUG: &str = "a bug in wso2-portlint; please report it";

/// Serves one editor until it says `exit` or goes away.
///
/// # Errors
/// When the editor does not keep to the protocol.
pub fn serve(connection: &Connection) -> Result<(), Broken> {
    let broken = |error: lsp_server::ProtocolError| Broken(error.to_string());
    let (id, params) = connection.initialize_start().map_err(broken)?;
    let abilities = Abilities::of(&params);
    let params = serde_json::from_value::<InitializeParams>(params).unwrap_or_default();
    let mut server = Server::new(connection, &params, abilities);
    connection
        .initialize_finish(id, capabilities::answer(server.encoding))
        .map_err(broken)?;
    server.watch();
    server.look();
    server.run()
}

/// What has changed since the last run.
#[derive(Debug)]
enum Changed {
    Nothing,
    /// The texts of open documents, by their true names.
    Texts(BTreeSet<PathBuf>),
    /// Whatever lies on the disk, the settings, or which documents are open.
    Anything,
}

/// What is known between two messages.
struct Server<'c> {
    connection: &'c Connection,
    abilities: Abilities,
    encoding: Encoding,
    folders: Vec<PathBuf>,
    /// What the editor was started with.
    first: Settings,
    settings: Settings,
    buffers: Buffers,
    reading: RefCell<Reading>,
    changed: Changed,
    /// The last run.
    seen: Seen,
    /// What every file is shown with, and the version of the document that this was said of.
    published: BTreeMap<String, (Option<i32>, Vec<Diagnostic>)>,
    /// When to look again.
    due: Option<Instant>,
    /// The number of the next request to the editor.
    next: i32,
    /// The request that asks for the settings.
    asks_settings: Option<RequestId>,
    /// True after `shutdown`.
    is_over: bool,
}

type Answer = Result<Value, ResponseError>;

impl<'c> Server<'c> {
    fn new(
        connection: &'c Connection,
        params: &InitializeParams,
        abilities: Abilities,
    ) -> Server<'c> {
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
        let settings = options.map_or_else(Settings::default, Settings::of);
        let workspace = Workspace {
            folders: &folders,
            settings: &settings,
        };
        let reading = RefCell::new(Reading::new(workspace));
        Server {
            connection,
            abilities,
            encoding: Encoding::agreed(offered.unwrap_or_default()),
            folders,
            first: settings.clone(),
            settings,
            buffers: Buffers::default(),
            reading,
            changed: Changed::Nothing,
            seen: Seen::default(),
            published: BTreeMap::new(),
            due: None,
            next: 0,
            asks_settings: None,
            is_over: false,
        }
    }

    fn run(&mut self) -> Result<(), Broken> {
        let mut inbox = Inbox::new(self.connection);
        loop {
            match inbox.next(self.due) {
                Next::Due => self.look(),
                // Without `exit` that is no order.
                Next::Gone => {
                    return if self.is_over {
                        Ok(())
                    } else {
                        Err(Broken("the editor went away".to_string()))
                    };
                }
                Next::Refused(id, code, why) => self.send(refusal(id, code, why.to_string())),
                Next::Message(Message::Request(request)) => self.request(request),
                Next::Message(Message::Notification(note)) if note.method == "exit" => {
                    return if self.is_over {
                        Ok(())
                    } else {
                        Err(Broken("exit without shutdown".to_string()))
                    };
                }
                Next::Message(Message::Notification(note)) => self.notification(note),
                Next::Message(Message::Response(response)) => self.response(response),
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
        let answered = guarded(|| match request.method.as_str() {
            "workspace/executeCommand" => self.command(request.params),
            _ => self.answer(request),
        });
        let response = match answered {
            Ok(result) => Response::new_ok(id, result),
            Err(error) => {
                if error.code == ErrorCode::InternalError as i32 {
                    // Nobody knows how far it came.
                    self.changed = Changed::Anything;
                }
                Response::new_err(id, error.code, error.message)
            }
        };
        self.send(response);
    }

    /// Takes the answer to a request of our own; only one of them is waited for.
    fn response(&mut self, response: Response) {
        if self.asks_settings.as_ref() != Some(&response.id) {
            return;
        }
        self.asks_settings = None;
        if let Ok(Value::Array(sections)) = response.response_result
            && let Some(section) = sections.first()
        {
            self.set(&section.clone());
        }
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
                ok(completion::of(&read(params)?, known, places, self.trials()))
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
                let asked = actions::Asked {
                    uri,
                    range: params.range,
                    kinds: &wanted,
                };
                ok(actions::of(
                    &asked,
                    &self.seen,
                    known,
                    places,
                    self.trials(),
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
            "textDocument/didChange" => {
                if let Ok(params) = read::<DidChangeTextDocumentParams>(params) {
                    let version = params.text_document.version;
                    let uri = params.text_document.text_document_identifier.uri.0;
                    let changes = params.content_changes;
                    if (self.buffers).change(&uri, version, changes, self.encoding) {
                        self.changed_text(&uri);
                    }
                }
                false
            }
            "textDocument/didClose" => read(params).is_ok_and(|p: DidCloseTextDocumentParams| {
                self.buffers.close(&p.text_document.uri.0)
            }),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => true,
            "workspace/didChangeConfiguration" => {
                match params.get("settings") {
                    Some(Value::Null) | None if self.abilities.tells_settings => {
                        let items = json!({ "items": [{ "section": "wso2-portlint" }] });
                        self.asks_settings = Some(self.ask("workspace/configuration", items));
                    }
                    settings => self.set(&settings.cloned().unwrap_or_default()),
                }
                false
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
            self.look_later(Changed::Anything);
        }
    }

    /// Takes over what the user has set.
    fn set(&mut self, section: &Value) {
        let settings = self.first.with(section);
        if settings != self.settings {
            self.settings = settings;
            self.watch();
            self.look_later(Changed::Anything);
        }
    }

    /// Asks the editor to watch the files that decide about ports.
    fn watch(&mut self) {
        if self.abilities.watches {
            let elsewhere = self.settings.homes.as_slice();
            let elsewhere = elsewhere
                .iter()
                .filter(|_| self.abilities.watches_elsewhere);
            let registration = capabilities::registration(elsewhere);
            self.ask("client/registerCapability", registration);
        }
    }

    /// A change of a document's text, which may be the only one.
    fn changed_text(&mut self, uri: &str) {
        let name = self.buffers.get(uri).map(|buffer| buffer.canonical.clone());
        self.look_later(Changed::Texts(name.into_iter().collect()));
    }

    fn look_later(&mut self, changed: Changed) {
        self.changed = match (
            std::mem::replace(&mut self.changed, Changed::Nothing),
            changed,
        ) {
            (Changed::Texts(mut some), Changed::Texts(more)) => {
                some.extend(more);
                Changed::Texts(some)
            }
            (Changed::Anything, _) | (_, Changed::Anything) => Changed::Anything,
            (Changed::Nothing, other) | (other, Changed::Nothing) => other,
        };
        self.due = Some(Instant::now() + self.settings.debounce);
    }

    /// Reads what has changed and tells the editor what that changes.
    fn look(&mut self) {
        self.due = None;
        let changed = std::mem::replace(&mut self.changed, Changed::Nothing);
        let reading = self.reading.get_mut();
        let is_old = !self.abilities.watches && reading.age() > UNWATCHED;
        let workspace = Workspace {
            folders: &self.folders,
            settings: &self.settings,
        };
        match changed {
            Changed::Texts(files) if !is_old => files.iter().for_each(|file| reading.forget(file)),
            _ => *reading = Reading::new(workspace),
        }
        let buffers = &self.buffers;
        // A bug in the reading of one state of the files must not end the editor's session.
        let seen = catch_unwind(AssertUnwindSafe(|| reading.run(workspace, buffers)));
        match seen {
            Ok(seen) => self.seen = seen,
            Err(_) => {
                self.changed = Changed::Anything;
                self.complain(BUG);
                return;
            }
        }
        for complaint in std::mem::take(&mut self.seen.complaints) {
            self.complain(&complaint);
        }
        self.publish();
    }

    /// Tells the editor of files whose findings are others than the last time, or are of another version.
    fn publish(&mut self) {
        let mut all = diagnostics::of(&self.seen, &self.places());
        for uri in self.published.keys() {
            all.entry(uri.clone()).or_default();
        }
        for (uri, diagnostics) in all {
            let version = self.buffers.get(&uri).map(|buffer| buffer.version);
            let said = (version, diagnostics);
            if self.published.get(&uri) == Some(&said) {
                continue;
            }
            let params = PublishDiagnosticsParams {
                uri: Uri(uri.clone()),
                version,
                diagnostics: said.1.clone(),
            };
            self.tell("textDocument/publishDiagnostics", params);
            if said.1.is_empty() {
                self.published.remove(&uri);
            } else {
                self.published.insert(uri, said);
            }
        }
    }

    fn trials(&self) -> Trials<'_> {
        Trials {
            reading: &self.reading,
            workspace: Workspace {
                folders: &self.folders,
                settings: &self.settings,
            },
        }
    }

    fn places(&self) -> Places<'_> {
        Places {
            host: &self.seen.host,
            buffers: &self.buffers,
            encoding: self.encoding,
            abilities: self.abilities,
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

    fn ask(&mut self, method: &str, params: Value) -> RequestId {
        let id = RequestId::from(self.next);
        self.next = self.next.wrapping_add(1);
        self.send(Request::new(id.clone(), method.to_string(), params));
        id
    }

    /// An editor that went away is noticed when it is listened to again.
    fn send(&self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into());
    }
}

/// Answers, and makes a panic an error: it must not end the editor's session.
fn guarded(answer: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(answer))
        .unwrap_or_else(|_| Err(error(ErrorCode::InternalError, BUG.to_string())))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_its_request() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let answer = guarded(|| panic!("password=hunter2"));
        std::panic::set_hook(hook);
        let error = answer.unwrap_err();
        assert_eq!(error.code, ErrorCode::InternalError as i32);
        assert_eq!(error.message, BUG);
        assert_eq!(guarded(|| Ok(json!(1))).unwrap(), json!(1));
    }
}
