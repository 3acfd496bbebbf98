//! Stored bytes to text: byte order marks, the XML declaration and the default of each format.

use std::borrow::Cow;

use crate::document::{Document, ErrorKind, Format};
use crate::limits::Limits;
use crate::source::{Encoding, Source, Span};
use crate::tree::Tree;

const NOT_UTF8: &str = "not valid UTF-8; save the file as UTF-8 or declare its encoding";
const NOT_UTF16: &str = "not valid UTF-16; save the file as UTF-8";
const NUL: &str = "contains a NUL character; the file is binary or in an undeclared encoding";

impl Document {
    /// A document without a tree: the decoded text, and errors if the bytes are not text.
    pub(crate) fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Document {
        if bytes.len() > limits.bytes {
            let mut document =
                Document::without_tree(Source::new("", Encoding::Utf8, 0), format, limits);
            document.report(
                ErrorKind::Limit,
                "larger than is read of one file",
                Span::default(),
            );
            return document;
        }
        let (mark, body) = split_mark(bytes);
        let encoding = mark.unwrap_or_else(|| {
            undeclared_utf16(body, format).unwrap_or_else(|| declared(body, format))
        });
        let mut decoded = decode(body, encoding);
        if format == Format::Yaml && decoded.encoding == Encoding::Latin1 {
            // The servers read on with a mark of replacement where the bytes are not UTF-8; YAML takes no control characters.
            let text = decoded
                .text
                .replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{fffd}");
            decoded.text = text.into();
            decoded.problem = None;
        }
        let bom_length = (bytes.len() - body.len()) as u64;
        let source = Source::new(&decoded.text, decoded.encoding, bom_length);
        let mut document = Document::without_tree(source, format, limits);
        if mark.is_some() {
            let message = "starts with a byte order mark; save the file without it";
            document.report(ErrorKind::ByteOrderMark, message, Span::default());
        }
        if let Some((at, message)) = decoded.problem {
            document.report(
                // The servers put a substitute in the place of such bytes of a TOML file.
                match (format, encoding) {
                    (Format::Toml, Encoding::Utf8) => ErrorKind::ReadByServer,
                    _ => ErrorKind::Encoding,
                },
                message,
                character_at(&decoded.text, at),
            );
        } else if let Some(at) = decoded.text.find('\0')
            && format != Format::Toml
        {
            document.report(ErrorKind::Encoding, NUL, Span::new(at, at + 1));
        }
        document
    }

    fn without_tree(source: Source, format: Format, limits: &Limits) -> Document {
        Document {
            source,
            format,
            comments: Vec::new(),
            errors: Vec::new(),
            root: None,
            tree: Tree::default(),
            tags: Vec::new(),
            alias_too_many: None,
            nodes: 0,
            limits: *limits,
            outer: None,
        }
    }
}

struct Decoded<'b> {
    text: Cow<'b, str>,
    encoding: Encoding,
    /// Byte offset into `text` and what is wrong there.
    problem: Option<(usize, &'static str)>,
}

fn split_mark(bytes: &[u8]) -> (Option<Encoding>, &[u8]) {
    const MARKS: [(&[u8], Encoding); 3] = [
        (b"\xef\xbb\xbf", Encoding::Utf8),
        (b"\xff\xfe", Encoding::Utf16Le),
        (b"\xfe\xff", Encoding::Utf16Be),
    ];
    MARKS
        .iter()
        .find_map(|(mark, encoding)| Some((Some(*encoding), bytes.strip_prefix(*mark)?)))
        .unwrap_or((None, bytes))
}

fn undeclared_utf16(bytes: &[u8], format: Format) -> Option<Encoding> {
    match bytes {
        _ if format != Format::Xml => None,
        [b'<', 0, _, 0, ..] => Some(Encoding::Utf16Le),
        [0, b'<', 0, _, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn declared(bytes: &[u8], format: Format) -> Encoding {
    match format {
        // Java reads properties as ISO-8859-1, but people write them in UTF-8.
        Format::Properties if std::str::from_utf8(bytes).is_err() => Encoding::Latin1,
        Format::Xml => declared_in_xml(bytes).unwrap_or(Encoding::Utf8),
        _ => Encoding::Utf8,
    }
}

/// The single-byte encoding that an XML declaration names. `None` for UTF-8 and for names that are not supported,
/// which are then read as UTF-8 if they can be.
fn declared_in_xml(bytes: &[u8]) -> Option<Encoding> {
    const LATIN1: [&[u8]; 11] = [
        b"iso-8859-1",
        b"iso8859-1",
        b"iso_8859-1",
        b"iso8859_1",
        b"latin1",
        b"latin-1",
        b"us-ascii",
        b"ascii",
        b"windows-1252",
        b"cp1252",
        b"cp819",
    ];
    let head = bytes.get(..bytes.len().min(1024))?;
    let (declaration, _) = split_at(head.strip_prefix(b"<?xml")?, b"?>")?;
    let (_, after) = split_at(declaration, b"encoding")?;
    let value = after.trim_ascii_start().strip_prefix(b"=")?;
    let (quote, value) = value.trim_ascii_start().split_first()?;
    let is_quote = matches!(quote, b'"' | b'\'');
    let mut parts = value.split(|byte| byte == quote);
    let name = parts.next().filter(|_| is_quote)?;
    let is_latin1 = LATIN1.iter().any(|known| name.eq_ignore_ascii_case(known));
    is_latin1.then_some(Encoding::Latin1)
}

/// What stands before and behind the first place of a pattern.
fn split_at<'b>(bytes: &'b [u8], pattern: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = memchr::memmem::find(bytes, pattern)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.strip_prefix(pattern)?))
}

fn decode(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    match encoding {
        Encoding::Utf8 => decode_utf8(bytes),
        Encoding::Latin1 => Decoded {
            text: latin1(bytes),
            encoding,
            problem: None,
        },
        Encoding::Utf16Le => decode_utf16(bytes, encoding, u16::from_le_bytes),
        Encoding::Utf16Be => decode_utf16(bytes, encoding, u16::from_be_bytes),
    }
}

fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => bytes
            .iter()
            .map(|b| char::from(*b))
            .collect::<String>()
            .into(),
    }
}

fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded {
            text: Cow::Borrowed(text),
            encoding: Encoding::Utf8,
            problem: None,
        },
        // One byte per character keeps a place for the error to point at.
        Err(error) => {
            let (good, _) = bytes.split_at(error.valid_up_to());
            Decoded {
                text: latin1(bytes),
                encoding: Encoding::Latin1,
                problem: Some((latin1(good).len(), NOT_UTF8)),
            }
        }
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding, unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut problem = None;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if decoded.is_err() && problem.is_none() {
            problem = Some((text.len(), NOT_UTF16));
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() && problem.is_none() {
        problem = Some((text.len(), NOT_UTF16));
    }
    Decoded {
        text: text.into(),
        encoding,
        problem,
    }
}

fn character_at(text: &str, at: usize) -> Span {
    let length = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn utf16be(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn open(bytes: &[u8], format: Format) -> Document {
        Document::decode(bytes, format, &Limits::default())
    }

    #[test]
    fn encodings_are_detected() {
        let latin = b"<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>\xe9</a>";
        let cases: [(&[u8], Encoding, bool); 6] = [
            ("<a>é</a>".as_bytes(), Encoding::Utf8, false),
            (
                &[b"\xef\xbb\xbf" as &[u8], b"<a/>"].concat(),
                Encoding::Utf8,
                true,
            ),
            (&utf16le("\u{feff}<a>é</a>"), Encoding::Utf16Le, true),
            (&utf16le("<a>é</a>"), Encoding::Utf16Le, false),
            (&utf16be("<a>é</a>"), Encoding::Utf16Be, false),
            (latin, Encoding::Latin1, false),
        ];
        for (bytes, encoding, bom) in cases {
            let document = open(bytes, Format::Xml);
            assert_eq!(document.source.encoding(), encoding);
            assert_eq!(document.source.has_bom(), bom);
            assert_eq!(
                document.errors.len(),
                usize::from(bom),
                "{:?}",
                document.errors
            );
            assert!(!document.source.text().starts_with('\u{feff}'));
        }
    }

    #[test]
    fn bad_bytes_are_located() {
        let document = open(b"a = \"\xc3\xa9 \xff\"", Format::Toml);
        let [error] = &document.errors[..] else {
            panic!("{:?}", document.errors)
        };
        assert_eq!(error.kind, ErrorKind::ReadByServer);
        assert_eq!(document.source.place(error.span).byte_offset, 8);
        assert_eq!(document.source.place(error.span).byte_length, 1);
        let unknown = open(
            b"<?xml version='1.0' encoding='Shift_JIS'?><a>\xff</a>",
            Format::Xml,
        );
        assert_eq!(unknown.errors[0].kind, ErrorKind::Encoding);
        assert_eq!(
            open(b"a: \0", Format::Yaml).errors[0].kind,
            ErrorKind::Encoding
        );
        assert_eq!(
            open(b"\xff\xfe<", Format::Xml).errors[1].kind,
            ErrorKind::Encoding
        );
    }

    #[test]
    fn properties_fall_back_to_latin1() {
        let document = open(b"a=\xe9", Format::Properties);
        assert_eq!(document.source.text(), "a=é");
        assert!(document.errors.is_empty());
    }

    #[test]
    fn large_files_are_refused() {
        let limits = Limits {
            bytes: 3,
            ..Limits::default()
        };
        let document = Document::decode(b"a: 1", Format::Yaml, &limits);
        assert_eq!(document.errors[0].kind, ErrorKind::Limit);
    }
}
