//! What the reader of the command line says: help, the version, and errors, which quote arguments.

use crate::terminal;
use clap::error::{ContextKind, ContextValue};
use portlint_host::nearest;
use portlint_report::shown::{Shown, Terminal};

/// Takes out a suggestion that has little to do with what was typed.
pub(crate) fn without_far_suggestions(mut message: clap::Error) -> clap::Error {
    let text = |kind| match message.get(kind) {
        Some(ContextValue::String(text)) => Some(text.trim_start_matches('-').to_string()),
        _ => None,
    };
    let typed = text(ContextKind::InvalidArg);
    let suggested = text(ContextKind::SuggestedArg);
    if let (Some(typed), Some(suggested)) = (typed, suggested)
        && nearest(&typed, [suggested.as_str()]).is_none()
    {
        message.remove(ContextKind::SuggestedArg);
    }
    message
}

/// Shows it: errors on standard error, the rest on standard output. A reader that went away is no error.
pub(crate) fn show(message: &clap::Error) {
    let is_error = message.use_stderr();
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let coloured =
        terminal::is_coloured(is_error) && arguments.into_iter().all(|a| is_harmless(&a));
    let lines = lines(message, coloured);
    if is_error {
        terminal::to_stderr(lines);
    } else {
        let _ = terminal::print(lines);
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "clap adds its colours, the arguments were looked at"
)]
fn lines(message: &clap::Error, coloured: bool) -> Shown<Terminal> {
    let text = message.render();
    if coloured {
        Shown::generated(text.ansi().to_string())
    } else {
        Shown::text_lines(&text.to_string())
    }
}

fn is_harmless(argument: &str) -> bool {
    Shown::<Terminal>::text(argument).as_str() == argument
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    #[test]
    fn only_near_names_are_suggested() {
        for (typed, suggested) in [
            ("--foo", None),
            ("--colour", Some("--color")),
            ("--selct", Some("--select")),
        ] {
            let error = without_far_suggestions(Cli::try_parse_from(["x", typed]).unwrap_err());
            let shown = error.to_string();
            assert_eq!(
                shown.contains("a similar argument exists"),
                suggested.is_some(),
                "{shown}"
            );
            assert!(shown.contains(suggested.unwrap_or(typed)), "{shown}");
        }
    }

    #[test]
    fn arguments_control_nothing() {
        for attack in ["\u{1b}[2J", "\u{9b}31m", "\u{202e}", "a\nb"] {
            assert!(!is_harmless(attack), "{attack:?}");
        }
        assert!(is_harmless("--fail-on=é"));
        let error = Cli::try_parse_from(["x", "--format", "\u{202e}\u{9b}31m"]).unwrap_err();
        let lines = lines(&error, false);
        let shown = lines.as_str();
        assert!(shown.contains("[possible values: full, "), "{shown}");
        let unfit = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!shown.contains(unfit), "{shown:?}");
    }
}
