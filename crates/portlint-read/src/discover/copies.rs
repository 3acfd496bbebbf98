//! Homes that are a copy of their neighbour: a backup that nobody starts, told by its name and its files.

use crate::launch;
use crate::reader::HomeReader;
use portlint_files::FileSystem;
use portlint_host::{CopyOf, Home, Host, Location};
use portlint_syntax::Limits;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// What follows the name of a home in the name of its copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    /// `.bak`, `-old`, `_2023-11-02`, or several of these: it is called a copy.
    Called,
    /// A number alone, as in `.1` or `-2`: it may be a second server.
    Numbered,
}

/// The words that are put behind the name of a copy.
const WORDS: &[&str] = &["bak", "old", "orig", "save", "backup", "copy"];

/// Marks the copies. One that is called a copy does not start with the others, unless the user said whether it does.
pub(super) fn mark(
    host: &mut Host,
    files: &dyn FileSystem,
    limits: Limits,
    is_told: &dyn Fn(&Home) -> bool,
) {
    let homes = host.homes.iter().rev();
    let named: HashMap<&Path, &Home> = homes.map(|home| (home.canonical.as_path(), home)).collect();
    let copies = (0..host.homes.len())
        .filter_map(|position| Some((position, copied(host, position, &named)?)))
        .filter(|(position, _)| {
            let home = host.homes.get(*position);
            home.is_some_and(|home| !is_told(home) && !has_starter(home, files, limits))
        })
        .collect::<Vec<_>>();
    for (position, (name, suffix)) in copies {
        if let Some(home) = host.homes.get_mut(position) {
            home.active = suffix == Suffix::Numbered;
            home.copy_of = Some(CopyOf { name });
        }
    }
}

/// The name of the neighbour that a home is a copy of.
fn copied(host: &Host, position: usize, named: &HashMap<&Path, &Home>) -> Option<(String, Suffix)> {
    let home = host.homes.get(position)?;
    let name = home.canonical.file_name()?.to_str()?;
    let (original, suffix) = original(name)?;
    let neighbour = home.canonical.with_file_name(original);
    let neighbour = *named.get(neighbour.as_path())?;
    let same_version = match (&home.version, &neighbour.version) {
        (Some(a), Some(b)) => a.cmp_release(b).is_eq(),
        (None, None) => true,
        _ => false,
    };
    // What is not started itself is not what somebody keeps a copy of.
    let alike = neighbour.active && home.product == neighbour.product && same_version;
    (alike && same_files(host, home, neighbour)).then(|| (original.to_string(), suffix))
}

/// The longest name that is followed by suffixes only.
fn original(name: &str) -> Option<(&str, Suffix)> {
    let (mut rest, mut called) = (name, false);
    while let Some(shorter) = without_called_suffix(rest) {
        (rest, called) = (shorter, true);
    }
    if called {
        return Some((rest, Suffix::Called));
    }
    let (before, number) = name.rsplit_once(['.', '-', '_'])?;
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    (is_number && !before.is_empty()).then_some((before, Suffix::Numbered))
}

/// A name without the words and dates behind it that copies have.
pub(super) fn without_suffixes(mut name: &str) -> &str {
    while let Some(shorter) = without_called_suffix(name) {
        name = shorter;
    }
    name
}

fn without_called_suffix(name: &str) -> Option<&str> {
    let word = WORDS.iter().find_map(|word| {
        let at = name.len().checked_sub(word.len())?;
        let (before, last) = name.split_at_checked(at)?;
        last.eq_ignore_ascii_case(word)
            .then(|| before.strip_suffix(['.', '-', '_']))?
    });
    word.or_else(|| without_date(name))
        .filter(|before| !before.is_empty())
}

/// `wso2am-4.2.0` of `wso2am-4.2.0_2023-11-02`, `….20231102`, `…-20231102-1530`.
fn without_date(name: &str) -> Option<&str> {
    let starts = name.match_indices(['.', '-', '_']).map(|(at, _)| at);
    starts
        .filter_map(|at| Some((name.get(..at)?, name.get(at + 1..)?)))
        .find(|(_, date)| is_date(date))
        .map(|(before, _)| before)
}

/// A day, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let digits = text
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | '.' | ':' | 'T'))
        .collect::<String>();
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let is_written = |separators: &[char]| {
        let parts = text.split(separators).collect::<Vec<_>>();
        match parts.as_slice() {
            [year, month, day, ..] if year.len() == 4 => month.len() == 2 && day.len() == 2,
            [day, ..] => day.len() == 8 || day.len() == 12 || day.len() == 14,
            [] => false,
        }
    };
    digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(digits.len(), 8 | 12 | 14)
        && number(0, 4).is_some_and(|year| (1990..2100).contains(&year))
        && number(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && number(6, 8).is_some_and(|day| (1..=31).contains(&day))
        && is_written(&['-', '_', '.', ':', 'T'])
}

/// Whether the files that govern two homes and say their ports are the same, byte for byte.
fn same_files(host: &Host, a: &Home, b: &Home) -> bool {
    let (a, b) = (ports_files(host, a), ports_files(host, b));
    !a.is_empty() && a == b
}

/// The text of each such file by its path in the home.
fn ports_files<'h>(host: &'h Host, home: &Home) -> BTreeMap<PathBuf, &'h str> {
    let mut places = BTreeSet::new();
    for runtime in &home.runtimes {
        let offset = &runtime.offset;
        let candidates = offset.candidates.iter().map(|candidate| candidate.location);
        let listeners = runtime.listeners.iter().map(|listener| listener.location);
        let references = runtime
            .references
            .iter()
            .map(|reference| reference.location);
        let all = candidates
            .chain(listeners)
            .chain(references)
            .chain([runtime.governing, offset.location]);
        places.extend(all.flatten().map(|Location { file, .. }| file));
    }
    places
        .into_iter()
        .filter_map(|file| {
            let source = host.files.source(file)?;
            let inside = source.path.strip_prefix(&home.path).ok()?;
            Some((inside.to_path_buf(), source.document.source.text()))
        })
        .collect()
}

/// Whether a unit or a script beside the home names it: then it is started.
fn has_starter(home: &Home, files: &dyn FileSystem, limits: Limits) -> bool {
    let reader = HomeReader::new(files, home.path.clone(), limits);
    launch::is_named_beside(&reader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_called_so() {
        for name in [
            "wso2am-4.2.0.bak",
            "wso2am-4.2.0-old",
            "wso2am-4.2.0_BACKUP",
            "wso2am-4.2.0.orig",
            "wso2am-4.2.0-2023-11-02",
            "wso2am-4.2.0_20231102",
            "wso2am-4.2.0.20231102",
            "wso2am-4.2.0-20231102-1530",
            "wso2am-4.2.0.2023-11-02.bak",
        ] {
            assert_eq!(
                original(name),
                Some(("wso2am-4.2.0", Suffix::Called)),
                "{name}"
            );
        }
    }

    #[test]
    fn numbers_and_other_names() {
        assert_eq!(original("wso2am.1"), Some(("wso2am", Suffix::Numbered)));
        assert_eq!(original("node-02"), Some(("node", Suffix::Numbered)));
        for name in [
            "wso2am",
            "rollback",
            ".bak",
            "am-20231302",
            "am-1234",
            "am-new",
        ] {
            assert_eq!(original(name), None, "{name}");
        }
    }
}
