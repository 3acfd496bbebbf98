//! Every yaml case, and the yaml runtimes of the Enterprise Integrator homes, against what the resolver says.

// Helpers of tests are not tests to clippy.

use portlint_catalog::{Generation, Version, product};
use portlint_files::Disk;
use portlint_host::{Files, Listener, Runtime, State};
use portlint_read::{HomeFacts, HomeReader, RuntimeContext, resolve};
use portlint_syntax::Limits;
use portlint_testkit::verified_cases;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn strings(value: &Value) -> Option<Vec<String>> {
    let texts = value.as_array()?.iter().map(|v| v.as_str().unwrap());
    let all = texts.map(str::to_string).collect::<Vec<_>>();
    (!all.is_empty()).then_some(all)
}

/// What a case tells; an empty list or map tells nothing, as in the configuration that the checker writes.
fn facts(case: &Value) -> HomeFacts {
    let env = case["env"].as_object().into_iter().flatten();
    let env = env
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_string()))
        .collect::<BTreeMap<_, _>>();
    HomeFacts {
        start_arguments: strings(&case["start_arguments"]),
        java_opts: strings(&case["java_opts"]),
        env: (!env.is_empty()).then_some(env),
        ..HomeFacts::default()
    }
}

/// The yaml runtimes of the one home of a case, and the path of the home.
fn runtimes(folder: &Path, case: &Value) -> (PathBuf, Files, Vec<Runtime>) {
    let mut homes = std::fs::read_dir(folder.join("homes")).unwrap();
    let home = homes.next().unwrap().unwrap().path();
    let product = product(case["product"].as_str().unwrap()).unwrap();
    let version = Version::parse(case["version"].as_str().unwrap()).unwrap();
    let facts = facts(case);
    let mut reader = HomeReader::new(&Disk, &home, Limits::default());
    let mut resolved = Vec::new();
    for runtime in &product.runtimes {
        let present = reader.exists(&runtime.governing());
        if runtime.generation == Generation::Yaml && present {
            let context = RuntimeContext {
                catalog: portlint_catalog::built_in(),
                product,
                version: Some(&version),
                rules: Some(&version),
                runtime,
                conf: &runtime.conf,
                facts: &facts,
            };
            resolved.push(resolve(&mut reader, &context));
        }
    }
    (home, reader.table(), resolved)
}

fn is_of_this_generation(expected: &Value) -> bool {
    let file = expected["file"].as_str().unwrap_or_default();
    file.ends_with(".yaml") || file.ends_with("netty-transports.yml")
}

fn tells(listener: &Listener, expected: &Value, home: &Path, files: &Files) -> bool {
    let number = |key: &str| expected[key].as_i64();
    let mut same = listener.port == number("port");
    if let Some(base) = number("base") {
        same &= listener.base == Some(base) && Some(listener.offset) == number("offset");
    }
    if let Some(address) = expected["address"].as_str() {
        same &= listener.address == address;
    }
    if let (Some(line), Some(file)) = (number("line"), expected["file"].as_str()) {
        same &= listener.location.as_ref().is_some_and(|location| {
            i64::from(location.place.line) == line && files.path(location.file) == home.join(file)
        });
    }
    same
}

/// What is wrong about one case. Of a home with other generations too, only the part of this one is compared.
fn mistakes(folder: &Path, whole: bool) -> Vec<String> {
    let case = json(&folder.join("case.json"));
    let expected = json(&folder.join("expected.json"));
    let (home, files, runtimes) = runtimes(folder, &case);
    let listeners = || runtimes.iter().flat_map(|runtime| &runtime.listeners);
    let open = || listeners().filter(|l| l.state == State::Open);
    let wanted = || {
        let all = expected["open"].as_array().unwrap().iter();
        all.filter(|e| whole || is_of_this_generation(e))
    };
    let mut wrong = Vec::new();
    let mut got = open()
        .map(|l| (l.protocol.as_str(), l.port.unwrap()))
        .collect::<Vec<_>>();
    let mut want = wanted()
        .map(|e| (e["protocol"].as_str().unwrap(), e["port"].as_i64().unwrap()))
        .collect::<Vec<_>>();
    got.sort_unstable();
    want.sort_unstable();
    if got != want {
        wrong.push(format!("opens {got:?} instead of {want:?}"));
    }
    for e in wanted() {
        if !open().any(|l| tells(l, e, &home, &files)) {
            wrong.push(format!("tells otherwise: {e}"));
        }
        if whole && !open().any(|l| *l.id == e["name"]) {
            wrong.push(format!("has not this id: {e}"));
        }
    }
    let closed = expected["closed"].as_array().unwrap().iter();
    for e in closed.filter(|_| whole) {
        let same = |l: &Listener| {
            *l.id == e["name"] && l.port == e["port"].as_i64() && l.base == e["base"].as_i64()
        };
        if !listeners().any(|l| l.state == State::Closed && same(l) && l.condition.is_some()) {
            wrong.push(format!("not closed: {e}"));
        }
    }
    let offset = case["effective_offset"].as_i64();
    if offset.is_some() && runtimes[0].offset.value != offset {
        wrong.push(format!("offset {:?}", runtimes[0].offset.value));
    }
    wrong
}

#[test]
fn every_case_is_exact() {
    let Some(folders) = verified_cases(|_| true) else {
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let whole = name.starts_with("yaml-");
        if whole || ["xml-060", "xml-061"].contains(&name) {
            count += 1;
            let mistakes = mistakes(&folder, whole);
            wrong.extend(mistakes.into_iter().map(|m| format!("{name}: {m}")));
        }
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
