//! The configuration files of the proxies that stand before servers: nginx and HAProxy, as statements of words.
//!
//! Neither is a tree of keys and values, so a [`crate::Document`] of them has comments, errors and no tree.

mod haproxy;
mod nginx;

use crate::document::{Comment, Document, ErrorKind, Format};
use crate::source::Span;

/// A word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, quotes included.
    pub span: Span,
    /// Without quotes and escapes.
    pub text: String,
    /// True when a part of it is only known where the proxy runs: a variable.
    pub varies: bool,
}

/// A directive of nginx, or a line of HAProxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Never empty.
    pub words: Vec<Word>,
    /// The position of the block or section that it is in.
    pub parent: Option<usize>,
    /// True when it begins a block or a section.
    pub is_block: bool,
}

impl Statement {
    /// The text of a word; empty where there is none.
    pub fn word(&self, position: usize) -> &str {
        self.words.get(position).map_or("", |word| &word.text)
    }

    /// The name of the directive, or the keyword of the line.
    pub fn name(&self) -> &str {
        self.word(0)
    }

    /// The words behind the name.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// What a text of one of these formats says, as far as it could be read.
#[derive(Debug, Default)]
struct Reading {
    statements: Vec<Statement>,
    comments: Vec<Span>,
    /// Where the reading ended before the text did, and why.
    error: Option<(ErrorKind, &'static str, Span)>,
}

fn read(text: &str, format: Format, most: usize) -> Reading {
    match format {
        Format::Nginx => nginx::read(text, most),
        Format::Haproxy => haproxy::read(text, most),
        Format::Xml | Format::Toml | Format::Yaml | Format::Properties => Reading::default(),
    }
}

/// The statements of a document of nginx or HAProxy in the order of the file, those before the first error; none of any other.
pub fn statements(document: &Document) -> Vec<Statement> {
    if document.errors.iter().any(|e| e.kind.stops_parsing()) {
        return Vec::new();
    }
    let (text, most) = (document.source.text(), document.limits.nodes);
    read(text, document.format, most).statements
}

/// Fills the document with comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    let reading = read(&text, document.format, document.limits.nodes);
    let comments = reading.comments.into_iter();
    document.comments = comments.map(|span| Comment { span }).collect();
    if let Some((kind, message, span)) = reading.error {
        document.report(kind, message, span);
    }
}

const TOO_MANY: &str = "more words than are read from one file";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, parse};

    /// Every statement with the names of the blocks that it is in, and what is wrong.
    fn read(text: &str, format: Format) -> String {
        let document = parse(text.as_bytes(), format, &Limits::default());
        let all = statements(&document);
        let mut lines = Vec::new();
        for statement in &all {
            let mut line = String::new();
            let mut above = statement.parent;
            while let Some(block) = above.and_then(|parent| all.get(parent)) {
                line.insert_str(0, &format!("{}/", block.name()));
                above = block.parent;
            }
            for word in &statement.words {
                assert!(!document.source.slice(word.span).is_empty());
                line.push_str(&format!(
                    "[{}{}]",
                    word.text,
                    if word.varies { "?" } else { "" }
                ));
            }
            lines.push(line);
        }
        lines.extend(document.errors.iter().map(|error| error.message.clone()));
        lines.join("\n")
    }

    #[test]
    fn directives_of_nginx() {
        let text = "# a\nworker_processes 1;\nhttp {\n  upstream \"am 1\" { server a:9443 weight=2; # b\n server\n b\\;c; }\n\
                    server { listen 443 ssl; location ~ \"^/a#{2}\" { proxy_pass https://${up}$uri; } }\n}\n";
        assert_eq!(
            read(text, Format::Nginx),
            "[worker_processes][1]\n[http]\nhttp/[upstream][am 1]\nhttp/upstream/[server][a:9443][weight=2]\n\
             http/upstream/[server][b;c]\nhttp/[server]\nhttp/server/[listen][443][ssl]\n\
             http/server/[location][~][^/a#{2}]\nhttp/server/location/[proxy_pass][https://${up}$uri?]"
        );
        let comments = parse(text.as_bytes(), Format::Nginx, &Limits::default()).comments;
        assert_eq!(comments.len(), 2);
    }

    #[test]
    fn variables_and_programs_of_nginx() {
        let text = "location / { content_by_lua_block { local a = \"}\" if a then return { b = 1 } end }\n\
                    proxy_pass $scheme://a; }\n";
        assert_eq!(
            read(text, Format::Nginx),
            "[location][/]\nlocation/[content_by_lua_block]\nlocation/[proxy_pass][$scheme://a?]"
        );
    }

    #[test]
    fn what_nginx_refuses() {
        for (text, said) in [
            ("a b", "[a][b]\nno `;` at the end"),
            ("{ a; }", "a block without a name"),
            ("a; }", "[a]\na `}` that closes nothing"),
            ("a { b;", "[a]\na/[b]\na block that is not closed"),
            (";", "a `;` without a directive"),
            ("a \"b", "a quote that is not closed"),
            ("a \"b\"c;", "no blank after a quote"),
        ] {
            assert_eq!(read(text, Format::Nginx), said, "{text}");
        }
    }

    #[test]
    fn lines_of_haproxy() {
        let text = "# a\nglobal\n  daemon\r\nbackend am # b\n\tserver a gw1:8243 check\n  server b \"${HOST}:8243\" 'x # y' z\\ z\n";
        assert_eq!(
            read(text, Format::Haproxy),
            "[global]\nglobal/[daemon]\n[backend][am]\nbackend/[server][a][gw1:8243][check]\n\
             backend/[server][b][${HOST}:8243?][x # y][z z]"
        );
        let comments = parse(text.as_bytes(), Format::Haproxy, &Limits::default()).comments;
        assert_eq!(comments.len(), 2);
    }

    #[test]
    fn what_haproxy_refuses() {
        for (text, said) in [
            ("server a b", "a line before the first section"),
            ("global\n a \"b\n", "[global]\na quote that is not closed"),
        ] {
            assert_eq!(read(text, Format::Haproxy), said, "{text}");
        }
    }

    #[test]
    fn huge_and_deep_texts_are_bounded() {
        let limits = Limits {
            nodes: 100,
            ..Limits::default()
        };
        let deep = "a {".repeat(10_000);
        for (text, format) in [
            (deep.as_str(), Format::Nginx),
            (&"a b c;".repeat(10_000), Format::Nginx),
            (&"global\n a b\n".repeat(10_000), Format::Haproxy),
        ] {
            let document = parse(text.as_bytes(), format, &limits);
            assert_eq!(document.errors[0].kind, ErrorKind::Limit);
            assert!(statements(&document).is_empty());
        }
    }
}
