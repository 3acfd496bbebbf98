//! Where `check` writes to, and what it never writes over.

use crate::args::{CheckArgs, Output};
use crate::exit::Failure;
use crate::session::Session;
use portlint_files::{Disk, FileSystem};
use portlint_report::CheckFormat;
use portlint_session::silence::Baseline;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Whether this FILE stands for standard output, as everywhere.
pub(super) fn is_standard_output(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Where reports go: what `--output` says, and standard output when nothing else was asked for.
pub(super) fn outputs(args: &CheckArgs) -> Result<Vec<Output>, Failure> {
    let baseline = args.write_baseline.as_deref();
    // A diff or a baseline goes there instead.
    let taken = args.diff || baseline.is_some_and(is_standard_output);
    let standard = |format| Output { format, file: None };
    let mut outputs = args.output.clone();
    if let Some(format) = args.format {
        outputs.push(standard(format));
    } else if outputs.is_empty() && !taken {
        outputs.push(standard(CheckFormat::Full));
    }
    let standard_outputs = outputs.iter().filter(|output| output.file.is_none());
    let mut there: Vec<&str> = standard_outputs
        .map(|output| output.format.name())
        .collect();
    if taken {
        there.push(if args.diff {
            "the diff"
        } else {
            "the baseline"
        });
    }
    if let [first, second, ..] = there.as_slice() {
        let report = if taken { first } else { second };
        let message = format!(
            "{first} and {second} cannot both go to standard output; write one to a file: --output {report}=FILE"
        );
        return Err(message.into());
    }
    let mut files = files(&outputs, baseline).collect::<Vec<_>>();
    files.sort();
    if let Some([file, _]) = files.windows(2).find(|pair| pair.first() == pair.last()) {
        return Err(format!("{}: only one format can go to a file", file.display()).into());
    }
    Ok(outputs)
}

/// The files that are written anew.
fn files<'a>(outputs: &'a [Output], baseline: Option<&'a Path>) -> impl Iterator<Item = &'a Path> {
    let reports = outputs.iter().filter_map(|output| output.file.as_deref());
    reports.chain(baseline.filter(|file| !is_standard_output(file)))
}

/// Nothing that was read is replaced, whatever the user typed, and a baseline replaces only a baseline.
pub(super) fn spare_what_was_read(
    session: &Session,
    args: &CheckArgs,
    outputs: &[Output],
) -> Result<(), Failure> {
    let baseline = args.write_baseline.as_deref();
    let targets = files(outputs, baseline);
    let targets = targets.filter_map(|file| Some((Disk.canonical(file)?, file)));
    let targets = targets.collect::<BTreeMap<_, _>>();
    // Of what is not there yet, nothing is lost.
    if targets.is_empty() {
        return Ok(());
    }
    let read = session.host.files_with_settings();
    let read = read.map(|file| session.host.files.path(file));
    let read = read.chain(session.config.file.as_ref().map(|file| &*file.path));
    let read = read
        .chain(args.baseline.as_deref())
        .collect::<BTreeSet<_>>();
    let hit = |read: &Path| targets.get(&Disk.canonical(read)?);
    if let Some(target) = read.into_iter().find_map(hit) {
        let message = "was read to make the report; nothing is written over it";
        return Err(format!("{}: {message}", target.display()).into());
    }
    match baseline.filter(|file| targets.values().any(|target| target == file)) {
        Some(file) => Ok(Baseline::read(file)
            .map(drop)
            .map_err(|error| format!("{error}; nothing but a baseline is replaced by one"))?),
        None => Ok(()),
    }
}
