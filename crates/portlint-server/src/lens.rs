//! A code lens at the head of each file that governs a server: its ports, and how many of them somebody else wants.

use crate::diagnostics::{Places, shown};
use crate::hints::summary;
use crate::known::Known;
use crate::positions::range;
use gen_lsp_types::{CodeLens, Command};
use portlint_analysis::sites::Server;

/// The lenses of a document.
pub(crate) fn of(uri: &str, known: &Known<'_>, places: &Places<'_>) -> Vec<CodeLens> {
    let here = known.servers.iter().filter_map(|server| {
        let governing = server.runtime.governing.as_ref()?;
        places.is_in(governing, uri).then(|| CodeLens {
            range: range(&places.host.files, governing, places.encoding),
            command: Some(Command {
                title: shown(&format!("{}: {}", server.name, with_way_out(known, server))),
                // A lens without a command of its own is a text; the empty name is how the protocol says so.
                command: String::new(),
                tooltip: None,
                arguments: None,
            }),
            data: None,
        })
    });
    here.collect()
}

/// `14 ports, 2 shared; next free offset 3`.
fn with_way_out<'a>(known: &Known<'a>, server: &'a Server<'a>) -> String {
    let summary = summary(known, server);
    if known.shared(server) == 0 {
        return summary;
    }
    match known.free_offsets(server).next() {
        Some(offset) => format!("{summary}; next free offset {offset}"),
        None => summary,
    }
}
