//! The committed list of inputs where the tool differs: `[class]`, then `file/name => reason` a line.

use crate::oracle::comparison::{CLASSES, Difference};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// What is listed.
pub(super) struct Listed(BTreeSet<String>);

impl Listed {
    pub(super) fn read(path: &Path) -> Listed {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with(['#', '[']));
        Listed(
            lines
                .filter_map(|line| line.split_once(" => "))
                .map(|(key, _)| key.to_string())
                .collect(),
        )
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains(key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }
}

/// The list as it is committed.
pub(super) fn written(differences: &BTreeMap<String, Difference>) -> String {
    let mut text = String::from(
        "# Inputs of tests/oracle/records where the tool does not say what the real thing did, by class.\n\
         # UPDATE_DIFFERENCES=1 cargo test --test main oracle   writes this list; it must only get shorter.\n",
    );
    for (class, meaning) in CLASSES {
        let of_class: Vec<_> = differences
            .iter()
            .filter(|(_, d)| d.class == class)
            .collect();
        if !of_class.is_empty() {
            writeln!(text, "\n[{class}] {}: {meaning}", of_class.len()).unwrap();
            for (key, difference) in of_class {
                writeln!(text, "{key} => {}", difference.reason).unwrap();
            }
        }
    }
    text
}
