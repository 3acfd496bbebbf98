//! `schema`: what an editor needs to complete and check a configuration file.

use crate::args::SchemaArgs;
use crate::exit::{Failure, Outcome};
use crate::terminal::to_stdout;
use portlint_session::schema;

/// Prints a JSON schema.
pub(super) fn run(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let schema = match args.of.as_str() {
        "config" => schema::of_configuration(),
        release => schema::of_release(release)?,
    };
    to_stdout(|out| out.writer().document(&schema))?;
    Ok(Outcome::Clean)
}
