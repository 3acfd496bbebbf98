use crate::{Document, ErrorKind, Format, Limits, NodeKind, ScalarStyle, parse};

fn open(text: &str) -> Document {
    parse(text.as_bytes(), Format::Toml, &Limits::default())
}

#[test]
fn scalars_keep_text_and_style() {
    let cases = [
        ("\"a\\tb\"", "a\tb", ScalarStyle::Quoted),
        ("'a'", "a", ScalarStyle::Quoted),
        ("\"\"\"\nx\"\"\"", "x", ScalarStyle::Quoted),
        ("9_443", "9_443", ScalarStyle::Integer),
        ("0xFF", "0xFF", ScalarStyle::Integer),
        ("+3", "+3", ScalarStyle::Integer),
        ("1.50", "1.50", ScalarStyle::Float),
        ("true", "true", ScalarStyle::Boolean),
        ("1979-05-27", "1979-05-27", ScalarStyle::DateTime),
    ];
    for (written, text, style) in cases {
        let document = open(&format!("# c\nkey = {written} # d\n"));
        assert!(
            document.errors.is_empty(),
            "{written}: {:?}",
            document.errors
        );
        let id = document.lookup(&["key"]).unwrap();
        let scalar = document.scalar(id).unwrap();
        assert_eq!((scalar.text, scalar.style), (text, style));
        assert_eq!(document.source.slice(document.span(id)), written);
        let comments: Vec<_> = document
            .comments
            .iter()
            .map(|c| document.source.slice(c.span))
            .collect();
        assert_eq!(comments, ["# c", "# d"]);
    }
}

#[test]
fn tables_have_spans_and_order() {
    let document = open(
        "z = 1\n[server]\noffset = 3\nname = 'x'\n[[t]]\na = 1\n[[t]]\na = 2\n[x]\ny.z = {w = 1}\n",
    );
    let root = document.root.unwrap();
    let keys: Vec<_> = document.entries(root).map(|e| e.key).collect();
    assert_eq!(keys, ["z", "server", "t", "x"]);
    let server = document.entry(root, "server").unwrap();
    assert_eq!(document.source.slice(server.key_span), "server");
    assert_eq!(
        document.source.slice(document.span(server.value)),
        "[server]"
    );
    let mut tables = document.items(document.lookup(&["t"]).unwrap());
    assert_eq!(
        document.text(document.get(tables.nth(1).unwrap(), "a").unwrap()),
        Some("2")
    );
    let inline = document.lookup(&["x", "y", "z"]).unwrap();
    assert_eq!(document.source.slice(document.span(inline)), "{w = 1}");
    assert!(matches!(document.node(inline).kind, NodeKind::Mapping(_)));
}

#[test]
fn duplicates_name_both_places() {
    let cases = [
        ("a = 1\na = 2\n", 0, 6),
        ("a = 1\n\"a\" = 2\n", 0, 6),
        ("[a]\n[b]\n[a]\n", 1, 9),
        ("[a]\nb = 1\n[c]\nb = 1\nb = 2\n", 14, 20),
        ("[[a]]\nb = 1\n[[a]]\nb = 1\nb = 2\n", 18, 24),
        ("a.b = 1\na.b = 2\n", 2, 10),
        ("[[a]]\n[a.c]\nx = 1\n[[a]]\n[a.c]\nx = 1\n[a.c]\n", 27, 39),
    ];
    for (text, first, second) in cases {
        let document = open(text);
        let [error] = &document.errors[..] else {
            panic!("{text}: {:?}", document.errors)
        };
        assert_eq!(error.kind, ErrorKind::Duplicate);
        assert_eq!(
            (error.related.map(|(s, _)| s.start), error.span.start),
            (Some(first), second),
            "{text}"
        );
    }
}

#[test]
fn every_fault_is_told_without_the_text() {
    let document = open("secret1 = secret2\nport = 0123\n[server\nx = [1, 2\ny = \"\\q\"\n");
    assert!(document.errors.len() >= 4, "{:?}", document.errors);
    for error in &document.errors {
        assert_ne!(error.kind, ErrorKind::Duplicate);
        assert!(!error.message.contains("secret"), "{}", error.message);
    }
}

#[test]
fn newer_syntax_is_told() {
    let cases = [
        ("a = {b = 1,}", ","),
        ("a = {b = 1\n}", "\n"),
        ("a = \"\\e\"", "\\e"),
        ("a = \"\\x41\"", "\\x"),
        ("a = 07:32", "07:32"),
        ("a = 1979-05-27T07:32Z", "1979-05-27T07:32Z"),
    ];
    for (text, at) in cases {
        let document = open(text);
        let [error] = &document.errors[..] else {
            panic!("{text}: {:?}", document.errors)
        };
        assert_eq!(error.kind, ErrorKind::NewerToml, "{text}");
        assert_eq!(document.source.slice(error.span), at);
    }
    for text in [
        "a = [1,\n2,\n]",
        "a = {b = [1,\n2\n]}",
        "a = '\\e'",
        "a = \"\\\\e\"",
        "a = 07:32:00",
        "a = {b = 1, c = 2}",
    ] {
        assert!(
            open(text).errors.is_empty(),
            "{text}: {:?}",
            open(text).errors
        );
    }
}

#[test]
fn one_slip_is_one_error() {
    for (text, lines) in [
        ("[server]\noffset = = 1\n", &[2][..]),
        ("a = 1 2 3\n\nb = = 2\nc = 3\n", &[1, 3]),
    ] {
        let document = open(text);
        let places = (document.errors.iter()).map(|error| document.source.place(error.span).line);
        assert_eq!(places.collect::<Vec<_>>(), lines, "{text}");
    }
}

fn kinds(text: &str) -> Vec<ErrorKind> {
    open(text).errors.iter().map(|error| error.kind).collect()
}

#[test]
fn what_the_server_refuses_is_told() {
    for text in [
        "[a.b]\nc = 1\n[a]\nd = 1\n",
        "[[a.b]]\nc = 1\n[a]\n",
        "[[x]]\na = 1\n[x.b.c]\nd = 1\n[x.b]\n",
        "['x'.y]\n[x]\n",
        "a = [1, \"b\"]\n",
        "a = [1, 2.0]\n",
        "a = [[1, 'b']]\n",
        "a = [1\n, 2]\n",
        "a = [1 # c\n, 2]\n",
        "a = \"b\tc\"\n",
        "a = \"\"\"b\tc\"\"\"\n",
        "a = \"\"\"b\"\"\"\"\n",
        "a = '''b''''\n",
        "a = 99999999999999999999\n",
        "a = 1e400\n",
        "\"it's\" = 1\n",
        "'a\"b' = 1\n",
        "a = { b = [] }\n",
        "a = [[], []]\nb = 1\n",
        "a = [[1,],]\nb = 1\n",
    ] {
        assert_eq!(kinds(text), [ErrorKind::RefusedByServer], "{text}");
    }
}

#[test]
fn what_the_server_takes_is_fine() {
    for text in [
        "[a]\n[a.b]\nc = 1\n",
        "[a.b]\n[a.c]\n",
        "a.b = 1\n[a.c]\nd = 1\n",
        "[[x]]\n[x.b]\n[[x]]\n[x.b]\n",
        "a = [[1], ['b']]\n",
        "a = [1, # c\n 2,\n]\nb = []\nc = 1\n",
        "a = [{ b = 1 }, { b = 2 },]\nc = 1\n",
        "a = [[1,],]\n\nb = 1\n",
        "a = 'b\tc'\n",
        "a = 9223372036854775807\nb = inf\n",
        "a = \"\"\"\nb\\\n  c\"\"\"\n",
    ] {
        assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
    }
}

#[test]
fn what_only_the_server_takes_is_told_and_read() {
    for text in [
        "# \u{1} b\na = 1\n",
        "# \u{0} b\na = 1\n",
        "# \u{7f}\na = 1\n",
        "# b \r c\na = 1\n",
        "b = \"\\ud800\"\na = 1\n",
        "b = { c = 1 }\n[b.d]\ne = 1\n[x]\n",
        "b = { c = 1 }\nb.d = 2\na = 1\n",
    ] {
        assert_eq!(kinds(text), [ErrorKind::ReadByServer], "{text:?}");
    }
    let document = open("b = { c = 1 }\n[b.d]\ne = 1\n");
    assert!(document.lookup(&["b", "d", "e"]).is_some());
    let bytes = b"# caf\xe9\na = 1\n";
    let document = parse(bytes, Format::Toml, &Limits::default());
    assert_eq!(document.errors[0].kind, ErrorKind::ReadByServer);
    assert!(document.lookup(&["a"]).is_some());
}
