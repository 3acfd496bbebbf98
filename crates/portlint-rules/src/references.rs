//! What references have in common: which of them mean this host, who opens what they name, how they are corrected.

use crate::diagnostic::Diagnostic;
use crate::rule::RuleDoc;
use portlint_analysis::address;
use portlint_analysis::sites::Server;
use portlint_catalog::Protocol;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{Files, Host, Listener, Location, Network, Reference, State};
use portlint_syntax::Span;

/// Placeholders that every server replaces by a name or address of its own.
const OWN_HOST: &[&str] = &["${carbon.host}", "${carbon.local.ip}"];

/// True when the reference names this host for sure.
pub fn means_this_host(reference: &Reference) -> bool {
    address::is_loopback(&reference.host) || OWN_HOST.contains(&reference.host.as_str())
}

/// True when the server computes the port from a placeholder, as `${receiver.url.port}`.
pub fn is_computed(reference: &Reference) -> bool {
    reference.location.is_some() && reference.written.computed
}

/// The open and conditional listeners of all servers, by port.
pub struct Openers<'a> {
    servers: &'a [Server<'a>],
    /// Protocol and port, then the positions of server and listener, in order.
    open: Vec<(Protocol, i64, u32, u32)>,
}

/// A listener and its server.
pub type Opener<'a> = (&'a Server<'a>, &'a Listener);

impl<'a> Openers<'a> {
    /// Those of these servers.
    pub fn of(servers: &'a [Server<'a>]) -> Self {
        let mut open = Vec::new();
        for (at, server) in (0..).zip(servers) {
            for (position, listener) in (0..).zip(&server.runtime.listeners) {
                if let (Some(port), State::Open | State::Conditional) =
                    (listener.port, listener.state)
                {
                    open.push((listener.protocol, port, at, position));
                }
            }
        }
        open.sort_unstable();
        Openers { servers, open }
    }

    /// Those at a port, among the servers of one network.
    pub fn at(
        &self,
        network: Network<'_>,
        protocol: Protocol,
        port: i64,
    ) -> impl Iterator<Item = Opener<'a>> {
        let wanted = (protocol, port);
        let port_of = |(protocol, port, ..): &(Protocol, i64, u32, u32)| (*protocol, *port);
        let start = self.open.partition_point(|open| port_of(open) < wanted);
        let there = self.open.iter().skip(start);
        there
            .take_while(move |open| port_of(open) == wanted)
            .filter_map(|(_, _, server, listener)| {
                let server = self.servers.get(*server as usize)?;
                Some((server, server.runtime.listeners.get(*listener as usize)?))
            })
            .filter(move |(server, _)| server.home.network() == network)
    }
}

/// True when declared software holds the port.
pub fn is_foreign(host: &Host, protocol: Protocol, port: i64) -> bool {
    host.foreign
        .iter()
        .any(|f| f.protocol == protocol && i64::from(f.port) == port)
}

/// A finding at a reference; its identity is home, runtime, route, host and port.
pub fn finding(
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
    finding.identified_by([
        server.identity(),
        reference.route.to_string(),
        reference.host.clone(),
        reference.port.unwrap_or_default().to_string(),
    ])
}

/// How the reference is written in a message: `https://localhost:9443`.
pub fn written(reference: &Reference) -> String {
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
pub fn new_port(files: &Files, reference: &Reference, port: i64) -> Option<Fix> {
    let location = digits(files, reference)?;
    Some(Fix {
        applicability: Applicability::Safe,
        edits: vec![FileEdit::new(location, port.to_string())],
        follows: true,
    })
}

/// The digits of the port, when they stand exactly once in the text of the reference.
fn digits(files: &Files, reference: &Reference) -> Option<Location> {
    let location = reference.location?;
    let file = files.source(location.file)?;
    let text = file.document.source.slice(location.span);
    let number = reference.port?.to_string();
    if text == number {
        return Some(location);
    }
    let mut places = text.match_indices(&number).filter(|(start, number)| {
        let before = text.get(..*start).is_some_and(|t| t.ends_with(':'));
        let after = text
            .get(start + number.len()..)
            .and_then(|t| t.chars().next());
        before && !after.is_some_and(|c| c.is_ascii_digit())
    });
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let start = location.span.start as usize + start;
    Some(file.at(Span::new(start, start + number.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, reference, server_with};

    fn edited(text: &str) -> Option<String> {
        let reference = reference("url", "https", "localhost", 9443, "");
        let home = server_with("/a", 0, text).refers(reference, text);
        let fix = new_port(&home.files, &home.runtimes[0].references[0], 9444)?;
        let edit = &fix.edits[0];
        let old = home.files.text(&edit.location)?;
        Some(text.replacen(old, &edit.replacement, 1))
    }

    #[test]
    fn only_the_one_port_is_replaced() {
        assert_eq!(edited("9443").as_deref(), Some("9444"));
        assert_eq!(
            edited("'https://localhost:9443/x'").as_deref(),
            Some("'https://localhost:9444/x'")
        );
        assert_eq!(edited("'https://localhost:94430/x'"), None);
        assert_eq!(edited("'a:9443,b:9443'"), None);
        assert_eq!(edited("'${mgt.transport.https.port}'"), None);
    }
}
