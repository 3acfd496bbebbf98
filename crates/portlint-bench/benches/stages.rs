//! What each stage costs for the five homes of the fixture host `clash`: `cargo bench -p portlint-bench`.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::disallowed_methods, reason = "measures hosts on disk")]

use divan::Bencher;
use divan::counter::BytesCount;
use portlint_files::Disk;
use portlint_read::{Budget, HomeFacts, Request, Scan, scan};
use portlint_syntax::{Format, Limits, parse};
use std::path::PathBuf;

fn main() {
    divan::main();
}

fn host() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/clash")
}

/// One governing file of each format.
#[divan::bench(args = ["wso2am-4.4.0/repository/conf/deployment.toml", "wso2si-4.2.0/conf/server/deployment.yaml", "wso2ei-6.6.0/conf/carbon.xml"])]
fn parse_file(bencher: Bencher, file: &str) {
    let format = match file.rsplit('.').next() {
        Some("toml") => Format::Toml,
        Some("yaml") => Format::Yaml,
        _ => Format::Xml,
    };
    let content = std::fs::read(host().join(file)).expect("a fixture");
    bencher
        .counter(BytesCount::of_slice(&content))
        .bench(|| parse(&content, format, &Limits::default()));
}

fn scanned() -> Scan {
    let request = Request {
        paths: &[host()],
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_, _| HomeFacts::default(),
    };
    scan(&Disk, &request)
}

/// From paths to listeners, files read anew each time.
#[divan::bench]
fn scan_host() -> Scan {
    scanned()
}

/// All rules.
#[divan::bench]
fn check_host(bencher: Bencher) {
    let host = scanned().host;
    assert_eq!(host.homes.len(), 5);
    bencher.bench(|| {
        portlint_rules::check(
            &host,
            portlint_rules::RULES.iter(),
            &portlint_rules::Options::default(),
        )
    });
}
