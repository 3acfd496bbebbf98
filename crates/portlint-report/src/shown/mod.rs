//! Texts on their way out, typed by where they go.
//!
//! Names, paths and values of the users' files, of command lines and of environments can hold whatever a terminal, a CI
//! server, a browser or a spreadsheet would obey. So nothing of this program writes strings: a [`Writer`] takes
//! [`Shown`] texts of its own destination, and the only way from a string to such a text is the function of that
//! destination. [`shown!`](crate::shown!) puts texts together: its literal is the program's own, and every value that
//! fills a gap is escaped, unless it is a text of the same destination already.
//!
//! ```
//! use portlint_report::shown;
//! use portlint_report::shown::{Markup, Shown, Terminal};
//!
//! let name = "\u{1b}[2J<b>";
//! let line: Shown<Terminal> = shown!("{}: {} ports", name, 3);
//! assert_eq!(line.as_str(), "?[2J<b>: 3 ports");
//! let cell: Shown<Markup> = shown!("<td>{}</td>", name);
//! assert_eq!(cell.as_str(), "<td>?[2J&lt;b&gt;</td>");
//! ```

mod commands;
mod destination;
mod json;
mod writer;

pub use destination::{CiLog, Csv, Destination, Json, Markdown, Markup, Terminal, Toml};
pub use writer::{Output, Writer};

use std::fmt::{self, Display, Write};
use std::marker::PhantomData;
use unicode_width::UnicodeWidthStr;

/// A text that is safe to show at its destination.
pub struct Shown<D> {
    text: String,
    destination: PhantomData<D>,
}

impl<D> Shown<D> {
    /// What is written. There is no way back: a string that is made of this is a text like any other.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True when nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn made(text: String) -> Shown<D> {
        Shown {
            text,
            destination: PhantomData,
        }
    }
}

impl<D: Destination> Shown<D> {
    /// Nothing yet.
    pub fn new() -> Shown<D> {
        Shown::made(String::new())
    }

    /// What is known to be the program's own, markup included.
    pub fn own(text: &'static str) -> Shown<D> {
        Shown::made(text.to_string())
    }

    /// A text of any origin, on one line.
    pub fn text(text: impl Display) -> Shown<D> {
        let mut shown = Shown::new();
        let _ = write!(Escaping::<D>::new(&mut shown.text), "{text}");
        shown
    }

    /// A text of several lines, each with its end.
    pub fn text_lines(text: &str) -> Shown<D> {
        let mut shown = Shown::new();
        for line in text.lines() {
            shown.push_line(&Shown::text(line));
        }
        shown
    }

    /// Text that other code of this program, or a library, made for this destination of names that are the program's
    /// own, or of texts that were escaped before: drawings, help texts and completion scripts. `clippy.toml` names it, so
    /// each use has to say why.
    pub fn generated(text: String) -> Shown<D> {
        Shown::made(text)
    }

    /// Adds a text at the end.
    pub fn push(&mut self, more: &Shown<D>) {
        self.text.push_str(&more.text);
    }

    /// Adds a text and a line end.
    pub fn push_line(&mut self, line: &Shown<D>) {
        self.push(line);
        self.text.push('\n');
    }

    /// The text followed by as many blanks as make it `width` columns wide; wider texts stay as they are.
    pub fn padded(mut self, width: usize) -> Shown<D> {
        let missing = width.saturating_sub(self.width());
        self.text.extend(std::iter::repeat_n(' ', missing));
        self
    }

    /// Without blanks at the end.
    pub fn trimmed(mut self) -> Shown<D> {
        self.text.truncate(self.text.trim_end().len());
        self
    }

    /// Columns of a terminal; colours have to be added later.
    pub fn width(&self) -> usize {
        self.text.width()
    }

    /// The texts with the program's own text between them.
    pub fn join(texts: impl IntoIterator<Item = Shown<D>>, between: &'static str) -> Shown<D> {
        let mut joined = Shown::new();
        for (position, text) in texts.into_iter().enumerate() {
            if position > 0 {
                joined.text.push_str(between);
            }
            joined.push(&text);
        }
        joined
    }
}

impl<D: Destination> Default for Shown<D> {
    fn default() -> Shown<D> {
        Shown::new()
    }
}

impl<D> Clone for Shown<D> {
    fn clone(&self) -> Shown<D> {
        Shown::made(self.text.clone())
    }
}

impl<D> PartialEq for Shown<D> {
    fn eq(&self, other: &Shown<D>) -> bool {
        self.text == other.text
    }
}

impl<D> fmt::Debug for Shown<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

/// What can fill a gap of [`shown!`](crate::shown!).
pub trait Show<D> {
    /// Writes it as its destination needs it.
    ///
    /// # Errors
    /// Those of the formatter.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<D> Show<D> for Shown<D> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<D> Show<D> for &Shown<D> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<D: Destination, T: Display> Show<D> for T {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping::<D>::new(f), "{self}")
    }
}

/// Escapes what is written to it.
struct Escaping<'w, D> {
    out: &'w mut dyn Write,
    /// The character before what comes next; a null before the first.
    before: char,
    destination: PhantomData<D>,
}

impl<'w, D> Escaping<'w, D> {
    fn new(out: &'w mut dyn Write) -> Escaping<'w, D> {
        Escaping {
            out,
            before: '\0',
            destination: PhantomData,
        }
    }
}

impl<D: Destination> Write for Escaping<'_, D> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        D::escape(text, self.before, self.out)?;
        self.before = text.chars().next_back().unwrap_or(self.before);
        Ok(())
    }
}

/// Puts texts together; the macro [`shown!`](crate::shown!) uses it.
#[doc(hidden)]
pub struct Composer<D>(PhantomData<D>);

/// A value in a gap.
#[doc(hidden)]
pub struct Piece<'v, D, T: ?Sized>(&'v T, PhantomData<D>);

impl<D: Destination> Composer<D> {
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "for the macro only")]
    pub fn new() -> Composer<D> {
        Composer(PhantomData)
    }

    #[doc(hidden)]
    pub fn piece<'v, T: Show<D> + ?Sized>(&self, value: &'v T) -> Piece<'v, D, T> {
        Piece(value, PhantomData)
    }

    #[doc(hidden)]
    pub fn compose(&self, pieces: fmt::Arguments<'_>) -> Shown<D> {
        Shown::made(pieces.to_string())
    }
}

impl<D, T: Show<D> + ?Sized> Display for Piece<'_, D, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)
    }
}

/// A [`Shown`] text for the destination that is wanted where it stands: a literal, which is the program's own, and
/// values for its gaps, each escaped. Names of variables within the literal are not allowed, they could not be escaped.
#[macro_export]
macro_rules! shown {
    ($literal:literal $(, $value:expr)* $(,)?) => {{
        let composer = $crate::shown::Composer::new();
        composer.compose(::core::format_args!(::core::concat!($literal) $(, composer.piece(&$value))*))
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_once_and_the_literal_never() {
        let bold: Shown<Markup> = shown!("<b>{}</b>", "<&");
        let cell: Shown<Markup> = shown!("<td class=\"x\">{} {}</td>", bold, "'");
        assert_eq!(cell.as_str(), "<td class=\"x\"><b>&lt;&amp;</b> &#39;</td>");
    }

    #[test]
    fn texts_that_were_shown_are_joined_as_they_are() {
        let names = ["a", "<b>"].map(Shown::<Markup>::text);
        assert_eq!(Shown::join(names, "<br>").as_str(), "a<br>&lt;b&gt;");
    }
}
