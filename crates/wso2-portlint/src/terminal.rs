//! Standard output and standard error: colours, links and width, and lines for people. The only place that opens these
//! streams, and that asks the environment anything; nothing but the look of output depends on the answer.

use crate::args::{ColorChoice, LookArgs};
use portlint_files::{Existing, open_output};
use portlint_report::shown;
use portlint_report::shown::{Output, Shown, Terminal};
use portlint_report::{Ink, Style, fitted};
use portlint_session::date::Moment;
use portlint_session::path_pattern::absolute;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::OnceLock;

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

/// This second; `SOURCE_DATE_EPOCH` takes its place, so that output can be made again.
pub(crate) fn now() -> Moment {
    let told = variable("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.trim().parse().ok());
    told.map_or_else(portlint_session::date::now, Moment::after_epoch)
}

/// How standard output looks.
#[allow(clippy::disallowed_methods, reason = "asks, does not write")]
pub(crate) fn stdout_style(look: &LookArgs) -> Style {
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
        second: now().seconds(),
    }
}

/// How a file looks: the same everywhere.
pub(crate) fn file_style(look: &LookArgs) -> Style {
    Style {
        colour: false,
        unicode: !look.ascii,
        links: false,
        width: None,
        root: look.root.as_deref().map(absolute),
        directory: std::env::current_dir().unwrap_or_default(),
        second: now().seconds(),
    }
}

/// Writes to standard output. A reader that went away is no error.
#[allow(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn to_stdout(
    write: impl FnOnce(&mut Output<'_>) -> io::Result<()>,
) -> Result<(), String> {
    let mut stream = io::BufWriter::new(io::stdout().lock());
    match write(&mut Output::new(&mut stream)).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still buffered has no reader: it is dropped without a second try.
            let _ = stream.into_parts();
            Ok(())
        }
        Err(error) => Err(format!("standard output: {error}")),
        Ok(()) => Ok(()),
    }
}

/// Writes a file that the user named.
pub(crate) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut Output<'_>) -> io::Result<()>,
) -> Result<(), String> {
    let written = open_output(path, Existing::Overwritten).and_then(|file| {
        let mut file = io::BufWriter::new(file);
        write(&mut Output::new(&mut file))?;
        Ok(file.flush()?)
    });
    written.map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes whole lines for people to standard output.
pub(crate) fn print(lines: Shown<Terminal>) -> Result<(), String> {
    to_stdout(|out| out.writer().lines(lines))
}

/// Writes prose for people to standard output, in lines that fit the terminal.
pub(crate) fn print_prose(lines: Shown<Terminal>, look: &LookArgs) -> Result<(), String> {
    print(fitted(&lines, stdout_style(look).width))
}

/// Columns of the terminal that shows standard error; `None` where there is none.
#[allow(clippy::disallowed_methods, reason = "asks, does not write")]
fn stderr_width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(io::stderr());
    let (width, _) = size.filter(|_| io::stderr().is_terminal())?;
    Some(usize::from(width.0))
}

/// Writes whole lines to standard error. When it is closed, nobody listens.
#[allow(clippy::disallowed_methods, reason = "the one place")]
pub(crate) fn to_stderr(lines: Shown<Terminal>) {
    let mut stream = io::stderr().lock();
    let _ = Output::new(&mut stream).writer().lines(lines);
    let _ = stream.flush();
}

/// Whether somebody looks at standard error.
#[allow(clippy::disallowed_methods, reason = "asks, does not write")]
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// What `--color` says, for lines on standard error; unset while arguments are read.
static COLOUR: OnceLock<ColorChoice> = OnceLock::new();

/// Makes the choice of the user count for standard error, too. Only the first choice counts.
pub(crate) fn choose_colour(choice: ColorChoice) {
    let _ = COLOUR.set(choice);
}

/// Whether standard error, or standard output, is to be in colour.
#[allow(clippy::disallowed_methods, reason = "asks, does not write")]
pub(crate) fn is_coloured(is_error: bool) -> bool {
    let stream = Stream {
        terminal: if is_error {
            io::stderr().is_terminal()
        } else {
            io::stdout().is_terminal()
        },
        choice: COLOUR.get().copied().unwrap_or_default(),
        environment: &variable,
    };
    stream.colour()
}

/// Says on standard error that something could not be done.
pub(crate) fn error(message: impl Display) {
    say_labelled("error", Ink::Red, message);
}

/// Says on standard error what the user may not expect.
pub(crate) fn note(message: impl Display) {
    say_labelled("note", Ink::Cyan, message);
}

fn say_labelled(label: &'static str, ink: Ink, message: impl Display) {
    let style = Style {
        colour: is_coloured(true),
        ..Style::default()
    };
    let line: Shown<Terminal> = shown!("{}: {}", Shown::own(label), message);
    let lines = fitted(&whole(line), stderr_width());
    // The colour comes last: it has no columns.
    let rest = lines.as_str().strip_prefix(label);
    let rest = rest
        .and_then(|rest| rest.strip_prefix(": "))
        .unwrap_or_default();
    let rest = rest.lines().map(Shown::<Terminal>::text);
    let label = style.paint(ink, shown!("{}:", Shown::own(label)));
    let lines = shown!("{} {}", label, Shown::join(rest, "\n"));
    to_stderr(whole(lines));
}

/// Writes a line to standard error.
pub(crate) fn say(line: impl Display) {
    to_stderr(fitted(&whole(Shown::text(line)), stderr_width()));
}

fn whole(line: Shown<Terminal>) -> Shown<Terminal> {
    let mut lines = Shown::new();
    lines.push_line(&line);
    lines
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
