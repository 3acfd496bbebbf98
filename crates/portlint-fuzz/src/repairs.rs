//! What changes files: fixes of findings, and the edits of the planner.

use crate::described::{self, Described};
use crate::whole::judged;
use portlint_files::{FileSystem, Overlay};
use portlint_fix::FileEdit;
use portlint_host::{Files, Host, Runtime};
use portlint_plan::{Change, plan};
use portlint_syntax::{Edit, Span, edit, parse};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// No fix breaks a file that parsed; the planner's edits do exactly what the plan says, and nothing is left to plan.
pub fn fixes(data: &[u8]) {
    let described = described::host(data);
    let (host, findings) = judged(&described, &described.files, &[PathBuf::from("host")]);
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        edited(&host.files, fix.edits.iter());
    }
    assert_planned(&described, &host);
}

/// The new contents, by path; every file parses as well as before.
fn edited<'e>(
    files: &'e Files,
    edits: impl Iterator<Item = &'e FileEdit>,
) -> BTreeMap<&'e Path, Vec<u8>> {
    let mut by_file = BTreeMap::<&Path, Vec<&FileEdit>>::new();
    for edit in edits {
        by_file
            .entry(files.path(edit.location.file))
            .or_default()
            .push(edit);
    }
    by_file
        .into_iter()
        .map(|(path, edits)| (path, content(files, path, &edits)))
        .collect()
}

fn content(files: &Files, path: &Path, edits: &[&FileEdit]) -> Vec<u8> {
    let file = files.source(edits[0].location.file).expect("its content");
    let document = &file.document;
    let changes = edits
        .iter()
        .map(|edit| Edit {
            span: edit.location.span,
            replacement: edit.replacement.clone(),
        })
        .collect::<Vec<_>>();
    let text = edit::apply(&document.source, &changes).expect("the edits fit together");
    let mut bytes = document
        .source
        .encode(&text)
        .expect("the text can be stored");
    if edits.iter().any(|edit| edit.removes_mark) {
        let mark = document.source.place(Span::default()).byte_offset;
        bytes.drain(..mark as usize);
    }
    let after = parse(&bytes, document.format, &described::LIMITS);
    assert!(
        after.errors.len() <= document.errors.len(),
        "an edit broke {path:?}: {:?} after {:?}\n{text}",
        after.errors,
        document.errors
    );
    bytes
}

fn assert_planned(described: &Described, host: &Host) {
    let plan = plan(host, &[]);
    if plan.changes.is_empty() || !plan.refused.is_empty() {
        return;
    }
    let mut files = Overlay::new(&described.files);
    for (path, content) in edited(&host.files, plan.changes.iter().map(|change| &change.edit)) {
        assert!(
            described.files.kind(path).is_some(),
            "{path:?} is no file of its own"
        );
        files.put(path, content);
    }
    let (host, _) = judged(described, &files, &[PathBuf::from("host")]);
    for change in &plan.changes {
        assert_made(change, runtime(&host, change));
    }
    // Where the version is not known, another one may not move a listener that the plan takes for movable.
    if plan.exact && host.homes.iter().all(|home| home.version.is_some()) {
        let again = portlint_plan::plan(&host, &[]);
        assert!(
            again.changes.is_empty(),
            "planned {:?}, and then {:?}",
            targets(&plan.changes),
            targets(&again.changes)
        );
    }
}

fn targets(changes: &[Change]) -> Vec<(&Path, &str, i64)> {
    changes
        .iter()
        .map(|change| (change.home.as_path(), change.runtime.as_str(), change.to))
        .collect()
}

fn runtime<'h>(host: &'h Host, change: &Change) -> &'h Runtime {
    let home = host.homes.iter().find(|home| home.path == change.home);
    let runtime = home.and_then(|home| home.runtimes.iter().find(|r| r.id == change.runtime));
    runtime.expect("a changed server is still there")
}

fn assert_made(change: &Change, runtime: &Runtime) {
    assert_eq!(runtime.offset.value, Some(change.to), "{:?}", change.home);
    for moved in &change.moves {
        let ports = runtime
            .listeners
            .iter()
            .filter(|l| l.id == moved.listener)
            .map(|l| l.port);
        let ports = ports.collect::<Vec<_>>();
        assert_eq!(ports, [Some(moved.to)], "{moved:?} of {:?}", change.home);
    }
}
