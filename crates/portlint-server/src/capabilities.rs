//! What the server offers, and what it asks the editor to watch.

use crate::actions::FIX_ALL;
use crate::commands::{EXPLAIN, HOST_MAP, PLAN};
use crate::positions::Encoding;
use serde_json::{Value, json};

/// The files whose change on the disk changes what is found.
const WATCHED: [&str; 9] = [
    "**/*.toml",
    "**/deployment.yaml",
    "**/*.xml",
    "**/*.properties",
    "**/*.sh",
    "**/*.bat",
    "**/*.json",
    "**/docker-compose*.y*ml",
    "**/Dockerfile*",
];

/// The answer to `initialize`.
pub(crate) fn answer(encoding: Encoding) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": encoding.kind(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "inlayHintProvider": true,
            "codeLensProvider": { "resolveProvider": false },
            "codeActionProvider": { "codeActionKinds": ["quickfix", FIX_ALL] },
            "completionProvider": { "triggerCharacters": ["[", ".", "="] },
            "executeCommandProvider": { "commands": [HOST_MAP, EXPLAIN, PLAN] },
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true }
            }
        },
        "serverInfo": { "name": "wso2-portlint", "version": env!("CARGO_PKG_VERSION") }
    })
}

/// The registration of the watched files, for an editor that takes it.
pub(crate) fn registration() -> Value {
    let watchers = WATCHED.map(|pattern| json!({ "globPattern": pattern }));
    json!({
        "registrations": [{
            "id": "wso2-portlint-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers }
        }]
    })
}
