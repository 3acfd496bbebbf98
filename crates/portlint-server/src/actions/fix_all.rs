//! All safe fixes of a document at once.

use crate::diagnostics::Places;
use crate::edits::{applied, between, of_files, workspace_edit};
use crate::run::Seen;
use crate::trials::Trials;
use portlint_fix::Applicability;
use serde_json::{Value, json};

/// The kind of the action.
pub(crate) const FIX_ALL: &str = "source.fixAll.wso2-portlint";

/// How many rounds it makes: a fix may end the finding of another.
const ROUNDS: usize = 10;

/// Makes the safe fixes that change nothing but this document, one after the other, each on what the one before left. One
/// that does not end its finding is taken back.
pub(super) fn of(uri: &str, seen: &Seen, places: &Places<'_>, trials: Trials<'_>) -> Option<Value> {
    let before = places.buffers.get(uri)?;
    let mut text = before.text.clone();
    let mut refused = Vec::new();
    let mut own: Option<Seen> = None;
    for _ in 0..ROUNDS {
        let buffers = places.buffers.with_text(uri, &text);
        let current = own.as_ref().unwrap_or(seen);
        let now = Places {
            host: &current.host,
            buffers: &buffers,
            ..*places
        };
        let next = current.findings.iter().find_map(|finding| {
            let fix = finding.fix.as_ref()?;
            let is_free =
                fix.applicability == Applicability::Safe && !refused.contains(&finding.identity);
            let edits = is_free.then(|| of_files(&fix.edits, &now)).flatten()?;
            let only_here = edits.keys().all(|file| file == uri);
            only_here.then(|| (finding.identity, edits.into_values().flatten().collect()))
        });
        let Some((identity, edits)) = next else {
            break;
        };
        let changed = applied(&text, edits, places);
        let after = trials.with_text(&places.buffers.with_text(uri, &changed), uri);
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
    let title = "Make all safe fixes of wso2-portlint in this file";
    let edits = [(uri.to_string(), vec![between(&before.text, &text, places)])].into();
    Some(json!({
        "title": title,
        "kind": FIX_ALL,
        "edit": workspace_edit(edits, title, places),
    }))
}
