//! What findings about references have in common: their identity, how they name an address, how it is corrected.

use crate::diagnostic::Diagnostic;
use crate::rule::RuleDoc;
use portlint_analysis::sites::Server;
use portlint_fix::{Applicability, Fix};
use portlint_host::{Files, Reference};

/// A finding at a reference; its identity is home, runtime, route, host and port.
pub(crate) fn finding(
    doc: &RuleDoc,
    server: &Server<'_>,
    reference: &Reference,
    message: String,
) -> Diagnostic {
    let mut finding = Diagnostic::new(doc.id, doc.severity, message);
    let place = reference.location.or(server.runtime.governing);
    if let Some(place) = place {
        finding = finding.at(place, reference.description.clone());
    }
    finding.path = Some(server.home.path.clone());
    finding
        .identified_by([
            server.identity(),
            reference.route.to_string(),
            reference.host.clone(),
            reference.port.unwrap_or_default().to_string(),
        ])
        .printed_by([server.print(&reference.route)])
}

/// How the reference is written in a message: `https://localhost:9443`.
pub(crate) fn written(reference: &Reference) -> String {
    let scheme = reference.scheme.as_ref().map(|s| format!("{s}://"));
    let host = &reference.host;
    let port = reference.port.map(|p| format!(":{p}"));
    format!(
        "{}{host}{}",
        scheme.unwrap_or_default(),
        port.unwrap_or_default()
    )
}

/// The replacement of the port in the text of the reference by another one.
pub(crate) fn new_port(files: &Files, reference: &Reference, port: i64) -> Option<Fix> {
    Some(Fix {
        applicability: Applicability::Safe,
        edits: vec![portlint_fix::new_port(files, reference, port)?],
        follows: true,
    })
}
