//! Fixes that can be made together: none of their edits touches another.

use super::format_of;
use crate::write::Change;
use portlint_files::{FileSystem, Overlay};
use portlint_fix::FileEdit;
use portlint_host::{Files, SourceFile};
use portlint_rules::Diagnostic;
use portlint_syntax::{Edit, Limits, Span, edit, parse};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Fixes that can be made together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The findings that they are to end.
    pub fixed: Vec<Diagnostic>,
    /// What becomes of the files, by true name.
    pub changes: BTreeMap<PathBuf, Change>,
    /// Findings whose fix cannot be made, and why.
    pub refused: Vec<(Diagnostic, String)>,
}

/// The edits of one file.
struct Work {
    file: Arc<SourceFile>,
    edits: Vec<FileEdit>,
}

impl Batch {
    /// As many of the fixes as go together, but at most `size`; they point at the files that were `read`. Of those that do not, the first is taken.
    pub(super) fn of<'d>(
        findings: impl Iterator<Item = &'d Diagnostic>,
        read: &Files,
        files: &Overlay<'_>,
        size: usize,
    ) -> Batch {
        let mut batch = Batch::default();
        let mut work = BTreeMap::new();
        for finding in findings {
            if batch.fixed.len() == size {
                break;
            }
            match add(finding, read, files, &mut work) {
                Ok(()) => batch.fixed.push(finding.clone()),
                Err(why) => batch.refused.push((finding.clone(), why)),
            }
        }
        for (path, work) in work {
            if let Some(change) = change(&work) {
                batch.changes.insert(path, change);
            }
        }
        batch
    }
}

/// Adds the edits of a fix: all of them, or none.
fn add(
    finding: &Diagnostic,
    read: &Files,
    files: &Overlay<'_>,
    work: &mut BTreeMap<PathBuf, Work>,
) -> Result<(), String> {
    let mut added: Vec<(PathBuf, Work)> = Vec::new();
    let mut ways: Vec<(PathBuf, Arc<SourceFile>)> = Vec::new();
    for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
        let Some(file) = read.source(edit.location.file) else {
            return Err("the content of its file is not at hand".to_string());
        };
        let shown = &file.path;
        // An entry of an archive has no name of its own.
        let path = files
            .canonical(shown)
            .ok_or_else(|| format!("{} is no file of its own", shown.display()))?;
        ways.push((path.clone(), Arc::clone(file)));
        let mine = added.iter().filter(|(other, _)| *other == path);
        let mine = mine.flat_map(|(_, work)| &work.edits);
        let theirs = work.get(&path).into_iter().flat_map(|work| &work.edits);
        let mut others = mine.chain(theirs);
        if others.clone().any(|other| same(other, edit)) {
            continue;
        }
        if others.any(|other| meet(other, edit)) {
            return Err(
                "its edit overlaps that of another fix; the next run can make it".to_string(),
            );
        }
        let alone = Work {
            file: Arc::clone(file),
            edits: vec![edit.clone()],
        };
        change(&alone).ok_or("the file cannot be edited in its encoding")?;
        added.push((path, alone));
    }
    for (path, added) in added {
        match work.entry(path) {
            Entry::Occupied(mut known) => known.get_mut().edits.extend(added.edits),
            Entry::Vacant(new) => {
                new.insert(added);
            }
        }
    }
    for (path, file) in ways {
        if let Some(work) = work.get_mut(&path)
            && likeness(&file.path, &path) > likeness(&work.file.path, &path)
        {
            work.file = file;
        }
    }
    Ok(())
}

/// How many names at the end of a path are those of its true name. Of two ways to a file, the one through a link has
/// fewer, and only the other one may be written without asking.
fn likeness(shown: &Path, true_name: &Path) -> usize {
    let names = shown.components().rev().zip(true_name.components().rev());
    names.take_while(|(shown, own)| shown == own).count()
}

/// Two rules, or two runtimes that read one file, may want the same.
fn same(a: &FileEdit, b: &FileEdit) -> bool {
    (a.location.span, &a.replacement, a.removes_mark)
        == (b.location.span, &b.replacement, b.removes_mark)
}

/// Two insertions at one place meet: nobody knows their order.
fn meet(a: &FileEdit, b: &FileEdit) -> bool {
    let (Span { start, end }, other) = (a.location.span, b.location.span);
    let both_text = !a.removes_mark && !b.removes_mark;
    both_text && (a.location.span == other || (start < other.end && other.start < end))
}

fn change(work: &Work) -> Option<Change> {
    let source = &work.file.document.source;
    let edits = work.edits.iter().map(|edit| Edit {
        span: edit.location.span,
        replacement: edit.replacement.clone(),
    });
    let text = edit::apply(source, &edits.collect::<Vec<_>>())?;
    let mut new = source.encode(&text)?;
    if work.edits.iter().any(|edit| edit.removes_mark) {
        let mark = source.place(Span::default()).byte_offset;
        new.drain(..usize::try_from(mark).ok()?.min(new.len()));
    }
    Some(Change {
        path: work.file.path.to_path_buf(),
        original: source.encode(source.text())?,
        new,
    })
}

/// Whether the new content has no more errors than the old one.
pub(super) fn parses_as_well(change: &Change) -> bool {
    let format = format_of(&change.path);
    let errors = |bytes: &[u8]| parse(bytes, format, &Limits::default()).errors.len();
    errors(&change.new) <= errors(&change.original)
}
