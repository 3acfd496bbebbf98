//! Text of a port or an offset as messages may show it.

/// Longest text that is shown, in characters.
const LENGTH: usize = 60;
/// What is shown in the place of a text that may be a secret.
const HIDDEN: &str = "(not shown)";

/// The text of a port or an offset, short enough for a message, or [`HIDDEN`]: a password that slipped into the wrong
/// line mixes letters with digits, or is long; a number, a word or a placeholder does not.
pub fn quotable(text: &str) -> String {
    let number = text.trim().trim_start_matches(['+', '-']);
    let hexadecimal = number.starts_with("0x") && number.len() <= 18;
    let placeholder = text.starts_with('$') && text.contains('{');
    let has = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
    let letters = has(|c| c.is_alphabetic());
    let mixed = letters && has(char::is_ascii_digit);
    if !hexadecimal && !placeholder && (mixed || (letters && text.chars().count() > 24)) {
        return HIDDEN.to_string();
    }
    let mut shown = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LENGTH)
        .collect::<String>();
    if text.chars().count() > LENGTH {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_placeholders_are_shown_and_nothing_that_may_be_a_secret() {
        for shown in [
            "9443",
            "-1",
            "1.5",
            "1_000",
            "0x24E3",
            "one",
            "",
            "${PORT_1}",
            "$env{A1}",
            "1:30",
        ] {
            assert_eq!(quotable(shown), shown);
        }
        for hidden in [
            "hunter2",
            "aB3dE5",
            "correcthorsebatterystaple",
            "9443; token=x",
        ] {
            assert_eq!(quotable(hidden), HIDDEN);
        }
        assert_eq!(quotable(&"9".repeat(100)).chars().count(), 61);
    }
}
