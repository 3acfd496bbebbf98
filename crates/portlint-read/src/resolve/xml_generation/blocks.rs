//! Numbers in files of nested blocks, such as the load balancer's: `group_mgt_port 4500;`.

use super::conditions::Verdict;
use super::{Reading, Socket};
use crate::reader::at;
use crate::resolve::Base;
use portlint_catalog::xml_generation::XmlListener;
use portlint_syntax::{Span, java_int};

/// One socket for every line that starts with the word and has a number after it.
pub(super) fn read(
    reading: &mut Reading<'_, '_, '_>,
    specification: &XmlListener,
    word: &str,
) -> Vec<Socket> {
    let file = specification.facts.file.as_deref().unwrap_or_default();
    let path = reading.context.in_conf(file);
    if !reading.reader.exists(&path) {
        return Vec::new();
    }
    let Some(source) = reading.reader.text(&path) else {
        return Vec::new();
    };
    let (added, follows_offset) = reading.added_by_rule(specification, true);
    numbers(source.document.source.text(), word)
        .zip(1..)
        .map(|((value, span), number)| Socket {
            suffix: format!("-{number}"),
            base: Base {
                value: Some(i64::from(value)),
                reason: None,
                source: word.to_string().into(),
                route: format!("{word}[{number}]").into(),
                location: Some(at(&source, span)),
            },
            added,
            follows_offset,
            address: None,
            verdict: Verdict::Holds,
        })
        .collect()
}

fn numbers<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (i32, Span)> + 't {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let line_start = start;
        start += line.len();
        let after = line.trim_start().strip_prefix(word)?;
        let digits = after.strip_prefix(char::is_whitespace)?.trim_start();
        let digits = digits.split([';', '}']).next()?.trim_end();
        let offset = line_start + line.find(digits)?;
        Some((java_int(digits)?, Span::new(offset, offset + digits.len())))
    })
}
