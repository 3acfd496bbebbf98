//! The JSON of `check`: the contract for scripts. The types here mirror it field by field.

use super::{CheckReport, RepairReport};
use crate::not_looked_at::NotLookedAtJson;
use crate::shown::{Json, Writer};
use crate::{Style, Summary};
use portlint_analysis::PortClaim;
use portlint_fix::Fix;
use portlint_host::{Files, Location};
use portlint_rules::{Annotation, Diagnostic};
use serde::Serialize;
use std::io;
use std::path::Path;

/// Raised when a field is renamed or removed; new fields do not raise it.
pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: u32,
    /// The configuration file in effect.
    configuration: Option<&'a str>,
    summary: SummaryJson,
    diagnostics: Vec<DiagnosticJson<'a>>,
    not_looked_at: Vec<NotLookedAtJson>,
    /// Null unless the run was to repair.
    repair: Option<RepairJson<'a>>,
}

#[derive(Serialize)]
struct RepairJson<'a> {
    written: bool,
    fixed: Vec<DiagnosticJson<'a>>,
    refused: Vec<RefusedJson<'a>>,
    /// Fixes that are made with `--unsafe-fixes` only.
    withheld: usize,
}

#[derive(Serialize)]
pub(super) struct RefusedJson<'a> {
    reason: &'a str,
    diagnostic: DiagnosticJson<'a>,
}

#[derive(Serialize)]
pub(super) struct SummaryJson {
    homes: usize,
    runtimes: usize,
    listeners: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    baselined: usize,
    unknown_products: usize,
    unknown_values: usize,
    unknown_ports: usize,
    unknown_containers: usize,
    not_looked_at: usize,
}

#[derive(Serialize)]
pub(super) struct DiagnosticJson<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    fingerprint: String,
    ports: Vec<PortJson<'a>>,
    annotations: Vec<AnnotationJson<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
    fix: Option<FixJson<'a>>,
    /// What a finding without a place is about.
    path: Option<String>,
}

#[derive(Serialize)]
struct PortJson<'a> {
    protocol: &'a str,
    port: i64,
    owners: Vec<OwnerJson<'a>>,
}

#[derive(Serialize)]
struct OwnerJson<'a> {
    home: String,
    runtime: &'a str,
    listener: &'a str,
    base: Option<i64>,
    offset: i64,
    location: Option<LocationJson>,
}

#[derive(Serialize)]
struct AnnotationJson<'a> {
    primary: bool,
    message: &'a str,
    location: LocationJson,
}

#[derive(Serialize)]
struct LocationJson {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u64,
    byte_length: u64,
}

#[derive(Serialize)]
struct FixJson<'a> {
    applicability: &'a str,
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    file: String,
    byte_offset: u64,
    byte_length: u64,
    replacement: &'a str,
}

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Json>,
) -> io::Result<()> {
    let files = &report.host.files;
    let report = ReportJson {
        schema: SCHEMA,
        configuration: report.host.configuration.as_deref(),
        summary: SummaryJson::of(&report.summary),
        diagnostics: report
            .findings
            .iter()
            .map(|finding| DiagnosticJson::of(finding, files, style))
            .collect(),
        not_looked_at: NotLookedAtJson::all(report.host, style),
        repair: report.repair.map(|repair| RepairJson::of(&repair, style)),
    };
    out.document(&report)
}

impl<'a> RepairJson<'a> {
    fn of(repair: &RepairReport<'a>, style: &Style) -> RepairJson<'a> {
        let fixed = repair.fixed.iter();
        RepairJson {
            written: repair.written,
            fixed: fixed
                .map(|f| DiagnosticJson::of(f, repair.files, style))
                .collect(),
            refused: RefusedJson::all(repair, style),
            withheld: repair.withheld,
        }
    }
}

impl<'a> RefusedJson<'a> {
    pub(super) fn all(repair: &RepairReport<'a>, style: &Style) -> Vec<RefusedJson<'a>> {
        let refused = repair.refused.iter().map(|(finding, reason)| RefusedJson {
            reason,
            diagnostic: DiagnosticJson::of(finding, repair.files, style),
        });
        refused.collect()
    }
}

impl SummaryJson {
    pub(super) fn of(summary: &Summary) -> SummaryJson {
        SummaryJson {
            homes: summary.homes,
            runtimes: summary.runtimes,
            listeners: summary.listeners,
            errors: summary.errors,
            warnings: summary.warnings,
            infos: summary.infos,
            suppressed: summary.suppressed,
            baselined: summary.baselined,
            unknown_products: summary.unknown_products,
            unknown_values: summary.unresolved_values,
            unknown_ports: summary.unknown_ports,
            unknown_containers: summary.unknown_containers,
            not_looked_at: summary.not_looked_at,
        }
    }
}

impl<'a> DiagnosticJson<'a> {
    pub(super) fn of(finding: &'a Diagnostic, files: &Files, style: &Style) -> DiagnosticJson<'a> {
        DiagnosticJson {
            rule: finding.rule,
            severity: finding.severity.as_str(),
            message: &finding.message,
            fingerprint: finding.fingerprint(),
            ports: finding
                .ports
                .iter()
                .map(|claim| PortJson::of(claim, files, style))
                .collect(),
            annotations: finding
                .annotations
                .iter()
                .map(|a| AnnotationJson::of(a, files, style))
                .collect(),
            notes: &finding.notes,
            help: finding.help.as_deref(),
            fix: finding
                .fix
                .as_ref()
                .map(|fix| FixJson::of(fix, files, style)),
            path: finding.path.as_deref().map(|path| style.path(path)),
        }
    }
}

impl<'a> PortJson<'a> {
    fn of(claim: &'a PortClaim, files: &Files, style: &Style) -> PortJson<'a> {
        let owners = claim.owners.iter().map(|owner| OwnerJson {
            home: style.path(Path::new(owner.home.as_ref())),
            runtime: &owner.runtime,
            listener: &owner.listener,
            base: owner.base,
            offset: owner.offset,
            location: owner
                .location
                .as_ref()
                .map(|location| LocationJson::of(location, files, style)),
        });
        PortJson {
            protocol: claim.protocol.as_str(),
            port: claim.port,
            owners: owners.collect(),
        }
    }
}

impl<'a> AnnotationJson<'a> {
    fn of(annotation: &'a Annotation, files: &Files, style: &Style) -> AnnotationJson<'a> {
        AnnotationJson {
            primary: annotation.primary,
            message: &annotation.message,
            location: LocationJson::of(&annotation.location, files, style),
        }
    }
}

impl LocationJson {
    fn of(location: &Location, files: &Files, style: &Style) -> LocationJson {
        let place = location.place;
        LocationJson {
            file: style.path(files.path(location.file)),
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            byte_offset: place.byte_offset,
            byte_length: place.byte_length,
        }
    }
}

impl<'a> FixJson<'a> {
    fn of(fix: &'a Fix, files: &Files, style: &Style) -> FixJson<'a> {
        let edits = fix.edits.iter().map(|edit| {
            let place = edit.place();
            EditJson {
                file: style.path(files.path(edit.location.file)),
                byte_offset: place.byte_offset,
                byte_length: place.byte_length,
                replacement: &edit.replacement,
            }
        });
        FixJson {
            applicability: fix.applicability.as_str(),
            edits: edits.collect(),
        }
    }
}
