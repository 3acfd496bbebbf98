//! What became of the findings that a run set out to repair.

use super::concise::first_place;
use crate::Style;
use crate::text::{count, inline};
use portlint_host::Files;
use portlint_rules::Diagnostic;

/// What a run repaired, or, when nothing was written, would repair.
#[derive(Debug, Clone, Copy)]
pub struct RepairReport<'a> {
    /// True when files were written; false, too, when there was nothing to write.
    pub written: bool,
    /// The findings that are no more, each as it was with the fix that ended it.
    pub fixed: &'a [Diagnostic],
    /// Findings whose fix was not made, and why.
    pub refused: &'a [(Diagnostic, String)],
    /// The files that they point at.
    pub files: &'a Files,
    /// How many findings have a fix that was not asked for.
    pub withheld: usize,
}

impl RepairReport<'_> {
    /// `fixed a.toml:3:1: misplaced-setting: nothing reads offset here`: one line for each finding.
    pub(crate) fn lines(&self, style: &Style) -> Vec<String> {
        let named = |finding: &Diagnostic| {
            let (place, message) = (first_place(finding, self.files, style), &finding.message);
            inline(&format!("{place}: {}: {message}", finding.rule))
        };
        let verb = if self.written { "fixed" } else { "would fix" };
        let fixed = self.fixed.iter();
        let fixed = fixed.map(|finding| format!("{verb} {}", named(finding)));
        let refused = self.refused.iter();
        let refused =
            refused.map(|(finding, why)| format!("not fixed {}; {}", named(finding), inline(why)));
        fixed.chain(refused).collect()
    }

    /// The same in numbers.
    pub(crate) fn sum(&self) -> String {
        let verb = if self.written || self.fixed.is_empty() {
            "Fixed"
        } else {
            "Would fix"
        };
        let withheld = match self.withheld {
            0 => String::new(),
            some => format!("; {some} more with --unsafe-fixes"),
        };
        let fixed = count(self.fixed.len(), "finding");
        format!("{verb} {fixed}{withheld}")
    }
}
