//! Answers a shell in which Tab was pressed. The scripts of `completions` ask this program, with the words typed so far and
//! [`VARIABLE`] set; the answers are made of the definition of the command line and of the lists of `complete`.

use crate::args::Cli;
use clap::CommandFactory;
use clap_complete::CompleteEnv;

/// Set by a script to the name of its shell. Nothing else depends on it.
pub(crate) const VARIABLE: &str = "WSO2_PORTLINT_COMPLETE";

/// Answers a shell that asks, and tells whether one did.
pub(crate) fn is_answered() -> bool {
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(Cli::command).var(VARIABLE);
    // A shell has no use for an error: it offers nothing then.
    let answer = asked.try_complete(std::env::args_os(), here.as_deref());
    answer.unwrap_or(true)
}
