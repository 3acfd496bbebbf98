//! Findings as editors show them: each once, at its primary place, with the further places beside it; and at each further
//! place in an open file a hint that points back.

use crate::abilities::Abilities;
use crate::buffers::Buffers;
use crate::positions::{Encoding, range, touch};
use crate::run::Seen;
use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Position, Range, TextDocumentPositionParams, Uri,
};
use portlint_host::Host;
use portlint_report::file_uri;
use portlint_report::shown::{Shown, Terminal};
use portlint_rules::pages::rule_page;
use portlint_rules::{Annotation, Severity};
use std::collections::BTreeMap;
use std::path::Path;

/// What the editor shows as the origin.
pub(crate) const SOURCE: &str = "wso2-portlint";

/// Rules about settings that nothing reads: editors show such text faded.
const WITHOUT_EFFECT: [&str; 3] = [
    "setting-without-effect",
    "misplaced-setting",
    "generated-file-edited",
];

/// Places as the editor knows them.
pub(crate) struct Places<'a> {
    /// The host that the places belong to.
    pub host: &'a Host,
    /// The open documents, which keep their editor's URI.
    pub buffers: &'a Buffers,
    /// The unit of columns.
    pub encoding: Encoding,
    /// What the editor can do.
    pub abilities: Abilities,
}

impl Places<'_> {
    /// The URI of a path: as the editor wrote it where it is open.
    pub(crate) fn uri(&self, path: &Path) -> Uri {
        let file = self.host.files.of_path(path);
        let canonical = file.map_or(path, |file| &file.canonical);
        let open = self.buffers.of_file(path, canonical);
        Uri(open.map_or_else(|| file_uri(path), |(uri, _)| uri.to_string()))
    }

    /// A place of the host.
    pub(crate) fn location(&self, location: &portlint_host::Location) -> Location {
        Location {
            uri: self.uri(self.host.files.path(location.file)),
            range: range(&self.host.files, location, self.encoding),
        }
    }

    /// True when the file is open in the editor.
    fn is_open(&self, uri: &Uri) -> bool {
        self.buffers.get(&uri.0).is_some()
    }

    /// True when a place is at the position that an editor asks about.
    pub(crate) fn covers(
        &self,
        location: &portlint_host::Location,
        at: &TextDocumentPositionParams,
    ) -> bool {
        let here = Range {
            start: at.position,
            end: at.position,
        };
        self.is_in(location, &at.text_document.uri.0)
            && touch(&range(&self.host.files, location, self.encoding), &here)
    }

    /// True when a place is in an open document: that may have been read by more than one name.
    pub(crate) fn is_in(&self, location: &portlint_host::Location, uri: &str) -> bool {
        self.uri(self.host.files.path(location.file)).0 == uri
    }
}

/// A text of any origin, as one that an editor may show.
pub(crate) fn shown(text: &str) -> String {
    Shown::<Terminal>::text(text).as_str().to_string()
}

/// All that is shown, by the URI of the file.
pub(crate) fn of(seen: &Seen, places: &Places<'_>) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut all: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for finding in &seen.findings {
        let Some((uri, diagnostic)) = primary(finding, places) else {
            continue;
        };
        let back = Location {
            uri: Uri(uri.clone()),
            range: diagnostic.range,
        };
        for annotation in finding.annotations.iter().filter(|other| !other.primary) {
            let place = places.location(&annotation.location);
            if places.is_open(&place.uri) && place != back {
                let hint = hint(finding, annotation, place.range, &back);
                all.entry(place.uri.0).or_default().push(hint);
            }
        }
        all.entry(uri).or_default().push(diagnostic);
    }
    all
}

/// A finding at its primary place; `None` for one about a directory, which no editor can show.
fn primary(
    finding: &portlint_rules::Diagnostic,
    places: &Places<'_>,
) -> Option<(String, Diagnostic)> {
    let place = match finding.primary() {
        Some(annotation) => places.location(&annotation.location),
        None => start_of(finding.path.as_deref()?, places)?,
    };
    let related = finding.annotations.iter().filter(|other| !other.primary);
    let related = related
        .map(|annotation| DiagnosticRelatedInformation {
            location: places.location(&annotation.location),
            message: shown(&annotation.message),
        })
        .collect::<Vec<_>>();
    let diagnostic = Diagnostic {
        severity: Some(severity(finding.severity)),
        message: message(finding).into(),
        tags: WITHOUT_EFFECT
            .contains(&finding.rule)
            .then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        data: Some(serde_json::json!({ "fingerprint": finding.fingerprint() })),
        ..base(finding.rule, place.range)
    };
    Some((place.uri.0, diagnostic))
}

/// The first line of a file, or of the file that governs the first server of a home.
fn start_of(path: &Path, places: &Places<'_>) -> Option<Location> {
    let home = places.host.homes.iter().find(|home| home.path == path);
    if let Some(home) = home {
        let governing = home.runtimes.iter().find_map(|runtime| runtime.governing)?;
        return Some(places.location(&governing));
    }
    let is_file = places.host.files.of_path(path).is_some()
        || places.buffers.of_file(path, path).is_some()
        || path.extension().is_some();
    is_file.then(|| Location {
        uri: places.uri(path),
        range: Range::default(),
    })
}

fn base(rule: &'static str, range: Range) -> Diagnostic {
    Diagnostic {
        range: not_empty(range),
        code: Some(Code::String(rule.to_string())),
        code_description: Some(CodeDescription {
            href: Uri(rule_page(rule)),
        }),
        source: Some(SOURCE.to_string()),
        ..Diagnostic::default()
    }
}

/// Editors draw nothing at an empty range.
fn not_empty(range: Range) -> Range {
    let end = if range.start == range.end {
        Position {
            character: range.end.character.saturating_add(1),
            ..range.end
        }
    } else {
        range.end
    };
    Range { end, ..range }
}

fn hint(
    finding: &portlint_rules::Diagnostic,
    annotation: &Annotation,
    range: Range,
    back: &Location,
) -> Diagnostic {
    let message = format!(
        "{} ({})",
        shown(&annotation.message),
        shown(&finding.message)
    );
    Diagnostic {
        severity: Some(DiagnosticSeverity::Hint),
        message: message.into(),
        related_information: Some(vec![DiagnosticRelatedInformation {
            location: back.clone(),
            message: shown(&finding.message),
        }]),
        ..base(finding.rule, range)
    }
}

/// The sentence, what is to be seen at the place, and the way out.
fn message(finding: &portlint_rules::Diagnostic) -> String {
    let mut lines = vec![shown(&finding.message)];
    if let Some(primary) = finding.primary().filter(|place| !place.message.is_empty()) {
        lines.push(shown(&primary.message));
    }
    lines.extend(finding.notes.iter().map(|note| shown(note)));
    lines.extend(
        finding
            .help
            .iter()
            .map(|help| format!("help: {}", shown(help))),
    );
    lines.join("\n")
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}
