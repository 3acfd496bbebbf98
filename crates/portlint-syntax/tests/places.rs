//! Lines, columns and stored bytes, against a reader that counts from the start of the text each time.

#![allow(clippy::unwrap_used, reason = "a test")]

use portlint_syntax::{Document, Encoding, Format, Limits, Place, Span, parse};
use proptest::prelude::*;

/// Text with lines of all kinds, some of them longer than the steps in which characters are counted.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z=#é漢😀 \n\r]{0,20}",
        Just("\r\n".to_owned()),
        "[aé😀]".prop_map(|character| character.repeat(700)),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn stored(text: &str, encoding: Encoding) -> u64 {
    let length = match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Latin1 => text.chars().count(),
        Encoding::Utf16Le | Encoding::Utf16Be => 2 * text.encode_utf16().count(),
    };
    length as u64
}

/// The 1-based line and column behind `before`.
fn position(before: &str, next: Option<char>) -> (u32, u32) {
    let mut position = (1, 1);
    let mut characters = before.chars().chain(next).peekable();
    for _ in before.chars() {
        let character = characters.next();
        let is_end = match character {
            Some('\n') => true,
            Some('\r') => characters.peek() != Some(&'\n'),
            _ => false,
        };
        position = if is_end {
            (position.0 + 1, 1)
        } else {
            (position.0, position.1 + 1)
        };
    }
    position
}

fn counted(document: &Document, span: Span, mark: u64) -> Place {
    let text = document.source.text();
    let at = |offset: u32| {
        let (before, after) = text.split_at(text.floor_char_boundary(offset as usize));
        let (line, column) = position(before, after.chars().next());
        let bytes = mark + stored(before, document.source.encoding());
        (line, column, bytes)
    };
    let ((line, column, byte_offset), (end_line, end_column, end)) = (at(span.start), at(span.end));
    Place {
        line,
        column,
        end_line,
        end_column,
        byte_offset,
        byte_length: end - byte_offset,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn places_are_what_counting_gives(text in text(), spans in prop::collection::vec((any::<u16>(), 0..40_u32), 1..20)) {
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
        let files = [
            (Some(text.clone().into_bytes()), 0),
            (Some(["\u{feff}", &text].concat().into_bytes()), 3),
            (Some(utf16), 2),
            (latin1, 0),
        ];
        for (bytes, mark) in files {
            let Some(bytes) = bytes else { continue };
            let document = parse(&bytes, Format::Properties, &Limits::default());
            let length = document.source.text().len() as u32;
            for (start, extent) in &spans {
                let start = u32::from(*start) % (length + 1);
                let span = Span { start, end: (start + extent).min(length) };
                prop_assert_eq!(document.source.place(span), counted(&document, span, mark));
            }
        }
    }
}
