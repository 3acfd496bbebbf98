//! `completions`: a script that teaches a shell this command line.

use crate::args::Cli;
use crate::choices::Shell;
use crate::exit::{Failure, Outcome};
use crate::shell::VARIABLE;
use crate::terminal::print;
use clap::CommandFactory;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};
use clap_complete_nushell::Nushell;
use portlint_report::shown::{Shown, Terminal};

/// The program that a script asks.
const PROGRAM: &str = "wso2-portlint";

/// Prints the script.
pub(super) fn run(shell: Shell) -> Result<Outcome, Failure> {
    let script = script(shell).map_err(|error| error.to_string())?;
    print(script)?;
    Ok(Outcome::Clean)
}

/// The script: all but Nushell's ask the program for every word.
#[allow(
    clippy::disallowed_methods,
    reason = "made of the names of this program's own options"
)]
fn script(shell: Shell) -> Result<Shown<Terminal>, Box<dyn std::error::Error>> {
    let text = match shell {
        // clap's script for bash takes `--format=js` for three words.
        Shell::Bash => include_str!("completions.bash").replace("VARIABLE", VARIABLE),
        // What is autoloaded has to complete the first time, too.
        Shell::Zsh => format!(
            "{}\n[[ ${{funcstack[1]}} == _{PROGRAM} ]] && _clap_dynamic_completer_wso2_portlint \"$@\"\n:\n",
            registration(&Zsh)?.trim_end()
        ),
        Shell::Fish => registration(&Fish)?,
        Shell::Powershell => registration(&Powershell)?,
        Shell::Elvish => registration(&Elvish)?,
        Shell::Nushell => {
            let mut script = Vec::new();
            clap_complete::generate(Nushell, &mut Cli::command(), PROGRAM, &mut script);
            String::from_utf8(script)?
        }
    };
    Ok(Shown::generated(text))
}

fn registration(shell: &dyn EnvCompleter) -> Result<String, Box<dyn std::error::Error>> {
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    Ok(String::from_utf8(script)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_script_asks_the_program_or_knows_its_commands() {
        for shell in Shell::value_variants() {
            let script = script(*shell).unwrap();
            let script = script.as_str();
            if *shell == Shell::Nushell {
                let command = Cli::command();
                let names = command.get_subcommands().map(clap::Command::get_name);
                for word in names.chain(["fail-on", "start-argument"]) {
                    assert!(script.contains(word), "{shell:?} does not know {word}");
                }
            } else {
                assert!(
                    script.contains(VARIABLE) && script.contains(PROGRAM),
                    "{script}"
                );
            }
        }
    }
}
