//! What the vendor's own start scripts did when they were called in many ways (`tests/oracle/scripts/answers`), asked of the built
//! binary over scripts of our own that do the same (`models`). `record.py` there makes the answers.

mod answers;
mod homes;

use answers::{Answer, Case, Family};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// At most one answer of so many may be not known. It must only grow.
const PART_NOT_KNOWN: usize = 10;
/// Cases in one run of the program.
const AT_ONCE: usize = 150;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/scripts")
}

/// What the program says of one case.
enum Verdict {
    Right,
    /// It does not say a number although the script gives one.
    Uncertain,
    Wrong(String),
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The runtime of each case as `ports` shows it.
fn ports(family: &Family, cases: &[Case]) -> Vec<Value> {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().canonicalize().unwrap();
    let mut configuration = String::new();
    for (number, case) in cases.iter().enumerate() {
        let place = format!("home-{number:04}");
        let home = root.join(&place);
        for (path, text) in homes::files(&family.product) {
            write(&home.join(path), &text);
        }
        for (path, text) in case.scripts(family) {
            write(&home.join(path), &text);
        }
        let inside = |text: &str| text.replace("/home/", &format!("{}/", home.display()));
        let words: Vec<String> = case.arguments.iter().map(|word| inside(word)).collect();
        // Each home has a host of its own: nothing is compared.
        writeln!(
            configuration,
            "[[home]]\npath = \"{place}\"\nhost = \"{place}\"\njdk = {}\nstart-arguments = {}",
            family.jdk,
            Value::from(words)
        )
        .unwrap();
        for (name, value) in &case.environment {
            writeln!(configuration, "env.{name} = {}", Value::from(inside(value))).unwrap();
        }
    }
    write(&root.join("wso2-portlint.toml"), &configuration);
    let output = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"))
        .current_dir(&root)
        .env_clear()
        .args(["ports", "--format", "json", "."])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let homes = report["homes"].as_array().unwrap();
    let of = |number: usize| {
        let place = format!("home-{number:04}");
        let mut homes = homes.iter();
        let home = homes.find(|home| {
            let path = home["path"].as_str().unwrap();
            path.trim_start_matches("./") == place
        });
        let runtimes = home.unwrap()["runtimes"].as_array().unwrap();
        let mut named = runtimes.iter();
        let named = named.find(|runtime| runtime["runtime"] == family.runtime.as_str());
        named.unwrap_or(&runtimes[0]).clone()
    };
    (0..cases.len()).map(of).collect()
}

/// Whether the program may say this where the script did that.
fn judge(case: &Case, family: &Family, runtime: &Value) -> Verdict {
    let offset = runtime["offset"]["value"].as_i64();
    let listeners = runtime["listeners"].as_array().unwrap();
    let find = |id: &str| listeners.iter().find(|listener| listener["id"] == id);
    let of_machine = |id: &Value| id == "jdwp" || id == "jvm-attach";
    let mut own = listeners.iter().filter(|it| !of_machine(&it["id"]));
    let opens = own.clone().any(|listener| listener["state"] == "open");
    let is_closed = own.all(|listener| listener["state"] == "closed");
    let [answer] = case.answers.as_slice() else {
        return if offset.is_none() {
            Verdict::Right
        } else {
            Verdict::Wrong("certain, and the shells differ".to_string())
        };
    };
    let Answer::Starts {
        offset: expected,
        home,
        debugger,
        has_agent,
    } = answer
    else {
        return match (opens, is_closed, offset) {
            (true, _, Some(_)) => Verdict::Wrong("ports, and no server starts".to_string()),
            (false, true, _) => Verdict::Right,
            _ => Verdict::Uncertain,
        };
    };
    if home.is_some() {
        return match offset {
            Some(_) if opens => {
                Verdict::Wrong("the ports of this home, and another is read".into())
            }
            _ => Verdict::Right,
        };
    }
    let shown = find("jdwp").filter(|it| it["state"] == "open" && it["port"].is_u64());
    match (debugger, shown) {
        (Some(address), shown) if offset.is_some() => {
            let port = address.rsplit(':').next().unwrap();
            // Before Java 9 a number alone means all addresses.
            let is_wide = address.contains(':') || family.jdk == 8;
            let host = if is_wide { "0.0.0.0" } else { "127.0.0.1" };
            let is_right = shown.is_some_and(|shown| {
                shown["port"].as_u64() == port.parse().ok() && shown["address"] == host
            });
            if !is_right {
                return Verdict::Wrong(format!("not the debugger at {address}"));
            }
        }
        (None, Some(_)) => return Verdict::Wrong("a debugger that nobody starts".to_string()),
        _ => {}
    }
    let agent = find("jvm-attach").is_some_and(|agent| agent["state"] != "closed");
    if agent != *has_agent && debugger.is_none() {
        return Verdict::Wrong(format!("{} agent", if agent { "an" } else { "no" }));
    }
    let Ok(expected) = expected.as_deref().unwrap_or("0").parse::<i64>() else {
        return if offset.is_none() && !opens {
            Verdict::Right
        } else {
            Verdict::Wrong("ports, and the offset is no number".to_string())
        };
    };
    match offset {
        _ if is_closed => Verdict::Wrong("no ports, and the server starts".to_string()),
        None => Verdict::Uncertain,
        Some(said) if said == expected => Verdict::Right,
        Some(said) => Verdict::Wrong(format!("offset {said}")),
    }
}

/// None is wrong and certain, and few are not known although the script says them.
#[test]
fn start_scripts_give_the_server_what_the_tool_says() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut uncertain = String::new();
    for family in answers::read(&folder()) {
        for cases in family.cases.chunks(AT_ONCE) {
            for (case, runtime) in cases.iter().zip(ports(&family, cases)) {
                match judge(case, &family, &runtime) {
                    Verdict::Right => *counts.entry("right").or_default() += 1,
                    Verdict::Uncertain => {
                        *counts.entry("not known").or_default() += 1;
                        writeln!(uncertain, "{}\t{}", family.name, case.line).unwrap();
                    }
                    Verdict::Wrong(what) => {
                        *counts.entry("wrong").or_default() += 1;
                        wrong.push(format!("{}: {what}: {}", family.name, case.line));
                    }
                }
            }
        }
    }
    println!("start scripts: {counts:?}");
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let known = counts.get("right").copied().unwrap_or_default();
    let unknown = uncertain.lines().count();
    assert!(
        unknown * PART_NOT_KNOWN < known,
        "{unknown} are not known:\n{uncertain}"
    );
}
