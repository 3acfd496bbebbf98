//! Whatever a file holds, reading it takes memory in proportion to its size, and time too: one of these files in
//! quadratic time would hang the test.

#![allow(clippy::unwrap_used, reason = "a test")]

mod shapes;

use allocation_counter::measure;
use portlint_syntax::{Document, Format, Limits, parse};
use proptest::prelude::*;
use shapes::{COMMENTS, SHAPES};

/// Bytes of memory at the peak, for one byte of a file.
const PER_BYTE: u64 = 30;

/// What any file may take: the YAML scanner holds up to 1,024 tokens before it knows what a key is.
const ANY: u64 = 1024 * 1024;

/// Parses, and gives the document with the bytes of memory that it took at the peak.
fn peak(text: &str, format: Format) -> (Document, u64) {
    let mut document = None;
    let used = measure(|| document = Some(parse(text.as_bytes(), format, &Limits::default())));
    (document.unwrap(), used.bytes_max)
}

/// Judges a file of 10,000 items and one of twice as many.
fn judge(name: &str, format: Format, file: impl Fn(usize) -> String) {
    let mut last = u64::MAX / 100;
    for items in [10_000, 20_000] {
        let text = file(items);
        let (document, peak) = peak(&text, format);
        let most = PER_BYTE * text.len() as u64 + ANY;
        assert!(
            peak <= most && peak <= last * 23 / 10 + ANY,
            "{name}: {peak} bytes for {} of {format:?}",
            text.len()
        );
        last = peak;
        // Lines and columns are found as cheaply, wherever they are.
        let end = document.source.text().len();
        for at in (0..end).step_by(end / 1000 + 1) {
            document.source.place(portlint_syntax::Span::new(at, at));
        }
    }
}

#[test]
fn every_kind_of_file_takes_little_memory() {
    for shape in SHAPES {
        judge(shape.name, shape.format, |items| shape.file(items));
    }
    for (format, comment) in COMMENTS {
        judge("comments", *format, |items| comment.repeat(items));
    }
}

#[test]
fn the_largest_array_that_is_read_takes_seven_times_its_file() {
    let limits = Limits::default();
    let text = format!("x = [{}]", "1,".repeat(limits.nodes - 2));
    let (document, peak) = peak(&text, Format::Toml);
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    assert!(peak < 8 * text.len() as u64, "{peak} for {}", text.len());
    let more = format!("x = [{}]", "1,".repeat(limits.nodes - 1));
    let document = parse(more.as_bytes(), Format::Toml, &limits);
    assert!(
        document
            .errors
            .iter()
            .all(|error| error.kind.stops_parsing())
    );
    assert_eq!(document.errors.len(), 1);
}

/// Pieces of all grammars, which in any order make files that nobody would write.
const PIECES: [&str; 48] = [
    "a", "b", "1", " ", "  ", "\n", "\r", "\r\n", "\t", "=", " = ", ": ", ":", "- ", "? ", ".",
    ",", "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "\\", "\\n", "&a ", "*a",
    "|\n", ">\n", "#", "<a>", "</a>", "<b/>", "<b x='1'", "/>", "&lt;", "&", "<!--", "-->", "]]>",
    "<", ">", "é", "07:32",
];

fn pieces(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), count).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_kind_of_file_takes_little_memory(start in pieces(0..4), item in pieces(1..5), end in pieces(0..3)) {
        for format in [Format::Xml, Format::Toml, Format::Yaml, Format::Properties] {
            let items = 60_000 / item.len();
            let text = [start.as_str(), &item.repeat(items), &end].concat();
            let (_, peak) = peak(&text, format);
            let most = PER_BYTE * text.len() as u64 + ANY;
            prop_assert!(peak <= most, "{format:?}: {peak} bytes for {} of {start:?} {item:?}", text.len());
        }
    }
}
