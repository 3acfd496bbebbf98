//! What holds for every offset and every order, through real files of each generation.

use portlint_files::{Disk, Memory};
use portlint_host::{Host, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
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
        budget: Budget::default(),
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
            format!(
                "<Server><Ports><Offset>{offset}</Offset><JMX><RMIRegistryPort>9999</RMIRegistryPort>\
                 <RMIServerPort>11111</RMIServerPort></JMX></Ports></Server>"
            ),
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
    // A higher one moves some beyond 65535, where they do not open.
    for offset in (1..200).chain([999, 10_000, 40_000, 54_000]) {
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
        fail_on: portlint_rules::Severity::Error,
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

/// Numbers that look random and are the same in every run.
struct Lot(u64);

impl Lot {
    /// A number below `limit`.
    fn draw(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % limit
    }

    fn offset(&mut self) -> u64 {
        [0, 0, 0, 1, 2, 10][self.draw(6) as usize]
    }
}

/// The files of a few homes of all generations that refer to themselves and to each other.
fn random_host(lot: &mut Lot) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for number in 0..2 + lot.draw(4) {
        let (kind, offset, other) = (lot.draw(5), lot.offset(), lot.offset());
        let home = format!("h/{number}");
        let (own, there) = (9443 + offset, 9443 + other);
        let (title, file, text) = match kind {
            0 => (
                "WSO2 API Manager v4.2.0",
                "repository/conf/deployment.toml",
                format!(
                    "[server]\noffset = {offset}\n\n[apim.devportal]\nurl = \"https://localhost:{own}/devportal\"\n\n\
                     [apim.key_manager]\nservice_url = \"https://localhost:{there}/services/\"\n\n\
                     [[apim.gateway.environment]]\nws_endpoint = \"ws://localhost:{}\"\n",
                    9099 + offset
                ),
            ),
            1 => (
                "WSO2 Identity Server v7.0.0",
                "repository/conf/deployment.toml",
                format!("[server]\nhostname = \"localhost\"\noffset = {offset}\n"),
            ),
            2 => (
                "WSO2 Micro Integrator v4.2.0",
                "conf/deployment.toml",
                format!(
                    "[server]\nhostname = \"localhost\"\n\n[[service_catalog]]\napim_host = \"https://localhost:{there}\"\n"
                ),
            ),
            3 => (
                "WSO2 Streaming Integrator v4.2.0",
                "conf/server/deployment.yaml",
                format!(
                    "wso2.carbon:\n  ports:\n    offset: {offset}\nsiddhi.stores.query.api:\n  listenerConfigurations:\n  \
                     - id: default\n    host: 0.0.0.0\n    port: 7070\n"
                ),
            ),
            _ => (
                "WSO2 Governance Registry v5.1.0",
                "repository/conf/carbon.xml",
                format!(
                    "<Server>\n  <Ports>\n    <Offset>{offset}</Offset>\n  </Ports>\n</Server>\n"
                ),
            ),
        };
        files.insert(format!("{home}/bin/version.txt"), format!("{title}\n"));
        files.insert(format!("{home}/{file}"), text);
        if kind == 4 {
            let identity = format!(
                "<Server>\n  <SSOService>\n    <IdentityProviderURL>https://localhost:{own}/samlsso</IdentityProviderURL>\n  \
                 </SSOService>\n</Server>\n"
            );
            files.insert(format!("{home}/repository/conf/identity.xml"), identity);
        }
    }
    files
}

fn scanned(files: &BTreeMap<String, String>) -> Host {
    let memory = files.iter().fold(Memory::new(), |memory, (path, text)| {
        memory.with(path, text.clone())
    });
    read(&memory, &[PathBuf::from("h")])
}

/// Home and setting of the references that do not reach whom they mean.
fn misdirected(host: &Host) -> BTreeSet<(PathBuf, String)> {
    let servers = portlint_analysis::sites::servers(host);
    let meanings = portlint_analysis::meaning::Meanings::of(host, &servers);
    let mut found = BTreeSet::new();
    for server in &servers {
        for reference in &server.runtime.references {
            let judged = meanings.judge(server, reference);
            if !matches!(judged, portlint_analysis::meaning::Judgement::Fine) {
                found.insert((server.home.path.clone(), reference.route.to_string()));
            }
        }
    }
    found
}

#[test]
fn a_plan_that_is_followed_leaves_nothing_that_it_caused() {
    let mut lot = Lot(7);
    let mut moved = 0;
    for _ in 0..150 {
        let mut files = random_host(&mut lot);
        let before = scanned(&files);
        let request = portlint_plan::Request {
            follow: true,
            ..portlint_plan::Request::default()
        };
        let plan = portlint_plan::plan_for(&before, &request);
        assert!(plan.refused.is_empty(), "{:?}\n{files:#?}", plan.refused);
        moved += plan.changes.len();
        let changes =
            (plan.changes.iter().map(|c| &c.home)).chain(plan.ports.iter().map(|c| &c.home));
        let changed = changes.collect::<BTreeSet<_>>();
        let mut edits = BTreeMap::<String, (_, Vec<portlint_syntax::Edit>)>::new();
        for edit in plan.edits() {
            let path = before.files.path(edit.location.file).display().to_string();
            let of_home = changed
                .iter()
                .any(|home| Path::new(&path).starts_with(home));
            let digits = !edit.replacement.is_empty()
                && edit.replacement.chars().all(|c| c.is_ascii_digit());
            assert!(of_home || digits, "{path}: {edit:?}");
            let source = before.files.source(edit.location.file).unwrap();
            let (_, of_file) = edits.entry(path).or_insert((source, Vec::new()));
            of_file.push(portlint_syntax::Edit {
                span: edit.location.span,
                replacement: edit.replacement.clone(),
            });
        }
        for (path, (file, edits)) in edits {
            let text = portlint_syntax::edit::apply(&file.document.source, &edits).unwrap();
            files.insert(path, text);
        }
        let after = scanned(&files);
        let again = portlint_plan::plan(&after, &[]);
        assert!(
            again.changes.is_empty() && again.ports.is_empty(),
            "{:?}\n{files:#?}",
            again.changes
        );
        let by_hand = plan.followers().filter(|follower| follower.edit.is_err());
        let by_hand = by_hand.map(|follower| (follower.home.clone(), follower.route.clone()));
        let mut known = misdirected(&before);
        known.extend(by_hand);
        let caused = misdirected(&after);
        let caused = caused.difference(&known).collect::<Vec<_>>();
        assert!(caused.is_empty(), "{caused:?}\n{files:#?}");
    }
    assert!(moved > 100, "{moved}");
}
