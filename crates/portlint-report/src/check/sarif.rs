//! For code scanning: SARIF 2.1.0. Its types are large and used once, so the document is written as JSON directly.
//!
//! A viewer shows a result in one file only. So a collision is one result per home that takes part, each in that
//! home's own file and linked to the places in the others.

use super::details::Occurrences;
use super::spot::Spot;
use super::{CheckReport, RepairReport};
use crate::shown::{Json, Writer};
use crate::text::inline;
use crate::{Style, uri};
use portlint_fix::Fix;
use portlint_host::Files;
use portlint_rules::pages::{self, rule_page};
use portlint_rules::{Annotation, Diagnostic, RULES, RuleDoc, Severity};
use portlint_syntax::Place;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let invocation = match &report.repair {
        _ if report.host.is_empty() => Some(nothing_was_checked()),
        repair => repair.as_ref().map(|repair| invocation(repair, style)),
    };
    let log = Log {
        schema: SCHEMA,
        runs: [Run {
            column_kind: "unicodeCodePoints",
            invocations: invocation.map(|invocation| [invocation]),
            results: Results { report, style },
            tool: json!({ "driver": {
                "name": "wso2-portlint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": pages::PROJECT,
                "rules": RULES.iter().map(|rule| descriptor(&rule.doc)).collect::<Vec<_>>(),
            }}),
        }],
        version: "2.1.0",
    };
    out.document(&log)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'a>; 1],
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    column_kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocations: Option<[Value; 1]>,
    results: Results<'a>,
    tool: Value,
}

/// The results, made one after the other while they are written: there may be thousands.
struct Results<'a> {
    report: &'a CheckReport<'a>,
    style: &'a Style,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Results { report, style } = self;
        let homes = report.host.homes.iter().map(|home| home.path.as_path());
        let homes = homes.collect::<BTreeSet<_>>();
        let mut seen = Occurrences::default();
        let files = &report.host.files;
        let sides = report.findings.iter().flat_map(|finding| {
            let sides = sides(finding, &homes, files).into_iter();
            sides.map(move |side| (finding, side))
        });
        serializer.collect_seq(
            sides.map(|(finding, side)| result(finding, &side, &mut seen, (files, style))),
        )
    }
}

/// What the run did besides finding: results that are no more are none, so notifications tell of them.
fn invocation(repair: &RepairReport<'_>, style: &Style) -> Value {
    let sum = json!({ "level": "note", "message": { "text": repair.sum() } });
    let lines = repair.lines(style).into_iter();
    let lines = lines.map(|line| json!({ "level": "note", "message": { "text": plain(&line) } }));
    json!({
        "executionSuccessful": true,
        "toolExecutionNotifications": std::iter::once(sum).chain(lines).collect::<Vec<_>>(),
    })
}

/// No result is not the same as no problem.
fn nothing_was_checked() -> Value {
    json!({
        "executionSuccessful": false,
        "toolExecutionNotifications": [
            { "level": "error", "message": { "text": "no WSO2 home was found, so nothing was checked" } }
        ],
    })
}

fn descriptor(doc: &RuleDoc) -> Value {
    let mut help = String::new();
    for (title, text) in [
        ("What it detects", doc.detects),
        ("Why it matters", doc.why),
        ("Example", doc.example),
        ("How to fix it", doc.fix),
        ("When to ignore it", doc.ignore),
    ] {
        help.push_str(&format!("## {title}\n\n{}\n\n", text.trim()));
    }
    json!({
        "id": doc.id,
        "shortDescription": { "text": doc.summary },
        "fullDescription": { "text": doc.detects },
        "help": { "text": doc.fix, "markdown": help.trim_end() },
        "helpUri": rule_page(doc.id),
        "defaultConfiguration": { "level": level(doc.severity) },
        "properties": { "problem.severity": doc.severity.as_str(), "tags": ["ports"] },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What one result of a finding shows.
struct Side<'a> {
    /// Where the result stands; `None` when there is no place at all.
    own: Option<&'a Annotation>,
    /// The other places.
    others: Vec<&'a Annotation>,
}

/// One side per home where several homes want a port, else one for the whole finding.
fn sides<'a>(
    finding: &'a Diagnostic,
    homes_of_host: &BTreeSet<&Path>,
    files: &Files,
) -> Vec<Side<'a>> {
    let is_shared = finding.ports.iter().any(|claim| claim.owners.len() > 1);
    let mut homes = Vec::new();
    let mut own = Vec::new();
    for annotation in &finding.annotations {
        let home = home_of(files.path(annotation.location.file), homes_of_host);
        if own.is_empty() || (is_shared && !homes.contains(&home)) {
            homes.push(home);
            own.push(annotation);
        }
    }
    if own.is_empty() {
        return vec![Side {
            own: None,
            others: Vec::new(),
        }];
    }
    own.into_iter()
        .map(|own| Side {
            own: Some(own),
            others: finding
                .annotations
                .iter()
                .filter(|other| !std::ptr::eq(*other, own))
                .collect(),
        })
        .collect()
}

/// The innermost home that holds a file.
fn home_of<'a>(file: &'a Path, homes: &BTreeSet<&Path>) -> Option<&'a Path> {
    file.ancestors().find(|above| homes.contains(above))
}

fn result(
    finding: &Diagnostic,
    side: &Side<'_>,
    seen: &mut Occurrences,
    (files, style): (&Files, &Style),
) -> Value {
    let spot = side.own.map_or_else(
        || Spot::of(finding, files),
        |own| Spot::at(&own.location, files),
    );
    let finding_print = finding.fingerprint();
    let mut side_identity = finding.print;
    side_identity.add(&uri::of(&spot.file, style));
    let side_print = side_identity.to_string();
    let occurrence = seen.count(&side_print);
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": message(finding, side) },
        "locations": [{ "physicalLocation": physical(&spot, style) }],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{side_print}:{occurrence}"),
            "wso2PortlintFinding/v1": finding_print,
        },
    });
    if let Some(members) = result.as_object_mut() {
        if let Some(index) = RULES.iter().position(|rule| rule.doc.id == finding.rule) {
            members.insert("ruleIndex".to_string(), json!(index));
        }
        if !side.others.is_empty() {
            members.insert("relatedLocations".to_string(), related(side, files, style));
        }
        if let Some(fix) = &finding.fix {
            members.insert("fixes".to_string(), json!([change(fix, files, style)]));
        }
    }
    result
}

/// The message, what is to be seen here, links to the other places, notes and help, as sentences.
fn message(finding: &Diagnostic, side: &Side<'_>) -> String {
    let mut sentences = vec![sentence(&plain(&finding.message))];
    let own = side.own.map(|own| own.message.as_str()).unwrap_or_default();
    if !matches!(own, "" | "here") && !finding.message.contains(own) {
        sentences.push(sentence(&format!("At this place: {}", plain(own))));
    }
    let others = side.others.iter().enumerate().map(|(position, other)| {
        let text = match other.message.as_str() {
            "" => "the other place",
            message => message,
        };
        format!("[{}]({})", plain(text), position + 1)
    });
    let others = others.collect::<Vec<_>>();
    if !others.is_empty() {
        sentences.push(sentence(&format!("See also {}", others.join(", "))));
    }
    let remarks = finding.notes.iter().chain(&finding.help);
    sentences.extend(remarks.map(|remark| sentence(&plain(remark))));
    sentences.join(" ")
}

/// With a capital letter and a full stop, unless it begins with a name.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let word = text.split(' ').next().unwrap_or_default();
    let is_word = word.chars().all(|letter| letter.is_ascii_lowercase());
    let mut sentence = match letters.next() {
        Some(first) if is_word => first.to_ascii_uppercase().to_string() + letters.as_str(),
        _ => text.to_string(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// Text in which nothing is taken for a link.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in inline(text).chars() {
        if matches!(character, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn related(side: &Side<'_>, files: &Files, style: &Style) -> Value {
    let places = side.others.iter().enumerate().map(|(position, other)| {
        json!({
            "id": position + 1,
            "message": { "text": plain(&other.message) },
            "physicalLocation": physical(&Spot::at(&other.location, files), style),
        })
    });
    places.collect()
}

fn physical(spot: &Spot, style: &Style) -> Value {
    json!({
        "artifactLocation": artifact(&spot.file, style),
        "region": region(&spot.place),
    })
}

fn artifact(path: &Path, style: &Style) -> Value {
    let uri = uri::of(path, style);
    if uri::is_relative(&uri) {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    } else {
        json!({ "uri": uri })
    }
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "byteOffset": place.byte_offset,
        "byteLength": place.byte_length,
    })
}

/// The edits by file, in the order of their first edit.
fn change(fix: &Fix, files: &Files, style: &Style) -> Value {
    let mut by_path: Vec<(&Path, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let path = files.path(edit.location.file);
        let replacement = json!({
            "deletedRegion": region(&edit.place()),
            "insertedContent": { "text": edit.replacement },
        });
        match by_path.iter_mut().find(|(file, _)| *file == path) {
            Some((_, replacements)) => replacements.push(replacement),
            None => by_path.push((path, vec![replacement])),
        }
    }
    let changes = by_path.into_iter().map(|(path, replacements)| {
        json!({ "artifactLocation": artifact(path, style), "replacements": replacements })
    });
    json!({
        "description": { "text": format!("{} fix", fix.applicability.as_str()) },
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::schema_errors;

    #[test]
    fn rules_are_described_in_the_words_of_their_pages() {
        let doc = RuleDoc {
            id: "x-y",
            severity: Severity::Info,
            summary: "One line.",
            detects: "This.",
            why: "That.",
            example: "```toml\noffset = 1\n```",
            fix: "Do this.",
            ignore: "Never.",
        };
        let rule = descriptor(&doc);
        let log = json!({
            "version": "2.1.0",
            "runs": [{ "tool": { "driver": { "name": "x", "rules": [rule] } } }],
        });
        assert_eq!(schema_errors(&log), Vec::<String>::new());
        assert_eq!(rule["defaultConfiguration"]["level"], "note");
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(help.starts_with("## What it detects\n\nThis.\n\n## Why it matters\n\nThat."));
        assert!(help.contains("## Example\n\n```toml\n") && help.ends_with("Never."));
    }
}
