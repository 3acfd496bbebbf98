//! A whole host in memory, described by bytes: read, judged by every rule, written in every format.

use portlint_model::{HomeFacts, HomeReader, Host, Memory, Request, scan};
use portlint_report::{
    CheckFormat, CheckReport, PortsFormat, PortsOptions, Style, Summary, render_check, render_ports,
};
use portlint_rules::{Diagnostic, Fix, Options, RULES};
use portlint_syntax::{Edit, Format, Limits, edit, parse};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Between two files of an input.
const SEPARATOR: u8 = 0x1e;

/// The files that an input can fill: the byte before its content chooses one.
const FILES: &[&str] = &[
    "am/repository/conf/deployment.toml",
    "am/bin/version.txt",
    "am/bin/api-manager.sh",
    "am/repository/resources/conf/default.json",
    "am/repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
    "old/repository/conf/carbon.xml",
    "old/repository/conf/axis2/axis2.xml",
    "old/repository/conf/tomcat/catalina-server.xml",
    "old/repository/conf/etc/jmx.xml",
    "old/repository/conf/data-bridge/data-bridge-config.xml",
    "old/bin/version.txt",
    "old/bin/wso2server.sh",
    "si/conf/server/deployment.yaml",
    "si/bin/version.txt",
    "si/wso2/server/bin/carbon.sh",
    "si/wso2/server/deployment/siddhi-files/a.siddhi",
    "mi/conf/deployment.toml",
    "mi/bin/version.txt",
    "mi/bin/micro-integrator.sh",
    "mi/repository/deployment/server/carbonapps/a.car",
    "is/repository/conf/deployment.toml",
    "is/updates/product.txt",
    "docker-compose.yml",
    "Dockerfile",
];

/// A host of four homes with one or more files replaced by the input.
pub fn home(data: &[u8]) {
    let files = files(data);
    let (host, findings) = judged(&files);
    let reports = reports(&host, &findings);
    for (name, report) in &reports {
        assert_sound(name, report);
    }
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        assert_repairs(fix);
    }
    let (host, findings) = judged(&files);
    assert!(
        reports == self::reports(&host, &findings),
        "the same input gives the same bytes"
    );
}

/// Files that are not parsed into a tree: start scripts in every dialect, properties, Siddhi applications, archives.
pub fn text(data: &[u8]) {
    const SCRIPTS: [&str; 3] = ["bin/a.sh", "bin/a.bat", "conf/wrapper.conf"];
    const STARTERS: [&str; 4] = ["a.service", "a.env", "Dockerfile", "docker-compose.yml"];
    let mut files = Memory::new()
        .with("h/siddhi/a.siddhi", data)
        .with("h/server/carbonapps/a.car", data);
    for name in SCRIPTS.iter().chain(&STARTERS) {
        files = files.with(format!("h/{name}"), data);
    }
    let mut reader = HomeReader::new(&files, "h", Limits::default());
    let locations = portlint_model::launch_properties(&mut reader, &SCRIPTS.map(String::from))
        .into_iter()
        .map(|property| property.location)
        .chain(
            portlint_model::siddhi_sources(&mut reader, &["siddhi".to_string()])
                .into_iter()
                .map(|source| source.location),
        );
    for location in locations {
        let text = location.file.document.source.text();
        assert!(
            text.get(location.span.range()).is_some(),
            "{:?} of {} bytes",
            location.span,
            text.len()
        );
    }
    let _ = portlint_model::inbound_endpoints(&mut reader, "server");
    crate::tree::check(data, Format::Properties);
}

fn files(data: &[u8]) -> Memory {
    let mut contents = BTreeMap::from([
        ("am/repository/conf/deployment.toml", &b"[server]\n"[..]),
        ("am/bin/version.txt", b"WSO2 API Manager v4.2.0\n"),
        ("old/bin/version.txt", b"WSO2 Identity Server v5.7.0\n"),
        ("old/repository/conf/carbon.xml", b"<Server/>"),
        ("si/bin/version.txt", b"WSO2 Streaming Integrator v4.2.0\n"),
        ("si/conf/server/deployment.yaml", b"wso2.carbon:\n  id: si\n"),
        ("mi/bin/version.txt", b"WSO2 Micro Integrator v4.2.0\n"),
        ("mi/conf/deployment.toml", b"[server]\n"),
    ]);
    for chunk in data.split(|byte| *byte == SEPARATOR) {
        if let [chosen, content @ ..] = chunk {
            contents.insert(FILES[usize::from(*chosen) % FILES.len()], content);
        }
    }
    contents.into_iter().fold(Memory::new(), |files, (path, content)| {
        files.with(format!("host/{path}"), content)
    })
}

fn judged(files: &Memory) -> (Host, Vec<Diagnostic>) {
    let scan = scan(
        files,
        &Request {
            paths: &[PathBuf::from("host")],
            limits: Limits::default(),
            facts: &|_: &Path, _: &Path| HomeFacts::default(),
        },
    );
    let problems = scan.host.homes.iter().flat_map(|home| &home.problems);
    for problem in problems {
        assert!(!problem.message.starts_with("internal error"), "{problem:?}");
    }
    let findings = portlint_rules::check(&scan.host, RULES, &Options::default());
    (scan.host, findings)
}

/// Every format, plain and with everything switched on.
fn reports(host: &Host, findings: &[Diagnostic]) -> Vec<(&'static str, String)> {
    let decorated = Style {
        unicode: true,
        width: Some(80),
        ..Style::default()
    };
    let report = CheckReport {
        host,
        findings,
        summary: Summary::of(host, findings, 0, 0),
    };
    let mut reports = Vec::new();
    for style in [Style::default(), decorated] {
        for name in CheckFormat::names() {
            let mut out = Vec::new();
            let format = CheckFormat::from_name(name).expect("its own name");
            render_check(format, &report, &style, &mut out).expect("memory can be written");
            reports.push((*name, String::from_utf8(out).expect("output is UTF-8")));
        }
        for name in PortsFormat::names() {
            let mut out = Vec::new();
            let format = PortsFormat::from_name(name).expect("its own name");
            let options = PortsOptions { all: true, links: None };
            render_ports(format, host, options, &style, &mut out).expect("memory can be written");
            reports.push((*name, String::from_utf8(out).expect("output is UTF-8")));
        }
    }
    reports
}

/// JSON parses; nothing moves a cursor.
fn assert_sound(name: &str, report: &str) {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    assert!(!report.contains(control), "{name} has a control character");
    let parses = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    match name {
        "json" | "sarif" | "gitlab" | "code-quality" => assert!(parses(report), "{name}"),
        "json-lines" => assert!(report.lines().all(parses), "{name}"),
        _ => {}
    }
}

/// A fix can be made, and a file that parsed still does afterwards.
fn assert_repairs(fix: &Fix) {
    let mut by_file = BTreeMap::<&Path, Vec<&portlint_rules::FileEdit>>::new();
    for edit in &fix.edits {
        by_file.entry(&edit.location.file.path).or_default().push(edit);
    }
    for edits in by_file.into_values() {
        let document = &edits[0].location.file.document;
        let changes = edits
            .iter()
            .map(|edit| Edit {
                span: edit.location.span,
                replacement: edit.replacement.clone(),
            })
            .collect::<Vec<_>>();
        let text = edit::apply(&document.source, &changes).expect("the edits of a fix fit together");
        let bytes = document.source.encode(&text).expect("the text can be stored");
        let after = parse(&bytes, document.format, &Limits::default());
        assert!(
            after.errors.len() <= document.errors.len(),
            "a fix broke {:?}: {:?}",
            edits[0].location.file.path,
            after.errors
        );
    }
}
