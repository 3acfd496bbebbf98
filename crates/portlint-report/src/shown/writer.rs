//! The way out. Nobody but this module writes to a stream.

use super::commands::parted_signs;
use super::{CiLog, Csv, Destination, Json, Shown, json};
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};
use std::marker::PhantomData;

/// A stream or a file that is about to be written. It has no use but to make a [`Writer`].
pub struct Output<'w>(&'w mut dyn Write);

impl<'w> Output<'w> {
    /// Wraps a stream. Standard output, standard error and files of reports are opened by the binary in one place each.
    pub fn new(stream: &'w mut dyn Write) -> Output<'w> {
        Output(stream)
    }

    /// Its writer for texts of one destination.
    pub fn writer<D>(&mut self) -> Writer<'_, D> {
        Writer {
            stream: &mut *self.0,
            destination: PhantomData,
        }
    }
}

/// Writes texts of one destination, and nothing else.
pub struct Writer<'w, D> {
    stream: &'w mut dyn Write,
    destination: PhantomData<D>,
}

impl<D: Destination> Writer<'_, D> {
    /// Writes a line.
    ///
    /// # Errors
    /// When the stream cannot be written; so for all methods.
    pub fn line(&mut self, line: Shown<D>) -> io::Result<()> {
        self.lines(line)?;
        self.stream.write_all(D::LINE_END.as_bytes())
    }

    /// Writes whole lines that have their ends already.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn lines(&mut self, lines: Shown<D>) -> io::Result<()> {
        self.stream.write_all(D::lines(lines.as_str()).as_bytes())
    }

    /// Writes an empty line.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn blank(&mut self) -> io::Result<()> {
        self.line(Shown::new())
    }
}

impl Writer<'_, Csv> {
    /// Writes a row of cells.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn row(&mut self, cells: impl IntoIterator<Item: Display>) -> io::Result<()> {
        self.line(Shown::join(cells.into_iter().map(Shown::cell), ","))
    }
}

impl Writer<'_, CiLog> {
    /// Writes a workflow command of GitHub, which has no blanks and colons in its names.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn command(
        &mut self,
        name: &'static str,
        properties: &[(&'static str, String)],
        data: &str,
    ) -> io::Result<()> {
        let properties = properties
            .iter()
            .map(|(name, value)| format!("{name}={}", Shown::property(value)))
            .collect::<Vec<_>>();
        let rest = format!("{}::{}", properties.join(","), Shown::data(data));
        writeln!(self.stream, "::{name} {}", parted_signs(&rest))
    }
}

impl Writer<'_, Json> {
    /// Writes a document over several lines.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn document(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::pretty(self.stream, value)?;
        self.stream.write_all(b"\n")
    }

    /// Writes a document as one line.
    ///
    /// # Errors
    /// As [`Writer::line`].
    pub fn document_line(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::line(self.stream, value)?;
        self.stream.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown;
    use crate::shown::Terminal;

    fn written(write: impl FnOnce(Output<'_>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(Output::new(&mut bytes)).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_two_texts_make_a_command() {
        let line = written(|mut out| {
            let line = shown!("{}{}", "/opt/x#", "#vso[task.complete]");
            out.writer::<Terminal>().line(line)
        });
        assert_eq!(line, "/opt/x## vso[task.complete]\n");
    }

    #[test]
    fn a_command_of_our_own_holds_no_other() {
        let line = written(|mut out| {
            let properties = [("file", "a,b::##vso[x]".to_string())];
            out.writer()
                .command("error", &properties, "100%\n::x ##[y]")
        });
        assert_eq!(
            line,
            "::error file=a%2Cb%3A%3A## vso[x]::100%25%0A::x ## [y]\n"
        );
    }
}
