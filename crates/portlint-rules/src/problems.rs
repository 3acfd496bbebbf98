//! From what the reading of a home noticed to findings.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::RuleDoc;
use portlint_analysis::sites::{self, Server, servers};
use portlint_fix::remedy;
use portlint_host::words;
use portlint_host::{Host, Problem, ProblemKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Reports all problems of one kind with the rule's severity.
pub(crate) fn report(
    doc: &RuleDoc,
    kind: ProblemKind,
    host: &Host,
    findings: &mut Vec<Diagnostic>,
) {
    report_as(doc, doc.severity, kind, host, findings);
}

/// Reports all problems of one kind. A file that several runtimes read is reported once.
pub(crate) fn report_as(
    doc: &RuleDoc,
    severity: Severity,
    kind: ProblemKind,
    host: &Host,
    findings: &mut Vec<Diagnostic>,
) {
    each(host, kind, |problem, path, owner| {
        findings.push(diagnostic(doc, severity, (host, problem), path, owner));
    });
}

/// As [`report`], for problems that keep a governing file from being understood: says whose ports are not known then.
pub(crate) fn report_blinding(
    doc: &RuleDoc,
    kind: ProblemKind,
    host: &Host,
    findings: &mut Vec<Diagnostic>,
) {
    each(host, kind, |problem, home, owner| {
        let mut finding = diagnostic(doc, doc.severity, (host, problem), home, owner);
        finding
            .notes
            .extend(blinded_by(host, problem, home, owner.runtime));
        findings.push(finding);
    });
}

/// As [`report`], for those problems that `wanted` accepts.
pub(crate) fn report_where(
    doc: &RuleDoc,
    kind: ProblemKind,
    host: &Host,
    findings: &mut Vec<Diagnostic>,
    wanted: impl Fn(&Problem) -> bool,
) {
    let severity = |problem: &Problem| wanted(problem).then_some(doc.severity);
    report_by(doc, kind, host, findings, severity);
}

/// As [`report`], with the severity that `severity` gives a problem; one that it gives none is left out.
pub(crate) fn report_by(
    doc: &RuleDoc,
    kind: ProblemKind,
    host: &Host,
    findings: &mut Vec<Diagnostic>,
    severity: impl Fn(&Problem) -> Option<Severity>,
) {
    each(host, kind, |problem, home, owner| {
        if let Some(severity) = severity(problem) {
            findings.push(diagnostic(doc, severity, (host, problem), home, owner));
        }
    });
}

/// Whose problem it is.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    /// The name of the home, as fingerprints have it.
    pub name: &'a str,
    /// The runtime; empty for the home as a whole.
    pub runtime: &'a str,
}

/// Calls `visit` with every problem of one kind once: the problem, the home's path, and who it belongs to. Homes that are
/// never started have none.
pub(crate) fn each(
    host: &Host,
    kind: ProblemKind,
    mut visit: impl FnMut(&Problem, &Path, Owner<'_>),
) {
    let mut seen = BTreeSet::new();
    let mut homes = host.homes.iter().collect::<Vec<_>>();
    homes.sort_by(|a, b| a.path.cmp(&b.path));
    let names = sites::home_names(host);
    let named = homes.into_iter().zip(&names);
    for (home, (_, name)) in named.filter(|(home, _)| home.active) {
        let of_home = home.problems.iter().map(|problem| (problem, ""));
        let of_runtimes = home.runtimes.iter().flat_map(|runtime| {
            let problems = runtime.problems.iter();
            problems.map(move |problem| (problem, runtime.id.as_ref()))
        });
        let all = of_home.chain(of_runtimes);
        for (problem, owner) in all.filter(|(problem, _)| problem.kind == kind) {
            // Two places may have the same words, one place said twice is one finding.
            let place = problem
                .location
                .map(|at| (host.files.path(at.file), at.span));
            let words = (problem.path.clone(), problem.message.clone());
            // Several images may copy one file.
            let home_of = place.is_none().then(|| home.path.clone());
            if seen.insert((home_of, place, words)) {
                visit(
                    problem,
                    &home.path,
                    Owner {
                        name,
                        runtime: owner,
                    },
                );
            }
        }
    }
}

/// The finding of a problem. Its identity is home, runtime, route and message, its fingerprint home, runtime, route and
/// kind.
fn diagnostic(
    doc: &RuleDoc,
    severity: Severity,
    (host, problem): (&Host, &Problem),
    home: &Path,
    owner: Owner<'_>,
) -> Diagnostic {
    let mut finding = Diagnostic::new(doc.id, severity, problem.message.clone());
    if let Some(location) = &problem.location {
        finding = finding.at(*location, "here");
        if let Some((location, message)) = &problem.related {
            finding = finding.at(*location, message.clone());
        }
    }
    finding.path = problem.path.clone().or_else(|| Some(home.to_path_buf()));
    finding.help.clone_from(&problem.help);
    finding.fix = remedy::fix(&host.files, problem);
    finding
        .identified_by([
            home.display().to_string(),
            owner.runtime.to_string(),
            problem.route.clone(),
            problem.message.clone(),
        ])
        .printed_by([format!(
            "{} {} {} {:?}",
            owner.name, owner.runtime, problem.route, problem.kind
        )])
}

/// Whose ports are not known because of a problem with a file.
fn blinded_by(host: &Host, problem: &Problem, home: &Path, owner: &str) -> Option<String> {
    let path = problem
        .location
        .map(|location| host.files.path(location.file))
        .or(problem.path.as_deref())?;
    // Of a server that does not start, it is known that it opens nothing.
    let blinded = |server: &Server<'_>| server.runtime.startup.completes();
    let governed = |server: &Server<'_>| match &server.runtime.governing {
        Some(start) => host.files.path(start.file) == path,
        None => (owner.is_empty() || server.runtime.id == owner) && names_a_governing_file(path),
    };
    let names = servers(host)
        .into_iter()
        .filter(|server| server.home.path == home && governed(server) && blinded(server))
        .map(|server| server.name)
        .collect::<Vec<_>>();
    (!names.is_empty()).then(|| {
        format!(
            "the ports of {} are not known until this is fixed; the other homes are checked",
            words::list(&names)
        )
    })
}

fn names_a_governing_file(path: &Path) -> bool {
    let governing = [
        "deployment.toml",
        "deployment.yaml",
        "carbon.xml",
        "netty-transports.yml",
    ];
    path.file_name()
        .is_some_and(|name| governing.iter().any(|g| name == *g))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, host, server};

    #[test]
    fn one_problem_seen_by_home_and_runtime_is_one() {
        let mut home = server("/a", 0).problem(ProblemKind::SyntaxError, "offset", "wrong");
        home.problems = home.runtimes[0].problems.clone();
        let mut count = 0;
        each(&host([home]), ProblemKind::SyntaxError, |_, _, _| {
            count += 1;
        });
        assert_eq!(count, 1);
    }

    #[test]
    fn two_places_with_the_same_words_are_two() {
        let home = server("/a", 0)
            .problem(ProblemKind::SyntaxError, "offset", "wrong")
            .problem(ProblemKind::SyntaxError, "[server]", "wrong");
        let mut count = 0;
        each(&host([home]), ProblemKind::SyntaxError, |_, _, _| {
            count += 1;
        });
        assert_eq!(count, 2);
    }
}
