//! What holds for every offset and every order, through real files of each generation.

use portlint_files::{Disk, Memory};
use portlint_host::{Host, State};
use portlint_read::{HomeFacts, Request, scan};
use portlint_report::shown::Output;
use portlint_report::{CheckFormat, CheckReport, Style, Summary, render_check};
use portlint_rules::{Options, RULES};
use portlint_syntax::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn read(files: &dyn portlint_files::FileSystem, paths: &[PathBuf]) -> Host {
    let facts = |_: &Path, _: &Path| HomeFacts::default();
    let request = Request {
        paths,
        limits: Limits::default(),
        facts: &facts,
    };
    scan(files, &request).host
}

/// A home of each generation with this offset, and settings that do not move.
fn host(offset: i64) -> Host {
    let files = Memory::new()
        .with("h/am/bin/version.txt", "WSO2 API Manager v4.2.0\n")
        .with(
            "h/am/repository/conf/deployment.toml",
            format!("[server]\noffset = {offset}\n[transport.https.properties]\nport = 9500\n"),
        )
        .with("h/mi/bin/version.txt", "WSO2 Micro Integrator v4.2.0\n")
        .with("h/mi/conf/deployment.toml", format!("[server]\noffset = \"{offset}\"\n"))
        .with("h/old/bin/version.txt", "WSO2 API Manager v2.6.0\n")
        .with(
            "h/old/repository/conf/carbon.xml",
            format!("<Server><Ports><Offset>{offset}</Offset></Ports></Server>"),
        )
        .with("h/si/bin/version.txt", "WSO2 Streaming Integrator v4.2.0\n")
        .with(
            "h/si/conf/server/deployment.yaml",
            format!(
                "wso2.carbon:\n  ports:\n    offset: {offset}\nwso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    \
                 host: 0.0.0.0\n    port: 9090\n"
            ),
        );
    read(&files, &[PathBuf::from("h")])
}

/// Known ports by home, runtime and listener, with whether they follow the offset.
fn ports(host: &Host) -> BTreeMap<String, (i64, bool)> {
    let mut ports = BTreeMap::new();
    for home in &host.homes {
        for runtime in &home.runtimes {
            let open = runtime
                .listeners
                .iter()
                .filter(|l| l.state != State::Closed);
            for (position, listener) in open.enumerate() {
                let name = format!(
                    "{} {} {} {position}",
                    home.path.display(),
                    runtime.id,
                    listener.id
                );
                ports.extend(
                    listener
                        .port
                        .map(|port| (name, (port, listener.follows_offset))),
                );
            }
        }
    }
    ports
}

#[test]
fn an_offset_moves_exactly_the_movable_ports_by_itself() {
    let still = ports(&host(0));
    assert!(still.values().any(|(_, moves)| *moves) && still.values().any(|(_, moves)| !moves));
    for home in ["am", "mi", "old", "si"] {
        let of_home = |name: &&String| name.starts_with(&format!("h/{home} "));
        assert!(still.keys().any(|name| of_home(&name)), "{home}");
    }
    for offset in (1..200).chain([999, 10_000, 40_000, 55_000]) {
        let moved = ports(&host(offset));
        assert_eq!(still.len(), moved.len(), "offset {offset}");
        for (name, (port, moves)) in &still {
            let expected = port + if *moves { offset } else { 0 };
            assert_eq!(
                moved.get(name),
                Some(&(expected, *moves)),
                "{name} at offset {offset}"
            );
        }
    }
}

fn reports(host: &Host) -> Vec<String> {
    let findings = portlint_rules::check(host, RULES, &Options::default());
    let report = CheckReport {
        host,
        findings: &findings,
        summary: Summary::of(host, &findings, 0, 0),
        repair: None,
    };
    let render = |name: &&str| {
        let mut out = Vec::new();
        render_check(
            CheckFormat::from_name(name).unwrap(),
            &report,
            &Style::default(),
            &mut Output::new(&mut out),
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };
    CheckFormat::names().iter().map(render).collect()
}

#[test]
fn the_order_of_homes_and_a_second_mention_do_not_matter() {
    let clash = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/clash");
    let mut homes = std::fs::read_dir(clash)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect::<Vec<_>>();
    homes.sort();
    let expected = reports(&read(&Disk, &homes));
    for turn in 0..homes.len() {
        homes.rotate_left(1);
        assert!(reports(&read(&Disk, &homes)) == expected, "turned {turn}");
        homes.reverse();
        assert!(reports(&read(&Disk, &homes)) == expected, "reversed {turn}");
        homes.reverse();
    }
    homes.extend(homes.clone());
    assert!(
        reports(&read(&Disk, &homes)) == expected,
        "everything twice"
    );
}

#[test]
fn no_pair_of_listeners_is_reported_twice() {
    for offset in [0, 1, 10, 20, 327, 353] {
        let findings = portlint_rules::check(&host(offset), RULES, &Options::default());
        let mut seen = BTreeSet::new();
        for finding in findings.iter().filter(|f| f.rule == "port-collision") {
            for claim in &finding.ports {
                for (position, a) in claim.owners.iter().enumerate() {
                    for b in claim.owners.iter().skip(position + 1) {
                        let name = |o: &portlint_analysis::Owner| {
                            format!("{} {} {}", o.home, o.runtime, o.listener)
                        };
                        let pair = BTreeSet::from([name(a), name(b)]);
                        assert!(
                            seen.insert((claim.port, pair.clone())),
                            "{} {pair:?}",
                            claim.port
                        );
                    }
                }
            }
        }
    }
}
