//! A port that is other software's: an entry in the configuration file.

use super::Asked;
use crate::diagnostics::{Places, shown};
use crate::known::Known;
use crate::positions::Lines;
use crate::trials::Trials;
use portlint_report::file_uri;
use portlint_rules::Diagnostic;
use portlint_session::config::FILE_NAME;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The rule that names other software.
const KNOWN_SOFTWARE: &str = "well-known-port";

/// What is offered at a port that is known for other software, and at a URL whose port no server of this host opens.
pub(super) fn of(
    asked: &Asked<'_>,
    here: &[&Diagnostic],
    known: &Known<'_>,
    places: &Places<'_>,
    trials: Trials<'_>,
) -> Vec<Value> {
    let mut ports = BTreeSet::new();
    for finding in here.iter().filter(|finding| finding.rule == KNOWN_SOFTWARE) {
        let claims = finding.ports.iter();
        ports.extend(claims.map(|claim| (claim.protocol.as_str(), claim.port)));
    }
    for server in known.servers {
        for reference in &server.runtime.references {
            let place = reference.location.as_ref();
            if place.is_some_and(|place| asked.touches(place, places))
                && known.is_unknown_port(server, reference)
            {
                ports.extend(
                    reference
                        .port
                        .map(|port| (reference.protocol.as_str(), port)),
                );
            }
        }
    }
    ports
        .into_iter()
        .filter_map(|(protocol, port)| entry(protocol, port, places, trials))
        .collect()
}

fn entry(protocol: &str, port: i64, places: &Places<'_>, trials: Trials<'_>) -> Option<Value> {
    let kind = match protocol {
        "tcp" => String::new(),
        other => format!("protocol = \"{other}\"\n"),
    };
    let entry = format!("[[port]]\nname = \"other software\"\n{kind}port = {port}\n");
    let title = format!("Declare {port}/{protocol} a port of other software in {FILE_NAME}");
    let edit = match &trials.reading().config().file {
        Some(file) => {
            let uri = places.uri(&file.path).0;
            let open = places.buffers.get(&uri);
            let text = open.map_or(file.document.source.text(), |open| &open.text);
            let end = Lines::of(text).position(text, text.len(), places.encoding);
            let before = match text {
                "" => "",
                text if text.ends_with('\n') => "\n",
                _ => "\n\n",
            };
            let version = open.map(|open| open.version);
            json!({ "documentChanges": [{
                "textDocument": { "uri": uri, "version": version },
                "edits": [{
                    "range": { "start": end, "end": end },
                    "newText": format!("{before}{entry}"),
                }],
            }] })
        }
        None if places.abilities.creates_files => {
            let uri = file_uri(&trials.first_folder()?.join(FILE_NAME));
            let start = json!({ "line": 0, "character": 0 });
            json!({ "documentChanges": [
                { "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } },
                {
                    "textDocument": { "uri": uri, "version": null },
                    "edits": [{ "range": { "start": start, "end": start }, "newText": entry }],
                },
            ] })
        }
        None => return None,
    };
    Some(json!({ "title": shown(&title), "kind": "quickfix", "isPreferred": false, "edit": edit }))
}
