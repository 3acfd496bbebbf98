use super::*;
use portlint_files::{FileSystem, Memory};
use portlint_fix::{FileEdit, Fix};
use portlint_rules::Severity;
use portlint_syntax::{Format, Limits, Span};
use std::path::Path;

const FILE: &str = "/am/deployment.toml";
const SAFE: &[Applicability] = &[Applicability::Safe];

/// A finding for each wanted replacement whose old text is still in the file.
fn findings(files: &dyn FileSystem, wanted: &[(&str, &str)]) -> Findings {
    let bytes = files.read(Path::new(FILE), 1000).unwrap();
    let mut read = Files::default();
    let file = read.parse(FILE, &bytes, Format::Toml, &Limits::default());
    let text = file.document.source.text();
    let found = wanted.iter().filter_map(|(old, new)| {
        let start = text.find(old)?;
        let location = file.at(Span::new(start, start + old.len()));
        let mut finding = Diagnostic::new("unknown-port-key", Severity::Warning, *old)
            .identified_by([(*old).to_string()]);
        finding.fix = (!new.is_empty()).then(|| Fix {
            applicability: Applicability::Safe,
            edits: vec![FileEdit::new(location, *new)],
            follows: false,
        });
        Some(finding)
    });
    Findings {
        all: found.collect(),
        files: read,
    }
}

/// What becomes of a file: its text, the findings that ended, the reasons why others did not.
fn repaired(text: &str, wanted: &[(&str, &str)]) -> (String, Vec<String>, Vec<String>) {
    let memory = Memory::new().with(FILE, text);
    let files = Overlay::new(&memory);
    let check = |files: &Overlay<'_>| findings(files, wanted);
    let repair = repair(findings(&files, wanted), &files, SAFE, &check);
    let new = repair.changes.values().next();
    (
        new.map_or(text.to_string(), |c| {
            String::from_utf8(c.new.clone()).unwrap()
        }),
        repair.fixed.into_iter().map(|f| f.message).collect(),
        repair.refused.into_iter().map(|(_, why)| why).collect(),
    )
}

#[test]
fn fixes_that_go_together_are_made_together() {
    let (text, fixed, refused) = repaired("a = 1 # 2\n", &[("1", "40"), ("2", "3")]);
    assert_eq!(text, "a = 40 # 3\n");
    assert_eq!((fixed.len(), refused.len()), (2, 0));
}

#[test]
fn overlapping_edits_are_refused_not_merged() {
    let (text, fixed, refused) = repaired("a = 1234\n", &[("123", "7"), ("234", "8")]);
    assert_eq!(text, "a = 74\n");
    assert_eq!(fixed, ["123"]);
    assert_eq!(
        refused,
        ["its edit overlaps that of another fix; the next run can make it"]
    );
}

#[test]
fn a_fix_that_spoils_the_file_is_refused_and_the_others_are_made() {
    let (text, fixed, refused) = repaired("a = 1\nb = 2\n", &[("1", "= ="), ("2", "3")]);
    assert_eq!(text, "a = 1\nb = 3\n");
    assert_eq!(fixed, ["2"]);
    assert_eq!(refused, ["the file would no longer parse"]);
}

#[test]
fn a_fix_that_brings_a_new_finding_is_refused() {
    let (text, fixed, refused) = repaired("a = 1\n", &[("1", "5"), ("5", "")]);
    assert_eq!(text, "a = 1\n");
    assert!(fixed.is_empty());
    assert!(refused[0].contains("it would cause"), "{refused:?}");
}

#[test]
fn fixes_that_undo_each_other_come_to_an_end() {
    let (text, fixed, refused) = repaired("a = 1\n", &[("1", "5"), ("5", "1")]);
    assert_eq!(text, "a = 5\n");
    assert_eq!((fixed.len(), refused.len()), (1, 1));
}
