//! What users read: each fixture host, through the built binary, against the expected output beside it.
//!
//! `UPDATE_EXPECTED=1 cargo test --test main hosts` writes the expectations anew; look at the difference before committing.

use crate::support::hosts;
use std::process::Output;

/// Runs the tool in the directory of the hosts, so that paths are short and the same everywhere.
fn run(arguments: &[&str]) -> Output {
    crate::support::run(&hosts(), arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Compares an output with the file that keeps it, or writes that file.
fn expect(name: &str, output: &Output) -> Option<String> {
    let file = hosts().join("expected").join(name);
    let seen = format!(
        "exit {}\n{}{}",
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr)
    );
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &seen).unwrap();
    }
    let wanted = std::fs::read_to_string(&file).unwrap_or_default();
    (wanted != seen).then(|| format!("{name} differs:\n--- expected\n{wanted}\n--- seen\n{seen}"))
}

fn names() -> Vec<String> {
    let mut names = std::fs::read_dir(hosts())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir() && entry.file_name() != "expected")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect::<Vec<_>>();
    names.sort();
    names
}

#[test]
fn every_host_says_what_is_expected() {
    let mut differences = Vec::new();
    for host in names() {
        for (suffix, arguments) in [
            ("check.full.txt", vec![host.as_str()]),
            (
                "check.concise.txt",
                vec!["check", "--format", "concise", &host],
            ),
            ("check.json", vec!["check", "--format", "json", &host]),
            ("ports.txt", vec!["ports", &host]),
            ("ports.json", vec!["ports", "--format", "json", &host]),
            ("plan.txt", vec!["plan", &host]),
        ] {
            differences.extend(expect(&format!("{host}.{suffix}"), &run(&arguments)));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn the_clash_is_found_and_the_repaired_host_is_silent() {
    let clash = run(&["check", "--format", "json", "clash"]);
    assert_eq!(clash.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&clash.stdout).unwrap();
    let mut ports = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["rule"] == "port-collision")
        .flat_map(|d| d["ports"].as_array().unwrap())
        .map(|p| p["port"].as_i64().unwrap())
        .collect::<Vec<_>>();
    ports.sort_unstable();
    // API Manager, Identity Server and Streaming Integrator at offset 0; Enterprise Integrator at Micro Integrator's 10.
    assert_eq!(ports, [8253, 8290, 9443, 9611, 9711, 9763, 10711]);

    let repaired = run(&["check", "--format", "concise", "repaired"]);
    assert_eq!(
        repaired.status.code(),
        Some(0),
        "{}",
        text(&repaired.stdout)
    );
    assert_eq!(
        text(&repaired.stdout).lines().count(),
        2,
        "{}",
        text(&repaired.stdout)
    );
}

#[test]
fn ten_good_homes_say_nothing_even_as_infos() {
    let output = run(&[
        "check",
        "--severity",
        "info",
        "--format",
        "json",
        "ten-homes",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["homes"], 10);
    assert_eq!(report["diagnostics"], serde_json::json!([]));
}

#[test]
fn passwords_beside_ports_never_appear() {
    for host in names() {
        for arguments in [
            vec!["check", "--severity", "info", host.as_str()],
            vec!["check", "--severity", "info", "--format", "json", &host],
            vec!["check", "--severity", "info", "--format", "concise", &host],
            vec!["ports", &host],
            vec!["ports", "--format", "json", &host],
            vec!["ports", "--references", &host],
            vec!["plan", &host],
            vec!["check", "--diff", "--unsafe-fixes", &host],
        ] {
            let output = run(&arguments);
            let all = text(&output.stdout) + &text(&output.stderr);
            for secret in ["hunter2", "s3cr3t", "keystore-secret", "catalog-secret"] {
                assert!(!all.contains(secret), "{arguments:?} shows {secret}");
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let forwards = run(&[
        "check",
        "clash/wso2am-4.4.0",
        "clash/wso2is-7.0.0",
        "clash/wso2si-4.2.0",
    ]);
    let backwards = run(&[
        "check",
        "clash/wso2si-4.2.0",
        "clash/wso2is-7.0.0",
        "clash/wso2am-4.4.0",
    ]);
    assert_eq!(text(&forwards.stdout), text(&backwards.stdout));
}
