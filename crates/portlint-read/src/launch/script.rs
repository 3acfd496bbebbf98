//! What a start script does when it is called: which words the JVM gets.
//!
//! A script is followed as a shell runs it, over values of which parts may be unknown. Nothing is run: commands of which
//! nothing is known have an unknown status and output. Where a condition is not known, both ways are followed, and what
//! differs between them is unknown afterwards. What was unknown stays so up to the words of the JVM, and says of itself
//! whether it may hold an option about ports, so that only what can concern a port costs certainty.

mod builtins;
mod expand;
mod java;
mod loaded;
mod run;
mod state;
mod tests_of_shell;
mod value;

pub(super) use expand::split;
pub(crate) use java::DEBUGGER;
pub(super) use java::{
    Word as JavaWord, properties as java_words, refused as refused_word, split_of_jvm,
};
pub(super) use loaded::Loaded;
pub(super) use run::{Launch, Runner, Source};
pub(super) use state::State;
pub(super) use value::{Origin, Piece, Value};

/// Variables that the Java machine reads itself.
pub(super) const VARIABLES_OF_JAVA: [&str; 3] =
    ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];

#[cfg(test)]
mod tests;
