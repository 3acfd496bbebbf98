//! Options before the command: `wso2-portlint --color always ports` means `wso2-portlint ports --color always`.

use crate::args::Cli;
use clap::{Arg, Command, CommandFactory};
use std::ffi::OsString;

/// The words of a command line with the command in front of the options that stand before it. The first word that is
/// neither an option nor its value is a command if it is named like one.
pub(crate) fn command_first(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    let known = Cli::command();
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        if word == "--" || word == "-" {
            break;
        }
        if word.starts_with('-') {
            at += if takes_next_word(&known, word) { 2 } else { 1 };
            continue;
        }
        match word {
            // What `help` is about are commands, not options.
            "help" => drop(words.drain(1..at)),
            name if known.find_subcommand(name).is_some() => {
                words.get_mut(1..=at).unwrap_or_default().rotate_right(1);
            }
            _ => {}
        }
        break;
    }
    words
}

/// Whether the value of an option, or of the last of some short ones, is a word of its own.
fn takes_next_word(known: &Command, word: &str) -> bool {
    let takes_value = |is_it: &dyn Fn(&Arg) -> bool| {
        let commands = std::iter::once(known).chain(known.get_subcommands());
        let mut options = commands.flat_map(Command::get_arguments);
        options.any(|option| is_it(option) && option.get_action().takes_values())
    };
    if let Some(name) = word.strip_prefix("--") {
        return takes_value(&|option| option.get_long() == Some(name));
    }
    let mut letters = word.chars().skip(1);
    // What follows a letter that takes a value is its value.
    let valued = letters.find(|letter| takes_value(&|option| option.get_short() == Some(*letter)));
    valued.is_some() && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(line: &str) -> String {
        let words = line.split(' ').map(OsString::from);
        let words = command_first(words).into_iter();
        let words = words.map(|word| word.into_string().unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn options_move_behind_the_command() {
        for (typed, read) in [
            ("x ports a", "x ports a"),
            ("x --color always ports a", "x ports --color always a"),
            (
                "x --color=always --ascii ports a",
                "x ports --color=always --ascii a",
            ),
            ("x -v plan", "x plan -v"),
            ("x -vo json check a", "x check -vo json a"),
            ("x -ojson check a", "x check -ojson a"),
            (
                "x --verbose --config c.toml ports",
                "x ports --verbose --config c.toml",
            ),
            ("x --ascii help plan", "x help plan"),
            // The value of an option is no command, and a path is none either.
            ("x --config ports", "x --config ports"),
            ("x a ports", "x a ports"),
            ("x -- ports", "x -- ports"),
            ("x - --stdin-filename ports", "x - --stdin-filename ports"),
        ] {
            assert_eq!(ordered(typed), read, "{typed}");
        }
    }
}
