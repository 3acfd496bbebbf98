//! Where the parser of the servers (cava-toml 0.5.0) and TOML 1.0 differ, in both directions.
//!
//! The server's parser was asked by running it; its grammar is `TomlLexer.g4` and `TomlParser.g4` of ConsenSys/cava.

use crate::tree::Tag;

pub(super) const ANCESTOR_LATE: &str = "table header below those of its sub-tables: valid TOML, but the server's parser fails at it; move it above them";
pub(super) const SUB_TABLE: &str = "the sub-table comes first here";
pub(super) const MIXED: &str =
    "array of values of different types; the server's parser wants one type";
pub(super) const COMMA_FIRST: &str =
    "comma at the start of a line; the server's parser wants it behind the value before";
pub(super) const TAB: &str = "tab inside a string; write \\t";
pub(super) const QUOTES: &str = "quote right before the closing quotes; write it as an escape";
pub(super) const KEY_QUOTE: &str =
    "quote inside a key; the server cannot read such keys, leave it out";
pub(super) const INTEGER: &str = "integer that is too large or has no digits; the server's parser takes up to 9223372036854775807";
pub(super) const FLOAT: &str = "float that the server's parser cannot hold";
pub(super) const EXPONENT: &str = "exponent with a leading zero; write it without";
pub(super) const EMPTY_ARRAY: &str = "empty array, or comma at the end of an array, inside another one or an inline table; the server's parser reads on in the wrong place";

/// A tab that stands as it is in a string in quotation marks.
pub(super) fn tab(written: &str) -> Option<usize> {
    memchr::memchr(b'\t', written.as_bytes())
}

/// Whether a string of several lines ends with more quotes than close it.
pub(super) fn ends_with_quotes(written: &str, quote: char) -> bool {
    let closing = written.len() - written.trim_end_matches(quote).len();
    closing > 3 && written.len() > 6
}

/// Whether an integer, as written, is none for the server's parser.
pub(super) fn is_no_long(written: &str) -> bool {
    let digits = written.replace('_', "");
    let radix = |prefix: &str, radix| {
        let digits = digits.strip_prefix(prefix)?;
        Some(i64::from_str_radix(digits, radix).is_err())
    };
    radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| radix("0b", 2))
        .unwrap_or_else(|| digits.parse::<i64>().is_err())
}

/// What the server's parser refuses in a float, as written.
pub(super) fn refused_float(written: &str) -> Option<&'static str> {
    let text = written.replace('_', "");
    if text.ends_with("inf") || text.ends_with("nan") {
        return None;
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, ""));
    let exponent = exponent.trim_start_matches(['+', '-']);
    if exponent.len() > 1 && exponent.starts_with('0') {
        return Some(EXPONENT);
    }
    let number: f64 = text.parse().ok()?;
    let says_zero = !mantissa.contains(|c: char| ('1'..='9').contains(&c));
    (number.is_infinite() || (number == 0.0 && !says_zero)).then_some(FLOAT)
}

/// Whether an escape names half of a surrogate pair, which is no character: Java takes it.
pub(super) fn is_surrogate(written: &str, digits: usize) -> bool {
    let before = written.get(..digits).unwrap_or_default();
    let count = match before.as_bytes() {
        [.., b'\\', b'u'] => 4,
        [.., b'\\', b'U'] => 8,
        _ => return false,
    };
    let value = written.get(digits..digits + count);
    let value = value.and_then(|value| u32::from_str_radix(value, 16).ok());
    value.is_some_and(|value| (0xd800..0xe000).contains(&value))
}

/// The type of a value in an array: two that differ do not go together.
pub(super) fn kind(tag: Tag) -> Tag {
    match tag {
        Tag::Tables => Tag::Sequence,
        Tag::InlineTable => Tag::Table,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_java_holds_them() {
        let refused = ["0x", "0b", "99999999999999999999", "0xFFFFFFFFFFFFFFFFF"];
        let fine = ["0", "-0", "+5", "1_000", "0xFF", "9223372036854775807"];
        assert!(refused.iter().all(|text| is_no_long(text)));
        assert!(!fine.iter().any(|text| is_no_long(text)));
        for (text, expected) in [
            ("1e400", Some(FLOAT)),
            ("1e-400", Some(FLOAT)),
            ("1e05", Some(EXPONENT)),
            ("0.0e-9", None),
            ("-inf", None),
            ("1.5e+1_0", None),
        ] {
            assert_eq!(refused_float(text), expected, "{text}");
        }
    }

    #[test]
    fn quotes_before_the_closing_ones() {
        assert!(ends_with_quotes("\"\"\"a\"\"\"\"", '"'));
        assert!(!ends_with_quotes("\"\"\"a\"\"\"", '"'));
        assert!(!ends_with_quotes("\"\"\"\"\"\"", '"'));
    }
}
