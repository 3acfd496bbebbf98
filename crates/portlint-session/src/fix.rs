//! Applies the fixes of findings. Everything is tried out on top of the files first: what spoils a file, does not end its
//! finding or brings a finding that was not there is refused, and the other fixes go on without it. After each batch the
//! host is read anew, so that no fix is made for a state that is past.

mod batch;

use crate::write::Change;
use batch::Batch;
use portlint_analysis::{Owner, PortClaim};
use portlint_files::Overlay;
use portlint_fix::{Applicability, Fix};
use portlint_host::Files;
use portlint_rules::{Diagnostic, Identity};
use portlint_syntax::Format;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is told once a server has another offset, and is no harm of the fix that sets it: what the offset does not move
/// stays where it was, and who named the old ports has to follow.
const TOLD_OF_ANY_OFFSET: [&str; 4] = [
    "offset-not-honoured",
    "stale-reference",
    "wrong-server",
    "gateway-url-not-offset",
];

/// Findings, and the files that they point at.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The findings, in order.
    pub all: Vec<Diagnostic>,
    /// The files of the host that they were found in.
    pub files: Files,
}

/// What was repaired, and what was not.
#[derive(Debug, Default)]
pub struct Repair {
    /// The files, by true name, with the content that they had and the one that they get.
    pub changes: BTreeMap<PathBuf, Change>,
    /// The findings that the changes end, in order.
    pub fixed: Vec<Diagnostic>,
    /// Findings whose fix is not made, and why.
    pub refused: Vec<(Diagnostic, String)>,
    /// The files that the findings point at, as they were when the findings were made.
    pub files: Files,
    /// How many findings have a fix that was not permitted.
    pub withheld: usize,
}

/// Repairs findings until none is left that can be. `check` gives the findings in another state of the files.
pub fn repair(
    findings: Findings,
    files: &Overlay<'_>,
    permitted: &[Applicability],
    check: &dyn Fn(&Overlay<'_>) -> Findings,
) -> Repair {
    let mut repair = Repair::default();
    let mut known = identities(&findings.all);
    let mut refused = BTreeSet::new();
    let mut files = files.clone();
    let mut current = findings;
    // After a batch that failed as a whole, the fixes have to show one by one which of them it was.
    let mut size = usize::MAX;
    loop {
        let wanted = |finding: &&Diagnostic| {
            is_permitted(finding, permitted) && !refused.contains(&finding.identity)
        };
        let batch = Batch::of(next(&current.all, wanted), &current.files, &files, size);
        for (finding, why) in batch.refused {
            refused.insert(finding.identity);
            repair.refuse(finding, why, &current.files);
        }
        if batch.fixed.is_empty() {
            break;
        }
        let trial = try_out(&batch.changes, &files).and_then(|trial| {
            let findings = check(&trial);
            let ended = batch.fixed.iter().chain(&repair.fixed);
            let ended = ended.collect::<Vec<_>>();
            verdict(&ended, &findings.all, &known, permitted).map(|()| (trial, findings))
        });
        match trial {
            Ok((trial, findings)) => {
                for finding in batch.fixed {
                    let finding = repair.keep(finding, &current.files);
                    repair.fixed.push(finding);
                }
                files = trial;
                current = findings;
                known.extend(identities(&current.all));
                for (path, change) in batch.changes {
                    let new = change.new.clone();
                    repair.changes.entry(path).or_insert(change).new = new;
                }
            }
            Err(_) if batch.fixed.len() > 1 => size = 1,
            Err(why) => {
                for finding in batch.fixed {
                    refused.insert(finding.identity);
                    repair.refuse(finding, why.clone(), &current.files);
                }
            }
        }
    }
    let withheld =
        |finding: &&Diagnostic| finding.fix.is_some() && !is_permitted(finding, permitted);
    repair.withheld = current.all.iter().filter(withheld).count();
    repair
}

impl Repair {
    fn refuse(&mut self, finding: Diagnostic, why: String, files: &Files) {
        let finding = self.keep(finding, files);
        self.refused.push((finding, why));
    }

    /// The finding, pointing at the files of the repair.
    fn keep(&mut self, mut finding: Diagnostic, files: &Files) -> Diagnostic {
        finding.locations_mut(&mut self.files.adopting(files));
        finding
    }
}

/// The format by the name of the file.
pub fn format_of(path: &Path) -> Format {
    match path.extension().and_then(|name| name.to_str()) {
        Some("toml") => Format::Toml,
        Some("yaml" | "yml") => Format::Yaml,
        Some("properties") => Format::Properties,
        _ => Format::Xml,
    }
}

fn identities(findings: &[Diagnostic]) -> BTreeSet<Identity> {
    findings.iter().map(|finding| finding.identity).collect()
}

/// Fixes that change what is open come before those that only follow: a URL corrected beside them would name a port of
/// the past. Among the former those that are sure come first: they may end what the others are for.
fn next(
    findings: &[Diagnostic],
    wanted: impl Fn(&&Diagnostic) -> bool,
) -> impl Iterator<Item = &Diagnostic> {
    let turn = |fix: &Fix| (fix.follows, fix.applicability == Applicability::Unsafe);
    let all = findings.iter().filter(wanted);
    let all = all.filter_map(|finding| Some((turn(finding.fix.as_ref()?), finding)));
    let all = all.collect::<Vec<_>>();
    let first = all.iter().map(|(turn, _)| *turn).min();
    let now = move |(turn, finding)| (Some(turn) == first).then_some(finding);
    all.into_iter().filter_map(now)
}

fn is_permitted(finding: &Diagnostic, permitted: &[Applicability]) -> bool {
    let fix = finding.fix.as_ref();
    fix.is_some_and(|fix| permitted.contains(&fix.applicability))
}

/// The files with the changes, unless one of them no longer parses as well as before.
fn try_out<'f>(
    changes: &BTreeMap<PathBuf, Change>,
    files: &Overlay<'f>,
) -> Result<Overlay<'f>, String> {
    let mut trial = files.clone();
    for (path, change) in changes {
        if !batch::parses_as_well(change) {
            return Err("the file would no longer parse".to_string());
        }
        trial.put(path, change.new.clone());
    }
    Ok(trial)
}

/// Whether all that was to end has ended, and nothing is new that cannot be repaired in turn.
fn verdict(
    ended: &[&Diagnostic],
    findings: &[Diagnostic],
    known: &BTreeSet<Identity>,
    permitted: &[Applicability],
) -> Result<(), String> {
    let present = identities(findings);
    let stays = ended.iter().find(|f| present.contains(&f.identity));
    if let Some(finding) = stays {
        return Err(format!("{} would still be found", finding.rule));
    }
    let is_new = |finding: &&Diagnostic| {
        !TOLD_OF_ANY_OFFSET.contains(&finding.rule)
            && !known.contains(&finding.identity)
            && !is_permitted(finding, permitted)
    };
    let Some(finding) = findings.iter().find(is_new) else {
        return Ok(());
    };
    let message = &finding.message;
    Err(if ended.iter().any(|whole| is_part(finding, whole)) {
        format!("a part of it would remain: {message}")
    } else {
        format!("it would cause {}: {message}", finding.rule)
    })
}

/// Whether a finding is about ports and owners that another one is about too: what is left of it.
fn is_part(finding: &Diagnostic, whole: &Diagnostic) -> bool {
    let known = |claim: &PortClaim| {
        let mut of_whole = whole.ports.iter();
        let same = of_whole.find(|c| (c.protocol, c.port) == (claim.protocol, claim.port));
        same.is_some_and(|same| {
            let who = |owner: &Owner| (owner.home.clone(), owner.runtime.clone());
            let owners = same.owners.iter().map(who).collect::<BTreeSet<_>>();
            claim
                .owners
                .iter()
                .all(|owner| owners.contains(&who(owner)))
        })
    };
    !finding.ports.is_empty() && finding.ports.iter().all(known)
}

#[cfg(test)]
mod tests;
