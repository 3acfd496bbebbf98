//! Runs the linter over clones of public repositories and compares its findings with verdicts.
//!
//! `corpus CLONES [--private LIST] [--tool PROGRAM] [--draft]`: CLONES holds one working tree for each repository, as
//! `owner/name` or `owner+name`. The verdicts on the vendor's repositories are `crates/portlint-corpus/verdicts.toml`. Of
//! the repositories of private persons only counts per rule are kept there; LIST is their own list, in the same form.
//! PROGRAM is the linter, by default the one that was built beside this program. Nothing is fetched and nothing written.
//!
//! The report names new, lost and changed findings, the precision and the recall, and rules that fire nowhere. The exit
//! code is 1 when something differs from the verdicts, or when fewer than all errors or 95 % of the warnings are true.

#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(
    clippy::disallowed_methods,
    reason = "looks for clones, and is no part of the program"
)]

mod arguments;
mod comparison;
mod draft;
mod linter;
mod report;
mod rules;
mod verdicts;

use arguments::Arguments;
use comparison::Comparison;
use linter::{Finding, Linter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verdicts::{Repository, Verdicts};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything is as the verdicts say.
fn run() -> Result<bool, String> {
    let arguments = Arguments::parse(std::env::args_os().skip(1))?;
    let linter = Linter::new(arguments.tool)?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = Verdicts::read(&here.join("verdicts.toml"))?;
    let vendor = Comparison::of(seen(&linter, &arguments.clones, &committed.repositories)?);
    let private = match &arguments.private {
        Some(list) => {
            let list = Verdicts::read(list)?;
            let seen = seen(&linter, &arguments.clones, &list.repositories)?;
            Some(Comparison::of(seen))
        }
        None => None,
    };
    if arguments.draft {
        for comparison in [Some(&vendor), private.as_ref()].into_iter().flatten() {
            print!("{}", draft::of(comparison));
        }
        return Ok(true);
    }
    let elsewhere = rules::of_fixtures(&here.join("../.."))?;
    let report = report::Report {
        linter: linter.version()?,
        rules: linter.rules()?,
        vendor: &vendor,
        private: private.as_ref(),
        counts: &committed.private,
        elsewhere: &elsewhere,
    };
    print!("{}", report.text());
    Ok(report.is_as_expected())
}

/// A repository of a list, with what the linter says of its clone.
struct Seen {
    repository: Repository,
    /// `None`: there is no clone.
    findings: Option<Vec<Finding>>,
    /// The commit of the clone, where it can be told.
    commit: Option<String>,
}

fn seen(linter: &Linter, clones: &Path, list: &[Repository]) -> Result<Vec<Seen>, String> {
    let mut all = Vec::new();
    for repository in list {
        let clone = clone_of(clones, &repository.name);
        let findings = clone.as_deref().map(|clone| linter.check(clone));
        all.push(Seen {
            repository: repository.clone(),
            findings: findings.transpose()?,
            commit: clone.and_then(|clone| linter::commit(&clone)),
        });
    }
    Ok(all)
}

fn clone_of(clones: &Path, name: &str) -> Option<PathBuf> {
    let joined = name.replace('/', "+");
    [clones.join(name), clones.join(joined)]
        .into_iter()
        .find(|path| path.is_dir())
}
