//! Whatever the bytes: no panic, spans inside the text, the same result twice.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common;

use common::checked;
use portlint_syntax::{Format, Limits, edit, java_int, parse, yaml11_int};
use proptest::prelude::*;

const FORMATS: [Format; 4] = [Format::Xml, Format::Toml, Format::Yaml, Format::Properties];

/// Pieces that reach deep into the grammars.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 60] = [
        "a",
        "b",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "=",
        ": ",
        ":",
        "- ",
        "? ",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        ".",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "!",
        "&",
        "*",
        "&a ",
        "*a",
        "|",
        ">",
        "---\n",
        "...",
        "%",
        "<a>",
        "</a>",
        "<b x='1'",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a [",
        "<!ENTITY x 'y'>",
        "&x;",
        "&#65;",
        "&amp;",
        "<?xml version='1.0'?>",
        "\\",
        "\\u00e9",
        "é",
        "漢",
        "😀",
        "\u{feff}",
        "\u{85}",
        "1",
        "0x1",
        "07:32",
        "{{",
    ];
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            checked(&bytes, format);
        }
    }

    #[test]
    fn grammar_pieces_never_panic(text in pieces()) {
        for format in FORMATS {
            let first = checked(text.as_bytes(), format);
            let second = parse(text.as_bytes(), format, &Limits::default());
            prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
        }
    }

    #[test]
    fn utf16_gives_the_same_tree(text in "[a-z<>/ é漢😀]{0,40}") {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &bytes].concat();
        let document = checked(&marked, Format::Xml);
        prop_assert_eq!(document.source.text(), &text);
        prop_assert_eq!(document.source.encode(&text), Some(marked));
    }

    #[test]
    fn numbers_never_panic(text in "[-+0-9a-fx_:.]{0,30}") {
        if let (Some(java), Some(yaml)) = (java_int(&text), yaml11_int(&text)) {
            let octal = text.trim_start_matches(['-', '+']).starts_with('0');
            prop_assert!(octal || i64::from(java) == yaml);
        }
    }

    #[test]
    fn an_edit_changes_only_its_value(before in "[a-z]{1,9}", after in "[a-z]{1,9}", end in "(\n|\r\n)") {
        let text = format!("x: é{end}a: {before} # c{end}b: [1, 2]");
        let document = checked(text.as_bytes(), Format::Yaml);
        let span = document.span(document.lookup(&["a"]).unwrap());
        let edited = edit::apply(&document.source, &[edit::Edit { span, replacement: after.clone() }]).unwrap();
        prop_assert_eq!(edited, format!("x: é{end}a: {after} # c{end}b: [1, 2]"));
    }
}
