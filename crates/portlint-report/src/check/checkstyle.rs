//! For build servers: violations by file, as Checkstyle writes them.

use super::CheckReport;
use super::spot::{Spot, other_sides, said_at_other_side};
use crate::Style;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use portlint_host::Files;
use portlint_rules::Diagnostic;
use portlint_syntax::Place;
use std::borrow::Cow;
use std::io;

pub(super) fn render(
    report: &CheckReport<'_>,
    style: &Style,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    let files = &report.host.files;
    out.line(Shown::own(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">",
    ))?;
    let mut violations: Vec<Violation<'_>> = report
        .findings
        .iter()
        .flat_map(|finding| Violation::of_sides(finding, files, style))
        .collect();
    violations.sort_by(|a, b| a.path.cmp(&b.path));
    for of_file in violations.chunk_by(|a, b| a.path == b.path) {
        let path = of_file.first().map(|violation| violation.path.as_str());
        out.line(shown!("  <file name=\"{}\">", path.unwrap_or_default()))?;
        of_file
            .iter()
            .try_for_each(|violation| violation.write(out))?;
        out.line(Shown::own("  </file>"))?;
    }
    out.line(Shown::own("</checkstyle>"))
}

/// What is said at one line.
struct Violation<'a> {
    path: String,
    place: Place,
    severity: &'static str,
    message: Cow<'a, str>,
    rule: &'static str,
}

impl<'a> Violation<'a> {
    /// The finding where it stands, and an info in each further file.
    fn of_sides(finding: &'a Diagnostic, files: &Files, style: &Style) -> Vec<Violation<'a>> {
        let at = |spot: Spot, severity, message| Violation {
            path: spot.path(style),
            place: spot.place,
            severity,
            message,
            rule: finding.rule,
        };
        let message = Cow::Borrowed(finding.message.as_str());
        let first = at(Spot::of(finding, files), finding.severity.as_str(), message);
        let sides = other_sides(finding).into_iter().map(|side| {
            let words = said_at_other_side(finding, side, files, style);
            at(Spot::at(&side.location, files), "info", Cow::Owned(words))
        });
        std::iter::once(first).chain(sides).collect()
    }

    fn write(&self, out: &mut Writer<'_, Markup>) -> io::Result<()> {
        out.line(shown!(
            "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"wso2-portlint.{}\"/>",
            self.place.line,
            self.place.column,
            self.severity,
            self.message,
            self.rule
        ))
    }
}
