//! For the textfile collector of Prometheus: how many findings of each rule, and when the check ran.

use super::CheckReport;
use crate::shown;
use crate::shown::{Shown, Terminal, Writer};
use crate::style::Style;
use std::collections::BTreeMap;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let mut findings = BTreeMap::new();
    for finding in report.findings {
        *findings
            .entry((finding.rule, finding.severity.as_str()))
            .or_insert(0_usize) += 1;
    }
    head(
        "findings",
        "Findings of the last check, by rule and severity.",
        out,
    )?;
    for ((rule, severity), number) in findings {
        out.line(shown!(
            "wso2_portlint_findings{}rule=\"{}\",severity=\"{}\"{} {}",
            Shown::own("{"),
            rule,
            severity,
            Shown::own("}"),
            number
        ))?;
    }
    let summary = &report.summary;
    head("homes", "Homes that were looked at.", out)?;
    out.line(shown!("wso2_portlint_homes {}", summary.homes))?;
    head(
        "unknown_ports",
        "Listeners that may be open at a port that is not known.",
        out,
    )?;
    out.line(shown!(
        "wso2_portlint_unknown_ports {}",
        summary.unknown_ports
    ))?;
    let when = "last_run_timestamp_seconds";
    head(when, "When the last check ran, in seconds after 1970.", out)?;
    out.line(shown!(
        "wso2_portlint_last_run_timestamp_seconds {}",
        style.second
    ))
}

fn head(
    metric: &'static str,
    help: &'static str,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    out.line(shown!("# HELP wso2_portlint_{} {}", metric, help))?;
    out.line(shown!("# TYPE wso2_portlint_{} gauge", metric))
}
