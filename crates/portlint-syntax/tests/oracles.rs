//! Other readers must see the same values.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use portlint_syntax::{Document, Format, NodeId, NodeKind};
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
        .iter()
        .map(|e| {
            (
                e.key.as_str(),
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
    match (&document.node(id).kind, oracle) {
        (NodeKind::Scalar(scalar), Value::String(text)) => assert_eq!(&scalar.text, text),
        (NodeKind::Scalar(scalar), Value::Number(number)) => {
            assert_eq!(scalar.text, number.to_string())
        }
        (NodeKind::Scalar(scalar), Value::Bool(value)) => {
            assert_eq!(scalar.text, value.to_string())
        }
        (NodeKind::Sequence(items), Value::Sequence(others)) => {
            assert_eq!(items.len(), others.len());
            for (item, other) in items.iter().zip(others) {
                same_value(document, *item, other);
            }
        }
        (NodeKind::Mapping(entries), Value::Mapping(others)) => {
            assert_eq!(entries.len(), others.len());
            for (entry, (key, other)) in entries.iter().zip(others) {
                assert_eq!(Some(entry.key.as_str()), key.as_str());
                same_value(document, entry.value, other);
            }
        }
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
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
    fn faulty_xml_is_refused_by_both(text in "(<a>|</a>|<b/>|x|&|&lt;|]]>|<!---->|<a b='1'>|\\u{1}){1,8}") {
        let document = common::checked(text.as_bytes(), Format::Xml);
        let refused = roxmltree::Document::parse(&text).is_err();
        prop_assert_eq!(!document.errors.is_empty(), refused, "{}", text);
    }
}
