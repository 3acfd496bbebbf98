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
        let looked_at = if host.starts_with("lb") {
            "nginx.conf"
        } else {
            "."
        };
        let output = command.arg(looked_at).output().unwrap();
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
        "stale-reference: gw1:wso2am-4.4.0 names tcp://an1.example.com:7611",
        "stale-reference: gw2:wso2am-4.4.0 names tcp://gw1.example.com:9611, which no server opens: databridge-binary-tcp of gw1:wso2am-4.4.0 is closed",
        "stale-reference: lb1:nginx.conf names cp1.example.com:9443, which no server opens: servlet-https of cp1:wso2am-4.4.0 is at 9443 + 1 = 9444",
        "stale-reference: lb1:nginx.conf names tm2.example.com:5672, which no server opens: amqp of tm2:wso2am-4.4.0 is at 5672 + 2 = 5674",
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
        .filter(|flow| {
            let host = flow["source"]["host"].as_str().unwrap();
            host.starts_with("gw") || host.starts_with("lb")
        })
        .collect();
    let of_proxy = across
        .iter()
        .filter(|flow| flow["source"]["runtime"] == "nginx");
    assert_eq!(of_proxy.count(), 5);
    assert!(across.len() >= 25, "{across:#?}");
    for flow in across {
        assert_eq!(flow["state"], "open", "{flow:#}");
        let host = flow["destination"]["host"].as_str().unwrap();
        assert_eq!(flow["host"], format!("{host}.example.com"));
    }
}

#[test]
fn proxies_among_the_paths() {
    let fleet = snapshots("planted");
    std::fs::remove_file(fleet.path().join("lb1.json")).unwrap();
    let proxy = "frontend f\n  bind :443\n  default_backend am\nbackend am\n  \
                 server cp1 cp1.example.com:9443 check\n  server cp2 \"${CP2}:9443\"\n  \
                 # wso2-portlint: ignore[stale-reference] -- moves next week\n  \
                 server tm2 tm2.example.com:5672\n";
    std::fs::write(fleet.path().join("haproxy.cfg"), proxy).unwrap();
    let concise = [
        "check",
        "--format",
        "concise",
        "--select",
        "stale-reference",
    ];
    for (paths, name) in [
        (&["."][..], "./haproxy.cfg"),
        (&[".", "haproxy.cfg"], "haproxy.cfg"),
    ] {
        let output = run(fleet.path(), &[&concise[..], paths].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        let of_proxy: Vec<_> = said.lines().filter(|line| line.starts_with(name)).collect();
        assert_eq!(of_proxy.len(), 1, "{said}");
        assert!(
            of_proxy[0].starts_with(&format!(
                "{name}:5:14: warning[stale-reference]: haproxy.cfg names cp1.example.com:9443, which no server opens"
            )),
            "{said}"
        );
        assert!(said.contains("not known: 1 value"), "{said}");
        assert!(said.contains("1 suppressed"), "{said}");
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(
            notes.contains("haproxy.cfg: not known where HAProxy sends connections: address with a variable (line 6)"),
            "{notes}"
        );
    }
    let ports = json(
        fleet.path(),
        &[
            "ports",
            "--references",
            "--format",
            "json",
            ".",
            "haproxy.cfg",
        ],
    );
    let proxy = &ports["proxies"][0];
    assert_eq!(proxy["software"], "haproxy");
    assert_eq!(proxy["references"][0]["host"], "cp1.example.com");
    assert_eq!(proxy["references"][0]["opened_by"], serde_json::json!([]));
    assert_eq!(proxy["not_known"][0]["what"], "address with a variable");
    let table = run(fleet.path(), &["ports", "--references", "haproxy.cfg", "."]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.contains("haproxy.cfg – HAProxy"), "{table}");
    let flows = run(
        fleet.path(),
        &["ports", "--flows", "--format", "csv", "haproxy.cfg", "."],
    );
    let flows = String::from_utf8(flows.stdout).unwrap();
    assert!(
        flows.contains(",haproxy.cfg,cp1.example.com,,tcp,9443,,server cp1 of backend am,closed"),
        "{flows}"
    );
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
    assert!(checked.contains("Checked 7 homes"), "{checked}");
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
            "WSO2 PORTS WARNING - 20 warnings in 7 homes | errors=0;;0 warnings=20;0 homes=7"
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
        "wso2_portlint_homes 7\n",
        "wso2_portlint_last_run_timestamp_seconds ",
    ] {
        assert!(metrics.contains(wanted), "{metrics}");
    }
}
