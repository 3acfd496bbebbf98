//! Commands that an editor can run: the host map, an explanation, and the plan as one change of the editor's documents.

use crate::diagnostics::{Places, shown};
use crate::edits::{of_files, workspace_edit};
use crate::known::Known;
use portlint_host::{Host, State};
use portlint_plan::{Plan, Request, plan_for};
use portlint_report::shown::Output;
use portlint_report::{PortsFormat, PortsOptions, Style, render_ports};
use portlint_rules::docs;
use serde_json::Value;
use std::fmt::Write as _;

/// Answers the page of `ports --format html`, whose rows carry the file and the line of each base.
pub(crate) const HOST_MAP: &str = "wso2-portlint.hostMap";
/// Takes a rule's id or a port, and answers Markdown.
pub(crate) const EXPLAIN: &str = "wso2-portlint.explain";
/// Asks the editor to make the changes of the plan, those of references included; answers what it came to in words.
pub(crate) const PLAN: &str = "wso2-portlint.plan";

/// The page about the whole host.
pub(crate) fn host_map(host: &Host) -> Option<String> {
    let options = PortsOptions {
        places: true,
        ..PortsOptions::default()
    };
    let mut page = Vec::new();
    let written = render_ports(
        PortsFormat::Html,
        host,
        options,
        &Style::default(),
        &mut Output::new(&mut page),
    );
    written.ok()?;
    String::from_utf8(page).ok()
}

/// The page of a rule, or who opens a port; `None` for anything else.
pub(crate) fn explain(what: &Value, known: &Known<'_>) -> Option<String> {
    if let Some(rule) = what.as_str().and_then(portlint_rules::rule) {
        return Some(docs::page(rule));
    }
    let number = what.as_i64();
    let port = number.or_else(|| what.as_str()?.trim().parse().ok())?;
    let mut text = String::new();
    for server in known.servers {
        let listeners = server.runtime.listeners.iter();
        let there = listeners
            .filter(|listener| listener.port == Some(port) && listener.state != State::Closed);
        for listener in there {
            let _ = writeln!(
                text,
                "- **{}**: {} (`{}`), {}",
                shown(&server.name),
                shown(&listener.description),
                shown(&listener.id),
                listener.state.as_str()
            );
        }
    }
    if text.is_empty() {
        text = format!("No server of this workspace opens {port}.\n");
    }
    Some(text)
}

/// What a plan changes, and what it came to in words.
pub(crate) fn plan(host: &Host, places: &Places<'_>) -> (Option<Value>, String) {
    let request = Request {
        follow: true,
        ..Request::default()
    };
    let plan = plan_for(host, &request);
    if !plan.refused.is_empty() {
        let why = plan.refused.iter().map(|why| shown(why));
        return (None, why.collect::<Vec<_>>().join("\n"));
    }
    let Some(edits) = of_files(plan.edits(), places) else {
        let why = "a byte order mark has to go first, which an editor cannot change";
        return (None, why.to_string());
    };
    let words = words(&plan, edits.len());
    let edit = (!edits.is_empty()).then(|| workspace_edit(edits, "Plan of wso2-portlint", places));
    (edit, words)
}

fn words(plan: &Plan, files: usize) -> String {
    let moved = match (plan.changes.len(), files) {
        (_, 0) => "No port has to change".to_string(),
        (1, 1) => "One server moves, one file changes".to_string(),
        (1, files) => format!("One server moves, {files} files change"),
        (servers, files) => format!("{servers} servers move, {files} files change"),
    };
    match plan.stuck.len() {
        0 => format!("{moved}; no collision remains."),
        1 => format!("{moved}; one collision remains that no offset can end."),
        left => format!("{moved}; {left} collisions remain that no offset can end."),
    }
}
