//! What was looked at and what was found, in numbers.

use crate::text::count;
use portlint_fix::Applicability;
use portlint_host::{Host, Problem, ProblemKind, Runtime, State};
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
    /// Values that only an environment or a template tells, and what is not known of files of proxies.
    pub unresolved_values: usize,
    /// Listeners that may be open at a port that is not known; random ports are not counted.
    pub unknown_ports: usize,
    /// Networks of containers of which it is not known what else opens ports there, or with which settings.
    pub unknown_containers: usize,
    /// Paths that were passed over while homes were searched.
    pub not_looked_at: usize,
    /// Findings that `--fix` repairs.
    pub fixable: usize,
    /// Whether servers are in conflict, so that `plan` has something to say.
    pub collides: bool,
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
        let listeners = |runtime: &Runtime| {
            let listeners = runtime.listeners.iter();
            listeners.filter(|l| l.state != State::Closed).count()
        };
        // Of what is never started nothing needs to be known.
        let started = || host.homes.iter().filter(|home| home.active);
        let started_runtimes = || started().flat_map(|home| &home.runtimes);
        let unresolved = |problem: &&Problem| problem.kind == ProblemKind::UnresolvedPlaceholder;
        Summary {
            homes: host.homes.len(),
            runtimes: runtimes().count(),
            listeners: runtimes().map(listeners).sum(),
            errors: severity(Severity::Error),
            warnings: severity(Severity::Warning),
            infos: severity(Severity::Info),
            suppressed,
            baselined,
            unknown_products: started().filter(|home| home.product.is_none()).count(),
            unresolved_values: started()
                .flat_map(|home| &home.problems)
                .filter(unresolved)
                .count()
                + started_runtimes()
                    .flat_map(|r| &r.problems)
                    .filter(unresolved)
                    .count()
                + host
                    .proxies
                    .iter()
                    .filter(|proxy| proxy.stand_in.active)
                    .map(|proxy| proxy.unread.len())
                    .sum::<usize>(),
            unknown_ports: started_runtimes()
                .flat_map(|r| &r.listeners)
                .filter(|l| l.is_unknown())
                .count(),
            unknown_containers: portlint_rules::uncertain_containers(host).len(),
            not_looked_at: host.not_looked_at.len(),
            fixable: findings.iter().filter(|f| is_safely_fixable(f)).count(),
            collides: findings.iter().any(|f| f.rule == "port-collision"),
        }
    }

    /// The two lines that end every report for people: what was looked at, and what came of it.
    pub(crate) fn lines(&self) -> [String; 2] {
        [self.looked_at(), self.outcome()]
    }

    fn looked_at(&self) -> String {
        let mut line = format!(
            "Checked {}, {}, {}",
            count(self.homes, "home"),
            count(self.runtimes, "runtime"),
            count(self.listeners, "listener"),
        );
        let unknown = listed([
            (self.unknown_products, "product"),
            (self.unresolved_values, "value"),
            (self.unknown_ports, "port"),
            (self.unknown_containers, "container"),
        ]);
        if !unknown.is_empty() {
            line.push_str(&format!("; not known: {unknown}"));
        }
        if self.not_looked_at > 0 {
            line.push_str(&format!(
                "; not looked at: {}",
                count(self.not_looked_at, "path")
            ));
        }
        if self.suppressed + self.baselined > 0 {
            line.push_str(&format!(
                "; {} suppressed, {} baselined",
                self.suppressed, self.baselined
            ));
        }
        line
    }

    fn outcome(&self) -> String {
        let found = listed([
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.infos, "info"),
        ]);
        if found.is_empty() {
            return if self.unknown() == 0 {
                "No problems found."
            } else {
                "No problems found in what is known."
            }
            .to_string();
        }
        let plan = self
            .collides
            .then(|| "`plan` shows how to end the conflicts".to_string());
        let fix = (self.fixable > 0)
            .then(|| format!("`--fix` repairs {}", count(self.fixable, "finding")));
        let next = [plan, fix].into_iter().flatten().collect::<Vec<_>>();
        let next = if next.is_empty() {
            String::new()
        } else {
            format!(" {}.", next.join("; "))
        };
        format!("Found {found}.{next}")
    }

    fn unknown(&self) -> usize {
        self.unknown_products
            + self.unresolved_values
            + self.unknown_ports
            + self.unknown_containers
            + self.not_looked_at
    }
}

fn is_safely_fixable(finding: &Diagnostic) -> bool {
    let fix = finding.fix.as_ref();
    fix.is_some_and(|fix| fix.applicability == Applicability::Safe)
}

/// `2 errors, 1 info`: those that are not zero.
fn listed<const N: usize>(numbers: [(usize, &str); N]) -> String {
    let numbers = numbers.iter().filter(|(number, _)| *number > 0);
    let numbers = numbers.map(|(number, of)| count(*number, of));
    numbers.collect::<Vec<_>>().join(", ")
}
