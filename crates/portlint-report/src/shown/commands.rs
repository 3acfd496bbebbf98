//! Lines that a CI server would take for commands.
//!
//! GitHub Actions obeys `::name …::` at the start of a line, blanks aside, and `##[name]` anywhere; Azure Pipelines
//! `##vso[…]` and `##[…]`; TeamCity `##teamcity[…]`. The servers look at the log, whatever the format of the report, so
//! a name of a user's file may complete no such sign. A blank parts it: what is shown stays readable, and it is seen that
//! something was changed, which a character without width would hide.

use std::borrow::Cow;

/// Whole lines in which no CI server finds a command.
pub(super) fn parted(lines: &str) -> Cow<'_, str> {
    let signs = parted_signs(lines);
    if !signs.contains("::") || !signs.split('\n').any(starts_command) {
        return signs;
    }
    let mut parted = String::with_capacity(signs.len() + 1);
    for (position, line) in signs.split('\n').enumerate() {
        if position > 0 {
            parted.push('\n');
        }
        match line.split_once("::").filter(|_| starts_command(line)) {
            Some((blanks, command)) => parted.extend([blanks, ": :", command]),
            None => parted.push_str(line),
        }
    }
    Cow::Owned(parted)
}

/// The same for signs that count anywhere in a line: `##name[`.
pub(super) fn parted_signs(text: &str) -> Cow<'_, str> {
    let mut parted = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("##") {
        // Of `###[` the last two are the sign.
        let more = after.len() - after.trim_start_matches('#').len();
        let (hashes, after) = after.split_at_checked(more).unwrap_or(("", after));
        if is_sign(after) {
            parted.extend([before, "##", hashes, " "]);
        } else if parted.is_empty() && !after.contains("##") {
            return Cow::Borrowed(text);
        } else {
            parted.extend([before, "##", hashes]);
        }
        rest = after;
    }
    if parted.is_empty() {
        return Cow::Borrowed(text);
    }
    parted.push_str(rest);
    Cow::Owned(parted)
}

fn is_sign(after_hashes: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    after_hashes.trim_start_matches(name).starts_with('[')
}

fn starts_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_is_left() {
        for (line, shown) in [
            ("::error file=x::y", ": :error file=x::y"),
            (" \t\u{a0}::add-mask::y", " \t\u{a0}: :add-mask::y"),
            ("a\n::b\nc", "a\n: :b\nc"),
            ("/opt/##[error]x", "/opt/## [error]x"),
            ("##vso[task.complete]", "## vso[task.complete]"),
            ("###vso[a]##teamcity[b]", "### vso[a]## teamcity[b]"),
            ("## a ##[b]", "## a ## [b]"),
        ] {
            assert_eq!(parted(line), shown);
            assert_eq!(parted(shown), shown);
        }
    }

    #[test]
    fn everything_else_stays() {
        for line in [
            "error[port-collision]: [::1]:9443 and a::b",
            "## heading",
            "#[x]",
            "docker-compose.yml#is",
            "",
        ] {
            assert!(matches!(parted(line), Cow::Borrowed(_)), "{line}");
        }
    }
}
