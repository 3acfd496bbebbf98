//! From a place to others: what it means, who else wants it, and everything by name.

use crate::diagnostics::{Places, shown};
use crate::known::Known;
use crate::positions::range;
use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, Location, SymbolKind, TextDocumentPositionParams,
    WorkspaceSymbol,
};
use portlint_analysis::Opener;
use portlint_host::{Listener, State};

/// The most symbols of one answer.
const MOST: usize = 500;

/// Where the number of a listener comes from, in the editor's words.
fn place_of((server, listener): Opener<'_>, places: &Places<'_>) -> Option<Location> {
    Some(places.location(&server.place_of(listener)?))
}

/// From a URL to the listeners that it means; from a port to what sets it and to those who want it, too.
pub(crate) fn definition(
    at: &TextDocumentPositionParams,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<Location> {
    let is_at = |location: Option<&portlint_host::Location>| {
        location.is_some_and(|location| places.covers(location, at))
    };
    let mut found = Vec::new();
    for server in known.servers {
        for reference in &server.runtime.references {
            if is_at(reference.location.as_ref()) {
                let there = known.meant(server, reference).into_iter();
                found.extend(there.filter_map(|opener| place_of(opener, places)));
            }
        }
        for listener in &server.runtime.listeners {
            if is_at(listener.location.as_ref()) {
                found.extend(place_of((server, listener), places));
                let others = known.rivals(server, listener).into_iter();
                found.extend(others.filter_map(|rival| place_of(rival, places)));
            }
        }
    }
    ordered(found)
}

/// Who else wants the port of this place, and the URLs that name it.
pub(crate) fn references(
    at: &TextDocumentPositionParams,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<Location> {
    let is_at = |location: Option<&portlint_host::Location>| {
        location.is_some_and(|location| places.covers(location, at))
    };
    let mut found = Vec::new();
    for server in known.servers {
        let is_offset = is_at(server.runtime.offset.location.as_ref());
        for listener in &server.runtime.listeners {
            let moved = is_offset && listener.follows_offset;
            if !moved && !is_at(listener.location.as_ref()) {
                continue;
            }
            let others = known.rivals(server, listener).into_iter();
            found.extend(others.filter_map(|rival| place_of(rival, places)));
            let urls = known.names_of(server, listener);
            let urls = urls.filter_map(|(_, url)| url.location.as_ref());
            found.extend(urls.map(|location| places.location(location)));
        }
        for reference in &server.runtime.references {
            if !is_at(reference.location.as_ref()) {
                continue;
            }
            // Who else names the listeners that this URL means.
            for (other, listener) in known.meant(server, reference) {
                let urls = known.names_of(other, listener);
                let urls = urls.filter_map(|(_, url)| url.location.as_ref());
                found.extend(urls.map(|location| places.location(location)));
            }
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

/// The listeners of a document: those whose numbers it sets, and those of the servers that it governs.
pub(crate) fn document_symbols(
    uri: &str,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<DocumentSymbol> {
    let mut symbols = Vec::new();
    for server in known.servers {
        for listener in &server.runtime.listeners {
            let place = server.place_of(listener);
            let Some(location) = place.filter(|place| places.is_in(place, uri)) else {
                continue;
            };
            if listener.state == State::Closed && listener.location.is_none() {
                continue;
            }
            let range = range(&places.host.files, &location, places.encoding);
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
pub(crate) fn workspace_symbols(
    query: &str,
    known: &Known<'_>,
    places: &Places<'_>,
) -> Vec<WorkspaceSymbol> {
    let query = query.to_lowercase();
    let mut symbols = Vec::new();
    for server in known.servers {
        for listener in &server.runtime.listeners {
            let name = name(listener);
            if listener.state == State::Closed || !name.to_lowercase().contains(&query) {
                continue;
            }
            let Some(place) = place_of((server, listener), places) else {
                continue;
            };
            symbols.push(WorkspaceSymbol {
                location: place.into(),
                data: None,
                base_symbol_information: BaseSymbolInformation {
                    name,
                    kind: SymbolKind::Number,
                    tags: None,
                    container_name: Some(shown(&server.name)),
                },
            });
            if symbols.len() == MOST {
                return symbols;
            }
        }
    }
    symbols
}
