//! A check of what was given: the way of `check`, without a disk, a terminal and a clock.

use crate::given::Given;
use portlint_files::FileSystem;
use portlint_host::Date;
use portlint_read::HomeFacts;
use portlint_report::shown::Output;
use portlint_report::{CheckReport, Style, Summary, render_json, render_page};
use portlint_rules::Severity;
use portlint_session::config::{self, Config};
use portlint_session::look;
use portlint_session::remarks::{Remark, Remarks};
use portlint_session::select::Selection;
use portlint_session::silence::judge;
use portlint_syntax::Limits;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As `check --format json`.
    Json,
    /// As `check --format html`.
    Page,
}

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The content of these files is needed first; then the same is asked again.
    Wanted(Vec<usize>),
    /// The report, and what is said beside it.
    Report {
        /// In the form that was asked for.
        text: Vec<u8>,
        /// A JSON document: `errors`, `notes`.
        remarks: Vec<u8>,
    },
}

/// What `check` says on standard error.
#[derive(Debug, Default, Serialize)]
struct Said {
    errors: Vec<String>,
    notes: Vec<String>,
}

/// Checks all that was given.
///
/// # Errors
/// When the report cannot be written, in words.
pub(crate) fn check(given: &Given, form: Form, second: i64) -> Result<Answer, String> {
    let mut said = Said::default();
    let (paths, config) = configured(given, &mut said);
    let look = look::read(given, &paths, &config, &HomeFacts::default(), None);
    let wanted = given.take_wanted();
    if !wanted.is_empty() {
        return Ok(Answer::Wanted(wanted));
    }
    for remark in Remarks::of(&look).all {
        match remark {
            Remark::Unusable(error) => said.errors.push(error.to_string()),
            Remark::Error(error) => said.errors.push(error),
            Remark::Note(note) => said.notes.push(note),
        }
    }
    let host = &look.host;
    let selection = Selection::new(&config, &[], &[], None);
    let options = look::options(&config, None, None);
    let today = Date::after_epoch(second.div_euclid(86_400));
    let verdict = judge(host, &options, &config, &selection, None, &paths, today);
    let (suppressed, baselined) = (verdict.suppressed, verdict.baselined);
    let findings = verdict.into_findings(&host.files);
    let report = CheckReport {
        host,
        findings: &findings,
        summary: Summary::of(host, &findings, suppressed, baselined),
        fail_on: Severity::Error,
        repair: None,
    };
    let style = Style {
        unicode: true,
        second,
        ..Style::default()
    };
    let mut text = Vec::new();
    let out = &mut Output::new(&mut text);
    let written = match form {
        Form::Json => render_json(&report, &style, out),
        Form::Page => render_page(&report, &style, out),
    };
    written.map_err(|error| error.to_string())?;
    let remarks = serde_json::to_vec(&said).map_err(|error| error.to_string())?;
    Ok(Answer::Report { text, remarks })
}

/// What is looked at, and the configuration file that lies on top of it: like one that is found beside the paths, it may
/// lower limits and not raise them.
fn configured(given: &Given, said: &mut Said) -> (Vec<PathBuf>, Config) {
    let mut tops = given.tops();
    tops.retain(|top| top != Path::new(config::FILE_NAME));
    // Files lie in a directory, where a compose file is found with what it mounts.
    let path = match tops.as_slice() {
        [only] if !given.is_file(only) => only.clone(),
        _ => PathBuf::from("."),
    };
    let beside = [path.join(config::FILE_NAME), config::FILE_NAME.into()];
    let file = beside.into_iter().find(|file| given.is_file(file));
    let config = file.map(|file| read_config(given, &file));
    let config = match config {
        None => Config::default(),
        Some(Ok(config)) => config,
        Some(Err(errors)) => {
            said.errors.extend(errors);
            Config::default()
        }
    };
    (vec![path], config)
}

fn read_config(given: &Given, file: &Path) -> Result<Config, Vec<String>> {
    let bytes = match given.read(file, Limits::default().bytes as u64) {
        Ok(bytes) => bytes,
        Err(error) => return Err(vec![format!("{}: {error}", file.display())]),
    };
    let mut config = config::read(file, &bytes)?;
    config.only_lower_limits();
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &[u8] = b"[server]\nhostname = \"a\"\noffset = 1\n";

    /// What is said of these files once all that is wanted is there, and how often it was asked.
    fn checked(files: &[(&str, &[u8])], form: Form) -> (String, String, usize) {
        let mut given = Given::default();
        for (path, content) in files {
            given.add(path, content.len() as u64);
        }
        for round in 1..9 {
            match check(&given, form, 1_800_000_000).unwrap() {
                Answer::Wanted(wanted) => {
                    for number in wanted {
                        given.fill(number, files[number].1.to_vec());
                    }
                }
                Answer::Report { text, remarks } => {
                    let text = String::from_utf8(text).unwrap();
                    return (text, String::from_utf8(remarks).unwrap(), round);
                }
            }
        }
        panic!("more and more is wanted");
    }

    fn two_homes() -> Vec<(&'static str, &'static [u8])> {
        vec![
            ("opt/wso2am-4.4.0/repository/conf/deployment.toml", TOML),
            ("opt/wso2is-7.0.0/repository/conf/deployment.toml", TOML),
            (
                "opt/wso2is-7.0.0/repository/components/plugins/large.jar",
                b"never read",
            ),
        ]
    }

    #[test]
    fn what_is_needed_is_asked_for_and_then_checked() {
        let (json, said, rounds) = checked(&two_homes(), Form::Json);
        assert!(json.contains("\"port-collision\""), "{json}");
        assert_eq!(said, "{\"errors\":[],\"notes\":[]}");
        assert!(rounds < 6, "asked {rounds} times");
        let (page, ..) = checked(&two_homes(), Form::Page);
        assert!(page.starts_with("<!doctype html>"), "{page}");
    }

    #[test]
    fn a_configuration_file_on_top_counts() {
        let mut files = two_homes();
        let config = b"[[home]]\npath = \"wso2is-7.0.0\"\nactive = false\n";
        files.push(("opt/wso2-portlint.toml", config));
        let (json, said, _) = checked(&files, Form::Json);
        assert!(!json.contains("\"port-collision\""), "{json}");
        assert!(
            json.contains("\"configuration\": \"opt/wso2-portlint.toml\""),
            "{json}"
        );
        assert!(said.contains("\"errors\":[]"), "{said}");
        files.pop();
        files.push(("wso2-portlint.toml", b"x = 1\n"));
        let (_, said, _) = checked(&files, Form::Json);
        assert!(said.contains("wso2-portlint.toml"), "{said}");
    }

    #[test]
    fn a_file_alone_is_checked() {
        let (json, said, _) = checked(&[("deployment.toml", TOML)], Form::Json);
        assert!(json.contains("\"homes\": 1"), "{json}{said}");
        let compose: &[u8] = b"services:\n  am:\n    image: wso2/wso2am:4.4.0\n    ports: [\"443:9443\"]\n  is:\n    image: wso2/wso2is:7.0.0\n    ports: [\"443:9443\"]\n";
        let (json, said, _) = checked(&[("compose.yaml", compose)], Form::Json);
        assert!(
            json.contains("\"published-port-collision\""),
            "{json}{said}"
        );
    }

    #[test]
    fn where_nothing_is_it_is_said() {
        let (_, said, _) = checked(&[("notes.txt", b"hello")], Form::Json);
        assert!(said.contains("no WSO2 home"), "{said}");
        let (_, said, _) = checked(&[], Form::Json);
        assert!(!said.contains("\"errors\":[]"), "{said}");
    }
}
