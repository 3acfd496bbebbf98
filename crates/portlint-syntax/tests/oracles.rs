//! Other readers must see the same values.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use portlint_syntax::{Document, ErrorKind, Format, NodeId, NodeKind, ScalarStyle};
use proptest::prelude::*;

/// A well-formed element, three levels deep at most.
fn element() -> impl Strategy<Value = String> {
    let text = "[a-z é漢\n]{0,8}(&lt;|&#233;|&amp;|<!-- c -->|<!\\[CDATA\\[<x>&y;\\]\\]>|\r\n|\r)?[a-z]{0,3}";
    let leaf = (
        text,
        "[a-z&&[^x]]{1,3}",
        "[a-z \t\n]{0,5}(&quot;|&gt;|\r\n)?",
    )
        .prop_map(|(text, name, value)| format!("<{name} v=\"{value}\" w = '1'>{text}</{name}>"));
    leaf.prop_recursive(3, 20, 4, |inner| {
        (
            prop::collection::vec((inner, "[a-z \n]{0,3}"), 0..4),
            "[a-z&&[^x]]{1,3}",
        )
            .prop_map(|(children, name)| {
                let content: String = children
                    .into_iter()
                    .map(|(child, text)| child + &text)
                    .collect();
                format!("<{name}>{content}<e/></{name}>")
            })
    })
}

fn same_element(document: &Document, id: NodeId, oracle: roxmltree::Node<'_, '_>) {
    let element = document.element(id).unwrap();
    assert_eq!(element.name, oracle.tag_name().name());
    assert_eq!(document.span(id).range(), oracle.range());
    let ours: Vec<_> = element
        .attributes
        .map(|e| {
            (
                e.key,
                document.text(e.value).unwrap(),
                document.span(e.value).range(),
            )
        })
        .collect();
    let theirs: Vec<_> = oracle
        .attributes()
        .map(|a| (a.name(), a.value(), a.range_value()))
        .collect();
    assert_eq!(ours, theirs);
    let text: String = oracle
        .children()
        .filter(|n| n.is_text())
        .filter_map(|n| n.text())
        .collect();
    assert_eq!(document.element_text(id).text, text);
    let children: Vec<_> = document.children(id).collect();
    let others: Vec<_> = oracle.children().filter(|n| n.is_element()).collect();
    assert_eq!(children.len(), others.len());
    for (child, other) in children.into_iter().zip(others) {
        same_element(document, child, other);
    }
}

/// A YAML value in block or flow style.
fn yaml_value() -> impl Strategy<Value = serde_yaml::Value> {
    use serde_yaml::Value;
    let leaf = prop_oneof![
        "[ -~é漢\n]{0,12}".prop_map(Value::String),
        any::<i32>().prop_map(|n| Value::Number(n.into())),
        any::<bool>().prop_map(Value::Bool),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Sequence),
            prop::collection::btree_map("[a-z]{1,5}", inner, 1..4).prop_map(|map| Value::Mapping(
                map.into_iter()
                    .map(|(k, v)| (Value::String(k), v))
                    .collect()
            )),
        ]
    })
}

fn same_value(document: &Document, id: NodeId, oracle: &serde_yaml::Value) {
    use serde_yaml::Value;
    match (document.node(id).kind, oracle) {
        (NodeKind::Scalar(scalar), Value::String(text)) => assert_eq!(scalar.text, text),
        (NodeKind::Scalar(scalar), Value::Number(number)) => {
            assert_eq!(scalar.text, number.to_string());
        }
        (NodeKind::Scalar(scalar), Value::Bool(value)) => {
            assert_eq!(scalar.text, value.to_string());
        }
        (NodeKind::Sequence(items), Value::Sequence(others)) => {
            assert_eq!(items.clone().count(), others.len());
            for (item, other) in items.zip(others) {
                same_value(document, item, other);
            }
        }
        (NodeKind::Mapping(entries), Value::Mapping(others)) => {
            assert_eq!(entries.clone().count(), others.len());
            for (entry, (key, other)) in entries.zip(others) {
                assert_eq!(Some(entry.key), key.as_str());
                same_value(document, entry.value, other);
            }
        }
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

/// A dotted key of few different parts, so that files define things twice.
fn toml_key() -> impl Strategy<Value = String> {
    let part = prop::sample::select(&["a", "b", "c", "\"a\"", "'b'", "d-1"][..]);
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("."))
}

fn toml_value() -> impl Strategy<Value = String> {
    const SCALARS: [&str; 12] = [
        "1",
        "0x1F",
        "1_000",
        "1.5",
        "-inf",
        "true",
        "'x'",
        "\"a\\tb\"",
        "\"\"\"\nx\"\"\"",
        "'''y'''",
        "1979-05-27",
        "07:32:00",
    ];
    let scalar = prop::sample::select(&SCALARS[..]).prop_map(str::to_owned);
    scalar.prop_recursive(3, 12, 4, |inner| {
        let table = prop::collection::vec((toml_key(), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            table.prop_map(|entries| {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{key} = {value}"));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

/// A file of whole statements, some of which may contradict each other.
fn toml_file() -> impl Strategy<Value = String> {
    let statement = prop_oneof![
        2 => (toml_key(), toml_value()).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => toml_key().prop_map(|key| format!("[{key}]")),
        1 => toml_key().prop_map(|key| format!("[[{key}]] # c")),
    ];
    prop::collection::vec(statement, 0..9).prop_map(|statements| statements.join("\n"))
}

/// Pieces of TOML in any order.
fn toml_pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 31] = [
        "a",
        "b.c",
        "\"a\"",
        " ",
        "\n",
        "\r\n",
        "\r",
        " = ",
        "=",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        ".",
        "1",
        "007",
        "1.5",
        "07:32",
        "\"x\"",
        "\"\\q\"",
        "\"\"\"",
        "'",
        "# c",
        "\u{1}",
        "é",
        "a = 1\n",
        "[a]\n",
        "x = [1, 2]\n",
    ];
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14).prop_map(|parts| parts.concat())
}

fn same_toml(document: &Document, id: NodeId, oracle: &toml::de::DeValue<'_>) {
    use toml::de::DeValue;
    match (document.node(id).kind, oracle) {
        (NodeKind::Scalar(scalar), DeValue::String(text)) => {
            assert_eq!(
                (scalar.text, scalar.style),
                (text.as_ref(), ScalarStyle::Quoted)
            );
        }
        (NodeKind::Scalar(scalar), DeValue::Integer(number)) => {
            let digits = scalar.text.replace('_', "");
            let digits = digits.trim_start_matches("0x");
            assert_eq!(
                (digits, scalar.style),
                (number.as_str(), ScalarStyle::Integer)
            );
        }
        (NodeKind::Scalar(scalar), DeValue::Float(number)) => {
            assert_eq!(
                (scalar.text, scalar.style),
                (number.as_str(), ScalarStyle::Float)
            );
        }
        (NodeKind::Scalar(scalar), DeValue::Boolean(value)) => {
            let text = value.to_string();
            assert_eq!(
                (scalar.text, scalar.style),
                (text.as_str(), ScalarStyle::Boolean)
            );
        }
        (NodeKind::Scalar(scalar), DeValue::Datetime(time)) => {
            let text = time.to_string();
            assert_eq!(
                (scalar.text, scalar.style),
                (text.as_str(), ScalarStyle::DateTime)
            );
        }
        (NodeKind::Sequence(items), DeValue::Array(others)) => {
            assert_eq!(items.clone().count(), others.len());
            for (item, other) in items.zip(others) {
                same_toml(document, item, other.get_ref());
            }
        }
        (NodeKind::Mapping(entries), DeValue::Table(others)) => {
            let mut others: Vec<_> = others.iter().collect();
            others.sort_by_key(|(key, _)| key.span().start);
            assert_eq!(entries.clone().count(), others.len());
            for (entry, (key, other)) in entries.zip(others) {
                assert_eq!(
                    (entry.key, entry.key_span.range()),
                    (key.get_ref().as_ref(), key.span())
                );
                assert_eq!(document.span(entry.value).range(), other.span());
                same_toml(document, entry.value, other.get_ref());
            }
        }
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

/// Whether a reader that knows TOML 1.1 refuses the file.
fn is_refused(document: &Document) -> bool {
    let valid = [ErrorKind::NewerToml, ErrorKind::RefusedByServer];
    document
        .errors
        .iter()
        .any(|error| !valid.contains(&error.kind))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn xml_reads_as_roxmltree_does(text in element()) {
        let document = common::checked(text.as_bytes(), Format::Xml);
        prop_assert!(document.errors.is_empty(), "{:?}", document.errors);
        let oracle = roxmltree::Document::parse(&text).unwrap();
        same_element(&document, document.root.unwrap(), oracle.root_element());
    }

    #[test]
    fn yaml_reads_as_libyaml_does(value in yaml_value()) {
        let text = serde_yaml::to_string(&value).unwrap();
        let document = common::checked(text.as_bytes(), Format::Yaml);
        prop_assert!(document.errors.is_empty(), "{text}: {:?}", document.errors);
        same_value(&document, document.root.unwrap(), &value);
    }

    #[test]
    fn toml_reads_as_the_toml_crate_does(text in toml_file()) {
        let document = common::checked(text.as_bytes(), Format::Toml);
        let (table, errors) = toml::de::DeTable::parse_recoverable(&text);
        prop_assert_eq!(is_refused(&document), !errors.is_empty(), "{}: {:?}", text, document.errors);
        if errors.is_empty() {
            let table = toml::de::DeValue::Table(table.into_inner());
            same_toml(&document, document.root.unwrap(), &table);
        }
    }

    #[test]
    fn faulty_toml_is_refused_by_both(text in toml_pieces()) {
        let document = common::checked(text.as_bytes(), Format::Toml);
        let (_, errors) = toml::de::DeTable::parse_recoverable(&text);
        prop_assert_eq!(is_refused(&document), !errors.is_empty(), "{}: {:?}", text, document.errors);
    }

    #[test]
    fn faulty_xml_is_refused_by_both(text in "(<a>|</a>|<b/>|x|&|&lt;|]]>|<!---->|<a b='1'>|\\u{1}){1,8}") {
        let document = common::checked(text.as_bytes(), Format::Xml);
        let refused = roxmltree::Document::parse(&text).is_err();
        prop_assert_eq!(!document.errors.is_empty(), refused, "{}", text);
    }
}
