//! Fleets: a snapshot of each host, checked together. `fixtures/fleets` has a distributed API Manager with mistakes, and the
//! same without.

use crate::support::{repository, run, tool};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What each host is started as.
fn profile(host: &str) -> Option<&'static str> {
    match &host[..2] {
        "cp" => Some("control-plane"),
        "gw" => Some("gateway-worker"),
        "tm" => Some("traffic-manager"),
        _ => None,
    }
}

/// Takes a snapshot of every host of a fleet. Each has an alias, and an address of its own.
fn snapshots(fleet: &str) -> tempfile::TempDir {
    let fleet = repository().join("fixtures/fleets").join(fleet);
    let directory = tempfile::tempdir().unwrap();
    let mut hosts: Vec<PathBuf> = std::fs::read_dir(&fleet)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    hosts.sort();
    for (number, path) in (11..).zip(hosts) {
        let host = path.file_name().unwrap().to_str().unwrap();
        let mut command = tool(&path);
        command
            .env("SOURCE_DATE_EPOCH", "1795953600")
            .args(["snapshot", "--host", host])
            .args(["--alias", &format!("{host}.example.com")])
            .args(["--address", &format!("10.0.0.{number}")]);
        if let Some(profile) = profile(host) {
            command.args(["--profile", profile]);
        }
        let output = command.arg(".").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        std::fs::write(directory.path().join(format!("{host}.json")), output.stdout).unwrap();
    }
    directory
}

fn json(directory: &Path, arguments: &[&str]) -> Value {
    let output = run(directory, arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

fn messages(directory: &Path) -> Vec<String> {
    let report = json(directory, &["check", "--format", "json", "."]);
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    findings
        .map(|finding| format!("{}: {}", text(&finding["rule"]), text(&finding["message"])))
        .collect()
}

#[test]
fn every_mistake_of_the_planted_fleet_is_found() {
    let fleet = snapshots("planted");
    let found = messages(fleet.path());
    for wanted in [
        "stale-reference: gw1:wso2am-4.4.0 names https://km1.example.com:9443",
        "stale-reference: gw1:wso2am-4.4.0 names https://cp1.example.com:9443",
        "stale-reference: gw1:wso2am-4.4.0 names tcp://tm2.example.com:9611",
        "stale-reference: gw2:wso2am-4.4.0 names https://km1.example.com:9443",
        "cluster-member-mismatch: gw1:wso2am-4.4.0 lists the cluster member gw2.example.com:4001",
        "cluster-member-mismatch: gw2:wso2am-4.4.0 lists the cluster member gw3.example.com:4000, which is no host of the fleet",
        "cluster-member-mismatch: the cluster members of tm1:wso2am-4.4.0 do not include its own host, with member port 4000",
    ] {
        let is_found = found.iter().any(|message| message.starts_with(wanted));
        assert!(is_found, "{wanted}\n{}", found.join("\n"));
    }
}

#[test]
fn the_clean_fleet_is_silent_and_its_flows_are_open() {
    let fleet = snapshots("clean");
    assert_eq!(messages(fleet.path()), Vec::<String>::new());
    let flows = json(fleet.path(), &["ports", "--flows", "--format", "json", "."]);
    let across: Vec<_> = flows["flows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|flow| flow["host"].as_str().unwrap().ends_with(".example.com"))
        .filter(|flow| flow["source"]["host"].as_str().unwrap().starts_with("gw"))
        .collect();
    assert!(across.len() >= 16, "{across:#?}");
    for flow in across {
        assert_eq!(flow["state"], "open", "{flow:#}");
        let host = flow["destination"]["host"].as_str().unwrap();
        assert_eq!(flow["host"], format!("{host}.example.com"));
    }
}

#[test]
fn a_snapshot_has_what_ports_says() {
    let fleet = repository().join("fixtures/fleets/clean/gw1");
    let snapshot = json(&fleet, &["snapshot", "--host", "gw1", "."]);
    let ports = json(&fleet, &["ports", "--references", "--format", "json", "."]);
    assert_eq!(snapshot["snapshot"], 1);
    assert_eq!(snapshot["host"]["name"], "gw1");
    /// Whether everything that one says, the other says too.
    fn has(whole: &Value, part: &Value) -> bool {
        match (whole, part) {
            (Value::Object(whole), Value::Object(part)) => part
                .iter()
                .all(|(key, value)| whole.get(key).is_some_and(|whole| has(whole, value))),
            (Value::Array(whole), Value::Array(part)) => {
                whole.len() == part.len() && whole.iter().zip(part).all(|(a, b)| has(a, b))
            }
            (whole, part) => whole == part,
        }
    }
    assert!(
        has(&snapshot["homes"], &ports["homes"]),
        "{snapshot:#}\n{ports:#}"
    );
}

#[test]
fn bad_snapshots_are_named_and_the_others_checked() {
    let fleet = snapshots("clean");
    let gw1 = std::fs::read_to_string(fleet.path().join("gw1.json")).unwrap();
    std::fs::write(fleet.path().join("cut.json"), &gw1[..gw1.len() / 2]).unwrap();
    let later = gw1.replacen("\"snapshot\": 1", "\"snapshot\": 9", 1);
    std::fs::write(fleet.path().join("later.json"), later).unwrap();
    let newer = gw1.replacen("2026-11-29T12:00:00Z", "2026-11-29T13:00:00Z", 1);
    std::fs::write(fleet.path().join("newer.json"), newer).unwrap();
    let output = run(fleet.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for wanted in [
        "./cut.json: ",
        "./later.json: schema 9",
        "./gw1.json is not used: ./newer.json is the newest snapshot of that host",
    ] {
        assert!(said.contains(wanted), "{said}");
    }
    let checked = String::from_utf8(output.stdout).unwrap();
    assert!(checked.contains("Checked 6 homes"), "{checked}");
    let plan = run(fleet.path(), &["plan", "--write", "gw1.json"]);
    assert_eq!(plan.status.code(), Some(2));
}

#[test]
fn monitoring_systems_are_told() {
    let fleet = snapshots("planted");
    let ask = |arguments: &[&str]| {
        let output = run(fleet.path(), arguments);
        (
            String::from_utf8(output.stdout).unwrap(),
            output.status.code(),
        )
    };
    let (line, code) = ask(&["nagios", "."]);
    assert!(
        line.starts_with(
            "WSO2 PORTS WARNING - 15 warnings in 6 homes | errors=0;;0 warnings=15;0 homes=6"
        ),
        "{line}"
    );
    assert_eq!((line.lines().count(), code), (1, Some(1)));
    let (line, code) = ask(&["nagios", "missing"]);
    assert_eq!((line.lines().count(), code), (1, Some(3)), "{line}");
    assert_eq!(ask(&["nagios", "--no-such-option"]).1, Some(3));
    let (old, _) = ask(&[
        "check",
        "--max-age",
        "7d",
        "--format",
        "concise",
        "--select",
        "old-snapshot",
        ".",
    ]);
    // The snapshots say 2026-11-29, and the clock of the test something else.
    assert!(
        !old.contains("old-snapshot") || old.contains("the snapshot of gw1 is"),
        "{old}"
    );
    let (metrics, _) = ask(&["check", "--output", "prometheus", "."]);
    for wanted in [
        "wso2_portlint_findings{rule=\"cluster-member-mismatch\",severity=\"warning\"} 3\n",
        "wso2_portlint_homes 6\n",
        "wso2_portlint_last_run_timestamp_seconds ",
    ] {
        assert!(metrics.contains(wanted), "{metrics}");
    }
}
