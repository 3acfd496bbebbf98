//! What a rule is.

use crate::accepted::Accepted;
use crate::diagnostic::{Diagnostic, Severity};
use crate::view::View;
use portlint_host::Moment;

/// The documentation of a rule. The same text is the page in `docs/rules/`, the answer of `explain`, and SARIF's help.
#[derive(Debug, Clone, Copy)]
pub struct RuleDoc {
    /// Kebab-case id: what users type and scripts read.
    pub id: &'static str,
    /// Severity unless configured otherwise.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// What it detects.
    pub detects: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// An example: configuration and what is said about it.
    pub example: &'static str,
    /// How to fix it.
    pub fix: &'static str,
    /// When to ignore it.
    pub ignore: &'static str,
}

/// What rules may depend on besides the host.
#[derive(Debug, Clone)]
pub struct Options {
    /// First and last port of the ephemeral range.
    pub ephemeral: (u16, u16),
    /// Software of the well-known-port list that the user added: port and name.
    pub well_known: Vec<(u16, String)>,
    /// The present, and how many seconds before it snapshots may have been taken; `None` where age does not matter.
    pub max_age: Option<(Moment, i64)>,
    /// What the user accepted of findings about several homes: these are judged as if it were not there.
    pub accepted: Accepted,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            ephemeral: (32768, 60999),
            well_known: Vec::new(),
            max_age: None,
            accepted: Accepted::default(),
        }
    }
}

/// Reads a host and adds what it finds.
pub type Check = fn(&View<'_>, &Options, &mut Vec<Diagnostic>);

/// A rule: reads a host, says what it finds. Rules are independent of each other and of any order.
pub struct Rule {
    /// Its documentation.
    pub doc: RuleDoc,
    /// Its check; `None` for rules about the linter's own configuration, which only the binary knows.
    pub check: Option<Check>,
}
