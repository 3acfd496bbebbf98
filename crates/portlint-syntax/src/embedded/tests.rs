use super::*;
use crate::node::NodeKind;
use crate::{Edit, edit};

fn limits() -> Limits {
    Limits::default()
}

fn documents(text: &str) -> Vec<Document> {
    let outer = Arc::new(undivided(text.as_bytes(), Format::Yaml, &limits()));
    stream(&outer, &limits())
}

/// The text of `data.file` in the first document.
fn file(manifest: &str) -> Embedded {
    let document = documents(manifest).remove(0);
    let node = document.lookup(&["data", "file"]).unwrap();
    embedded(&document, node).unwrap()
}

/// Every place of a document.
fn spans(document: &Document) -> Vec<Span> {
    let mut open = document.root.into_iter().collect::<Vec<_>>();
    let mut spans = document.comments.iter().map(|c| c.span).collect::<Vec<_>>();
    while let Some(node) = open.pop() {
        match document.node(node).kind {
            NodeKind::Scalar(_) => spans.push(document.span(node)),
            NodeKind::Sequence(items) => open.extend(items),
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    spans.push(entry.key_span);
                    open.push(entry.value);
                }
            }
            _ => {}
        }
    }
    spans
}

const TOML: &str = "# ports é\n[server]\noffset = 1\n\n[transport.https.properties]\n\tproxyPort = 443 # why\nlast = 1\t# tab\n\n";

/// The same text in every kind of scalar.
fn manifests() -> Vec<(String, String)> {
    let mut manifests = Vec::new();
    for (name, header, indent, chomp) in [
        ("literal", "|", 4, "\n"),
        ("stripped", "|-", 3, ""),
        ("kept", "|+", 6, "\n\n"),
        ("numbered", "|2", 4, "\n"),
        ("numbered and stripped", "|2-", 4, ""),
        ("commented", "| # | a file", 3, "\n"),
        ("tagged", "!!str |", 4, "\n"),
    ] {
        for line_end in ["\n", "\r\n"] {
            let blanks = " ".repeat(indent);
            let lines = TOML.lines().map(|line| match line {
                "" => String::new(),
                line => format!("{blanks}{line}"),
            });
            let body = lines.collect::<Vec<_>>().join("\n");
            let text = format!(
                "# Source: a/templates/b.yaml\nkind: ConfigMap\ndata:\n  other: x\n  file: {header}\n{body}\n  last: y\n---\nkind: Service\n"
            );
            let expected = format!("{}{chomp}", TOML.trim_end());
            manifests.push((format!("{name} {line_end:?}"), text.replace('\n', line_end)));
            let (label, manifest) = manifests.last().unwrap();
            assert_eq!(file(manifest).text(), expected, "{label}");
        }
    }
    let escaped = TOML.replace('\n', "\\n").replace("é", "\\u00e9");
    manifests.push((
        "quoted".to_string(),
        format!("data: {{file: \"{escaped}\"}}\n"),
    ));
    manifests
}

#[test]
fn places_are_those_of_the_manifest() {
    for (name, manifest) in manifests() {
        let text = file(&manifest);
        let document = text.parse(Format::Toml, &limits());
        assert!(document.errors.is_empty(), "{name}: {:?}", document.errors);
        let origin = document.source.origin().unwrap();
        let outer = origin.outer();
        let all = spans(&document);
        assert!(all.len() > 6, "{name}");
        for span in all {
            let own = document.source.slice(span);
            let theirs = outer.slice(origin.outer_span(span));
            if name != "quoted" || own.is_ascii() {
                assert_eq!(own, theirs, "{name}");
            }
            let place = document.source.place(span);
            assert_eq!(place, outer.place(origin.outer_span(span)), "{name}");
            if name != "quoted" {
                let line = document
                    .source
                    .slice(document.source.line_span(place.line).unwrap());
                let whole = outer.slice(outer.line_span(place.line).unwrap());
                assert_eq!(line, whole.trim_start_matches(' '), "{name}");
            }
        }
    }
}

#[test]
fn changes_keep_the_indentation() {
    for (name, manifest) in manifests().into_iter().filter(|(name, _)| name != "quoted") {
        let embedded = file(&manifest);
        let document = embedded.parse(Format::Toml, &limits());
        let text = embedded.text();
        let at = |part: &str| u32::try_from(text.find(part).unwrap()).unwrap();
        let end = u32::try_from(text.len()).unwrap();
        let edit = |start: u32, end: u32, replacement: &str| Edit {
            span: Span { start, end },
            replacement: replacement.to_string(),
        };
        let offset = at("offset");
        for (what, change) in [
            ("a number", edit(offset + 9, offset + 10, "12")),
            ("a line before", edit(offset, offset, "a = 1\n")),
            ("a line behind", edit(offset + 10, offset + 10, "\na = 1")),
            ("a line away", edit(offset, offset + 11, "")),
            ("two lines away", edit(at("[server]"), offset + 11, "")),
            ("a table at the top", edit(0, 0, "[x]\ny = 1\n\n")),
            (
                "at an empty line",
                edit(offset + 11, offset + 11, "a = 1\n"),
            ),
        ] {
            let outer = document.source.outer_edits(std::slice::from_ref(&change));
            let outer = outer.unwrap_or_else(|| panic!("{name}: {what}"));
            let origin = document.source.origin().unwrap();
            let changed = edit::apply(origin.outer(), &outer).unwrap();
            let wanted = edit::apply(&document.source, &[change]).unwrap();
            assert_eq!(file(&changed).text(), wanted, "{name}: {what}");
            assert_eq!(documents(&changed).len(), documents(&manifest).len());
        }
        // Behind the last line.
        if name.starts_with("literal") || name.starts_with("commented") {
            let change = edit(end, end, "\n[x]\ny = 1\n");
            let outer = document
                .source
                .outer_edits(std::slice::from_ref(&change))
                .unwrap();
            let changed = document.source.origin().unwrap().outer().clone();
            let changed = edit::apply(&changed, &outer).unwrap();
            let wanted = edit::apply(&document.source, &[change]).unwrap();
            assert_eq!(file(&changed).text(), wanted, "{name}");
        }
    }
}

#[test]
fn folded_text_has_places_too() {
    let manifest =
        "data:\n  file: >-\n    one two\n    three\n\n    four\n      more\n    five\n\n";
    let text = file(manifest);
    assert_eq!(text.text(), "one two three\nfour\n  more\nfive");
    let document = text.parse(Format::Properties, &limits());
    for word in ["one", "two", "three", "four", "more", "five"] {
        let start = text.text().find(word).unwrap();
        let span = Span::new(start, start + word.len());
        let origin = document.source.origin().unwrap();
        let outer = origin.outer_span(span);
        assert_eq!(origin.outer().slice(outer), word);
    }
    let start = text.text().find("two").unwrap();
    let change = |replacement: &str| Edit {
        span: Span::new(start, start + 3),
        replacement: replacement.to_string(),
    };
    assert!(document.source.outer_edits(&[change("2")]).is_some());
    assert!(document.source.outer_edits(&[change("2\n3")]).is_none());
}

#[test]
fn what_cannot_be_followed_has_the_place_of_the_whole() {
    let manifest = "data:\n  file: \"a\n\n    b\"\n";
    let text = file(manifest);
    assert_eq!(text.text(), "a\nb");
    let document = text.parse(Format::Properties, &limits());
    let place = document.source.place(Span::new(2, 3));
    assert_eq!(place.line, 2);
    let change = Edit {
        span: Span::new(2, 3),
        replacement: "c".to_string(),
    };
    assert_eq!(document.source.outer_edits(&[change]), None);
}

#[test]
fn streams_are_taken_apart() {
    let text = "# Source: am/templates/a.yaml\n\n---\n# Source: am/templates/b.yaml\na: 1\n--- # c\nb: |\n  ---\n  x\n...\n---\n- {{ x }}\n---\nc: 3\n";
    let all = documents(text);
    let lines = all.iter().map(|document| {
        let root = document
            .root
            .map(|root| document.source.place(document.span(root)).line);
        let origin = document.source.origin().unwrap();
        (root, origin.rendered_from().unwrap_or_default().to_string())
    });
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            (Some(5), "am/templates/b.yaml".to_string()),
            (Some(7), String::new()),
            (None, String::new()),
            (Some(14), String::new())
        ]
    );
    assert!(documents("").is_empty());
}
