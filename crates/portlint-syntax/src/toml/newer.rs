//! Syntax that came with TOML 1.1, which the products' reader refuses.

pub(super) const LINE_BREAK: &str = "line break in an inline table; older TOML readers refuse it";
pub(super) const COMMA: &str = "comma at the end of an inline table; older TOML readers refuse it";
pub(super) const ESCAPE: &str = "escape \\e or \\x in a string; older TOML readers refuse it";
pub(super) const TIME: &str = "time without seconds; older TOML readers refuse it";

/// Offset of the first `\e` or `\x`.
pub(super) fn newer_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'\\', bytes.get(at..)?)?;
        if matches!(bytes.get(at + 1), Some(b'e' | b'x')) {
            return Some(at);
        }
        at += 2;
    }
}

/// `07:32`, alone or after a date, with or without an offset.
pub(super) fn is_time_without_seconds(text: &str) -> bool {
    let Some((before, after)) = text.split_once(':') else {
        return false;
    };
    let is_time = before.len() >= 2 && before.bytes().rev().take(2).all(|b| b.is_ascii_digit());
    let minutes_end = after.get(2..).unwrap_or("");
    is_time && !minutes_end.starts_with(':')
}
