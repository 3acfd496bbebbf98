//! How the program ends.

use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above the fail level.
    Clean,
    /// At least one finding at or above the fail level.
    Findings,
    /// The job, or a part of it, could not be done.
    Failed,
    /// What a monitoring system asked for: 0 ok, 1 warnings, 2 errors, 3 not known.
    Monitored(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Failed => 2,
            Outcome::Monitored(code) => code,
        })
    }
}

/// Why the job could not be done, one message each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure(pub Vec<String>);

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure(vec![message])
    }
}

impl From<Vec<String>> for Failure {
    fn from(messages: Vec<String>) -> Failure {
        Failure(messages)
    }
}
