//! Text of unknown origin made safe for terminals, logs and tables.

use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// One character as it may be shown, in as many bytes: controls and characters that reorder or hide text are replaced.
pub(crate) fn printable(character: char) -> Cow<'static, str> {
    let replacement = match character {
        '\t' => "\t",
        '\u{0}'..='\u{1f}' | '\u{7f}' => "?",
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' => "·",
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => "\u{fffd}",
        // Tag characters are invisible and take four bytes.
        '\u{e0000}'..='\u{e0fff}' => "\u{fffd}?",
        _ => return Cow::Owned(character.to_string()),
    };
    Cow::Borrowed(replacement)
}

/// True when there is nothing to replace: visible ASCII characters and blanks only.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Text for one line of human output: no control, no line end, no tab.
pub fn inline(text: &str) -> String {
    // Nearly every text is plain, and big reports have hundreds of thousands of them.
    if is_plain(text) {
        return text.to_string();
    }
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => Cow::Borrowed(" "),
            _ => printable(c),
        })
        .collect()
}

/// Prose broken at blanks only, so that paths stay whole; following lines start with `indent`. `used` columns of the
/// first line are taken already.
pub(crate) fn wrap(text: &str, width: Option<usize>, used: usize, indent: &str) -> String {
    let text = inline(text);
    let Some(width) = width else {
        return text;
    };
    let mut wrapped = String::with_capacity(text.len());
    let mut column = used;
    for (position, word) in text.split(' ').enumerate() {
        let length = word.width();
        if position > 0 && column + 1 + length > width {
            wrapped.push('\n');
            wrapped.push_str(indent);
            column = indent.width();
        } else if position > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

/// `1 home`, `2 homes`.
pub fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_take_as_many_bytes() {
        for code in (0..0x1_1000).chain(0xe0000..0xe1000) {
            if let Some(character) = char::from_u32(code) {
                assert_eq!(printable(character).len(), character.len_utf8(), "{code:x}");
            }
        }
    }

    #[test]
    fn prose_breaks_at_blanks_only() {
        assert_eq!(
            wrap("ab cd /x/y/z ef", Some(6), 2, "  "),
            "ab\n  cd\n  /x/y/z\n  ef"
        );
        assert_eq!(wrap("ab cd", None, 0, ""), "ab cd");
    }

    #[test]
    fn nothing_can_move_the_cursor() {
        assert_eq!(
            inline("a\u{1b}[2Jb\nc\u{202e}d\u{7f}"),
            "a?[2Jb c\u{fffd}d?"
        );
    }
}
