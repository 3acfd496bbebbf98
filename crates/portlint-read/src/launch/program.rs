//! What a file that starts a server does, as far as system properties are concerned: variables and commands.

use super::Channel;
use super::options::{JvmOption, options};
use super::words::is_name_character;
use portlint_syntax::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Variables that the scripts or the JVM hand to the server by themselves.
const JAVA_OPTS: &[&str] = &["JAVA_OPTS", "JAVA_TOOL_OPTIONS"];
/// Variables that hold the JVM in start scripts.
const JAVA_VARIABLES: &[&str] = &["JAVA", "JAVACMD", "JAVA_CMD", "JAVA_EXE", "_RUNJAVA"];
/// Main classes of the servers start with this; what follows on a command line is an argument of the server.
const MAIN_CLASS: &str = "org.wso2.";
/// Commands that speak of a start script without running it.
const SPEAKERS: &[&str] = &[
    "echo", "@echo", "printf", "print", "log", "logger", "usage", "cat", "sed", "grep", "egrep",
    "awk", "test", "case", "rem", "ps", "pgrep", "pkill", "chmod", "chown", "cp", "mv", "rm", "ls",
    "title",
];

/// The variables and commands of one file.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Where the values of each variable stand; names in upper case, because batch files ignore case.
    variables: BTreeMap<String, Vec<Span>>,
    /// Commands, each with its arguments.
    commands: Vec<Span>,
    /// Stretches whose options reach the server in a known way, whatever command they belong to.
    known: Vec<(Span, Channel)>,
}

/// A system property and how it reaches the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The property.
    pub option: JvmOption,
    /// The way.
    pub channel: Channel,
}

impl Program {
    /// A variable and where its value stands.
    pub(super) fn assign(&mut self, name: &str, value: Span) {
        self.variables
            .entry(name.to_ascii_uppercase())
            .or_default()
            .push(value);
    }

    /// A command with its arguments.
    pub(super) fn run(&mut self, command: Span) {
        self.commands.push(command);
    }

    /// Options that reach the server in a known way.
    pub(super) fn give(&mut self, options: Span, channel: Channel) {
        self.known.push((options, channel));
    }

    /// The system properties that reach the server, in the order of the file.
    pub(super) fn settings(&self, text: &str) -> Vec<Setting> {
        let mut stretches: BTreeSet<(Span, Channel)> = self.known.iter().copied().collect();
        stretches.extend(
            self.commands
                .iter()
                .flat_map(|command| call(text, *command)),
        );
        stretches.extend(
            JAVA_OPTS
                .iter()
                .flat_map(|name| self.values(name))
                .map(|value| (value, Channel::JavaOpts)),
        );

        let mut to_visit: Vec<(Span, Channel)> = stretches.iter().copied().collect();
        let mut expanded = BTreeSet::new();
        while let Some((stretch, channel)) = to_visit.pop() {
            for name in variables_in(text.get(stretch.range()).unwrap_or("")) {
                let name = name.to_ascii_uppercase();
                // What JAVA_OPTS holds is known to be JAVA_OPTS wherever it is used.
                if JAVA_OPTS.contains(&name.as_str()) || !expanded.insert((name.clone(), channel)) {
                    continue;
                }
                let values: Vec<_> = self.values(&name).map(|value| (value, channel)).collect();
                stretches.extend(values.iter().copied());
                to_visit.extend(values);
            }
        }
        let mut settings: Vec<Setting> = stretches
            .into_iter()
            .flat_map(|(stretch, channel)| {
                let java_opts = java_opts_in(text, stretch);
                options(text, stretch).into_iter().map(move |option| {
                    let is_late = java_opts.is_some_and(|at| option.span.start as usize > at);
                    let channel = match channel {
                        Channel::ScriptJvmOption if is_late => Channel::LateJvmOption,
                        other => other,
                    };
                    Setting { option, channel }
                })
            })
            .collect();
        settings.sort_by_key(|setting| (setting.option.span, setting.channel));
        settings.dedup();
        settings
    }

    fn values(&self, name: &str) -> impl Iterator<Item = Span> {
        self.variables.get(name).into_iter().flatten().copied()
    }
}

/// Where a stretch first uses `JAVA_OPTS`.
fn java_opts_in(text: &str, stretch: Span) -> Option<usize> {
    let within = text.get(stretch.range())?;
    let mut names = within.match_indices("JAVA_OPTS").map(|(at, _)| at);
    let is_used = |at: &usize| {
        let before = within.get(..*at).and_then(|t| t.chars().next_back());
        matches!(before, Some('$' | '{' | '%'))
    };
    Some(names.find(is_used)? + stretch.start as usize)
}

/// The options that a command gives to a server, if it starts one.
fn call(text: &str, command: Span) -> Vec<(Span, Channel)> {
    let mut tokens = tokens(text, command).peekable();
    if tokens
        .peek()
        .is_none_or(|(first, _)| SPEAKERS.contains(&base_name(first).as_str()))
    {
        return Vec::new();
    }
    let end = command.end as usize;
    let Some((starter, after)) = tokens.find(|(token, _)| is_java(token) || is_script(token))
    else {
        return Vec::new();
    };
    if is_script(starter) {
        return vec![(Span::new(after, end), Channel::StartArgument)];
    }
    let main_end = tokens
        .find(|(token, _)| token.starts_with(MAIN_CLASS))
        .map_or(end, |(_, after)| after);
    vec![
        (Span::new(after, main_end), Channel::ScriptJvmOption),
        (Span::new(main_end, end), Channel::StartArgument),
    ]
}

/// True when the text between two offsets runs a start script or the JVM.
pub(super) fn starts_a_server(text: &str, command: Span) -> bool {
    tokens(text, command).any(|(token, _)| is_java(token) || is_script(token))
}

/// The words without their quotes, and without the punctuation of JSON arrays, with the offset after each.
fn tokens(text: &str, within: Span) -> impl Iterator<Item = (&str, usize)> {
    let stretch = text.get(within.range()).unwrap_or("");
    let mut at = within.start as usize;
    stretch
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']'))
        .map(move |token| {
            let after = at + token.len();
            // Every separator is one byte but for rare white space, which only ends a stretch a little early.
            at = after
                + text
                    .get(after..)
                    .and_then(|t| t.chars().next())
                    .map_or(0, char::len_utf8);
            (token, after)
        })
        .filter(|(token, _)| !token.is_empty())
}

fn base_name(token: &str) -> String {
    let name = token.rsplit(['/', '\\']).next().unwrap_or(token);
    name.to_ascii_lowercase()
}

fn is_java(token: &str) -> bool {
    let name = base_name(token);
    let variable = token.trim_matches(|c| matches!(c, '$' | '{' | '}' | '%' | '!'));
    matches!(name.strip_suffix(".exe").unwrap_or(&name), "java" | "javaw")
        || (variable.len() < token.len() && JAVA_VARIABLES.contains(&variable))
}

fn is_script(token: &str) -> bool {
    let name = base_name(token);
    let stem = name
        .strip_suffix(".sh")
        .or_else(|| name.strip_suffix(".bat"));
    // It prepares a home for a profile and starts nothing.
    stem.is_some_and(|stem| stem != "profilesetup")
}

/// The names in `$NAME`, `${NAME...}`, `%NAME%` and `!NAME!`.
fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(['$', '%', '!'])
        .filter_map(|(index, sigil)| {
            let rest = text.get(index + sigil.len()..)?;
            let rest = if sigil == "$" {
                rest.strip_prefix('{').unwrap_or(rest)
            } else {
                rest
            };
            let length = rest.find(|c| !is_name_character(c)).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(length)?;
            let closed = sigil == "$" || after.starts_with(sigil);
            (closed && !name.is_empty()).then_some(name)
        })
}
