//! Integers as the products' own readers understand them.

/// The value of a plain YAML scalar that SnakeYAML (YAML 1.1) takes for an integer: `010` is 8, `9_443` is 9443,
/// `1:30` is 90. `None` for any other text and for values beyond 64 bits.
pub fn yaml11_int(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = digits.replace('_', "");
    let magnitude = if let Some(hex) = digits.strip_prefix("0x") {
        magnitude(hex, 16)?
    } else if let Some(binary) = digits.strip_prefix("0b") {
        magnitude(binary, 2)?
    } else if digits.contains(':') {
        sexagesimal(&digits)?
    } else if digits.len() > 1 && digits.starts_with('0') {
        magnitude(&digits, 8)?
    } else {
        magnitude(&digits, 10)?
    };
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// The value of any scalar at an integer field of a class, as SnakeYAML constructs it: quotes do not matter, `_10` is
/// 10, `1:60` is 120, and digits of other scripts count. `None` where it refuses, and for values beyond 64 bits.
pub fn snakeyaml_int(text: &str) -> Option<i64> {
    let digits = text.replace('_', "");
    let (negative, digits) = split_sign(&digits);
    let magnitude = if let Some(hex) = digits.strip_prefix("0x") {
        magnitude(hex, 16)?
    } else if let Some(binary) = digits.strip_prefix("0b") {
        magnitude(binary, 2)?
    } else if digits.len() > 1 && digits.starts_with('0') {
        magnitude(digits, 8)?
    } else if digits.contains(':') {
        digits.split(':').try_fold(0_i128, |sum, part| {
            sum.checked_mul(60)?.checked_add(decimal(part)?)
        })?
    } else {
        decimal(digits)?
    };
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// Decimal digits of any script.
fn decimal(text: &str) -> Option<i128> {
    if text.is_empty() {
        return None;
    }
    text.chars().try_fold(0_i128, |sum, character| {
        let digit = i128::from(digit(character)?);
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// The value of a decimal digit of the scripts that Java knows in its 16-bit characters.
fn digit(character: char) -> Option<u32> {
    const ZEROS: [u32; 37] = [
        0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66,
        0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946,
        0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
        0xa9f0, 0xaa50, 0xabf0, 0xff10,
    ];
    let code = u32::from(character);
    let mut values = ZEROS.iter().filter_map(|zero| code.checked_sub(*zero));
    values.find(|value| *value < 10)
}

/// The value of `text` as Java's `Integer.parseInt` reads it: decimal digits after at most one sign, nothing else, not
/// even blanks. `None` where Java throws.
pub fn java_int(text: &str) -> Option<i32> {
    let (negative, digits) = split_sign(text);
    let magnitude = magnitude(digits, 10)?;
    i32::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// The same with the decimal digits of all scripts that Java knows in its 16-bit characters. Files that are not written as
/// UTF-8 lose such digits on the way, so that [`java_int`] is what counts there.
pub fn java_int_of_any_script(text: &str) -> Option<i32> {
    let (negative, digits) = split_sign(text);
    let magnitude = decimal(digits)?;
    i32::try_from(if negative { -magnitude } else { magnitude }).ok()
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits only: the standard library would accept another sign.
fn magnitude(digits: &str, radix: u32) -> Option<i128> {
    let all_digits = digits.chars().all(|c| c.is_digit(radix));
    if all_digits {
        i128::from_str_radix(digits, radix).ok()
    } else {
        None
    }
}

/// Base 60, as in `1:30`: the first part without a leading zero, the others below 60.
fn sexagesimal(digits: &str) -> Option<i128> {
    if digits.starts_with('0') {
        return None;
    }
    let mut parts = digits.split(':');
    let first = magnitude(parts.next()?, 10)?;
    parts.try_fold(first, |sum, part| {
        let value = magnitude(part, 10).filter(|value| part.len() <= 2 && *value < 60)?;
        sum.checked_mul(60)?.checked_add(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_integers() {
        let cases = [
            ("0", Some(0)),
            ("9443", Some(9443)),
            ("010", Some(8)),
            ("09", None),
            ("1_000", Some(1000)),
            ("9_443", Some(9443)),
            ("0x1F", Some(31)),
            ("-0x1F", Some(-31)),
            ("0b101", Some(5)),
            ("0o17", None),
            ("+9443", Some(9443)),
            ("-1", Some(-1)),
            ("1:30", Some(90)),
            ("1:60", None),
            ("-1:0:0", Some(-3600)),
            ("", None),
            ("-", None),
            ("+-1", None),
            ("0x", None),
            ("0x-1", None),
            ("_1", None),
            ("1.0", None),
            ("yes", None),
            (" 1", None),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-9223372036854775808", Some(i64::MIN)),
            ("1__", Some(1)),
            ("1::3", None),
            ("0:30", None),
        ];
        for (text, value) in cases {
            assert_eq!(yaml11_int(text), value, "{text}");
        }
        assert_eq!(yaml11_int(&"9".repeat(100_000)), None);
    }

    #[test]
    fn integer_fields_of_snakeyaml() {
        let cases = [
            ("9443", Some(9443)),
            ("_9191", Some(9191)),
            ("010", Some(8)),
            ("08", None),
            ("0x5", Some(5)),
            ("0b11", Some(3)),
            ("1:60", Some(120)),
            ("2:30", Some(150)),
            ("+5", Some(5)),
            ("-1", Some(-1)),
            ("٥", Some(5)),
            ("９４４３", Some(9443)),
            ("", None),
            ("_", None),
            (" 5", None),
            ("5.0", None),
            ("true", None),
            ("0", Some(0)),
            ("00", Some(0)),
        ];
        for (text, value) in cases {
            assert_eq!(snakeyaml_int(text), value, "{text}");
        }
        assert_eq!(snakeyaml_int(&"9".repeat(100_000)), None);
    }

    #[test]
    fn java_integers() {
        assert_eq!(
            java_int_of_any_script("\u{0669}\u{0665}4\u{0663}"),
            Some(9543)
        );
        assert_eq!(java_int_of_any_script("-\u{ff13}"), Some(-3));
        assert_eq!(java_int_of_any_script("9543 "), None);
        assert_eq!(java_int_of_any_script(""), None);
        let cases = [
            ("0", Some(0)),
            ("010", Some(10)),
            ("+3", Some(3)),
            ("-3", Some(-3)),
            ("", None),
            ("+", None),
            ("--1", None),
            (" 1", None),
            ("1 ", None),
            ("1_0", None),
            ("0x1", None),
            ("2147483647", Some(i32::MAX)),
            ("2147483648", None),
            ("-2147483648", Some(i32::MIN)),
            ("1.0", None),
            ("${x}", None),
        ];
        for (text, value) in cases {
            assert_eq!(java_int(text), value, "{text}");
        }
    }
}
