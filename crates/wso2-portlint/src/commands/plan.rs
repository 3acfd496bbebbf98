//! `plan`: the smallest change of offsets that removes all collisions, and `plan --new`: where the next home fits.

mod json;
mod new_home;
mod text;

use crate::args::PlanArgs;
use crate::choices::PlanFormat;
use crate::exit::{Failure, Outcome};
use crate::input::is_stream;
use crate::session::Session;
use crate::terminal::{self, stdout_style, to_stdout};
use crate::unknown::{Unknown, unknown};
use new_home::{model, stand_in};
use portlint_files::Links;
use portlint_fix::FileEdit;
use portlint_host::{Files, Home, Host, SourceFile};
use portlint_plan::{Newcomer, Plan, Request, SetOffset, place, plan_for};
use portlint_report::Style;
use portlint_report::shown::Output;
use portlint_session::write::{self, Change};
use portlint_syntax::{Edit, edit};
use std::collections::BTreeMap;
use std::io;
use text::Page;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlanOptions<'a> {
    /// Paths or names of homes that must stay.
    pub pins: &'a [String],
    /// Offsets that servers are to have.
    pub set: &'a [SetOffset],
    /// Whether references that have exactly one meaning are edited too.
    pub follow: bool,
    /// How the answer is shown.
    pub format: PlanFormat,
    /// Whether the files are edited.
    pub write: bool,
    /// Whether links that lead out of a home are followed when its files are edited.
    pub follow_links: bool,
    /// Product and version of a home that is to come, for example `wso2is-7.0.0`.
    pub new: Option<&'a str>,
}

/// How the command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// No collision remains, once the plan is carried out.
    Clean,
    /// Collisions remain that no offset can end.
    Remaining,
    /// The job could not be done: messages for people.
    Failed(Vec<String>),
}

/// Does what the command line says: 0 when no collision remains, 1 when some do that no offset can end.
pub(super) fn command(args: &PlanArgs) -> Result<Outcome, Failure> {
    let scan = &args.scan;
    if args.write && is_stream(&scan.paths) {
        let message = "--write: what comes from standard input is not written; without it the plan shows the changes";
        return Err(message.to_string().into());
    }
    let mut session = Session::open(&scan.paths, &scan.config, &scan.facts, scan.live)?;
    session.introduce(&scan.look);
    if session.host.homes.is_empty() {
        return Ok(Outcome::Failed);
    }
    if args.write && session.has_snapshots() {
        let message = "--write: the files of a snapshot are on another host; run the plan there";
        return Err(message.to_string().into());
    }
    let others = portlint_analysis::live::others(&session.host);
    session.host.foreign.extend(others);
    let options = PlanOptions {
        pins: &args.pin,
        set: &args.set,
        follow: args.follow,
        format: args.format,
        write: args.write,
        follow_links: args.follow_links,
        new: args.new.as_deref(),
    };
    let style = stdout_style(&scan.look);
    let mut ending = Ending::Clean;
    to_stdout(|out| {
        ending = run(&session.host, &options, &style, out)?;
        Ok(())
    })?;
    match ending {
        Ending::Failed(messages) => Err(messages.into()),
        _ if session.incomplete => Ok(Outcome::Failed),
        Ending::Clean => Ok(Outcome::Clean),
        Ending::Remaining => Ok(Outcome::Findings),
    }
}

/// Plans, shows the plan, and carries it out where that is asked for.
pub(super) fn run(
    host: &Host,
    options: &PlanOptions<'_>,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<Ending> {
    if let Some(spec) = options.new {
        return run_new(host, spec, options.format, style, out);
    }
    let request = Request {
        pins: options.pins,
        set: options.set,
        follow: options.follow,
        ..Request::default()
    };
    let plan = plan_for(host, &request);
    let mut failures = plan
        .unmatched_pins
        .iter()
        .map(|pin| format!("--pin {pin}: no home of that path or name"))
        .collect::<Vec<_>>();
    failures.extend(plan.unmatched_sets.iter().map(|set| {
        format!("--set {set}: no home of that path or name with one server (HOME:RUNTIME=OFFSET names one of several)")
    }));
    if options.write && failures.is_empty() {
        let links = Links::followed_if(options.follow_links);
        failures.extend(write(&plan, host, links));
    }
    let written = options.write && failures.is_empty() && plan.edits().next().is_some();
    match options.format {
        PlanFormat::Text => {
            let mut page = Page::new(out, style);
            text::plan(&plan, host, written, &mut page)?;
            text::gaps(&Gaps::of(host), &mut page)?;
        }
        PlanFormat::Json => json::plan(
            &plan,
            &host.files,
            &Gaps::of(host),
            written,
            &mut out.writer(),
        )?,
    }
    let by_hand = plan.published.iter().any(|change| change.edit.is_err());
    Ok(
        match (failures.is_empty(), plan.stuck.is_empty() && !by_hand) {
            (false, _) => Ending::Failed(failures),
            (true, false) => Ending::Remaining,
            (true, true) => Ending::Clean,
        },
    )
}

fn run_new(
    host: &Host,
    spec: &str,
    format: PlanFormat,
    style: &Style,
    out: &mut Output<'_>,
) -> io::Result<Ending> {
    let (mut home, files_of_home) = match model(spec) {
        Ok(model) => model,
        Err(error) => return Ok(Ending::Failed(vec![format!("--new {spec}: {error}")])),
    };
    if let Some(words) = stand_in(&home) {
        terminal::note(format_args!("--new {spec}: {words}"));
    }
    let mut files = host.files.clone();
    home.locations_mut(&mut files.adopting(&files_of_home));
    let places = place(host, &home, &files);
    match format {
        PlanFormat::Text => {
            let mut page = Page::new(out, style);
            text::places(spec, &places, &mut page)?;
            text::gaps(&Gaps::of(host), &mut page)?;
        }
        PlanFormat::Json => {
            json::places(spec, &places, &files, &Gaps::of(host), &mut out.writer())?;
        }
    }
    let fits = |place: &Newcomer| place.seats.is_some() && place.stuck.is_empty();
    Ok(if places.iter().all(fits) {
        Ending::Clean
    } else {
        Ending::Remaining
    })
}

/// What a plan can say nothing about.
struct Gaps<'h> {
    /// Runtimes with ports that are not known.
    ports: Vec<Unknown<'h>>,
    /// Homes of an unknown version, which are planned by the newest rules.
    versions: Vec<&'h Home>,
}

impl Gaps<'_> {
    /// Those of the homes in a plan: what is never started together with the others is in none.
    fn of(host: &Host) -> Gaps<'_> {
        let planned = || host.homes.iter().filter(|home| home.active);
        Gaps {
            ports: unknown(planned()),
            versions: planned().filter(|home| home.version.is_none()).collect(),
        }
    }
}

/// Edits the files; the messages say why nothing was written.
fn write(plan: &Plan, host: &Host, links: Links) -> Vec<String> {
    if !plan.refused.is_empty() {
        return plan.refused.clone();
    }
    let changes = file_changes(&host.files, plan.edits());
    let result = changes.map(|changes| write::write(&changes, host, links));
    match result {
        Ok(Ok(notices)) => {
            notices.iter().for_each(terminal::note);
            Vec::new()
        }
        Ok(Err(error)) if error.may_pass() => vec![format!("{error}; run the plan again")],
        Ok(Err(error)) => vec![error.to_string()],
        Err(path) => vec![format!(
            "{path}: cannot be edited in its encoding; nothing was written"
        )],
    }
}

/// The new contents of all files that edits touch; the path of the first that cannot have them.
pub(super) fn file_changes<'e>(
    files: &Files,
    edits: impl Iterator<Item = &'e FileEdit>,
) -> Result<Vec<Change>, String> {
    let mut by_path: BTreeMap<_, (&SourceFile, Vec<Edit>)> = BTreeMap::new();
    for edit in edits {
        let Some(file) = files.source(edit.location.file) else {
            continue;
        };
        let (_, of_file) = by_path.entry(&file.path).or_insert((file, Vec::new()));
        of_file.push(Edit {
            span: edit.location.span,
            replacement: edit.replacement.clone(),
        });
    }
    let changes = by_path.into_iter().map(|(path, (file, edits))| {
        let source = &file.document.source;
        let change = edit::apply(source, &edits).and_then(|text| {
            Some(Change {
                path: path.to_path_buf(),
                original: source.encode(source.text())?,
                new: source.encode(&text)?,
            })
        });
        change.ok_or_else(|| path.display().to_string())
    });
    changes.collect()
}

#[cfg(test)]
mod tests;
