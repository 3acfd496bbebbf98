//! `version`: the same as `--version`.

use crate::args::Cli;
use crate::exit::{Failure, Outcome};
use crate::terminal::print;
use clap::CommandFactory;
use portlint_report::shown::Shown;

/// Prints name and version.
pub(super) fn run() -> Result<Outcome, Failure> {
    print(Shown::text_lines(&Cli::command().render_version()))?;
    Ok(Outcome::Clean)
}
