//! Many homes in one run of `ports`.

use crate::oracle::record::Record;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What a kernel names itself in.
const KERNEL: &str = "bin/wso2carbon-version.txt";

/// A listener that the tool shows.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub id: String,
    pub protocol: String,
    pub address: String,
    /// `None` where it is not known, or another one at every start.
    pub port: Option<u64>,
    /// `open`, `closed` or `conditional`.
    pub state: String,
}

/// What the tool shows for each record.
pub(super) fn ports(records: &[Record]) -> Vec<Vec<Shown>> {
    let report = run(records, &["ports", "--format", "json", "."]);
    let homes = report["homes"].as_array().unwrap();
    (0..records.len())
        .map(|number| {
            let home = homes.iter().find(|home| is_at(home, &place(number)));
            home.map(shown).unwrap_or_default()
        })
        .collect()
}

/// What the tool says that it assumes of each record.
pub(super) fn assumptions(records: &[Record]) -> Vec<String> {
    let arguments = ["check", "--format", "json", "--severity", "info", "."];
    let report = run(records, &arguments);
    let findings = report["diagnostics"].as_array().unwrap();
    let of_rule = findings.iter().filter(|f| f["rule"] == "assumed-defaults");
    let said: Vec<(String, String)> = of_rule
        .map(|finding| {
            let places = finding["annotations"].as_array().unwrap();
            let file = places.first().map(|place| &place["location"]["file"]);
            let file = file.and_then(Value::as_str).unwrap_or_default();
            let message = finding["message"].as_str().unwrap_or_default();
            (
                file.trim_start_matches("./").to_string(),
                message.to_string(),
            )
        })
        .collect();
    (0..records.len())
        .map(|number| {
            let folder = format!("{}/", place(number));
            let own = said.iter().find(|(file, _)| file.starts_with(&folder));
            own.map(|(_, message)| message.clone()).unwrap_or_default()
        })
        .collect()
}

fn run(records: &[Record], arguments: &[&str]) -> Value {
    let root = tempfile::tempdir().unwrap();
    let mut configuration = String::new();
    for (number, record) in records.iter().enumerate() {
        let home = root.path().join(place(number));
        // A kernel is no product, and nobody tells it that it is one.
        if !record.has(KERNEL) {
            let product = format!("{}\n", record.home);
            write(&home.join("updates/product.txt"), product.as_bytes());
        }
        for (path, content) in &record.files {
            write(&home.join(path), content);
        }
        configure(&mut configuration, &place(number), record);
    }
    write(
        &root.path().join("wso2-portlint.toml"),
        configuration.as_bytes(),
    );
    let output = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"))
        .current_dir(root.path())
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)))
}

fn place(number: usize) -> String {
    format!("home-{number:04}")
}

fn is_at(home: &Value, place: &str) -> bool {
    let path = home["path"].as_str().unwrap();
    path.trim_start_matches("./") == place
}

fn write(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

fn configure(text: &mut String, place: &str, record: &Record) {
    writeln!(text, "[[home]]\npath = \"{place}\"").unwrap();
    for (key, values) in [
        ("java-opts", &record.java_opts),
        ("start-arguments", &record.arguments),
    ] {
        if !values.is_empty() {
            writeln!(text, "{key} = {}", Value::from(values.clone())).unwrap();
        }
    }
    // All kernels were started with it.
    if record.has(KERNEL) {
        writeln!(text, "jdk = 17").unwrap();
    }
    for (name, value) in &record.env {
        writeln!(text, "env.{name} = {}", Value::from(value.as_str())).unwrap();
    }
}

fn shown(home: &Value) -> Vec<Shown> {
    let runtimes = home["runtimes"].as_array().unwrap();
    let listeners = runtimes
        .iter()
        .flat_map(|r| r["listeners"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    listeners
        .map(|listener| Shown {
            id: text(&listener["id"]),
            protocol: text(&listener["protocol"]),
            address: text(&listener["address"]),
            port: listener["port"].as_u64(),
            state: text(&listener["state"]),
        })
        .collect()
}
