//! Shell scripts: words, commands and what encloses them, each with its span.
//!
//! POSIX's grammar with what Bash adds and start scripts use. Nothing is expanded or run here. Parsing never fails: what
//! stands before a mistake is kept, because a shell runs it before it reads on. Time is linear, depth is bounded.

mod parser;

pub use parser::{LONGEST_SCRIPT, parse_script, parse_words};

use crate::Span;
use std::sync::Arc;

/// A script, or as much of it as could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The commands before the first mistake.
    pub body: List,
    /// The texts of here-documents; [`RedirectionKind::HereDocument`] is an index.
    pub here_documents: Vec<Word>,
    /// The first mistake: a shell stops there.
    pub failure: Option<Failure>,
}

/// Where a script cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub kind: FailureKind,
    /// The mistake, or where what is never closed begins.
    pub span: Span,
}

/// Why a script cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// A quote, parenthesis or brace that is never closed.
    Unclosed,
    /// What cannot stand here.
    Unexpected,
    /// Longer or deeper than this reader goes: no mistake of the script.
    BeyondLimits,
}

/// Commands, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List(pub Vec<AndOr>);

/// Pipelines joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AndOr {
    /// The first pipeline.
    pub first: Pipeline,
    /// Those that run only if the one before succeeded (`&&`) or failed (`||`).
    pub rest: Vec<(Joint, Pipeline)>,
    /// Ends in `&`.
    pub background: bool,
}

/// What joins two pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Begins with `!`.
    pub negated: bool,
    /// At least one.
    pub commands: Vec<Command>,
}

/// One command with its redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub kind: CommandKind,
    /// In order.
    pub redirections: Vec<Redirection>,
    /// From its first to its last byte.
    pub span: Span,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandKind {
    /// `NAME=value command word`
    Simple {
        /// Assignments before the command.
        assignments: Vec<Assignment>,
        /// The command and its arguments.
        words: Vec<Word>,
    },
    /// `{ …; }`
    Group(List),
    /// `( … )`
    Subshell(List),
    /// `if …; then …; elif …; then …; else …; fi`
    If {
        /// Condition and what is done where it holds.
        branches: Vec<(List, List)>,
        /// `else`
        otherwise: Option<List>,
    },
    /// `while` and `until`
    While {
        /// `until`
        until: bool,
        /// Asked before each round.
        condition: List,
        /// One round.
        body: List,
    },
    /// `for NAME in …; do …; done`
    For {
        /// The variable; empty for the arithmetic form of Bash.
        name: Span,
        /// `None` without `in`: the arguments.
        words: Option<Vec<Word>>,
        /// One round.
        body: List,
    },
    /// `case … in …) …;; esac`
    Case {
        /// What is compared.
        word: Word,
        /// Patterns and what is done.
        arms: Vec<(Vec<Word>, List)>,
    },
    /// `NAME() …`, and `function NAME …` of Bash.
    Function {
        /// The name.
        name: Span,
        /// What a call does.
        body: Arc<Command>,
        /// With the word `function`, which only Bash knows.
        bash: bool,
    },
    /// `[[ … ]]` and `(( … ))`, which are not looked into.
    Opaque,
}

/// `NAME=value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: Span,
    /// `+=` of Bash.
    pub append: bool,
    /// What it becomes.
    pub value: AssignedValue,
}

/// The right side of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignedValue {
    /// One text.
    Word(Word),
    /// `(…)` of Bash.
    Array(Vec<Word>),
}

/// A redirection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirection {
    /// What is redirected, and how.
    pub kind: RedirectionKind,
    /// The file or the text.
    pub target: Word,
}

/// Kinds of redirections, as far as they matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectionKind {
    /// `< file`
    Input,
    /// `<<< word` of Bash: the text itself.
    Text,
    /// `<< END`: which of the texts of the script; the target is the word that ends it.
    HereDocument(usize),
    /// Everything else.
    Other,
}

/// A word as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// The whole word.
    pub span: Span,
    /// What it is made of; none for a word that is nothing but quotes.
    pub parts: Vec<Part>,
    /// Whether any part was quoted: such a word stays, even empty.
    pub quoted: bool,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Text {
        /// Without the quotes and backslashes around it.
        span: Span,
        /// Neither split nor matched against files.
        quoted: bool,
    },
    /// `$NAME`, `${NAME}` and the forms that change the value.
    Parameter {
        /// With its `$`.
        span: Span,
        /// Not split.
        quoted: bool,
        /// Letters, digits, or one of `@*#?-$!0`.
        name: Span,
        /// How the value is changed.
        change: Change,
    },
    /// `$(…)` and `` `…` ``
    Command {
        /// With its `$`.
        span: Span,
        /// Not split.
        quoted: bool,
        /// What runs.
        body: List,
    },
    /// `$((…))`
    Arithmetic {
        /// With its `$`.
        span: Span,
        /// Not split.
        quoted: bool,
        /// What is computed.
        expression: Vec<Part>,
    },
    /// What only some shells know, or what is not looked into.
    Opaque {
        /// As it is written.
        span: Span,
        /// Not split.
        quoted: bool,
    },
}

impl Part {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Part::Text { span, .. }
            | Part::Parameter { span, .. }
            | Part::Command { span, .. }
            | Part::Arithmetic { span, .. }
            | Part::Opaque { span, .. } => *span,
        }
    }
}

/// How `${NAME…}` changes the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Not at all.
    None,
    /// `${#NAME}`
    Length,
    /// `${NAME:-word}`, `${NAME:=word}`, `${NAME:?word}`, `${NAME:+word}`
    Absent {
        /// One of `-=?+`.
        operator: u8,
        /// With the colon: an empty value counts as absent.
        colon: bool,
        /// The other value.
        word: Word,
    },
    /// `${NAME#pattern}`, `${NAME%pattern}` and doubled.
    Trim {
        /// `%`: from the end.
        suffix: bool,
        /// Doubled: as much as fits.
        longest: bool,
        /// What is taken away.
        pattern: Word,
    },
}

#[cfg(test)]
mod tests;
