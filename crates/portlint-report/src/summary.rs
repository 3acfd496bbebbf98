//! What was looked at and what was found, in numbers.

use crate::text::count;
use portlint_host::{Host, Problem, ProblemKind, State};
use portlint_rules::{Diagnostic, Severity};

/// What was looked at, what was found, and what stayed unknown, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Homes.
    pub homes: usize,
    /// Runtimes of all homes.
    pub runtimes: usize,
    /// Listeners that are open or may be.
    pub listeners: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that the user silenced.
    pub suppressed: usize,
    /// Findings that the baseline already holds.
    pub baselined: usize,
    /// Homes whose product is not known.
    pub unknown_products: usize,
    /// Values that only an environment or a template tells.
    pub unresolved_values: usize,
    /// Listeners that may be open at a port that is not known; random ports are not counted.
    pub unknown_ports: usize,
}

impl Summary {
    /// The numbers of a host and its findings; `suppressed` and `baselined` are not among `findings`.
    pub fn of(
        host: &Host,
        findings: &[Diagnostic],
        suppressed: usize,
        baselined: usize,
    ) -> Summary {
        let severity = |wanted| findings.iter().filter(|f| f.severity == wanted).count();
        let runtimes = || host.homes.iter().flat_map(|home| &home.runtimes);
        let listeners = || {
            runtimes()
                .flat_map(|r| &r.listeners)
                .filter(|l| l.state != State::Closed)
        };
        let unresolved = |problem: &&Problem| problem.kind == ProblemKind::UnresolvedPlaceholder;
        Summary {
            homes: host.homes.len(),
            runtimes: runtimes().count(),
            listeners: listeners().count(),
            errors: severity(Severity::Error),
            warnings: severity(Severity::Warning),
            infos: severity(Severity::Info),
            suppressed,
            baselined,
            unknown_products: host
                .homes
                .iter()
                .filter(|home| home.product.is_none())
                .count(),
            unresolved_values: host
                .homes
                .iter()
                .flat_map(|home| &home.problems)
                .filter(unresolved)
                .count()
                + runtimes()
                    .flat_map(|r| &r.problems)
                    .filter(unresolved)
                    .count(),
            unknown_ports: listeners().filter(|l| l.is_unknown()).count(),
        }
    }

    /// The one line that ends every report for people: it has all counts, always.
    pub(crate) fn line(&self) -> String {
        let opening = match (self.errors + self.warnings + self.infos, self.unknown()) {
            (0, 0) => "No problems found. ",
            (0, _) => "No problems found in what is known. ",
            _ => "",
        };
        format!(
            "{opening}Checked {}, {}, {}: {}, {}, {}; {} suppressed, {} baselined; not known: {}, {}, {}",
            count(self.homes, "home"),
            count(self.runtimes, "runtime"),
            count(self.listeners, "listener"),
            count(self.errors, "error"),
            count(self.warnings, "warning"),
            count(self.infos, "info"),
            self.suppressed,
            self.baselined,
            count(self.unknown_products, "product"),
            count(self.unresolved_values, "value"),
            count(self.unknown_ports, "port"),
        )
    }

    fn unknown(&self) -> usize {
        self.unknown_products + self.unresolved_values + self.unknown_ports
    }
}
