//! Files made to hurt: they must cost seconds at most and never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common;

use portlint_syntax::{Document, ErrorKind, Format, NodeKind};

/// Parses and checks the invariants. A parser that is not linear here would hang the test; nothing is timed.
fn bounded(_name: &str, text: &str, format: Format) -> Document {
    common::checked(text.as_bytes(), format)
}

fn first_kind(document: &Document) -> Option<ErrorKind> {
    document.errors.first().map(|error| error.kind)
}

#[test]
fn toml() {
    let duplicates = "a = 1\n".repeat(100_000);
    let document = bounded("duplicate keys", &duplicates, Format::Toml);
    assert_eq!(document.errors.len(), 50);
    assert!(
        document
            .errors
            .iter()
            .all(|e| e.kind == ErrorKind::Duplicate && e.related.is_some())
    );
    assert_eq!(
        bounded("bad lines", &"= x ]\n".repeat(300_000), Format::Toml)
            .errors
            .len(),
        50
    );
    bounded("brackets", &"[".repeat(100_000), Format::Toml);
    bounded(
        "value brackets",
        &format!("a = {}", "[".repeat(100_000)),
        Format::Toml,
    );
    bounded(
        "value braces",
        &format!("a = {}", "{a = ".repeat(50_000)),
        Format::Toml,
    );
    bounded(
        "dotted",
        &format!("{}a = 1", "a.".repeat(50_000)),
        Format::Toml,
    );
    bounded(
        "dotted header",
        &format!("[{}a]\n", "a.".repeat(50_000)),
        Format::Toml,
    );
    bounded(
        "headers",
        &(0..50_000)
            .map(|n| format!("[a.b{n}.c]\n"))
            .collect::<String>(),
        Format::Toml,
    );
    bounded(
        "array tables",
        &"[[a]]\n[a.b]\nc = 1\n".repeat(30_000),
        Format::Toml,
    );
    bounded(
        "digits",
        &format!("a = {}", "9".repeat(1_000_000)),
        Format::Toml,
    );
    bounded(
        "line",
        &format!("a = \"{}\"", "x\\n".repeat(300_000)),
        Format::Toml,
    );
    bounded("quotes", &"'".repeat(200_000), Format::Toml);
    bounded(
        "commas",
        &format!("a = [{}]", ",".repeat(200_000)),
        Format::Toml,
    );
    bounded("open strings", &"a = \"\n".repeat(100_000), Format::Toml);
}

#[test]
fn yaml() {
    assert_eq!(
        first_kind(&bounded("dashes", &"- ".repeat(50_000), Format::Yaml)),
        Some(ErrorKind::Limit)
    );
    assert_eq!(
        first_kind(&bounded("braces", &"{a: ".repeat(100_000), Format::Yaml)),
        Some(ErrorKind::Limit)
    );
    bounded("brackets", &"[".repeat(100_000), Format::Yaml);
    bounded("question marks", &"? ".repeat(50_000), Format::Yaml);
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    for n in 1..40 {
        bomb.push_str(&format!(
            "a{n}: &a{n} [{}]\n",
            format!("*a{}, ", n - 1).repeat(9)
        ));
    }
    bounded("alias bomb", &bomb, Format::Yaml);
    bounded("self alias", "a: &a [*a]\nb: &b {<<: *b}\n", Format::Yaml);
    bounded("duplicate keys", &"a: 1\n".repeat(100_000), Format::Yaml);
    bounded("documents", &"---\na: 1\n".repeat(100_000), Format::Yaml);
    bounded("comments", &"# c\n".repeat(200_000), Format::Yaml);
    bounded(
        "line",
        &format!("a: {}", "x".repeat(1_000_000)),
        Format::Yaml,
    );
    bounded(
        "flow line",
        &format!("a: [{}]", "1, ".repeat(200_000)),
        Format::Yaml,
    );
    bounded("colons", &"a: ".repeat(100_000), Format::Yaml);
    bounded("tabs", &"\t".repeat(500_000), Format::Yaml);
    bounded(
        "template lines",
        &"{{ x }}\n'".repeat(100_000),
        Format::Yaml,
    );
}

#[test]
fn xml() {
    assert_eq!(
        first_kind(&bounded(
            "open elements",
            &"<a>".repeat(1_000_000),
            Format::Xml
        )),
        Some(ErrorKind::Limit)
    );
    let mut laughs = "<!DOCTYPE l [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        laughs.push_str(&format!(
            "<!ENTITY a{n} \"{}\">",
            format!("&a{};", n - 1).repeat(10)
        ));
    }
    laughs.push_str("]><l>&a29;</l>");
    let document = bounded("billion laughs", &laughs, Format::Xml);
    assert_eq!(first_kind(&document), Some(ErrorKind::Doctype));
    assert_eq!(document.element_text(document.root.unwrap()).text, "&a29;");
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='{n}'")).collect();
    bounded("attributes", &format!("<a{attributes}/>"), Format::Xml);
    let prefixes: String = (0..50_000)
        .map(|n| format!("<p{n}:a xmlns:p{n}='u'/>"))
        .collect();
    bounded("prefixes", &format!("<a>{prefixes}</a>"), Format::Xml);
    bounded(
        "line",
        &format!("<a>{}</a>", "é&amp;".repeat(150_000)),
        Format::Xml,
    );
    bounded(
        "ampersands",
        &format!("<a>{}</a>", "&".repeat(500_000)),
        Format::Xml,
    );
    bounded(
        "ends",
        &format!("<a>{}</a>", "</b>".repeat(300_000)),
        Format::Xml,
    );
    bounded(
        "siblings",
        &format!("<a>{}</a>", "<b>1</b>".repeat(200_000)),
        Format::Xml,
    );
    bounded(
        "comments",
        &format!("<a>{}</a>", "<!---->".repeat(200_000)),
        Format::Xml,
    );
    bounded("less-than", &"<".repeat(500_000), Format::Xml);
    bounded(
        "doctypes",
        &"<!DOCTYPE a [<!ENTITY ".repeat(50_000),
        Format::Xml,
    );
    bounded(
        "declarations",
        &"<?xml version='1.0'?>".repeat(100_000),
        Format::Xml,
    );
}

#[test]
fn properties() {
    bounded(
        "duplicate keys",
        &"a=1\n".repeat(200_000),
        Format::Properties,
    );
    bounded("continuations", &"\\\n".repeat(300_000), Format::Properties);
    bounded("escapes", &"\\u".repeat(300_000), Format::Properties);
    bounded("line", &"x".repeat(1_000_000), Format::Properties);
}

#[test]
fn node_limit() {
    let limits = portlint_syntax::Limits {
        nodes: 100,
        ..Default::default()
    };
    for (text, format) in [
        ("a: [".to_owned() + &"1, ".repeat(200) + "]", Format::Yaml),
        ("a = [".to_owned() + &"1, ".repeat(200) + "]", Format::Toml),
        ("<a>".to_owned() + &"<b/>".repeat(200) + "</a>", Format::Xml),
        (
            (0..200).map(|n| format!("a{n}=1\n")).collect(),
            Format::Properties,
        ),
    ] {
        let document = portlint_syntax::parse(text.as_bytes(), format, &limits);
        assert!(
            document.errors.iter().any(|e| e.kind == ErrorKind::Limit),
            "{format:?}"
        );
    }
}

/// Libraries drop a mark without counting it; the decoder has already taken the first.
#[test]
fn a_second_byte_order_mark_moves_no_span() {
    let files = [
        (Format::Xml, "<p>9443</p>"),
        (Format::Toml, "p = 9443"),
        (Format::Yaml, "p: 9443"),
        (Format::Properties, "p=9443"),
    ];
    for (format, content) in files {
        for marks in 0..4 {
            let text = "\u{feff}".repeat(marks) + content;
            let document = bounded("marks", &text, format);
            let Some(root) = document.root else { continue };
            let span = match document.node(root).kind {
                NodeKind::Mapping(mut entries) => match entries.next() {
                    Some(entry) => document.span(entry.value),
                    None => continue,
                },
                NodeKind::Element(_) => document.element_text(root).span,
                _ => continue,
            };
            assert_eq!(document.source.slice(span), "9443", "{format:?} {marks}");
        }
    }
}
