//! Port linter for hosts that run WSO2 servers.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests build trees on disk")
)]

mod args;
mod choices;
mod command_first;
mod commands;
mod complete;
mod examples;
mod exit;
mod fix_report;
mod input;
#[cfg(test)]
mod manual;
mod notes;
mod port;
mod progress;
mod session;
mod shell;
mod terminal;
mod unknown;
mod usage;

use clap::Parser;
use command_first::command_first;
use exit::{Failure, Outcome};
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_bug));
    if shell::is_answered() {
        return Outcome::Clean.into();
    }
    let cli = match args::Cli::try_parse_from(command_first(std::env::args_os())) {
        Ok(cli) => cli,
        Err(message) => {
            let message = usage::without_far_suggestions(message);
            usage::show(&message);
            if message.use_stderr() && std::env::args_os().any(|word| word == "nagios") {
                return Outcome::Monitored(commands::NOT_KNOWN).into();
            }
            return if message.use_stderr() {
                Outcome::Failed.into()
            } else {
                Outcome::Clean.into()
            };
        }
    };
    terminal::choose_colour(cli.check.scan.look.color);
    let outcome = std::panic::catch_unwind(|| commands::run(cli));
    let outcome = outcome.unwrap_or(Ok(Outcome::Failed));
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(Failure(messages)) => {
            messages.iter().for_each(terminal::error);
            Outcome::Failed.into()
        }
    }
}

/// A panic's own message may quote the user's files: only its place is told.
fn report_bug(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map_or_else(|| "an unknown place".to_string(), ToString::to_string);
    terminal::error(format_args!(
        "a bug in wso2-portlint at {place}; please report it"
    ));
}

#[cfg(test)]
mod tests {
    use super::report_bug;
    use std::process::Command;

    /// What a panic would say with the hook of the program; run by the test below in a process of its own.
    #[test]
    #[ignore = "panics"]
    fn panicking_with_a_secret() {
        std::panic::set_hook(Box::new(report_bug));
        let password = "hunter2".to_string();
        panic!("cannot read {password}");
    }

    #[test]
    fn panics_tell_their_place_and_no_secret() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::panicking_with_a_secret", "--ignored"])
            .args(["--nocapture", "--test-threads", "1"])
            .env("RUST_BACKTRACE", "full")
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(said.contains("a bug in wso2-portlint at "), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
