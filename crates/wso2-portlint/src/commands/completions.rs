//! `completions`: a script that teaches a shell this command line.

use crate::args::Cli;
use crate::exit::{Failure, Outcome};
use crate::terminal::print;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{generate, shells};
use clap_complete_nushell::Nushell;
use portlint_report::shown::{Shown, Terminal};
use std::string::FromUtf8Error;

/// Shells that can be taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    Powershell,
    /// Nushell
    Nushell,
    /// Elvish
    Elvish,
}

/// Prints the script.
pub fn run(shell: Shell) -> Result<Outcome, Failure> {
    let script = script(shell).map_err(|error| error.to_string())?;
    print(script)?;
    Ok(Outcome::Clean)
}

/// Into memory first, because the generators panic when a reader goes away.
#[allow(
    clippy::disallowed_methods,
    reason = "made of the names of this program's own options"
)]
fn script(shell: Shell) -> Result<Shown<Terminal>, FromUtf8Error> {
    let mut command = Cli::command();
    let name = command.get_name().to_string();
    let mut script = Vec::new();
    match shell {
        Shell::Bash => generate(shells::Bash, &mut command, name, &mut script),
        Shell::Zsh => generate(shells::Zsh, &mut command, name, &mut script),
        Shell::Fish => generate(shells::Fish, &mut command, name, &mut script),
        Shell::Powershell => generate(shells::PowerShell, &mut command, name, &mut script),
        Shell::Nushell => generate(Nushell, &mut command, name, &mut script),
        Shell::Elvish => generate(shells::Elvish, &mut command, name, &mut script),
    }
    String::from_utf8(script).map(Shown::generated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_learns_every_command_and_the_options() {
        for shell in Shell::value_variants() {
            let script = script(*shell).unwrap();
            let script = script.as_str();
            let command = Cli::command();
            let names = command.get_subcommands().map(clap::Command::get_name);
            for word in names.chain(["fail-on", "start-argument"]) {
                assert!(script.contains(word), "{shell:?} does not know {word}");
            }
        }
    }
}
