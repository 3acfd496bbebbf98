//! JSON that is safe to look at: terminals and CI logs show it, and its strings hold names that users' files chose.

use crate::text::{is_plain, printable};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Writes a document over several lines.
pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    write(out, PrettyFormatter::new(), value)
}

/// Writes a document in one line, without the line end.
pub(super) fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    write(out, CompactFormatter, value)
}

fn write(out: &mut dyn Write, layout: impl Formatter, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping(layout)))?;
    Ok(())
}

/// A layout that also escapes what JSON lets through: characters that control a terminal, or hide or reorder text, and
/// the second `#` of two, which may begin a command of a CI server. The strings stay what they are.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly every string is plain.
        if is_plain(fragment) && !fragment.contains("##") {
            return out.write_all(fragment.as_bytes());
        }
        let mut buffer = [0; 4];
        let mut before = '\0';
        for character in fragment.chars() {
            let written = character.encode_utf8(&mut buffer);
            let starts_command = character == '#' && before == '#';
            before = character;
            if printable(character) == *written && !starts_command {
                out.write_all(written.as_bytes())?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_raw_reaches_a_terminal_and_the_value_stays() {
        let attack = "a\u{1b}[2J\u{9b}31m\u{202e}b\u{e0041}\u{7f}é\n##vso[x]";
        let mut out = Vec::new();
        pretty(&mut out, &[attack]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "[\n  \"a\\u001b[2J\\u009b31m\\u202eb\\udb40\\udc41\\u007fé\\n#\\u0023vso[x]\"\n]"
        );
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, [attack]);
    }
}
