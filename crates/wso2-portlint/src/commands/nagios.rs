//! `nagios`: a check as monitoring systems want it, one line with performance data and an exit code of their own.

use crate::args::NagiosArgs;
use crate::exit::{Failure, Outcome};
use crate::session::Session;
use crate::terminal::{self, print};
use portlint_report::shown::{Shown, Terminal};
use portlint_report::{Summary, count, shown};
use portlint_session::date::today;
use portlint_session::look::options;
use portlint_session::select::Selection;
use portlint_session::silence::{Baseline, judge};

/// The exit code where it is not known how things are.
pub(crate) const NOT_KNOWN: u8 = 3;

/// Checks, and says the outcome. Whatever keeps it from that is an outcome, too.
pub(super) fn run(args: &NagiosArgs) -> Result<Outcome, Failure> {
    let (line, code) = match checked(args) {
        Ok((summary, incomplete)) => judged(&summary, incomplete),
        Err(Failure(messages)) => (unknown(&messages.join("; ")), NOT_KNOWN),
    };
    print(line)?;
    Ok(Outcome::Monitored(code))
}

fn checked(args: &NagiosArgs) -> Result<(Summary, bool), Failure> {
    let scan = &args.scan;
    let session = Session::open(&scan.paths, &scan.config, &scan.facts, false)?;
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let (host, config) = (&session.host, &session.config);
    let selection = Selection::new(config, &args.select, &args.ignore, None);
    let mut options = options(config, None, None);
    options.max_age = args.max_age.map(|most| (terminal::now(), most));
    let verdict = judge(
        host,
        &options,
        config,
        &selection,
        baseline,
        &scan.paths,
        today(),
    );
    let mut findings = verdict.findings;
    findings.extend(verdict.about_silencers);
    let summary = Summary::of(host, &findings, verdict.suppressed, verdict.baselined);
    Ok((summary, session.incomplete))
}

/// The line and the exit code. A finding weighs more than a path that could not be checked: it is there in any case.
fn judged(summary: &Summary, incomplete: bool) -> (Shown<Terminal>, u8) {
    let (word, code) = match summary {
        _ if summary.homes == 0 => return (unknown("no WSO2 home was found"), NOT_KNOWN),
        Summary { errors: 1.., .. } => ("CRITICAL", 2),
        _ if incomplete => ("UNKNOWN", NOT_KNOWN),
        Summary { warnings: 1.., .. } => ("WARNING", 1),
        _ => ("OK", 0),
    };
    let homes = count(summary.homes, "home");
    let found = match (summary.errors, summary.warnings) {
        (0, 0) => "no problems".to_string(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    let gap = if incomplete {
        ", not everything could be checked"
    } else {
        ""
    };
    let line = shown!(
        "WSO2 PORTS {} - {} in {}{} | errors={};;0 warnings={};0 homes={} listeners={} unknown_ports={}\n",
        word,
        found,
        homes,
        gap,
        summary.errors,
        summary.warnings,
        summary.homes,
        summary.listeners,
        summary.unknown_ports
    );
    (line, code)
}

fn unknown(why: &str) -> Shown<Terminal> {
    // A bar would begin performance data.
    let why = why.replace('|', "/").replace('\n', " ");
    shown!("WSO2 PORTS UNKNOWN - {}\n", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(errors: usize, warnings: usize, homes: usize, incomplete: bool) -> (String, u8) {
        let summary = Summary {
            homes,
            errors,
            warnings,
            listeners: 40,
            ..Summary::default()
        };
        let (line, code) = judged(&summary, incomplete);
        (line.as_str().trim_end().to_string(), code)
    }

    #[test]
    fn one_line_and_a_code() {
        let (line, code) = seen(2, 1, 3, false);
        assert_eq!(
            line,
            "WSO2 PORTS CRITICAL - 2 errors, 1 warning in 3 homes | errors=2;;0 warnings=1;0 homes=3 listeners=40 \
             unknown_ports=0"
        );
        assert_eq!(code, 2);
        assert_eq!(seen(0, 1, 1, false).1, 1);
        let (line, code) = seen(0, 0, 1, false);
        assert!(
            line.starts_with("WSO2 PORTS OK - no problems in 1 home |"),
            "{line}"
        );
        assert_eq!(code, 0);
    }

    #[test]
    fn what_could_not_be_checked_is_not_known() {
        assert_eq!(seen(0, 1, 1, true).1, 3);
        assert_eq!(seen(1, 0, 1, true).1, 2);
        assert_eq!(seen(0, 0, 0, false).1, 3);
        assert_eq!(unknown("a|b\nc").as_str(), "WSO2 PORTS UNKNOWN - a/b c\n");
    }
}
