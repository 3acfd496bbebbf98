//! The language server: a whole host in an editor. A finding that lies in files of several homes is shown in all of them,
//! and renewed in all of them when one changes.
//!
//! Messages are taken one after the other, so a request never sees half a change. Open buffers lie over the disk
//! ([`portlint_files::Overlay`]); the same way through the code gives the same findings as a run on the command line. The
//! server writes no file, starts no program and opens no connection.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

mod abilities;
mod actions;
mod buffers;
mod capabilities;
mod commands;
mod completion;
mod diagnostics;
mod edits;
mod hints;
mod hover;
mod inbox;
mod known;
mod lens;
mod navigation;
mod positions;
mod run;
mod server;
mod settings;
mod streams;
mod trials;
mod uri;

#[cfg(test)]
mod tests;

pub use server::serve;
pub use settings::Settings;

/// Why the server ended before the editor wanted it to.
#[derive(Debug)]
pub struct Broken(pub String);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Broken {}

/// Serves one editor over standard input and output, until it says `exit`.
///
/// # Errors
/// When the connection breaks or the editor does not keep to the protocol.
pub fn over_standard_streams() -> Result<(), Broken> {
    let input = std::io::BufReader::new(std::io::stdin());
    #[allow(
        clippy::disallowed_methods,
        reason = "messages of the protocol go out here, texts in them are `shown`"
    )]
    let output = std::io::stdout();
    let (connection, writer) = streams::connect(input, output);
    let served = serve(&connection);
    drop(connection);
    let written = writer.join();
    served?;
    written.map_err(|_| Broken("the editor cannot be written to".to_string()))
}
