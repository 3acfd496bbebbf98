//! Ports that only start arguments open.

use super::conditions::Verdict;
use super::{Reading, Socket};
use crate::resolve::Base;
use portlint_syntax::java_int;

/// The number after a word of the start arguments, or of a system property; nothing when it is not given.
pub(super) fn read(
    reading: &Reading<'_, '_, '_>,
    word: Option<&str>,
    property: Option<&str>,
) -> Vec<Socket> {
    let mut words = reading.context.facts.start_words();
    let after_word = word
        .and_then(|word| words.find(|w| is_word(w, word)).and_then(|_| words.next()))
        .zip(word.map(str::to_string));
    let of_property = property
        .and_then(|name| reading.properties.get(name))
        .zip(property.map(|name| format!("-D{name}")));
    let Some((port, source)) = after_word
        .or(of_property)
        .and_then(|(text, source)| Some((java_int(text)?, source)))
    else {
        return Vec::new();
    };
    vec![Socket {
        suffix: String::new(),
        base: Base {
            value: Some(i64::from(port)),
            reason: None,
            route: source.clone().into(),
            source: source.into(),
            location: None,
        },
        added: Some(0),
        follows_offset: false,
        address: None,
        verdict: Verdict::Holds,
    }]
}

/// The start script takes a word with two dashes, one or none.
fn is_word(argument: &str, word: &str) -> bool {
    argument.trim_start_matches('-') == word.trim_start_matches('-')
}
