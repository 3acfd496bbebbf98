//! `completions`: a script that teaches a shell this command line.

use crate::args::Cli;
use crate::exit::{Failure, Outcome};
use crate::terminal::to_stdout;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{generate, shells};
use clap_complete_nushell::Nushell;

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
    let script = script(shell);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Outcome::Clean)
}

/// Into memory first, because the generators panic when a reader goes away.
fn script(shell: Shell) -> Vec<u8> {
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
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_learns_every_command_and_the_options() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(script(*shell)).unwrap();
            let command = Cli::command();
            let names = command.get_subcommands().map(clap::Command::get_name);
            for word in names.chain(["fail-on", "start-argument"]) {
                assert!(script.contains(word), "{shell:?} does not know {word}");
            }
        }
    }
}
