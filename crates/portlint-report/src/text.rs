//! Text of unknown origin made safe for terminals, logs and tables.

use crate::shown::{Destination, Shown, Terminal};
pub use portlint_host::words::count;
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

/// A text as one line that may be shown anywhere: in fields of machine formats that other programs show to people.
pub(crate) fn inline(text: &str) -> String {
    let shown = Shown::<Terminal>::text(text);
    Terminal::lines(shown.as_str()).into_owned()
}

/// Prose broken at blanks only, so that paths stay whole; following lines start with `indent`. `used` columns of the
/// first line are taken already.
pub(crate) fn wrap(
    text: &str,
    width: Option<usize>,
    used: usize,
    indent: &'static str,
) -> Shown<Terminal> {
    let text = Shown::<Terminal>::text(text);
    let Some(width) = width else {
        return text;
    };
    let mut lines = Shown::new();
    let mut line = String::new();
    let mut column = used;
    for (position, word) in text.as_str().split(' ').enumerate() {
        let length = word.width();
        if position > 0 && column + 1 + length > width {
            lines.push_line(&Shown::text(&line));
            lines.push(&Shown::own(indent));
            line.clear();
            column = indent.width();
        } else if position > 0 {
            line.push(' ');
            column += 1;
        }
        line.push_str(word);
        column += length;
    }
    lines.push(&Shown::text(&line));
    lines
}

/// Lines without colours, each broken at blanks only where it is longer than the width; what follows is moved in by two
/// blanks more than its line. `None` for no width.
pub fn fitted(lines: &Shown<Terminal>, width: Option<usize>) -> Shown<Terminal> {
    let Some(width) = width else {
        return lines.clone();
    };
    let mut fitted = Shown::new();
    for line in lines.as_str().lines() {
        let mut rest = line.trim_start_matches(' ');
        let mut blanks = line.len() - rest.len();
        let further = (blanks + 2).min(width / 2);
        loop {
            let end = end_of_line(rest, width.saturating_sub(blanks));
            let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let part: Shown<Terminal> = Shown::source_line(part.trim_end_matches(' '));
            let indent: Shown<Terminal> = Shown::new().padded(blanks);
            fitted.push(&indent);
            fitted.push_line(&part);
            rest = after.trim_start_matches(' ');
            if rest.is_empty() {
                break;
            }
            blanks = further;
        }
    }
    fitted
}

/// Where a line that has `room` columns ends: at the last blank that leaves no more than that before it, else at the first.
fn end_of_line(text: &str, room: usize) -> usize {
    if text.width() <= room {
        return text.len();
    }
    let mut end = None;
    for (at, _) in text.match_indices(' ') {
        let fits = text.get(..at).is_some_and(|start| start.width() <= room);
        match (fits, end) {
            (true, _) | (false, None) => end = Some(at),
            (false, Some(_)) => break,
        }
    }
    end.unwrap_or(text.len())
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
    fn long_lines_go_on_moved_in() {
        let lines = Shown::<Terminal>::text_lines("  ab cd ef\n\n/a/b/c/d/e x\nok");
        let shown = fitted(&lines, Some(8));
        assert_eq!(shown.as_str(), "  ab cd\n    ef\n\n/a/b/c/d/e\n  x\nok\n");
        assert_eq!(fitted(&lines, None).as_str(), lines.as_str());
    }

    #[test]
    fn prose_breaks_at_blanks_only() {
        let wrapped = wrap("ab cd /x/y/z ef", Some(6), 2, "  ");
        assert_eq!(wrapped.as_str(), "ab\n  cd\n  /x/y/z\n  ef");
        assert_eq!(wrap("ab\ncd", None, 0, "").as_str(), "ab cd");
    }
}
