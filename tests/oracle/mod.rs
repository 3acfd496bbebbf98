//! What the real thing did with many inputs (`tests/oracle/records`), asked of the built binary.
//!
//! `differences.txt` lists the inputs where the tool differs, by class and with a reason. The test fails when an input differs
//! that is not listed, and when one that is listed agrees: then its line goes. `UPDATE_DIFFERENCES=1` writes the list anew.
//! `ORACLE_RECORDS` names another folder of records, such as those of a live run; lines about inputs that are not there are
//! left alone then.

mod called;
mod comparison;
mod differences;
mod record;
mod tool;

use comparison::Difference;
use differences::Listed;
use record::Record;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle")
}

/// The differences by `file/name`, and how many inputs each file has.
fn replay(records: &Path) -> (BTreeMap<String, Difference>, BTreeMap<String, usize>) {
    let mut differences = BTreeMap::new();
    let mut inputs = BTreeMap::new();
    for (file, records) in record::read_folder(records) {
        inputs.insert(file.clone(), records.len());
        for chunk in records.chunks(200) {
            let compared = chunk.iter().zip(tool::ports(chunk));
            let differ = compared.filter_map(|(record, seen)| {
                Some((record.clone(), comparison::compare(record, &seen)?))
            });
            let (records, mut found): (Vec<_>, Vec<_>) = differ.unzip();
            name_assumptions(&records, &mut found);
            for (record, difference) in records.iter().zip(found) {
                differences.insert(format!("{file}/{}", record.name), difference);
            }
        }
    }
    (differences, inputs)
}

/// Of a home that shows its file only, the tool says what it assumes. Where that is what the real thing missed, it is right.
fn name_assumptions(records: &[Record], found: &mut [Difference]) {
    let missed = |record: &Record| {
        let (_, rest) = record.why.split_once("Configuration with key ")?;
        Some(rest.split_once(" doesn't exist")?.0.to_string())
    };
    if !records.iter().any(|record| missed(record).is_some()) {
        return;
    }
    let said = tool::assumptions(records);
    for ((record, difference), said) in records.iter().zip(found).zip(said) {
        let names = |key: &String| said.split([' ', ',']).any(|word| word == *key);
        if difference.class == "start-failure-not-seen"
            && missed(record).as_ref().is_some_and(names)
        {
            difference.class = "said-assumed";
        }
    }
}

fn print_figures(differences: &BTreeMap<String, Difference>, inputs: &BTreeMap<String, usize>) {
    for (file, count) in inputs {
        let prefix = format!("{file}/");
        let differ = differences.keys().filter(|k| k.starts_with(&prefix));
        println!("{file}: {} of {count} agree", count - differ.count());
    }
    let total: usize = inputs.values().sum();
    let is_said = |d: &&Difference| d.class.starts_with("said-");
    let said = differences.values().filter(is_said).count();
    let wrong = differences.len() - said;
    println!(
        "all: {} of {total} agree, of {said} it says that it does not know",
        total - wrong - said
    );
}

#[test]
fn the_tool_says_what_the_real_thing_did_but_for_the_listed_differences() {
    let live = std::env::var_os("ORACLE_RECORDS").map(PathBuf::from);
    let (differences, inputs) = replay(&live.clone().unwrap_or(folder().join("records")));
    print_figures(&differences, &inputs);
    let list = folder().join("differences.txt");
    if std::env::var_os("UPDATE_DIFFERENCES").is_some() {
        std::fs::write(&list, differences::written(&differences)).unwrap();
        return;
    }
    let listed = Listed::read(&list);
    let mut wrong: Vec<String> = differences
        .iter()
        .filter(|(key, _)| !listed.has(key))
        .map(|(key, difference)| {
            format!("differs and is not listed: {key} => {}", difference.reason)
        })
        .collect();
    let settled = listed.keys().filter(|key| !differences.contains_key(*key));
    let settled = settled.filter(|key| live.is_none() || is_there(key, &inputs));
    wrong.extend(settled.map(|key| format!("is listed and agrees: {key}")));
    assert!(
        wrong.is_empty(),
        "{} lines of {} are wrong:\n{}",
        wrong.len(),
        list.display(),
        wrong.join("\n")
    );
}

/// Whether the folder of a live run has the file of this line; it has more inputs than the records.
fn is_there(key: &str, inputs: &BTreeMap<String, usize>) -> bool {
    key.split_once('/')
        .is_some_and(|(file, _)| inputs.contains_key(file))
}

#[test]
fn every_record_has_a_name_of_its_own_and_an_answer() {
    for (file, records) in record::read_folder(&folder().join("records")) {
        let mut names: Vec<&str> = records.iter().map(|r| r.name.as_str()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{file}");
        assert!(records.iter().all(Record::is_whole), "{file}");
    }
}

/// Starts of real kernels, of which no product is told. What the mapper makes of odd texts is asked of it alone.
#[test]
fn kernels_are_known_without_a_product_and_open_what_they_did() {
    let (differences, inputs) = replay(&folder().join("kernels"));
    print_figures(&differences, &inputs);
    let wrong = differences
        .iter()
        .map(|(name, difference)| format!("{name}: {}", difference.reason));
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
