//! Checks the evidence of the catalogue against clones of the vendor's repositories.
//!
//! `check-evidence CLONES` prints a report and exits with 1 when a place cannot be followed. A clone of `owner/name`
//! is looked for in `CLONES/owner/name`, `CLONES/name` and `CLONES/owner+name/repo`; it may be bare. What is proved: of
//! each base, that one of its lines holds the number; of each release, that its line or its tag holds the version; of
//! each other place, that the lines exist. Nothing is fetched.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)]
#![allow(
    clippy::disallowed_methods,
    reason = "looks for clones, and is no part of the program"
)]

use portlint_catalog::evidence::{Proof, proofs, releases};
use portlint_catalog::{Evidence, FilePlace, How, Of, built_in};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let Some(clones) = std::env::args_os().nth(1) else {
        eprintln!("usage: check-evidence CLONES");
        return ExitCode::from(2);
    };
    let mut clones = Clones::new(PathBuf::from(clones));
    let report = Report::of(&mut clones);
    print!("{}", report.text);
    ExitCode::from(u8::from(report.broken > 0))
}

/// What became of a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The lines hold the number.
    Proved,
    /// The lines are there.
    Followed,
    /// Not a place in a repository: a jar, a log, an issue, a page.
    Named,
    /// A sentence instead of a place.
    Stated,
    /// The lines are there and do not hold the number.
    Elsewhere,
    /// The place does not exist.
    Broken,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Outcome::Proved => "proved",
            Outcome::Followed => "followed",
            Outcome::Named => "named",
            Outcome::Stated => "stated",
            Outcome::Elsewhere => "without the number",
            Outcome::Broken => "BROKEN",
        }
    }
}

struct Report {
    text: String,
    broken: usize,
}

impl Report {
    fn of(clones: &mut Clones) -> Self {
        let proofs = proofs(built_in());
        let mut details = String::new();
        let mut counts: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
        let mut broken = 0;
        let mut bases = Bases::default();
        for proof in &proofs {
            details.push_str(&format!("\n{}: {}\n", proof.part, proof.entry));
            let mut of_base = Vec::new();
            for evidence in &proof.evidence {
                let outcome = judge(clones, proof, evidence);
                *counts.entry((proof.part, outcome)).or_default() += 1;
                broken += usize::from(outcome == Outcome::Broken);
                if evidence.of == Of::Base {
                    of_base.push((outcome, evidence));
                }
                let of = evidence.of.as_str();
                details.push_str(&format!("  {of} {}: {evidence}\n", outcome.as_str()));
            }
            if proof.base.is_some() {
                bases.count(proof, &of_base);
            }
        }
        let (release_lines, release_text, release_broken) = release_report(clones);
        broken += release_broken;

        let mut text = String::from("Evidence of the catalogue, checked by check-evidence\n\n");
        text.push_str(&bases.text());
        text.push_str(&release_text);
        text.push_str("\nPlaces:\n");
        for ((part, outcome), count) in &counts {
            text.push_str(&format!("  {part}: {count} {}\n", outcome.as_str()));
        }
        text.push_str(&details);
        text.push_str(&release_lines);
        Report { text, broken }
    }
}

/// The listeners with a base.
#[derive(Default)]
struct Bases {
    proved: usize,
    others: Vec<String>,
}

impl Bases {
    fn count(&mut self, proof: &Proof, of_base: &[(Outcome, &Evidence)]) {
        if of_base
            .iter()
            .any(|(outcome, _)| *outcome == Outcome::Proved)
        {
            self.proved += 1;
            return;
        }
        let said = match of_base.first() {
            Some((_, evidence)) => format!("{}: {evidence}", how(evidence)),
            None => "no evidence of its base".to_string(),
        };
        let number = proof.base.unwrap_or_default();
        self.others.push(format!(
            "  {} {} {number}: {said}\n",
            proof.part, proof.entry
        ));
    }

    fn text(&self) -> String {
        let all = self.proved + self.others.len();
        let percent = (self.proved * 1000 + all / 2)
            .checked_div(all)
            .unwrap_or_default();
        let mut text = format!(
            "Bases: {} of {all} are proved by a line that holds the number ({}.{} %).\n",
            self.proved,
            percent / 10,
            percent % 10
        );
        text.push_str("The others:\n");
        for line in &self.others {
            text.push_str(line);
        }
        text
    }
}

fn how(evidence: &Evidence) -> &'static str {
    match evidence.how {
        How::Computed => "computed",
        How::Unreachable => "unreachable",
        _ => "not by a line",
    }
}

fn release_report(clones: &mut Clones) -> (String, String, usize) {
    let mut lines = String::from("\nreleases\n");
    let (mut proved, mut all, mut broken) = (0, 0, 0);
    for (product, version, at, why) in releases(built_in()) {
        all += 1;
        let Some(at) = at else {
            lines.push_str(&format!("  {product} {version} stated: {why}\n"));
            continue;
        };
        let outcome = match clones.lines(&at.0) {
            Some(found) => {
                let tag = FilePlace::parse(&at.0).is_some_and(|p| p.reference.contains(&version));
                if tag || found.iter().any(|line| line.contains(&version)) {
                    proved += 1;
                    Outcome::Proved
                } else {
                    Outcome::Followed
                }
            }
            None => {
                broken += 1;
                Outcome::Broken
            }
        };
        lines.push_str(&format!(
            "  {product} {version} {}: {}\n",
            outcome.as_str(),
            at.0
        ));
    }
    let text = format!(
        "\nReleases: {proved} of {all} are proved by a line or a tag that holds the version.\n"
    );
    (lines, text, broken)
}

fn judge(clones: &mut Clones, proof: &Proof, evidence: &Evidence) -> Outcome {
    match evidence.how {
        How::Computed | How::Unreachable => Outcome::Stated,
        How::Javap | How::Log | How::Run | How::Issue | How::Documentation => Outcome::Named,
        How::Absent => match evidence
            .why
            .map(|text| clones.lacks(&evidence.at, text.as_str()))
        {
            Some(Some(true)) => Outcome::Proved,
            _ => Outcome::Broken,
        },
        How::Line => match clones.lines(&evidence.at) {
            None => Outcome::Broken,
            Some(lines) => match proof.base.filter(|_| evidence.of == Of::Base) {
                None => Outcome::Followed,
                Some(base) if lines.iter().any(|line| holds(line, base)) => Outcome::Proved,
                Some(_) => Outcome::Elsewhere,
            },
        },
    }
}

/// Whether a line holds a number that is not a part of a longer one.
fn holds(line: &str, number: u16) -> bool {
    let numbers = line.split(|c: char| !c.is_ascii_digit());
    numbers.into_iter().any(|text| text.parse() == Ok(number))
}

/// The repositories on this machine.
struct Clones {
    directory: PathBuf,
    files: BTreeMap<String, Option<String>>,
}

impl Clones {
    fn new(directory: PathBuf) -> Self {
        Clones {
            directory,
            files: BTreeMap::new(),
        }
    }

    /// The lines that a place names, if all of them exist.
    fn lines(&mut self, at: &str) -> Option<Vec<String>> {
        let place = FilePlace::parse(at)?;
        let text = self.show(&place)?;
        let all = text.lines().collect::<Vec<_>>();
        let mut lines = Vec::new();
        for (first, last) in &place.lines {
            let range = all.get(first - 1..*last)?;
            lines.extend(range.iter().map(ToString::to_string));
        }
        Some(lines)
    }

    /// Whether a file has no such text, or a directory no file with such a name; `None` when there is neither.
    fn lacks(&mut self, at: &str, text: &str) -> Option<bool> {
        let place = FilePlace::parse(at)?;
        let directory = self.directory_of(place.repository)?;
        let object = format!("{}:{}", place.reference, place.path);
        if git(&directory, &["cat-file", "-t", &object])?.trim() == "blob" {
            return Some(!self.show(&place)?.contains(text));
        }
        let names = git(&directory, &["ls-tree", "-r", "--name-only", &object])?;
        Some(!names.contains(text))
    }

    fn show(&mut self, place: &FilePlace<'_>) -> Option<String> {
        let object = format!("{}:{}", place.reference, place.path);
        let key = format!("{} {object}", place.repository);
        if let Some(known) = self.files.get(&key) {
            return known.clone();
        }
        let directory = self.directory_of(place.repository);
        let text = directory.and_then(|directory| git(&directory, &["cat-file", "-p", &object]));
        self.files.insert(key, text.clone());
        text
    }

    fn directory_of(&self, repository: &str) -> Option<PathBuf> {
        let name = repository.rsplit('/').next()?;
        let joined = repository.replace('/', "+");
        [
            repository.to_string(),
            name.to_string(),
            format!("{joined}/repo"),
        ]
        .into_iter()
        .map(|path| self.directory.join(path))
        .find(|path| path.is_dir())
    }
}

fn git(directory: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(arguments)
        .output()
        .ok()?;
    let is_found = output.status.success();
    is_found.then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
