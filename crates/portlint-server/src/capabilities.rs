//! What the server offers, and what it asks the editor to watch.

use crate::actions::FIX_ALL;
use crate::commands::{EXPLAIN, HOST_MAP, PLAN};
use crate::positions::Encoding;
use portlint_report::file_uri;
use serde_json::{Value, json};
use std::path::PathBuf;

/// The files whose change on the disk changes what is found.
const WATCHED: [&str; 11] = [
    "**/*.toml",
    "**/deployment.yaml",
    "**/*.xml",
    "**/*.properties",
    "**/*.sh",
    "**/*.bat",
    "**/*.json",
    "**/docker-compose*.y*ml",
    "**/Dockerfile*",
    "**/*.car",
    "**/*.siddhi",
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
            "completionProvider": { "triggerCharacters": ["[", ".", "=", "<"] },
            "executeCommandProvider": { "commands": [HOST_MAP, EXPLAIN, PLAN] },
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true }
            }
        },
        "serverInfo": { "name": "wso2-portlint", "version": env!("CARGO_PKG_VERSION") }
    })
}

/// The registration of the watched files, those below directories outside of the editor's folders included.
pub(crate) fn registration<'d>(elsewhere: impl Iterator<Item = &'d PathBuf>) -> Value {
    let inside = WATCHED
        .iter()
        .map(|pattern| json!({ "globPattern": pattern }));
    let outside = elsewhere.flat_map(|directory| {
        let base = file_uri(directory);
        WATCHED.map(|pattern| json!({ "globPattern": { "baseUri": base, "pattern": pattern } }))
    });
    let watchers = inside.chain(outside).collect::<Vec<_>>();
    json!({
        "registrations": [{
            "id": "wso2-portlint-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers }
        }]
    })
}
