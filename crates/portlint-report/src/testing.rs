//! Hosts and findings built by hand, for the tests of every format.

use crate::shown::Output;
use crate::{
    CheckFormat, CheckReport, PortsFormat, PortsOptions, RepairReport, Style, Summary,
    render_check, render_ports,
};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::{Generation, Protocol, Version};
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{Files, Home, Host, Listener, Location, Offset, Runtime, SourceFile, State};
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::{Format, Limits, Span};
use std::sync::Arc;

pub(crate) fn file(files: &mut Files, path: &str, text: &str, format: Format) -> Arc<SourceFile> {
    files.parse(path, text.as_bytes(), format, &Limits::default())
}

/// The first place where `text` stands in the file.
pub(crate) fn at(file: &SourceFile, text: &str) -> Location {
    let start = file
        .document
        .source
        .text()
        .find(text)
        .expect("the text stands in the file");
    file.at(Span::new(start, start + text.len()))
}

pub(crate) fn listener(id: &str, base: Option<i64>, offset: i64) -> Listener {
    Listener {
        description: format!("{id} transport").into(),
        base,
        port: base.map(|base| base + offset),
        ..Listener::new(id.to_string(), 0, offset)
    }
}

pub(crate) fn runtime(id: &str, offset: Offset, listeners: Vec<Listener>) -> Runtime {
    Runtime {
        listeners,
        ..Runtime::new(id.to_string(), Generation::Toml, offset)
    }
}

pub(crate) fn home(path: &str, runtimes: Vec<Runtime>) -> Home {
    Home {
        product: Some("wso2am".to_string()),
        name: Some("WSO2 API Manager".to_string()),
        version: Version::parse("4.2.0"),
        runtimes,
        ..Home::new(path)
    }
}

pub(crate) const AM_TOML: &str =
    "[server]\nhostname = \"localhost\"\noffset = 1 # kept from UAT, hunter2\n";
pub(crate) const IS_TOML: &str = "[transport.https.properties]\nport = 9444\n";

/// Two homes that share a port, and the finding that says so.
pub(crate) fn collision() -> (Host, Vec<Diagnostic>) {
    let mut files = Files::default();
    let am = file(
        &mut files,
        "/opt/am/repository/conf/deployment.toml",
        AM_TOML,
        Format::Toml,
    );
    let is = file(
        &mut files,
        "/opt/is/repository/conf/deployment.toml",
        IS_TOML,
        Format::Toml,
    );
    let mut offset = Offset::default_of(1, "[server] offset");
    offset.location = Some(at(&am, "1"));
    let mut closed = listener("ws", Some(9099), 1);
    closed.state = State::Closed;
    closed.condition = Some("the profile has no gateway".into());
    let mut unknown = listener("thrift", None, 1);
    unknown.condition = Some("$env{THRIFT_PORT} is not known".into());
    unknown.state = State::Conditional;
    let am_runtime = runtime(
        "default",
        offset,
        vec![listener("servlet-https", Some(9443), 1), unknown, closed],
    );
    let mut https = listener("servlet-https", Some(9444), 0);
    https.location = Some(at(&is, "9444"));
    let is_runtime = runtime(
        "default",
        Offset::default_of(0, "product default"),
        vec![https],
    );
    let owner = |home: &str, base, offset, location| Owner {
        home: home.into(),
        runtime: "default".into(),
        listener: "servlet-https".into(),
        description: "HTTPS".into(),
        base: Some(base),
        offset,
        location,
    };
    let mut finding = Diagnostic::new(
        "port-collision",
        Severity::Error,
        "am and is both open 9444/tcp",
    )
    .at(at(&am, "1"), "9443 + 1 = 9444")
    .at(at(&is, "9444"), "9444 + 0 = 9444")
    .note("am and is run on the same host")
    .help("set offset = 2 in /opt/am/repository/conf/deployment.toml")
    .identified_by(["am".to_string(), "is".to_string()]);
    finding.ports = vec![PortClaim {
        protocol: Protocol::Tcp,
        port: 9444,
        owners: vec![
            owner("/opt/am", 9443, 1, None),
            owner("/opt/is", 9444, 0, Some(at(&is, "9444"))),
        ],
    }];
    finding.fix = Some(Fix {
        applicability: Applicability::Safe,
        edits: vec![FileEdit::new(at(&am, "1"), "2")],
        follows: false,
    });
    let homes = vec![
        home("/opt/am", vec![am_runtime]),
        home("/opt/is", vec![is_runtime]),
    ];
    (
        Host {
            homes,
            files,
            ..Host::default()
        },
        vec![finding],
    )
}

pub(crate) fn unicode() -> Style {
    Style {
        unicode: true,
        ..Style::default()
    }
}

pub(crate) fn check(format: &str, host: &Host, findings: &[Diagnostic], style: &Style) -> String {
    repaired(format, host, findings, None, style)
}

/// The report after a run that was to repair.
pub(crate) fn repaired(
    format: &str,
    host: &Host,
    findings: &[Diagnostic],
    repair: Option<RepairReport<'_>>,
    style: &Style,
) -> String {
    let format = CheckFormat::from_name(format).expect("a format of check");
    let report = CheckReport {
        host,
        findings,
        summary: Summary::of(host, findings, 0, 0),
        fail_on: Severity::Error,
        repair,
    };
    let mut out = Vec::new();
    render_check(format, &report, style, &mut Output::new(&mut out))
        .expect("memory can be written");
    String::from_utf8(out).expect("output is UTF-8")
}

pub(crate) fn ports(format: &str, host: &Host, all: bool, style: &Style) -> String {
    ports_with(
        format,
        host,
        PortsOptions {
            all,
            ..PortsOptions::default()
        },
        style,
    )
}

pub(crate) fn ports_with(
    format: &str,
    host: &Host,
    options: PortsOptions<'_>,
    style: &Style,
) -> String {
    let format = PortsFormat::from_name(format).expect("a format of ports");
    let mut out = Vec::new();
    render_ports(format, host, options, style, &mut Output::new(&mut out))
        .expect("memory can be written");
    String::from_utf8(out).expect("output is UTF-8")
}
