//! `check`: lints every home found under the paths.

mod targets;

use crate::args::{CheckArgs, Output};
use crate::exit::{Failure, Outcome};
use crate::input::Input;
use crate::session::Session;
use crate::terminal::{self, file_style, stdout_style, to_file, to_stdout};
use portlint_files::{Links, Overlay};
use portlint_fix::Applicability;
use portlint_host::Host;
use portlint_report::{CheckReport, RepairReport, Style, Summary, diff, render_check};
use portlint_rules::{Diagnostic, Severity};
use portlint_session::config::Config;
use portlint_session::date::today;
use portlint_session::fix::{self, Findings, Repair, format_of};
use portlint_session::look::options;
use portlint_session::select::Selection;
use portlint_session::silence::{Baseline, Verdict, judge};
use portlint_session::write::write;

/// Checks, repairs where that is asked for, and writes every report that was asked for.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    if args.unsafe_fixes && !args.fix && !args.diff {
        let message = "--unsafe-fixes only works with --fix or --diff: add one of them";
        return Err(message.to_string().into());
    }
    let outputs = targets::outputs(args)?;
    let scan = &args.scan;
    let input = Input::of(args)?;
    let mut session = Session::open_in(
        &input.files,
        &input.paths,
        &scan.config,
        &scan.facts,
        scan.live,
    )?;
    session.introduce(&scan.look);
    targets::spare_what_was_read(&session, args, &outputs)?;
    if session.host.is_empty() {
        write_empty_reports(&session.host, &outputs, args)?;
        return Ok(Outcome::Failed);
    }
    let mut verdict = verdict(&session.host, &session.config, &input, args)?;
    let repair = if args.fix || args.diff {
        Some(repair(&session, &verdict, &input, args)?)
    } else {
        None
    };
    if let Some(repair) = &repair {
        if args.diff {
            show(repair, &stdout_style(&scan.look))?;
        } else if !repair.changes.is_empty() {
            session.host = session.host_in(&input.files, &input.paths, &scan.facts);
            verdict = self::verdict(&session.host, &session.config, &input, args)?;
        }
    }
    if let Some(file) = args
        .write_baseline
        .as_deref()
        .filter(|_| !session.incomplete)
    {
        let baseline = Baseline::of(&verdict.findings, &session.host);
        if targets::is_standard_output(file) {
            to_stdout(|out| out.writer().document(&baseline))?;
        } else {
            to_file(file, |out| out.writer().document(&baseline))?;
        }
        verdict.baselined += verdict.findings.len();
        verdict.findings.clear();
    }
    let (suppressed, baselined) = (verdict.suppressed, verdict.baselined);
    let findings = verdict.into_findings(&session.host.files);
    let report = CheckReport {
        host: &session.host,
        findings: &findings,
        summary: Summary::of(&session.host, &findings, suppressed, baselined),
        fail_on: args.fail_on,
        repair: repair.as_ref().map(|repair| RepairReport {
            written: args.fix && !repair.changes.is_empty(),
            fixed: &repair.fixed,
            refused: &repair.refused,
            files: &repair.files,
            withheld: repair.withheld,
        }),
    };
    for output in &outputs {
        write_report(&report, output, args)?;
    }
    if session.incomplete && args.write_baseline.is_some() {
        terminal::error("the baseline was not written, because not every path could be checked");
    }
    let outcome = outcome(&findings, args.fail_on, args.exit_zero, session.incomplete);
    // The program ends here: to free a thousand homes piece by piece takes time and gives nothing.
    std::mem::forget((session, findings));
    Ok(outcome)
}

/// Runs the rules and takes out what the user silenced.
fn verdict(
    host: &Host,
    config: &Config,
    input: &Input,
    args: &CheckArgs,
) -> Result<Verdict, Failure> {
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let selection = Selection::new(config, &args.select, &args.ignore, args.severity);
    let mut options = options(config, args.ephemeral_range, host.live.as_ref());
    options.max_age = args.max_age.map(|most| (terminal::now(), most));
    Ok(judge(
        host,
        &options,
        config,
        &selection,
        baseline,
        &input.paths,
        today(),
    ))
}

/// Works out the repair and, unless it is only to be shown, writes the files and says what was done.
fn repair(
    session: &Session,
    verdict: &Verdict,
    input: &Input,
    args: &CheckArgs,
) -> Result<Repair, Failure> {
    let permitted: &[Applicability] = if args.unsafe_fixes {
        &[Applicability::Safe, Applicability::Unsafe]
    } else {
        &[Applicability::Safe]
    };
    let check = |files: &Overlay<'_>| {
        let host = session.host_in(files, &input.paths, &args.scan.facts);
        // What could be read at the start can be read again; a baseline that went away meanwhile hides nothing.
        let verdict = self::verdict(&host, &session.config, input, args);
        Findings {
            all: verdict.unwrap_or_default().findings,
            files: host.files,
        }
    };
    let findings = Findings {
        all: verdict.findings.clone(),
        files: session.host.files.clone(),
    };
    let repair = fix::repair(findings, &input.files, permitted, &check);
    if args.fix {
        let links = Links::followed_if(args.follow_links);
        let notices = write(repair.changes.values(), &session.host, links)
            .map_err(|error| error.to_string())?;
        notices.iter().for_each(terminal::note);
    }
    crate::fix_report::say(&repair, args.fix);
    Ok(repair)
}

fn show(repair: &Repair, style: &Style) -> Result<(), String> {
    to_stdout(|out| {
        let mut lines = repair.changes.values().flat_map(|change| {
            let texts = (change.original.as_slice(), change.new.as_slice());
            diff::of_file(
                &change.path,
                format_of(&change.path),
                texts,
                diff::Reader::Patch,
            )
        });
        lines.try_for_each(|line| out.writer().line(diff::painted(line, style)))
    })
}

/// The step of a pipeline that takes up a report finds one, whatever the run came to.
fn write_empty_reports(host: &Host, outputs: &[Output], args: &CheckArgs) -> Result<(), String> {
    let report = CheckReport {
        host,
        findings: &[],
        summary: Summary::of(host, &[], 0, 0),
        fail_on: args.fail_on,
        repair: None,
    };
    outputs
        .iter()
        .filter(|output| output.format.is_for_programs())
        .try_for_each(|output| write_report(&report, output, args))
}

fn write_report(report: &CheckReport<'_>, output: &Output, args: &CheckArgs) -> Result<(), String> {
    let look = &args.scan.look;
    let Some(path) = &output.file else {
        let style = stdout_style(look);
        return to_stdout(|out| render_check(output.format, report, &style, out));
    };
    let style = file_style(look);
    to_file(path, |out| render_check(output.format, report, &style, out))
}

/// Paths that could not be checked weigh more than findings; `--exit-zero` speaks of findings only.
fn outcome(
    findings: &[Diagnostic],
    fail_on: Severity,
    exit_zero: bool,
    incomplete: bool,
) -> Outcome {
    let failing = findings.iter().any(|finding| finding.severity >= fail_on);
    match (incomplete, failing && !exit_zero) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Findings,
        (false, false) => Outcome::Clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_follows_severity_and_completeness() {
        let warning = [Diagnostic::new("proxy-port-misuse", Severity::Warning, "")];
        assert_eq!(
            outcome(&warning, Severity::Error, false, false),
            Outcome::Clean
        );
        assert_eq!(
            outcome(&warning, Severity::Warning, false, false),
            Outcome::Findings
        );
        assert_eq!(
            outcome(&warning, Severity::Warning, true, false),
            Outcome::Clean
        );
        assert_eq!(
            outcome(&warning, Severity::Warning, true, true),
            Outcome::Failed
        );
        assert_eq!(outcome(&[], Severity::Info, false, false), Outcome::Clean);
    }
}
