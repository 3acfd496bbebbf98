//! `server`: the language server, over standard input and output.

use crate::exit::{Failure, Outcome};

/// Serves until the editor says that it is over.
pub(super) fn run() -> Result<Outcome, Failure> {
    portlint_server::over_standard_streams()
        .map(|()| Outcome::Clean)
        .map_err(|error| error.to_string().into())
}
