//! Texts that many snapshots have: a fleet of ten thousand hosts says of each listener the same words.

use crate::CowStr;
use serde::de::{Deserializer, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Longer texts are hardly those of many.
const LONGEST: usize = 256;
/// Bytes that are kept at most, for as long as the program runs. Whoever has other texts has them for himself.
const MOST_BYTES: usize = 1 << 20;

#[derive(Default)]
struct Kept {
    texts: HashSet<&'static str>,
    bytes: usize,
}

/// The text, kept once however often it comes, as far as there is room.
fn common(text: &str) -> CowStr {
    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);
    if text.len() > LONGEST {
        return CowStr::Owned(text.to_string());
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.texts.get(text) {
        return CowStr::Borrowed(known);
    }
    if kept.bytes + text.len() > MOST_BYTES {
        return CowStr::Owned(text.to_string());
    }
    let new: &'static str = Box::leak(text.to_string().into_boxed_str());
    kept.bytes += new.len();
    kept.texts.insert(new);
    CowStr::Borrowed(new)
}

struct Text;

impl Visitor<'_> for Text {
    type Value = CowStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<CowStr, E> {
        Ok(common(text))
    }
}

/// A text that others are likely to have.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CowStr, D::Error> {
    deserializer.deserialize_str(Text)
}

struct OptionalText;

impl<'de> Visitor<'de> for OptionalText {
    type Value = Option<CowStr>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        text(deserializer).map(Some)
    }
}

/// As [`text`], where there may be none.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<CowStr>, D::Error> {
    deserializer.deserialize_option(OptionalText)
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<CowStr>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element_seed(Seed)? {
            texts.push(text);
        }
        texts.shrink_to_fit();
        Ok(texts)
    }
}

struct Seed;

impl<'de> serde::de::DeserializeSeed<'de> for Seed {
    type Value = CowStr;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<CowStr, D::Error> {
        text(deserializer)
    }
}

struct OptionalTexts;

impl<'de> Visitor<'de> for OptionalTexts {
    type Value = Option<Vec<CowStr>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(Texts).map(Some)
    }
}

/// A list of texts, where there may be none.
pub(super) fn list<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<CowStr>>, D::Error> {
    deserializer.deserialize_option(OptionalTexts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let (a, b) = (common("servlet-https"), common("servlet-https"));
        assert!(
            matches!((&a, &b), (CowStr::Borrowed(a), CowStr::Borrowed(b)) if std::ptr::eq(*a, *b))
        );
        assert!(matches!(common(&"x".repeat(300)), CowStr::Owned(_)));
    }

    #[test]
    fn no_more_than_a_bound_is_kept() {
        for number in 0..20_000 {
            drop(common(&format!("{number:0100}")));
        }
        assert!(matches!(
            common(&format!("{:0100}", 20_000)),
            CowStr::Owned(_)
        ));
    }
}
