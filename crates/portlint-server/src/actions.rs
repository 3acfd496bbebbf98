//! Code actions: the fix of a finding, all safe fixes of a document, and a comment that silences a finding.

use crate::buffers::Buffers;
use crate::diagnostics::{Places, shown};
use crate::edits::{between, of_fix, workspace_edit};
use crate::positions::{Lines, range, touch};
use crate::run::{Seen, run};
use crate::settings::Settings;
use gen_lsp_types::{
    CodeAction, CodeActionKind, Position, Range, TextDocumentItem, TextEdit, WorkspaceEdit,
};
use portlint_fix::Applicability;
use portlint_rules::Diagnostic;
use std::borrow::Cow;
use std::path::PathBuf;

/// The kind of the action that makes all safe fixes of a document.
pub(crate) const FIX_ALL: &str = "source.fixAll.wso2-portlint";

/// How many rounds `fix all` makes: a fix may end the finding of another.
const ROUNDS: usize = 10;

/// What is offered for a range of a document; `wanted` holds the kinds that the editor asks for, empty for all.
pub(crate) fn of(
    uri: &str,
    asked: Range,
    wanted: &[CodeActionKind],
    seen: &Seen,
    places: &Places<'_>,
    (folders, settings): (&[PathBuf], &Settings),
) -> Vec<CodeAction> {
    let is_wanted = |kind: &str| wanted.is_empty() || wanted.iter().any(|want| covers(want, kind));
    let mut actions = Vec::new();
    if is_wanted("quickfix") {
        for finding in &seen.findings {
            if finding.annotations.iter().any(|annotation| {
                places.is_in(&annotation.location, uri)
                    && touch(
                        &range(&places.host.files, &annotation.location, places.encoding),
                        &asked,
                    )
            }) {
                actions.extend(fix(finding, places));
                actions.extend(ignore(finding, uri, places));
            }
        }
    }
    // Only where it is asked for by name: it is no answer to a place.
    if wanted.iter().any(|want| covers(want, FIX_ALL)) {
        actions.extend(fix_all(uri, seen, places, folders, settings));
    }
    actions
}

/// `source` asks for `source.fixAll.wso2-portlint`, too.
fn covers(wanted: &CodeActionKind, kind: &str) -> bool {
    let wanted = serde_json::to_value(wanted).ok();
    let wanted = wanted.as_ref().and_then(|value| value.as_str());
    wanted.is_some_and(|wanted| {
        wanted.is_empty()
            || kind
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn fix(finding: &Diagnostic, places: &Places<'_>) -> Option<CodeAction> {
    let fix = finding.fix.as_ref()?;
    let edits = of_fix(fix, places)?;
    let files = edits.len();
    let title = finding.help.as_deref().unwrap_or(&finding.message);
    let title = shown(title);
    let title = match files {
        1 => title,
        files => format!("{title} ({files} files)"),
    };
    Some(CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        is_preferred: Some(fix.applicability == Applicability::Safe),
        edit: Some(workspace_edit(edits, places)),
        ..CodeAction::default()
    })
}

/// A comment above the line, with a reason to fill in.
fn ignore(finding: &Diagnostic, uri: &str, places: &Places<'_>) -> Option<CodeAction> {
    let primary = finding.primary()?;
    if !places.is_in(&primary.location, uri) {
        return None;
    }
    let file = places.host.files.source(primary.location.file)?;
    let source = &file.document.source;
    let line = source.line_span(primary.location.place.line)?;
    let text = source.text().get(line.range())?;
    let indent = text
        .get(..text.len() - text.trim_start().len())
        .unwrap_or_default();
    let rule = finding.rule;
    let comment = match file.document.format {
        portlint_syntax::Format::Xml => {
            format!("{indent}<!-- wso2-portlint: ignore[{rule}]: REASON -->\n")
        }
        _ => format!("{indent}# wso2-portlint: ignore[{rule}] -- REASON\n"),
    };
    let start = Position {
        line: primary.location.place.line.saturating_sub(1),
        character: 0,
    };
    let edit = TextEdit {
        range: Range { start, end: start },
        new_text: comment,
    };
    Some(CodeAction {
        title: format!("Ignore {rule} here"),
        kind: Some(CodeActionKind::QuickFix),
        is_preferred: Some(false),
        edit: Some(workspace_edit(
            [(uri.to_string(), vec![edit])].into(),
            places,
        )),
        ..CodeAction::default()
    })
}

/// Makes the safe fixes that change nothing but this document, one after the other, each on what the one before left. One
/// that does not end its finding is taken back.
fn fix_all(
    uri: &str,
    seen: &Seen,
    places: &Places<'_>,
    folders: &[PathBuf],
    settings: &Settings,
) -> Option<CodeAction> {
    let before = places.buffers.get(uri)?;
    let mut text = before.text.clone();
    let mut refused = Vec::new();
    let mut own: Option<Seen> = None;
    for _ in 0..ROUNDS {
        let buffers = with_text(places.buffers, uri, &text);
        let current = own.as_ref().unwrap_or(seen);
        let now = Places {
            host: &current.host,
            buffers: &buffers,
            encoding: places.encoding,
        };
        let next = current.findings.iter().find_map(|finding| {
            let fix = finding.fix.as_ref()?;
            let is_free =
                fix.applicability == Applicability::Safe && !refused.contains(&finding.identity);
            let edits = is_free.then(|| of_fix(fix, &now)).flatten()?;
            let only_here = edits.keys().all(|file| file == uri);
            only_here.then(|| (finding.identity, edits.into_values().flatten().collect()))
        });
        let Some((identity, edits)) = next else {
            break;
        };
        let changed = applied(&text, edits, places);
        let after = run(folders, settings, &with_text(places.buffers, uri, &changed));
        if after.findings.iter().any(|left| left.identity == identity) {
            refused.push(identity);
            continue;
        }
        text = changed;
        own = Some(after);
    }
    if text == before.text {
        return None;
    }
    let edit = between(&before.text, &text, places);
    Some(CodeAction {
        title: "Make all safe fixes of wso2-portlint in this file".to_string(),
        kind: Some(CodeActionKind::Custom(Cow::Borrowed(FIX_ALL))),
        edit: Some(WorkspaceEdit {
            ..workspace_edit([(uri.to_string(), vec![edit])].into(), places)
        }),
        ..CodeAction::default()
    })
}

/// The open documents, one of them with another text.
pub(crate) fn with_text(buffers: &Buffers, uri: &str, text: &str) -> Buffers {
    let mut changed = Buffers::default();
    for (name, buffer) in buffers.iter() {
        let text = if name == uri { text } else { &buffer.text };
        changed.open(TextDocumentItem {
            uri: gen_lsp_types::Uri(name.to_string()),
            language_id: gen_lsp_types::LanguageKind::Custom(Cow::Borrowed("")),
            version: buffer.version,
            text: text.to_string(),
        });
    }
    changed
}

/// The text after the edits, which do not overlap.
fn applied(text: &str, mut edits: Vec<TextEdit>, places: &Places<'_>) -> String {
    let lines = Lines::of(text);
    let mut changed = text.to_string();
    edits.sort_by_key(|edit| (edit.range.start.line, edit.range.start.character));
    for edit in edits.iter().rev() {
        let start = lines.byte(text, edit.range.start, places.encoding);
        let end = lines.byte(text, edit.range.end, places.encoding);
        changed.replace_range(start..end.max(start), &edit.new_text);
    }
    changed
}
