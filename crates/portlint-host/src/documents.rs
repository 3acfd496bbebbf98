//! Documents, shared by files of the same bytes: the homes of one product ship the same files.

use portlint_syntax::{Document, Encoding, Format, Limits};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was parsed, by format and digest of the bytes.
#[derive(Debug, Default)]
pub struct Documents {
    limits: Limits,
    known: Mutex<HashMap<Key, Vec<Arc<Document>>>>,
}

/// Format and digest.
type Key = (Format, u64);

impl Documents {
    /// None yet; all that are parsed have these limits.
    pub fn new(limits: Limits) -> Documents {
        Documents {
            limits,
            known: Mutex::default(),
        }
    }

    /// The document of these bytes, parsed at most once unless two threads ask for it at the same time.
    pub fn parse(&self, bytes: &[u8], format: Format) -> Arc<Document> {
        let key = (format, digest(bytes));
        if let Some(known) = self.find(&key, bytes) {
            return known;
        }
        // Not under the lock: others parse meanwhile.
        let document = Arc::new(portlint_syntax::parse(bytes, format, &self.limits));
        if is_of(&document, bytes) {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key).or_default().push(Arc::clone(&document));
        }
        document
    }

    fn find(&self, key: &Key, bytes: &[u8]) -> Option<Arc<Document>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut alike = known.get(key)?.iter();
        alike.find(|document| is_of(document, bytes)).cloned()
    }
}

/// Whether a document was parsed from just these bytes. Of encodings that store a text in other bytes than UTF-8, only
/// ASCII in ISO-8859-1 can tell: every `carbon.xml` declares it.
fn is_of(document: &Document, bytes: &[u8]) -> bool {
    let source = &document.source;
    let is_stored_as_it_is = match source.encoding() {
        Encoding::Utf8 => true,
        Encoding::Latin1 => source.text().is_ascii(),
        Encoding::Utf16Le | Encoding::Utf16Be => false,
    };
    is_stored_as_it_is && !source.has_bom() && source.text().as_bytes() == bytes
}

/// A quick digest; bytes of equal digests are compared.
fn digest(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let step =
        |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| {
        step(hash, u64::from_le_bytes(*word))
    });
    rest.iter()
        .fold(hash, |hash, byte| step(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(a: &[u8], b: &[u8]) -> bool {
        let documents = Documents::default();
        Arc::ptr_eq(
            &documents.parse(a, Format::Xml),
            &documents.parse(b, Format::Xml),
        )
    }

    #[test]
    fn equal_bytes_are_parsed_once() {
        assert!(shared(b"<a/>", b"<a/>"));
        assert!(!shared(b"<a/>", b"<b/>"));
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>b</a>";
        assert!(shared(latin, latin));
    }

    #[test]
    fn text_that_is_stored_otherwise_is_not_taken_for_its_own() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        let documents = Documents::default();
        let of_latin = documents.parse(latin, Format::Xml);
        let of_utf8 = documents.parse(of_latin.source.text().as_bytes(), Format::Xml);
        assert_ne!(of_latin.source.text(), of_utf8.source.text());
        assert!(!shared(b"\xef\xbb\xbf<a/>", b"<a/>"));
    }

    #[test]
    fn one_text_of_two_formats_is_two_documents() {
        let documents = Documents::default();
        let yaml = documents.parse(b"a: 1", Format::Yaml);
        assert_eq!(documents.parse(b"a: 1", Format::Toml).format, Format::Toml);
        assert_eq!(yaml.format, Format::Yaml);
    }
}
