//! Code actions: what is offered at a place. Each kind of action has a file of its own.

mod declare;
mod fix_all;
mod follow;
mod ignore;
mod set_offset;

pub(crate) use fix_all::FIX_ALL;

use crate::diagnostics::{Places, shown};
use crate::edits::{Edits, of_files, with_files, workspace_edit};
use crate::known::Known;
use crate::positions::{range, touch};
use crate::run::Seen;
use crate::trials::Trials;
use gen_lsp_types::{CodeActionKind, Range};
use portlint_fix::Applicability;
use portlint_host::Location;
use portlint_rules::Diagnostic;
use serde_json::{Value, json};

/// What the editor asks for.
pub(crate) struct Asked<'a> {
    /// The document.
    pub uri: &'a str,
    /// A range of it.
    pub range: Range,
    /// The kinds of actions; empty for all.
    pub kinds: &'a [CodeActionKind],
}

impl Asked<'_> {
    /// True when it asks for a kind, or for what that is a part of: `source` asks for `source.fixAll.wso2-portlint`, too.
    fn names(&self, kind: &str) -> bool {
        self.kinds.iter().any(|wanted| {
            let wanted = serde_json::to_value(wanted).ok();
            let wanted = wanted.as_ref().and_then(Value::as_str);
            wanted.is_some_and(|wanted| {
                let rest = kind.strip_prefix(wanted);
                wanted.is_empty()
                    || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        })
    }

    /// True when a place is in the range.
    fn touches(&self, location: &Location, places: &Places<'_>) -> bool {
        places.is_in(location, self.uri)
            && touch(
                &range(&places.host.files, location, places.encoding),
                &self.range,
            )
    }
}

/// What is offered.
pub(crate) fn of(
    asked: &Asked<'_>,
    seen: &Seen,
    known: &Known<'_>,
    places: &Places<'_>,
    trials: Trials<'_>,
) -> Vec<Value> {
    let mut actions = Vec::new();
    if asked.kinds.is_empty() || asked.names("quickfix") {
        let here = seen.findings.iter().filter(|finding| {
            let mut annotations = finding.annotations.iter();
            annotations.any(|annotation| asked.touches(&annotation.location, places))
        });
        let here = here.collect::<Vec<_>>();
        actions.extend(set_offset::of(asked, &here, known, places));
        actions.extend(here.iter().filter_map(|finding| fix(finding, places)));
        actions.extend(follow::of(asked, &here, seen, known, places));
        actions.extend(declare::of(asked, &here, known, places, trials));
        actions.extend((here.iter()).filter_map(|finding| ignore::of(asked, finding, places)));
    }
    // Only where it is asked for by name: it is no answer to a place.
    if asked.names(FIX_ALL) {
        actions.extend(fix_all::of(asked.uri, seen, places, trials));
    }
    once_each(actions)
}

/// Two findings at one place may advise the same, in other words: the first words stay.
fn once_each(actions: Vec<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for action in actions {
        let is_same = |known: &&mut Value| known.get("edit") == action.get("edit");
        let Some(known) = all.iter_mut().find(is_same).and_then(Value::as_object_mut) else {
            all.push(action);
            continue;
        };
        if action.get("isPreferred") == Some(&json!(true)) {
            known.insert("isPreferred".to_string(), json!(true));
        }
    }
    all
}

/// A quick fix.
fn quick_fix(title: &str, edits: Edits, is_preferred: bool, places: &Places<'_>) -> Value {
    let title = shown(&with_files(title, &edits));
    json!({
        "title": title,
        "kind": "quickfix",
        "isPreferred": is_preferred,
        "edit": workspace_edit(edits, &title, places),
    })
}

/// What the finding itself knows to repair it.
fn fix(finding: &Diagnostic, places: &Places<'_>) -> Option<Value> {
    let fix = finding.fix.as_ref()?;
    let edits = of_files(&fix.edits, places)?;
    let title = finding.help.as_deref().unwrap_or(&finding.message);
    let is_safe = fix.applicability == Applicability::Safe;
    Some(quick_fix(title, edits, is_safe, places))
}
