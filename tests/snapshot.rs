//! A host that was written to JSON and read back: a check of it says the same, fixes and the lines of files aside.

use portlint_files::Disk;
use portlint_host::snapshot::{self, Document};
use portlint_host::{Host, Machine, Moment};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_report::shown::Output;
use portlint_report::{CheckFormat, CheckReport, Style, Summary, render_check};
use portlint_rules::{Diagnostic, Options, RULES};
use portlint_syntax::Limits;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn read(directory: &Path, facts: &HomeFacts) -> Host {
    let request = Request {
        paths: &[directory.to_path_buf()],
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_, _| facts.clone(),
    };
    scan(&Disk, &request).host
}

/// What every rule says, without fixes, and of collisions without what the text of a file decides: whether an offset can
/// be written, and so whose place comes first.
fn findings(host: &Host) -> Vec<Diagnostic> {
    let mut findings = portlint_rules::check(host, RULES, &Options::default());
    for finding in &mut findings {
        finding.fix = None;
        if finding.rule.ends_with("collision") {
            finding.help = None;
            let places = &mut finding.annotations;
            places.sort_by_key(|place| (format!("{:?}", place.location), place.message.clone()));
            for (position, place) in places.iter_mut().enumerate() {
                place.primary = position == 0;
            }
        }
    }
    portlint_rules::sort(&mut findings, &host.files);
    findings
}

fn report(format: CheckFormat, host: &Host, findings: &[Diagnostic]) -> String {
    let summary = Summary::of(host, findings, 0, 0);
    let report = CheckReport {
        fail_on: portlint_rules::Severity::Error,
        host,
        findings,
        summary,
        repair: None,
    };
    let mut out = Vec::new();
    render_check(
        format,
        &report,
        &Style::default(),
        &mut Output::new(&mut out),
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn to_json(host: &Host) -> String {
    let machine = Machine {
        name: "gw1".to_string(),
        ..Machine::default()
    };
    let document = Document::of(host, &machine, "", Moment::after_epoch(0), &|_, _, _| None);
    serde_json::to_string(&document).unwrap()
}

fn from_json(json: &str) -> Host {
    snapshot::read(json.as_bytes()).unwrap().host
}

/// Writes the host, reads it back, and compares; the number of findings.
fn compare(host: &Host) -> usize {
    let json = to_json(host);
    let restored = from_json(&json);
    assert_eq!(to_json(&restored), json);
    let (before, after) = (findings(host), findings(&restored));
    assert_eq!(format!("{before:#?}"), format!("{after:#?}"));
    for name in CheckFormat::names() {
        // These show the lines of the files.
        if !["full", "narrated", "html"].contains(name) {
            let format = CheckFormat::from_name(name).unwrap();
            let read = report(format, host, &before);
            assert_eq!(report(format, &restored, &after), read, "{name}");
        }
    }
    before.len()
}

fn directories(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}

#[test]
fn fixture_hosts_say_the_same_when_they_were_stored() {
    let mut found = 0;
    for host in directories(&crate::support::hosts()) {
        if !host.ends_with("expected") {
            found += compare(&read(&host, &HomeFacts::default()));
        }
    }
    assert!(found > 15, "{found} findings");
}

/// A stored host has no lines to show; what is to be seen at each place is shown all the same.
#[test]
fn every_format_says_what_is_at_a_place_without_its_line() {
    let host = read(
        &crate::support::hosts().join("clash"),
        &HomeFacts::default(),
    );
    let restored = from_json(&to_json(&host));
    let findings = findings(&restored);
    let primary = findings[0].primary().unwrap();
    let place = primary.location.place;
    for name in CheckFormat::names() {
        let shown = report(CheckFormat::from_name(name).unwrap(), &restored, &findings);
        // It has numbers, and no places.
        assert!(
            *name == "prometheus"
                || shown.contains("deployment.toml") && shown.contains(&place.line.to_string()),
            "{name}: {shown}"
        );
    }
    for name in ["full", "narrated"] {
        let shown = report(CheckFormat::from_name(name).unwrap(), &restored, &findings);
        assert!(findings.iter().all(|finding| {
            let seen = |a: &portlint_rules::Annotation| shown.contains(&a.message);
            finding.annotations.iter().all(seen)
        }));
    }
}

fn told(case: &Value) -> HomeFacts {
    let strings = |key: &str| {
        let list = case[key].as_array()?.iter();
        Some(list.filter_map(|s| Some(s.as_str()?.to_string())).collect())
    };
    let env = case["env"].as_object().into_iter().flatten();
    HomeFacts {
        start_arguments: strings("start_arguments"),
        java_opts: strings("java_opts"),
        env: Some(
            env.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string())))
                .collect(),
        ),
        ..HomeFacts::default()
    }
}

/// The verified cases beside the project.
#[test]
fn cases_say_the_same_when_they_were_stored() {
    let Some(folders) = portlint_testkit::verified_cases(|_| true) else {
        return;
    };
    assert!(folders.len() > 100, "{} cases", folders.len());
    for folder in folders {
        let case = std::fs::read(folder.join("case.json")).unwrap();
        let facts = told(&serde_json::from_slice(&case).unwrap());
        compare(&read(&folder.join("homes"), &facts));
    }
}
