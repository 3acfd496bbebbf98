//! Standard output and standard error: colours, links and width, and lines for people. The only place that asks the
//! environment anything, and nothing but the look of output depends on the answer.

use crate::args::{ColorChoice, LookArgs};
use anstyle::{AnsiColor, Style as Ink};
use portlint_report::Style;
use portlint_session::homes::absolute;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// How a stream looks, from what the user wants and what the environment says.
struct Stream<'e> {
    terminal: bool,
    choice: ColorChoice,
    environment: &'e dyn Fn(&str) -> Option<String>,
}

impl Stream<'_> {
    fn set(&self, name: &str) -> bool {
        (self.environment)(name).is_some_and(|value| !value.is_empty())
    }

    fn forced(&self, name: &str) -> bool {
        (self.environment)(name).is_some_and(|value| !value.is_empty() && value != "0")
    }

    /// A terminal that understands no control sequences.
    fn dumb(&self) -> bool {
        (self.environment)("TERM").as_deref() == Some("dumb")
    }

    fn colour(&self) -> bool {
        match self.choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.set("NO_COLOR") => false,
            ColorChoice::Auto if self.forced("CLICOLOR_FORCE") || self.forced("FORCE_COLOR") => {
                true
            }
            ColorChoice::Auto => self.terminal && !self.dumb(),
        }
    }

    /// The Linux console prints links as garbage.
    fn links(&self) -> bool {
        let console = (self.environment)("TERM").as_deref() == Some("linux");
        self.terminal && self.colour() && !self.dumb() && !console
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// How standard output looks.
pub fn stdout_style(look: &LookArgs) -> Style {
    let stream = Stream {
        terminal: io::stdout().is_terminal(),
        choice: look.color,
        environment: &variable,
    };
    let size = terminal_size::terminal_size_of(io::stdout());
    Style {
        colour: stream.colour(),
        unicode: !look.ascii,
        links: stream.links(),
        width: size
            .filter(|_| stream.terminal)
            .map(|(width, _)| usize::from(width.0)),
        root: look.root.as_deref().map(absolute),
        directory: std::env::current_dir().unwrap_or_default(),
    }
}

/// How a file looks: the same everywhere.
pub fn file_style(look: &LookArgs) -> Style {
    Style {
        colour: false,
        unicode: !look.ascii,
        links: false,
        width: None,
        root: look.root.as_deref().map(absolute),
        directory: std::env::current_dir().unwrap_or_default(),
    }
}

/// Writes to standard output. A reader that went away is no error.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still buffered has no reader: it is dropped without a second try.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => Err(format!("standard output: {error}")),
        Ok(()) => Ok(()),
    }
}

/// Writes text for people to standard output.
pub fn print(text: &str) -> Result<(), String> {
    to_stdout(|out| out.write_all(harmless(text).as_bytes()))
}

/// Text without what a terminal would obey: file names and configuration may hold control characters, or characters
/// that reorder what is read.
fn harmless(text: &str) -> String {
    let replace = |c: char| match c {
        '\n' => c,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '?',
        c => c,
    };
    text.chars().map(replace).collect()
}

/// Says on standard error that something could not be done.
pub fn error(message: impl Display) {
    let stream = Stream {
        terminal: io::stderr().is_terminal(),
        choice: ColorChoice::Auto,
        environment: &variable,
    };
    let ink = match stream.colour() {
        true => Ink::new().bold().fg_color(Some(AnsiColor::Red.into())),
        false => Ink::new(),
    };
    write(format_args!("{ink}error:{ink:#} {}", safe(message)));
}

/// Says on standard error what the user may not expect.
pub fn note(message: impl Display) {
    write(format_args!("note: {}", safe(message)));
}

/// Writes a line to standard error. Paths and names of the users' files cannot control the terminal.
pub fn say(line: impl Display) {
    write(safe(line));
}

fn safe(line: impl Display) -> String {
    portlint_report::one_line(&line.to_string())
}

/// When standard error is closed, nobody listens.
fn write(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Without characters that could steer a terminal or turn text around.
pub fn plain<T: Display + ?Sized>(text: &T) -> String {
    let is_bidi = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text = text.to_string();
    let visible = text.chars().map(|c| {
        if (c.is_control() && c != '\t') || is_bidi(c) {
            '\u{fffd}'
        } else {
            c
        }
    });
    visible.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(terminal: bool, choice: ColorChoice, environment: &[(&str, &str)]) -> bool {
        let ask = |name: &str| {
            let known = environment.iter().find(|(key, _)| *key == name);
            known.map(|(_, value)| (*value).to_string())
        };
        let stream = Stream {
            terminal,
            choice,
            environment: &ask,
        };
        assert!(stream.colour() || !stream.links());
        stream.colour()
    }

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(harmless("a\u{1b}[2J\r\u{202e}é\n"), "a?[2J?\u{fffd}é\n");
    }

    #[test]
    fn the_choice_of_the_user_comes_first() {
        assert!(colour(false, ColorChoice::Always, &[("NO_COLOR", "1")]));
        assert!(!colour(true, ColorChoice::Never, &[("FORCE_COLOR", "1")]));
    }

    #[test]
    fn then_the_environment_then_the_terminal() {
        let auto = |terminal, environment: &[_]| colour(terminal, ColorChoice::Auto, environment);
        assert!(auto(true, &[]));
        assert!(!auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]));
        assert!(auto(true, &[("NO_COLOR", "")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(auto(false, &[("FORCE_COLOR", "3")]));
        assert!(!auto(false, &[("FORCE_COLOR", "0")]));
        assert!(!auto(true, &[("TERM", "dumb")]));
    }
}
