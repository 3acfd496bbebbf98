//! How often each rule found something: its name and a number, a line each.

use super::CheckReport;
use crate::Style;
use crate::shown;
use crate::shown::{Terminal, Writer};
use std::collections::BTreeMap;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    _: &Style,
    out: &mut Writer<'_, Terminal>,
) -> io::Result<()> {
    let mut counts = BTreeMap::<_, usize>::new();
    for finding in report.findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    for (rule, count) in counts {
        out.line(shown!("{} {}", rule, count))?;
    }
    Ok(())
}
