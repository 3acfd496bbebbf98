//! Where a text may go, and what would be obeyed there.

use super::Shown;
use super::commands::{parted, parted_signs};
use crate::text::{is_plain, printable};
use std::borrow::Cow;
use std::fmt::{self, Display, Write};

mod sealed {
    pub trait Sealed {}
}

/// A place where texts are shown. There are no others than those of this module.
pub trait Destination: sealed::Sealed + Sized {
    /// How a line ends.
    const LINE_END: &'static str = "\n";

    /// Writes a text of any origin so that nothing in it is obeyed. `before` is the character of the same text that was
    /// written before, a null at its start.
    ///
    /// # Errors
    /// Those of `out`.
    fn escape(text: &str, before: char, out: &mut dyn Write) -> fmt::Result;

    /// Whole lines as they leave: what only lines can tell is seen to here.
    fn lines(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
}

/// Lines for people: a terminal, or the log of a CI server that shows what a program said. Controls and characters that
/// hide or reorder text are replaced, signs of CI commands are parted by a blank.
#[derive(Debug)]
pub enum Terminal {}

/// The log of GitHub Actions, in which the program writes commands itself; texts as in [`Terminal`].
#[derive(Debug)]
pub enum CiLog {}

/// Markdown, outside of code spans.
#[derive(Debug)]
pub enum Markdown {}

/// HTML and XML: elements and quoted attributes.
#[derive(Debug)]
pub enum Markup {}

/// Comma-separated values, written row by row.
#[derive(Debug)]
pub enum Csv {}

/// TOML: comments, and with [`Shown::string`] values.
#[derive(Debug)]
pub enum Toml {}

/// JSON, written as documents: see [`Writer`](super::Writer).
#[derive(Debug)]
pub enum Json {}

impl sealed::Sealed for Terminal {}
impl sealed::Sealed for CiLog {}
impl sealed::Sealed for Markdown {}
impl sealed::Sealed for Markup {}
impl sealed::Sealed for Csv {}
impl sealed::Sealed for Toml {}

/// One line without a character that controls, hides or reorders.
fn one_line(text: &str, out: &mut dyn Write) -> fmt::Result {
    // Nearly every text is plain, and big reports have hundreds of thousands of them.
    if is_plain(text) {
        return out.write_str(text);
    }
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => out.write_char(' ')?,
            _ => out.write_str(&printable(character))?,
        }
    }
    Ok(())
}

impl Destination for Terminal {
    fn escape(text: &str, _: char, out: &mut dyn Write) -> fmt::Result {
        one_line(text, out)
    }

    fn lines(text: &str) -> Cow<'_, str> {
        parted(text)
    }
}

impl Destination for CiLog {
    fn escape(text: &str, _: char, out: &mut dyn Write) -> fmt::Result {
        one_line(text, out)
    }

    fn lines(text: &str) -> Cow<'_, str> {
        parted(text)
    }
}

impl Destination for Csv {
    const LINE_END: &'static str = "\r\n";

    fn escape(text: &str, _: char, out: &mut dyn Write) -> fmt::Result {
        one_line(text, out)
    }

    fn lines(text: &str) -> Cow<'_, str> {
        parted(text)
    }
}

impl Destination for Toml {
    fn escape(text: &str, _: char, out: &mut dyn Write) -> fmt::Result {
        one_line(text, out)
    }

    fn lines(text: &str) -> Cow<'_, str> {
        parted(text)
    }
}

impl Destination for Markdown {
    /// No reader takes it for markup, HTML, a link or a mention of somebody.
    fn escape(text: &str, before: char, out: &mut dyn Write) -> fmt::Result {
        let mut before = before;
        for (at, character) in text.char_indices() {
            match character {
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '&' => out.write_str("&amp;")?,
                // An empty comment keeps the name apart from the sign.
                '@' => out.write_str("@<!-- -->")?,
                // A blank after it makes it neither the start of an address nor of a picture.
                ':' if !text.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')) => {
                    out.write_str("&#58;")?;
                }
                // `www.` is a link by itself.
                '.' if before.eq_ignore_ascii_case(&'w') && follows_www(text, at) => {
                    out.write_str("&#46;")?;
                }
                '\\' | '`' | '*' | '_' | '|' | '[' | ']' | '#' | '~' | '!' | '$' => {
                    out.write_char('\\')?;
                    out.write_char(character)?;
                }
                _ => one_line(character.encode_utf8(&mut [0; 4]), out)?,
            }
            before = character;
        }
        Ok(())
    }

    fn lines(text: &str) -> Cow<'_, str> {
        parted(text)
    }
}

fn follows_www(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    // What stood in an earlier piece is not seen again, so it counts as `www`.
    before.len() < 3
        || before
            .get(before.len() - 3..)
            .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

impl Destination for Markup {
    /// One line within an element or a quoted attribute. A `#` and a `:` that could begin a CI command are entities, too.
    fn escape(text: &str, before: char, out: &mut dyn Write) -> fmt::Result {
        let mut before = before;
        for character in text.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                '#' if matches!(before, '#' | '\0') => out.write_str("&#35;")?,
                ':' if matches!(before, ':' | '\0') => out.write_str("&#58;")?,
                // XML has no way to write these two.
                '\u{fffe}' | '\u{ffff}' => out.write_char('\u{fffd}')?,
                _ => one_line(character.encode_utf8(&mut [0; 4]), out)?,
            }
            before = character;
        }
        Ok(())
    }
}

impl Shown<Terminal> {
    /// A line of a file, in which tabs stay tabs.
    pub fn source_line(line: &str) -> Shown<Terminal> {
        let parts = line.split('\t').map(Shown::text);
        Shown::join(parts, "\t")
    }
}

impl Shown<Markdown> {
    /// A code span, also in a table cell, whatever backticks and bars the text has.
    pub(crate) fn code(text: impl Display) -> Shown<Markdown> {
        let mut line = String::new();
        let _ = one_line(&text.to_string(), &mut line);
        let mut longest = 0;
        let mut run = 0;
        for character in line.chars() {
            run = if character == '`' { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        let fence = "`".repeat(longest + 1);
        let blank = if longest > 0 { " " } else { "" };
        let line = line.replace('|', "\\|");
        Shown::made(format!("{fence}{blank}{line}{blank}{fence}"))
    }
}

impl Shown<Markdown> {
    /// A sentence in which what stands between backticks is code.
    pub(crate) fn prose(text: &str) -> Shown<Markdown> {
        let parts: Vec<&str> = text.split('`').collect();
        // Without a partner a backtick is a character like any other.
        if parts.len().is_multiple_of(2) {
            return Shown::text(text);
        }
        let parts = parts.into_iter().enumerate().map(|(number, part)| {
            let is_code = number % 2 == 1 && !part.is_empty();
            if is_code {
                Shown::code(part)
            } else {
                Shown::text(part)
            }
        });
        Shown::join(parts, "")
    }

    /// A link; of the address only what addresses are made of.
    pub(crate) fn link(text: &str, address: &str) -> Shown<Markdown> {
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "-._~:/?#%=&".contains(*c);
        let address = address.chars().filter(allowed).collect::<String>();
        let text = Shown::<Markdown>::text(text).text;
        Shown::made(format!("[{text}]({address})"))
    }
}

impl Shown<Csv> {
    /// A cell; one that a spreadsheet would take for a formula is marked as text.
    pub(super) fn cell(text: impl Display) -> Shown<Csv> {
        let cell = Shown::<Csv>::text(text).text;
        let starts_formula =
            |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        let is_formula =
            cell.trim_start().starts_with(starts_formula) && cell.parse::<i64>().is_err();
        let mark = if is_formula { "'" } else { "" };
        if is_formula || cell.contains([',', '"']) {
            return Shown::made(format!("\"{mark}{}\"", cell.replace('"', "\"\"")));
        }
        Shown::made(cell)
    }
}

impl Shown<Toml> {
    /// A basic string that means exactly this text.
    pub fn string(text: &str) -> Shown<Toml> {
        let mut string = String::from('"');
        let mut before = '\0';
        for character in text.chars() {
            let plain = printable(character) == *character.encode_utf8(&mut [0; 4]);
            match character {
                '"' | '\\' => string.extend(['\\', character]),
                '\n' => string.push_str("\\n"),
                '\t' => string.push_str("\\t"),
                '#' if before == '#' => string.push_str("\\u0023"),
                _ if plain => string.push(character),
                _ => {
                    let _ = write!(string, "\\U{:08X}", u32::from(character));
                }
            }
            before = character;
        }
        string.push('"');
        Shown::made(string)
    }
}

impl Shown<CiLog> {
    /// The text after the second `::` of a command: nothing in it ends the line or is read as an escape.
    pub(super) fn data(text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '%' => escaped.push_str("%25"),
                '\r' => escaped.push_str("%0D"),
                '\n' => escaped.push_str("%0A"),
                _ => escaped.push_str(&printable(character)),
            }
        }
        parted_signs(&escaped).into_owned()
    }

    /// A value before it: as the data, and nothing in it ends the value.
    pub(super) fn property(text: &str) -> String {
        Self::data(text).replace(':', "%3A").replace(',', "%2C")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_move_the_cursor() {
        let line = Shown::<Terminal>::text("a\u{1b}[2Jb\nc\u{202e}d\u{7f}");
        assert_eq!(line.as_str(), "a?[2Jb c\u{fffd}d?");
    }

    #[test]
    fn markup_stays_text() {
        let hostile = "<a b='\"'>&]]>\u{0}\u{1b}\u{ffff}\n";
        assert_eq!(
            Shown::<Markup>::text(hostile).as_str(),
            "&lt;a b=&#39;&quot;&#39;&gt;&amp;]]&gt;??\u{fffd} "
        );
        assert_eq!(
            Shown::<Markup>::text("##vso[a] ::b #c").as_str(),
            "&#35;&#35;vso[a] :&#58;b #c"
        );
    }

    #[test]
    fn markdown_has_no_links_mentions_and_headings() {
        assert_eq!(
            Shown::<Markdown>::text("#1 @me www.x.y http://x a|b`").as_str(),
            "\\#1 @<!-- -->me www&#46;x.y http&#58;//x a\\|b\\`"
        );
        assert_eq!(Shown::<Markdown>::text("a: b:c").as_str(), "a: b&#58;c");
        assert_eq!(
            Shown::prose("set `[a] b = 1`: x").as_str(),
            "set `[a] b = 1`: x"
        );
        assert_eq!(Shown::prose("one ` alone").as_str(), "one \\` alone");
        assert_eq!(Shown::code("a|b").as_str(), "`a\\|b`");
        assert_eq!(Shown::code("a``b\n").as_str(), "``` a``b  ```");
    }

    #[test]
    fn cells_are_text() {
        for (text, cell) in [
            ("9443", "9443"),
            ("-1", "-1"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("-Dtomcat.https.port", "\"'-Dtomcat.https.port\""),
            ("=1+1", "\"'=1+1\""),
            ("\t@x", "\"' @x\""),
        ] {
            assert_eq!(Shown::cell(text).as_str(), cell);
        }
    }

    #[test]
    fn a_toml_string_means_its_text() {
        for text in [
            "a\"\\b",
            "\u{1b}\u{9b}\u{202e}\u{7f}\n\t",
            "##vso[a]",
            "é漢",
        ] {
            let string = Shown::<Toml>::string(text);
            let document = portlint_syntax::parse(
                format!("a = {}", string.as_str()).as_bytes(),
                portlint_syntax::Format::Toml,
                &portlint_syntax::Limits::default(),
            );
            assert!(document.errors.is_empty(), "{string:?}");
            let value = document.root.map(|root| document.entries(root));
            let value = value.and_then(|mut entries| document.scalar(entries.next()?.value));
            assert_eq!(value.map(|scalar| scalar.text), Some(text));
            assert!(!string.as_str().contains("##vso["));
        }
    }
}
