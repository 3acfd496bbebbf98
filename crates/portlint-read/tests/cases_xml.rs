//! The verified cases of the xml generation: every listener that a case calls open is open with its base, offset and
//! place, and nothing else is.

use portlint_catalog::Generation;
use portlint_files::Disk;
use portlint_host::{Files, Listener, State};
use portlint_read::{Budget, HomeFacts, Request, Scan, scan};
use portlint_syntax::Limits;
use portlint_testkit::verified_cases;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn strings(value: &Value) -> Option<Vec<String>> {
    let texts = value.as_array()?.iter();
    Some(
        texts
            .map(|text| text.as_str().unwrap().to_string())
            .collect(),
    )
}

/// What the case tells beside the files; the product only where the case has one home.
fn facts(told: &Value, single: bool) -> HomeFacts {
    let text = |key: &str| told[key].as_str().filter(|_| single).map(str::to_string);
    let env = told["env"].as_object().unwrap().iter();
    HomeFacts {
        product: text("product"),
        version: text("version"),
        start_arguments: strings(&told["start_arguments"]),
        java_opts: strings(&told["java_opts"]),
        env: Some(
            env.map(|(k, v)| (k.clone(), v.as_str().unwrap().to_string()))
                .collect(),
        ),
        ..HomeFacts::default()
    }
}

fn scan_case(case: &Path) -> Scan {
    let told = json(&case.join("case.json"));
    let homes = case.join("homes");
    let single = fs::read_dir(&homes).unwrap().count() == 1;
    let facts = facts(&told, single);
    scan(
        &Disk,
        &Request {
            paths: &[homes],
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_, _| facts.clone(),
        },
    )
}

/// The runtimes of the yaml generation in the same home are another test's.
fn is_ours(expected: &&Value) -> bool {
    let file = expected["file"].as_str().unwrap_or_default();
    !file.ends_with("deployment.yaml") && !file.ends_with("netty-transports.yml")
}

fn is_at(listener: &Listener, expected: &Value, files: &Files) -> bool {
    let Some(line) = expected["line"].as_u64() else {
        return true;
    };
    let Some(location) = &listener.location else {
        return false;
    };
    let file = expected["file"].as_str().unwrap();
    u64::from(location.place.line) == line && files.path(location.file).ends_with(file)
}

fn key(listener: &Listener) -> (String, Option<i64>) {
    (listener.protocol.as_str().to_string(), listener.port)
}

fn expected_key(expected: &Value) -> (String, Option<i64>) {
    let protocol = expected["protocol"].as_str().unwrap_or("tcp");
    (protocol.to_string(), expected["port"].as_i64())
}

/// What differs, one sentence each.
fn differences(case: &Path) -> Vec<String> {
    let expected = json(&case.join("expected.json"));
    let scan = scan_case(case);
    let listeners = scan
        .host
        .homes
        .iter()
        .flat_map(|home| &home.runtimes)
        .filter(|runtime| runtime.generation == Generation::Xml)
        .flat_map(|runtime| &runtime.listeners)
        .collect::<Vec<_>>();
    let open = listeners
        .iter()
        .filter(|l| l.state == State::Open)
        .collect::<Vec<_>>();
    let mut different = Vec::new();

    let wanted = expected["open"]
        .as_array()
        .unwrap()
        .iter()
        .filter(is_ours)
        .collect::<Vec<_>>();
    let mut wanted_keys = wanted.iter().map(|e| expected_key(e)).collect::<Vec<_>>();
    let mut open_keys = open.iter().map(|l| key(l)).collect::<Vec<_>>();
    wanted_keys.sort();
    open_keys.sort();
    if wanted_keys != open_keys {
        different.push(format!("open {open_keys:?}, expected {wanted_keys:?}"));
    }
    for entry in wanted {
        let told = (entry["base"].as_i64(), entry["offset"].as_i64());
        let found = open.iter().any(|l| {
            key(l) == expected_key(entry)
                && (l.base, Some(l.offset)) == told
                && is_at(l, entry, &scan.host.files)
        });
        if !found {
            different.push(format!("no such listener: {entry}"));
        }
    }
    for entry in expected["may_open"]
        .as_array()
        .unwrap()
        .iter()
        .filter(is_ours)
    {
        let known = listeners
            .iter()
            .any(|l| l.state != State::Closed && key(l) == expected_key(entry));
        if !known {
            different.push(format!("closed or unknown: {entry}"));
        }
    }
    different
}

#[test]
fn every_case_is_told_exactly() {
    let Some(cases) = verified_cases(|name| name.starts_with("xml-")) else {
        return;
    };
    let mut count = 0;
    let mut failures = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().to_string();
        count += 1;
        failures.extend(
            differences(&case)
                .into_iter()
                .map(|text| format!("{name}: {text}")),
        );
    }
    failures.sort();
    assert!(count > 50, "only {count} cases found");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
