use crate::{Document, ErrorKind, Format, Limits, NodeKind, ScalarStyle, YamlTag, parse};

fn open(text: &str) -> Document {
    parse(text.as_bytes(), Format::Yaml, &Limits::default())
}

fn errors(text: &str) -> Vec<(ErrorKind, u32)> {
    open(text)
        .errors
        .iter()
        .map(|e| (e.kind, e.span.start))
        .collect()
}

#[test]
fn scalars_keep_text_and_style() {
    let cases = [
        ("a: 010", "010", "010", ScalarStyle::Plain),
        ("a: ~", "~", "~", ScalarStyle::Plain),
        ("a: &x 1 # c", "1", "1", ScalarStyle::Plain),
        ("a: !!int \"3\"", "\"3\"", "3", ScalarStyle::Quoted),
        ("a: 'it''s'", "'it''s'", "it's", ScalarStyle::Quoted),
        ("a:\nb: 1", "", "", ScalarStyle::Absent),
        ("a:", "", "", ScalarStyle::Absent),
    ];
    for (text, written, value, style) in cases {
        let document = open(text);
        assert!(document.errors.is_empty(), "{text}: {:?}", document.errors);
        let id = document.lookup(&["a"]).unwrap();
        let scalar = document.scalar(id).unwrap();
        assert_eq!((scalar.text, scalar.style), (value, style), "{text}");
        assert_eq!(document.source.slice(document.span(id)), written, "{text}");
    }
    let block = open("a: |\n  x\n  y\n");
    assert_eq!(
        block.scalar(block.lookup(&["a"]).unwrap()).unwrap().style,
        ScalarStyle::Block
    );
}

#[test]
fn collections_end_where_their_last_value_ends() {
    let document = open("a:\n  b: 1\n  c: [1, {d: 2}]\n\n# c\ne: 2\n");
    let a = document.lookup(&["a"]).unwrap();
    assert_eq!(
        document.source.slice(document.span(a)),
        "b: 1\n  c: [1, {d: 2}]"
    );
    let c = document.get(a, "c").unwrap();
    assert_eq!(document.source.slice(document.span(c)), "[1, {d: 2}]");
    assert_eq!(document.source.slice(document.comments[0].span), "# c");
    assert_eq!(
        document
            .source
            .slice(document.entry(a, "c").unwrap().key_span),
        "c"
    );
}

#[test]
fn duplicates_are_kept_and_told() {
    let document = open("a: 1\nb: 1\na: 2\n");
    assert_eq!(document.entries(document.root.unwrap()).count(), 3);
    assert_eq!(document.errors[0].kind, ErrorKind::Duplicate);
    assert_eq!(document.errors[0].related.map(|(s, _)| s.start), Some(0));
    assert_eq!(document.errors[0].span.start, 10);
}

#[test]
fn what_snakeyaml_refuses_is_told() {
    assert_eq!(errors("a:\t1\n"), [(ErrorKind::Syntax, 2)]);
    assert_eq!(errors("a: \t\"1\"\n"), [(ErrorKind::Syntax, 3)]);
    assert_eq!(errors("- \t1\n"), [(ErrorKind::Syntax, 2)]);
    assert_eq!(errors("a: \"1\"\t# c\n"), [(ErrorKind::Syntax, 6)]);
    assert_eq!(errors("a: \"1\"\t\n"), [(ErrorKind::Syntax, 6)]);
    assert_eq!(errors("a: 1\n\t\n"), [(ErrorKind::Syntax, 5)]);
    assert_eq!(errors("a: 1\n\t\nb: 2\n"), [(ErrorKind::Syntax, 5)]);
    assert_eq!(errors("a: 1\n---\nb: 2\n"), [(ErrorKind::Syntax, 5)]);
    assert_eq!(errors("a: *x\n"), [(ErrorKind::Syntax, 3)]);
    let aliases = format!("a: &a [1]\nb: [{}]\n", "*a, ".repeat(51));
    assert!(open(&aliases).alias_too_many().is_some());
    let fewer = format!("a: &a [1]\nb: [{}]\n", "*a, ".repeat(50));
    assert!(open(&fewer).alias_too_many().is_none());
}

#[test]
fn tags_are_kept_beside_their_values() {
    let document = open("a: !!str 5\nb: !foo {c: !!int 5}\nd: 1\n");
    let tags = document.yaml_tags().map(|(_, tag)| tag).collect::<Vec<_>>();
    assert_eq!(tags, [YamlTag::Text, YamlTag::Unknown, YamlTag::Integer]);
    let root = document.root.unwrap();
    let tag = |key| document.yaml_tag(document.entry(root, key).unwrap().value);
    assert_eq!(tag("a"), Some(YamlTag::Text));
    assert_eq!(tag("d"), None);
}

#[test]
fn lines_end_where_yaml_1_1_ends_them() {
    let document = open("x: 1\u{85}y: 2\u{2028}z: 3\n");
    assert_eq!(document.entries(document.root.unwrap()).count(), 3);
    assert!(document.errors.is_empty());
}

#[test]
fn harmless_tabs_are_not_told() {
    for text in [
        "a: 1\t\nb: 2\n",
        "a: x\ty\n",
        "a: 1\t# c\n",
        "a: |\n  x\n  \ty\nb: 1\n",
        "a: |\n  \tx\n",
        "a: |\n  x\n  \t\n",
        "a: 1\t",
        "a: \"x\ty\"\n",
    ] {
        assert!(errors(text).is_empty(), "{text:?}: {:?}", errors(text));
    }
}

#[test]
fn faults_are_located() {
    for text in [
        "a: [1",
        "a: \"x",
        "a: b: c",
        "a: 1\n  b: 2\n c: 3\n",
        "}",
        "a: 1\nsecret\n",
    ] {
        let document = open(text);
        assert!(
            document.errors.iter().any(|e| e.kind == ErrorKind::Syntax),
            "{text}"
        );
        assert!(
            document
                .errors
                .iter()
                .all(|e| !e.message.contains("secret"))
        );
    }
}

#[test]
fn aliases_stay_references() {
    let document = open("a: &x\n  p: 1\nb: *x\n? [k]\n: v\n");
    let b = document.lookup(&["b"]).unwrap();
    let NodeKind::Alias(target) = document.node(b).kind else {
        panic!()
    };
    assert_eq!(target, document.lookup(&["a"]));
    assert_eq!(document.resolve_alias(b), target.unwrap());
    assert_eq!(
        document.entries(document.root.unwrap()).nth(2).unwrap().key,
        ""
    );
    assert_eq!(open("").root, None);
}

#[test]
fn keys_may_be_nodes() {
    let document = open("? [k, l]\n: 1\n&x key: 2\n? *x\n: 3\n? {m: n}\n: 4\nlast: *x\n");
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    let entries: Vec<_> = document
        .entries(document.root.unwrap())
        .map(|entry| (entry.key, document.text(entry.value).unwrap()))
        .collect();
    assert_eq!(
        entries,
        [
            ("", "1"),
            ("key", "2"),
            ("", "3"),
            ("", "4"),
            ("last", "key")
        ]
    );
}
