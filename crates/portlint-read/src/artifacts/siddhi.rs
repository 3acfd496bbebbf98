//! Sources and sinks of Siddhi applications that listen.

use super::archive::has_extension;
use super::siddhi_annotations::{Annotation, annotations};
use crate::reader::{HomeReader, at};
use portlint_host::{Location, SourceFile};
use portlint_syntax::Span;
use std::sync::Arc;

/// A source or sink of a Siddhi application that opens a port of its own, or may do so through a reference.
#[derive(Debug, Clone)]
pub struct SiddhiSource {
    /// The application's name: `@app:name`, else the name of the file.
    pub app: String,
    /// The type in lower case (`http`, `tcp`, `grpc`, `prometheus`); empty when only the reference tells.
    pub source_type: String,
    /// The entry of `siddhi.refs` in `deployment.yaml` that completes it.
    pub reference: Option<String>,
    /// The port as written; `None` where the type's default applies.
    pub port_text: Option<String>,
    /// The host as written.
    pub host: Option<String>,
    /// The port, or the annotation when it names none.
    pub location: Location,
    /// Symbolic address, for example `MyApp/@source[http]/receiver.url`.
    pub route: String,
}

/// Where an annotation says what it listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Address {
    /// In a URL under this key.
    Url(&'static str),
    /// Under the keys `host` and `port`.
    HostAndPort,
    /// Nowhere: only the settings of the extension say it, and a `port` beside is ignored.
    Settings,
}

/// The sources and sinks that listen; all others are clients.
const LISTENING: &[(&str, &str, Address)] = &[
    ("source", "http", Address::Url("receiver.url")),
    ("source", "http-service", Address::Url("receiver.url")),
    ("source", "http-request", Address::Url("receiver.url")),
    ("source", "grpc", Address::Url("receiver.url")),
    ("source", "grpc-service", Address::Url("receiver.url")),
    ("source", "tcp", Address::Settings),
    ("source", "hl7", Address::HostAndPort),
    ("source", "websocket-server", Address::HostAndPort),
    ("sink", "websocket-server", Address::HostAndPort),
    ("sink", "prometheus", Address::Url("server.url")),
    ("sink", "sse-server", Address::Url("server.url")),
];

/// The listening sources and sinks of the `*.siddhi` files in some directories (relative to the home), ordered by
/// directory as given, file name and place.
pub fn siddhi_sources(reader: &mut HomeReader<'_>, dirs: &[String]) -> Vec<SiddhiSource> {
    let mut sources = Vec::new();
    for directory in dirs {
        for name in reader.list(directory) {
            if !has_extension(&name, "siddhi") {
                continue;
            }
            if let Some(file) = reader.text(&format!("{directory}/{name}")) {
                let stem = name
                    .rsplit_once('.')
                    .map_or(name.as_str(), |(stem, _)| stem);
                sources.extend(sources_of(&file, stem));
            }
        }
    }
    sources
}

fn sources_of(file: &Arc<SourceFile>, stem: &str) -> Vec<SiddhiSource> {
    let annotations = annotations(file.document.source.text());
    let app = annotations
        .iter()
        .find(|annotation| annotation.name == "app:name")
        .and_then(|annotation| annotation.elements.first())
        .map_or(stem, |element| {
            file.document.source.slice(element.value).trim()
        });
    annotations
        .iter()
        .filter_map(|annotation| source(file, app, annotation))
        .collect()
}

fn source(file: &Arc<SourceFile>, app: &str, annotation: &Annotation) -> Option<SiddhiSource> {
    let slice = |span| file.document.source.slice(span);
    let text = |key| annotation.value(key).map(slice).map(str::trim);
    if !matches!(annotation.name.as_str(), "source" | "sink") {
        return None;
    }
    let source_type = text("type").unwrap_or("").to_lowercase();
    let reference = text("ref").map(str::to_string);
    let address = match listening(&annotation.name, &source_type) {
        Some(_)
            if text("publish.mode")
                .is_some_and(|mode| mode.eq_ignore_ascii_case("pushgateway")) =>
        {
            return None;
        }
        Some(address) => address,
        // The reference names the type; what stands here is read as the type would.
        None if source_type.is_empty() && reference.is_some() => Address::Url("receiver.url"),
        None => return None,
    };
    let (key, host, port) = match address {
        Address::HostAndPort => ("port", annotation.value("host"), annotation.value("port")),
        Address::Settings => ("port", None, None),
        Address::Url(key) => {
            let (host, port) = annotation
                .value(key)
                .map_or((None, None), |url| authority(slice(url), url));
            (key, host, port)
        }
    };
    let selector = if source_type.is_empty() {
        reference.as_deref().unwrap_or("")
    } else {
        &source_type
    };
    let route = format!("{app}/@{}[{selector}]/{key}", annotation.name);
    Some(SiddhiSource {
        app: app.to_string(),
        port_text: port.map(|span| slice(span).to_string()),
        host: host.map(|span| slice(span).to_string()),
        location: at(file, port.unwrap_or(annotation.span)),
        source_type,
        reference,
        route,
    })
}

fn listening(annotation: &str, source_type: &str) -> Option<Address> {
    let (_, _, address) = LISTENING
        .iter()
        .find(|(a, t, _)| *a == annotation && *t == source_type)?;
    Some(*address)
}

/// The spans of host and port in a URL that lies at `span`; a port may be a variable such as `${PORT}`.
fn authority(url: &str, span: Span) -> (Option<Span>, Option<Span>) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(start..).unwrap_or("");
    let rest = rest
        .get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))
        .unwrap_or("");
    // The colons of an IPv6 address stand in brackets, those of a variable in braces.
    let closed = rest.find(']').map_or(0, |at| at + 1);
    let colon = colon_outside_braces(rest, closed);
    let within = |from: usize, to: usize| {
        let base = span.start as usize + start;
        (from < to).then(|| Span::new(base + from, base + to))
    };
    match colon {
        Some(colon) => (within(0, colon), within(colon + 1, rest.len())),
        None => (within(0, rest.len()), None),
    }
}

fn colon_outside_braces(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, c) in text.char_indices().filter(|(index, _)| *index >= from) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(index),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;
    use portlint_syntax::Limits;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<SiddhiSource> {
        let files = Memory::new()
            .with("/h/apps/File.siddhi", text)
            .with("/h/apps/notes.txt", "@source(type='tcp')");
        let mut reader = HomeReader::new(&files, "/h", Limits::default());
        let sources = siddhi_sources(&mut reader, &["apps".to_string(), "missing".to_string()]);
        assert!(reader.take_problems().is_empty());
        sources
    }

    #[test]
    fn only_what_listens_is_found() {
        type Row = (
            &'static str,
            Option<(&'static str, Option<&'static str>, Option<&'static str>)>,
        );
        let table: &[Row] = &[
            (
                "@source(type='http', receiver.url='http://0.0.0.0:8006/x')",
                Some(("http", Some("0.0.0.0"), Some("8006"))),
            ),
            (
                "@Source(type = \"HTTP\",\n receiver.url=\"https://h:8006\")",
                Some(("http", Some("h"), Some("8006"))),
            ),
            (
                "@source(type='http', @map(type='json', port='1'))",
                Some(("http", None, None)),
            ),
            (
                "@source(type='http', receiver.url='http://h/a:1')",
                Some(("http", Some("h"), None)),
            ),
            (
                "@source(type='http', receiver.url='http://[::]:8006/')",
                Some(("http", Some("[::]"), Some("8006"))),
            ),
            (
                "@source(type='http', receiver.url='http://${H:x}:${P}/')",
                Some(("http", Some("${H:x}"), Some("${P}"))),
            ),
            (
                "@source(type='grpc', receiver.url='grpc://localhost:8888/s/m')",
                Some(("grpc", Some("localhost"), Some("8888"))),
            ),
            (
                "@source(ref='grpcSource', @map(type='json'))",
                Some(("", None, None)),
            ),
            (
                "@source(type='tcp', context='c', port='9892')",
                Some(("tcp", None, None)),
            ),
            ("@source(type='tcp')", Some(("tcp", None, None))),
            (
                "@sink(type='prometheus', publish.mode='server', server.url='http://h:9081')",
                Some(("prometheus", Some("h"), Some("9081"))),
            ),
            (
                "@sink(type='prometheus', publish.mode='pushgateway', push.url='http://h:9091')",
                None,
            ),
            ("@sink(type='http', publisher.url='http://h:80')", None),
            ("@sink(type='tcp', url='tcp://h:9892/c')", None),
            (
                "@source(type='prometheus', target.url='http://h:9080/metrics')",
                None,
            ),
            (
                "@source(type='kafka', bootstrap.servers='h:9092', port='1')",
                None,
            ),
            ("@source(type='email', port='993')", None),
            ("@store(type='rdbms', port='1')", None),
            ("-- @source(type='tcp', port='1')", None),
        ];
        for (text, expected) in table {
            let found = read(text);
            let shown = found.first().map(|s| {
                (
                    s.source_type.as_str(),
                    s.host.as_deref(),
                    s.port_text.as_deref(),
                )
            });
            assert_eq!(shown, *expected, "{text}");
        }
    }

    #[test]
    fn names_routes_and_places() {
        let text = "@App:name('Sweet')\r\n@source(type='http', receiver.url='http://é:8006/x')\r\n@source(ref='r')";
        let found = read(text);
        assert_eq!(
            found.iter().map(|s| s.route.as_str()).collect::<Vec<_>>(),
            [
                "Sweet/@source[http]/receiver.url",
                "Sweet/@source[r]/receiver.url"
            ]
        );
        let place = found[0].location.place;
        assert_eq!((place.line, place.column, place.byte_length), (2, 45, 4));
        assert_eq!(place.byte_offset, text.find("8006").unwrap() as u64);
        assert_eq!(found[1].location.place.column, 1);
        assert_eq!(found[1].reference.as_deref(), Some("r"));
        assert_eq!(read("@source(type='tcp')")[0].app, "File");
    }

    proptest! {
        #[test]
        fn arbitrary_applications_never_panic(text in "(@source\\(type='(http|tcp)', (receiver.url|port)=')?[ -~é]{0,60}") {
            let files = Memory::new().with("/h/apps/File.siddhi", text);
            siddhi_sources(&mut HomeReader::new(&files, "/h", Limits::default()), &["apps".to_string()]);
        }
    }
}
