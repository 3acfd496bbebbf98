//! The same host gives the same bytes, whatever the order in which homes were created or are given.

use crate::support::{run, write};
use std::path::Path;

/// Homes that collide, refer to each other and are wrong in several ways.
const HOMES: [(&str, &str); 5] = [
    (
        "wso2am-4.2.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n[apim.key_manager]\nservice_url = \"https://localhost:9443/services/\"\n[[apim.gateway.environment]]\nname = \"Default\"\nws_endpoint = \"ws://localhost:9099\"\n",
    ),
    (
        "wso2is-7.0.0/repository/conf/deployment.toml",
        "[server]\nofset = 1\n[transport.https.properties]\nport = 9444\n",
    ),
    (
        "wso2mi-4.2.0/conf/deployment.toml",
        "[server]\noffset = 1\n[transport.http.listener]\nport = 8281\n",
    ),
    (
        "wso2am-tm-4.5.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n",
    ),
    (
        "wso2si-4.2.0/conf/server/deployment.yaml",
        "wso2.carbon: {name: WSO2 Streaming Integrator, ports: {offset: 1}}\nwso2.transport.http: {listenerConfigurations: [{id: default, port: 9443}]}\n",
    ),
];

const FORMATS: [&[&str]; 5] = [
    &["check", "--severity", "info"],
    &["check", "--severity", "info", "--format", "json"],
    &["check", "--severity", "info", "--format", "concise"],
    &["ports"],
    &["ports", "--format", "json"],
];

/// The homes from the n-th on, then those before it; every second time backwards.
fn shuffled(n: usize) -> Vec<&'static (&'static str, &'static str)> {
    let mut homes: Vec<_> = HOMES.iter().collect();
    homes.rotate_left(n % HOMES.len());
    if n % 2 == 1 {
        homes.reverse();
    }
    homes
}

fn output(directory: &Path, arguments: &[&str], paths: &[&str]) -> Vec<u8> {
    let output = run(directory, &[arguments, paths].concat());
    assert!(!output.stdout.is_empty());
    [output.stdout, output.stderr].concat()
}

#[test]
fn the_order_of_creation_does_not_matter() {
    let hosts: Vec<_> = (0..6)
        .map(|n| {
            let root = tempfile::tempdir().unwrap();
            for (path, content) in shuffled(n) {
                write(root.path(), path, content);
            }
            root
        })
        .collect();
    for format in FORMATS {
        let first = output(hosts[0].path(), format, &["."]);
        for host in &hosts[1..] {
            assert!(output(host.path(), format, &["."]) == first, "{format:?}");
        }
    }
}

#[test]
fn the_order_of_the_paths_does_not_matter() {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in &HOMES {
        write(root.path(), path, content);
    }
    let paths = |n: usize| -> Vec<&str> {
        let homes = shuffled(n).into_iter();
        homes
            .map(|(path, _)| path.split('/').next().unwrap())
            .collect()
    };
    for format in FORMATS {
        let first = output(root.path(), format, &paths(0));
        for n in 1..6 {
            assert!(
                output(root.path(), format, &paths(n)) == first,
                "{format:?} {n}"
            );
        }
    }
}

/// Forty homes are read by several threads where there are several processors; on one processor by one thread.
#[cfg(target_os = "linux")]
#[test]
fn one_thread_or_many_give_the_same_bytes() {
    let host = tempfile::tempdir().unwrap();
    for number in 0..40 {
        let home = host.path().join(format!("wso2am-4.2.0-node{number:02}"));
        write(&home, "bin/version.txt", "WSO2 API Manager v4.2.0\n");
        let toml = format!("[server]\noffset = {}\n", number % 7);
        write(&home, "repository/conf/deployment.toml", &toml);
    }
    let run = |program: &str, arguments: &[&str]| {
        std::process::Command::new(program)
            .args(arguments)
            .args(["check", "--no-config", "--format", "json", "."])
            .current_dir(host.path())
            .output()
    };
    let binary = env!("CARGO_BIN_EXE_wso2-portlint");
    let Ok(one) = run("taskset", &["--cpu-list", "0", binary]) else {
        portlint_testkit::skipped("taskset is not here");
        return;
    };
    let many = run(binary, &[]).unwrap();
    assert_eq!(many.status.code(), Some(1));
    assert_eq!(one.stdout, many.stdout);
}
