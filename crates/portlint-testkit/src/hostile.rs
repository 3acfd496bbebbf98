//! Texts that somebody would obey: terminals, CI servers, readers of Markdown, spreadsheets.

/// One text of each kind; every one can be the name of a file, a line end aside.
pub const HOSTILE: &[&str] = &[
    "\u{1b}[2Ja",
    "\u{1b}]0;owned\u{7}",
    "a\u{1b}]8;;x\u{1b}\\b",
    "\u{9b}31ma",
    "a\u{85}b",
    "\u{202e}gpj.exe",
    "\u{2066}a\u{2069}",
    "a\u{2028}::error::b",
    "a\u{200b}\u{feff}b",
    "\u{e0041}a",
    "a\rb",
    "a\n::error::b",
    "::error file=x,line=1::owned",
    " ::add-mask::a",
    "##[error]owned",
    "##vso[task.setvariable variable=a]b",
    "###vso[task.complete]",
    "##teamcity[message text='x']",
    "#",
    "a%0A::error::b%0D",
    "@everyone",
    "=cmd()",
    "+1+1",
    "-Da",
    "\t=1",
    "`a`",
    "``a```b",
    "a|b",
    "<script>alert(1)<",
    "]]>",
    "'\"",
    "[x](1)",
    "www.x.example",
    "\\",
];

/// What in an output a terminal or the log of a CI server would obey; `None` where there is nothing. The commands that
/// the `github` format writes itself are meant.
pub fn obeyed(format: &str, output: &str) -> Option<String> {
    let ends = output.replace("\r\n", "\n");
    let output = if format == "csv" { &ends } else { output };
    let control = output.char_indices().find(|(_, c)| controls(*c));
    if let Some((at, character)) = control {
        return Some(format!("{character:?} in {:?}", around(output, at)));
    }
    output.lines().find_map(|line| {
        let meant = ["::error file=", "::warning file=", "::notice "];
        let is_meant = format == "github" && meant.iter().any(|start| line.starts_with(start));
        let starts_command = line.trim_start().starts_with("::") && !is_meant;
        (starts_command || has_sign(line)).then(|| format!("a command: {line:?}"))
    })
}

/// Moves a cursor, reorders what is read, or is not seen.
fn controls(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => character.is_control(),
    }
}

/// `##name[`, wherever it stands.
fn has_sign(line: &str) -> bool {
    line.match_indices("##").any(|(at, _)| {
        let after = line.get(at + 2..).unwrap_or_default();
        let name = after.find(|c: char| !c.is_ascii_alphanumeric());
        after
            .get(name.unwrap_or(0)..)
            .is_some_and(|rest| rest.starts_with('['))
    })
}

fn around(text: &str, at: usize) -> &str {
    let start = text.floor_char_boundary(at.saturating_sub(60));
    text.get(start..text.ceil_char_boundary(at + 8))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_noticed() {
        for (format, output) in [
            ("full", "a\u{1b}[2J"),
            ("full", "a\u{2028}b"),
            ("full", "a\n  ::error::b"),
            ("json", "\"##vso[x]\""),
            ("github", "::debug::x"),
            ("github", "::error file=a::##[x]"),
            ("markdown", "a\rb"),
        ] {
            assert!(obeyed(format, output).is_some(), "{output:?}");
        }
        for (format, output) in [
            ("full", "a::b ## [x] \t#[c]\n"),
            ("csv", "a\r\n"),
            ("github", "::error file=a,line=1::b"),
        ] {
            assert_eq!(obeyed(format, output), None, "{output:?}");
        }
    }
}
