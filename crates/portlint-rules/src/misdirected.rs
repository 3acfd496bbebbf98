//! Findings about references that do not reach whom they mean: one for all of a file that name one address.

use crate::diagnostic::{Annotation, Diagnostic};
use crate::references;
use crate::rule::RuleDoc;
use crate::view::View;
use portlint_analysis::meaning::{self, Judgement};
use portlint_analysis::sites::Server;
use portlint_analysis::{Opener, cluster};
use portlint_fix::{Applicability, Fix};
use portlint_host::words;
use portlint_host::{Files, Reference};
use std::collections::{BTreeMap, BTreeSet};

/// Most services, and most further places, of one finding.
const SHOWN: usize = 3;

/// References of one file to one address that have one fault.
pub(crate) struct Misdirected<'a> {
    /// The references; never empty.
    pub references: Vec<&'a Reference>,
    /// Who has the port and cannot be meant; `None` where nobody has it.
    pub reached: Option<Opener<'a>>,
    /// Where those are who can be meant; never empty.
    pub moved: Vec<Opener<'a>>,
    /// True when they are closed, and not elsewhere.
    pub are_closed: bool,
}

/// The references of a server that do not reach whom they mean, in the order of files and addresses. Members of
/// clusters are the business of another rule.
pub(crate) fn find<'a>(view: &View<'a>, server: &Server<'a>) -> Vec<Misdirected<'a>> {
    let mut found = BTreeMap::<_, Misdirected<'a>>::new();
    for reference in &server.runtime.references {
        let Some(location) = reference
            .location
            .filter(|_| !cluster::is_member(reference))
        else {
            continue;
        };
        let (reached, moved, are_closed) = match view.meanings().judge(server, reference) {
            Judgement::Fine => continue,
            Judgement::Stale(moved) => (None, moved, false),
            Judgement::Closed(closed) => (None, closed, true),
            Judgement::Wrong { reached, moved } => (Some(reached), moved, false),
        };
        let who = |(server, listener): &Opener<'a>| (server.name.clone(), listener.id.clone());
        let key = (
            view.host.files.path(location.file),
            references::written(reference),
            reference.role as u8,
            moved.iter().map(who).collect::<Vec<_>>(),
        );
        let same = found.entry(key).or_insert_with(|| Misdirected {
            references: Vec::new(),
            reached,
            moved,
            are_closed,
        });
        same.references.push(reference);
    }
    found.into_values().collect()
}

/// `wso2am-4.2.0 names https://localhost:9443 2 times`.
pub(crate) fn names(server: &Server<'_>, references: &[&Reference]) -> String {
    let address = references.first().map(|first| references::written(first));
    let times = match references.len() {
        0 | 1 => String::new(),
        all => format!(" {all} times"),
    };
    format!(
        "{} names {}{times}",
        server.name,
        address.unwrap_or_default()
    )
}

/// `servlet-https of wso2am-4.2.0 is at 9443 + 1 = 9444`, the first few.
pub(crate) fn services(moved: &[Opener<'_>]) -> String {
    let services = moved.iter().take(SHOWN).map(|(other, listener)| {
        let sum = words::sum(listener);
        format!("{} of {} is at {sum}", listener.id, other.name)
    });
    words::first_of(&services.collect::<Vec<_>>(), moved.len())
}

/// `binary-receiver of tm1:wso2am-4.4.0 is closed`, the first few.
pub(crate) fn closed_services(closed: &[Opener<'_>]) -> String {
    let services = closed.iter().take(SHOWN);
    let services = services.map(|(other, l)| format!("{} of {} is closed", l.id, other.name));
    words::first_of(&services.collect::<Vec<_>>(), closed.len())
}

/// Adds why listeners are closed, once each.
pub(crate) fn reasons(mut finding: Diagnostic, closed: &[Opener<'_>]) -> Diagnostic {
    let reasons = closed.iter().filter_map(|(_, l)| l.condition.as_ref());
    let reasons = reasons.collect::<BTreeSet<_>>();
    for reason in reasons.into_iter().take(SHOWN) {
        finding = finding.note(reason.to_string());
    }
    finding
}

/// The finding, at the first reference; the others are further places.
pub(crate) fn finding(
    doc: &RuleDoc,
    server: &Server<'_>,
    references: &[&Reference],
    message: String,
) -> Diagnostic {
    let Some((first, others)) = references.split_first() else {
        return Diagnostic::new(doc.id, doc.severity, message);
    };
    let mut finding = references::finding(doc, server, first, message);
    for other in others {
        finding.identity.add(&other.route);
        finding.print.add(&other.route);
    }
    for other in others.iter().take(SHOWN) {
        finding
            .annotations
            .extend(other.location.map(|location| Annotation {
                location,
                message: other.description.to_string(),
                primary: false,
            }));
    }
    finding
}

/// Adds the places that moved the services: an offset, or a changed base.
pub(crate) fn movers(mut finding: Diagnostic, moved: &[Opener<'_>]) -> Diagnostic {
    for (other, listener) in moved.iter().take(SHOWN) {
        let offset = (other.runtime.offset.location).filter(|_| listener.offset != 0);
        if let Some(place) = offset {
            let value = other.runtime.offset.value.unwrap_or_default();
            finding = finding.at(place, format!("port offset {value} of {}", other.name));
        } else if let Some(place) = listener.location {
            finding = finding.at(place, format!("{} of {}", listener.id, other.name));
        }
    }
    finding
}

/// Adds how to correct the references, where all services are at one port; by a fix where one listener can be meant.
pub(crate) fn corrected(
    mut finding: Diagnostic,
    files: &Files,
    references: &[&Reference],
    moved: &[Opener<'_>],
) -> Diagnostic {
    let is_sure = moved.len() == 1 && references.iter().all(|r| meaning::means_this_host(r));
    let ports = moved.iter().filter_map(|(_, listener)| listener.port);
    let ports = ports.collect::<BTreeSet<_>>();
    let [port] = ports.iter().copied().collect::<Vec<_>>()[..] else {
        return finding.help("write the port of the one that is meant");
    };
    let fixes = references
        .iter()
        .map(|reference| references::new_port(files, reference, port));
    // All or none: half a fix would leave the file with two answers.
    finding.fix = fixes.collect::<Option<Vec<_>>>().map(|fixes| Fix {
        // A host name may be that of a proxy, which has ports of its own.
        applicability: if is_sure {
            Applicability::Safe
        } else {
            Applicability::Unsafe
        },
        edits: fixes.into_iter().flat_map(|fix| fix.edits).collect(),
        follows: true,
    });
    finding.help(format!("write port {port}"))
}
