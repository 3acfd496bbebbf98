use crate::{Document, ErrorKind, Format, Limits, NodeKind, ScalarStyle, parse};

fn open(text: &str) -> Document {
    parse(text.as_bytes(), Format::Xml, &Limits::default())
}

#[test]
fn elements_texts_and_spans() {
    let document = open(
        "<?xml version=\"1.0\"?>\n<!-- top -->\n<a x='1'><b>one &lt;<![CDATA[<two>]]></b><c/></a>\n",
    );
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    let root = document.root.unwrap();
    let mut element = document.element(root).unwrap();
    assert_eq!(document.source.slice(element.tag_span), "<a x='1'>");
    assert_eq!(document.source.slice(element.name_span), "a");
    assert_eq!(
        document
            .source
            .slice(document.span(element.attributes.next().unwrap().value)),
        "1"
    );
    assert_eq!(
        document.source.slice(document.comments[0].span),
        "<!-- top -->"
    );
    let b = document.child(root, "b").unwrap();
    assert_eq!(
        document.source.slice(document.span(b)),
        "<b>one &lt;<![CDATA[<two>]]></b>"
    );
    assert_eq!(document.element_text(b).text, "one <<two>");
    let last = document.element(b).unwrap().children.last().unwrap();
    assert_eq!(document.source.slice(document.span(last)), "<two>");
    assert!(
        matches!(document.node(last).kind, NodeKind::Scalar(s) if s.style == ScalarStyle::CData)
    );
    assert!(document.child(root, "c").is_some());
}

#[test]
fn values_are_normalized() {
    let document = open("<a b='x\r\n\ty'>1\r\n2\r3</a>");
    let root = document.root.unwrap();
    assert_eq!(document.attribute_text(root, "b").unwrap().text, "x  y");
    assert_eq!(document.element_text(root).text, "1\n2\n3");
}

#[test]
fn faults_are_located() {
    let cases = [
        ("<a><b></a>", "</a>"),
        ("<a></b></a>", "</b>"),
        ("<a>", "a"),
        ("", ""),
        ("<!-- -->", ""),
        ("<a/>x", "x"),
        ("x<a/>", "x"),
        ("<a/><b/>", "b"),
        ("</a>", "</a>"),
        ("<a>&foo;</a>", "&foo;"),
        ("<a>x & y</a>", "&"),
        ("<a>x&y</a>", "&"),
        ("<a b='x&y'/>", "&"),
        ("<a b='<'/>", "<"),
        ("<a>&#0;</a>", "&#0;"),
        ("<a>&#xD800;</a>", "&#xD800;"),
        ("<a>&#+1;</a>", "&"),
        ("<a>\u{1}</a>", "\u{1}"),
        ("<a>]]></a>", "]]>"),
        ("<a b='1' b='2'/>", "b"),
        ("<a b='1'c='2'/>", ""),
        ("<a b=1/>", ""),
        ("<a b/>", "b"),
        ("<1a/>", "1a"),
        ("<p:a/>", "p:a"),
        ("<a p:b='1'/>", "p:b"),
        (" <?xml version='1.0'?><a/>", "<?xml version='1.0'?>"),
        ("<?xml version='3.0'?><a/>", "<?xml version='3.0'?>"),
        ("<a><!-- x -- y --></a>", "<!-- x -- y -->"),
        ("\u{feff}\u{feff}<a/>", "\u{feff}"),
        ("<a", ""),
        ("<a><!--", ""),
        ("<a><![CDATA[", ""),
    ];
    for (text, at) in cases {
        let document = open(text);
        let errors: Vec<_> = document
            .errors
            .iter()
            .filter(|e| e.kind == ErrorKind::Syntax)
            .collect();
        assert!(!errors.is_empty(), "{text}");
        assert!(
            errors.iter().any(|e| document.source.slice(e.span) == at),
            "{text}: {errors:?}"
        );
    }
}

#[test]
fn prefixes_are_scoped() {
    let document = open("<p:a xmlns:p='u' xml:lang='en'><p:b xmlns:q='u'><q:c/></p:b></p:a>");
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    assert!(document.select_first("a/b/c").is_some());
    assert_eq!(open("<a><b xmlns:q='u'/><q:c/></a>").errors.len(), 1);
}

#[test]
fn mismatched_ends_keep_the_rest() {
    let document = open("<a><b><c></b><d>1</d></a>");
    assert_eq!(document.errors.len(), 1);
    assert_eq!(
        document.value(document.select_first("a/d").unwrap()).text,
        "1"
    );
}

#[test]
fn doctype_is_reported_and_not_expanded() {
    let document = open(
        "<!DOCTYPE a [<!ENTITY x \"boom\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&x;&f;</a>",
    );
    let [error] = &document.errors[..] else {
        panic!("{:?}", document.errors)
    };
    assert_eq!(error.kind, ErrorKind::Doctype);
    assert_eq!(document.element_text(document.root.unwrap()).text, "&x;&f;");
    assert_eq!(open("<a/><!DOCTYPE a>").errors.len(), 2);
    assert_eq!(open("<!DOCTYPE a><!DOCTYPE a><a/>").errors.len(), 3);
}

#[test]
fn latin1_spans_are_stored_bytes() {
    let document = parse(
        b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9<b>9</b></a>",
        Format::Xml,
        &Limits::default(),
    );
    let value = document.value(document.select_first("a/b").unwrap());
    assert_eq!(document.source.place(value.span).byte_offset, 50);
}

#[test]
fn the_part_before_a_fault_is_kept() {
    for text in [
        "<a><b>1</b><!--",
        "<a><b>1</b>",
        "<a><b>1</b></a><c/>",
        "<a><b>1</b><c",
    ] {
        let document = open(text);
        assert_eq!(
            document.value(document.select_first("a/b").unwrap()).text,
            "1",
            "{text}"
        );
    }
}

#[test]
fn one_slip_is_one_error() {
    for (text, errors) in [
        ("<a><b>1</c><d/></a>", 1),
        ("<a><b>1</c>", 2),
        ("<a></b>", 1),
        ("<a><b>1</c></b></a>", 1),
        ("<a><b><c>1</d></a>", 2),
        ("<a><b <c>1</c></b></a>", 1),
        ("<a><b <c>1</c></a>", 1),
        ("<a><b1</b><c/></a>", 1),
    ] {
        assert_eq!(open(text).errors.len(), errors, "{text}");
    }
}
