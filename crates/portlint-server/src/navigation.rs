//! From a place to others: what it means, who else wants it, and everything by name.

use crate::diagnostics::{Places, shown};
use crate::hover::{Server, openers, rivals, servers};
use crate::positions::{range, touch};
use crate::run::Seen;
use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, Location, Position, Range, SymbolKind, WorkspaceSymbol,
};
use portlint_host::{Listener, Reference, State};

/// The most symbols of one answer.
const MOST: usize = 500;

fn covers(
    location: Option<&portlint_host::Location>,
    uri: &str,
    at: Position,
    places: &Places<'_>,
) -> bool {
    let here = Range { start: at, end: at };
    location.is_some_and(|location| {
        places.is_in(location, uri)
            && touch(&range(&places.host.files, location, places.encoding), &here)
    })
}

/// Where a listener's number stands; the file that governs its server where no file sets it.
fn place_of(server: Server<'_>, listener: &Listener, places: &Places<'_>) -> Option<Location> {
    let location = listener.location.as_ref();
    let location = location.or(server.runtime.governing.as_ref())?;
    Some(places.location(location))
}

/// From a URL to the listeners that it reaches; from a port to what sets it and to those who want it, too.
pub fn definition(uri: &str, at: Position, seen: &Seen, places: &Places<'_>) -> Vec<Location> {
    let mut found = Vec::new();
    for server in servers(seen) {
        for reference in &server.runtime.references {
            if covers(reference.location.as_ref(), uri, at, places) {
                let there = openers(seen, server, reference);
                found.extend(there.filter_map(|(other, rival)| place_of(other, rival, places)));
            }
        }
        for listener in &server.runtime.listeners {
            if covers(listener.location.as_ref(), uri, at, places) {
                found.extend(place_of(server, listener, places));
                let others = rivals(seen, server, listener);
                found.extend(others.filter_map(|(other, rival)| place_of(other, rival, places)));
            }
        }
    }
    ordered(found)
}

/// Who else wants the port of this place, and the URLs that name it.
pub fn references(uri: &str, at: Position, seen: &Seen, places: &Places<'_>) -> Vec<Location> {
    let mut found = Vec::new();
    for server in servers(seen) {
        for listener in &server.runtime.listeners {
            if !covers(listener.location.as_ref(), uri, at, places) {
                continue;
            }
            let others = rivals(seen, server, listener);
            found.extend(others.filter_map(|(other, rival)| place_of(other, rival, places)));
            let names = |reference: &&Reference| {
                reference.port == listener.port && reference.port.is_some()
            };
            let urls = servers(seen).flat_map(|other| other.runtime.references.iter());
            let urls = urls
                .filter(names)
                .filter(|reference| portlint_rules::means_this_host(reference));
            let urls = urls.filter_map(|reference| reference.location.as_ref());
            found.extend(urls.map(|location| places.location(location)));
        }
    }
    ordered(found)
}

fn ordered(mut found: Vec<Location>) -> Vec<Location> {
    found.sort_by(|a, b| {
        let key = |location: &Location| (location.range.start.line, location.range.start.character);
        (&a.uri.0, key(a)).cmp(&(&b.uri.0, key(b)))
    });
    found.dedup();
    found
}

/// The listeners that a document sets.
pub fn document_symbols(uri: &str, seen: &Seen, places: &Places<'_>) -> Vec<DocumentSymbol> {
    let mut symbols = Vec::new();
    for server in servers(seen) {
        for listener in &server.runtime.listeners {
            let Some(location) = &listener.location else {
                continue;
            };
            if !places.is_in(location, uri) {
                continue;
            }
            let range = range(&places.host.files, location, places.encoding);
            #[allow(deprecated, reason = "a field of the protocol, which has no default")]
            symbols.push(DocumentSymbol {
                name: name(listener),
                detail: Some(shown(&listener.description)),
                kind: SymbolKind::Number,
                tags: None,
                deprecated: None,
                range,
                selection_range: range,
                children: None,
            });
        }
    }
    symbols.sort_by_key(|symbol| (symbol.range.start.line, symbol.range.start.character));
    symbols
}

/// `9444/tcp servlet-https`.
fn name(listener: &Listener) -> String {
    let port = listener
        .port
        .map_or("?".to_string(), |port| port.to_string());
    shown(&format!(
        "{port}/{} {}",
        listener.protocol.as_str(),
        listener.id
    ))
}

/// The listeners of all homes whose name holds what was typed: `9443`, `servlet-https`.
pub fn workspace_symbols(query: &str, seen: &Seen, places: &Places<'_>) -> Vec<WorkspaceSymbol> {
    let query = query.to_lowercase();
    let mut symbols = Vec::new();
    for server in servers(seen) {
        for listener in &server.runtime.listeners {
            let name = name(listener);
            if listener.state == State::Closed || !name.to_lowercase().contains(&query) {
                continue;
            }
            let Some(place) = place_of(server, listener, places) else {
                continue;
            };
            symbols.push(WorkspaceSymbol {
                location: place.into(),
                data: None,
                base_symbol_information: BaseSymbolInformation {
                    name,
                    kind: SymbolKind::Number,
                    tags: None,
                    container_name: Some(shown(&server.name())),
                },
            });
            if symbols.len() == MOST {
                return symbols;
            }
        }
    }
    symbols
}
