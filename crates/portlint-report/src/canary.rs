//! Every text of the model is hostile, one kind after the other, in every format: nobody who reads the output obeys it.

use crate::testing::*;
use crate::{
    CheckFormat, Link, Opener, PortsCheck, PortsFormat, PortsOptions, RepairReport, Style, Summary,
};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Protocol;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{
    Files, ForeignPort, Home, Host, Listener, Namespace, Offset, Published, State,
};
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::Format;
use portlint_testkit::{HOSTILE, misread, obeyed};
use serde_json::Value;

/// A home in which each text that a file, a name or a user can choose is this one.
fn hostile_home(text: &str, number: usize) -> (Home, Files) {
    let content = format!("[server]\noffset = 1 # {}\n", text.replace('\n', " "));
    let path = format!("/opt/{number}/{text}");
    let mut files = Files::default();
    let shown = format!("{path}/{text}.toml");
    let file = file(&mut files, &shown, &content, Format::Toml);
    let mut offset = Offset::default_of(1, text);
    offset.location = Some(at(&file, "1"));
    offset.reason = Some(text.to_string());
    let hostile = |port: Option<i64>, state| Listener {
        description: text.to_string().into(),
        address: text.to_string().into(),
        condition: Some(text.to_string().into()),
        route: text.to_string().into(),
        source: text.to_string().into(),
        state,
        ..listener(text, port, 1)
    };
    let mut placed = hostile(Some(9444), State::Conditional);
    placed.location = Some(at(&file, "1"));
    let mut runtime = runtime("x", offset, vec![]);
    runtime.id = text.to_string().into();
    runtime.profile = Some(text.to_string());
    runtime.listeners = vec![
        hostile(Some(9443), State::Open),
        placed,
        hostile(None, State::Conditional),
        hostile(Some(9763), State::Closed),
    ];
    let mut unknown = Offset::default_of(0, text);
    unknown.value = None;
    unknown.reason = Some(text.to_string());
    let other = crate::testing::runtime("worker", unknown, vec![hostile(Some(1), State::Open)]);
    let home = Home {
        product: Some(text.to_string()),
        name: Some(text.to_string()),
        version: None,
        identity: vec![text.to_string()],
        group: None,
        namespace: Some(Namespace::named(text)),
        published: vec![Published {
            protocol: Protocol::Tcp,
            host_address: Some(text.to_string()),
            host_port: Some(9443),
            container_port: 9443,
            location: None,
        }],
        ..home(&path, vec![runtime, other])
    };
    (home, files)
}

fn hostile_host(text: &str) -> Host {
    let mut host = Host::of([hostile_home(text, 1), hostile_home(text, 2)]);
    host.foreign.push(ForeignPort {
        name: text.to_string(),
        protocol: Protocol::Tcp,
        port: 9443,
        address: Some(text.to_string()),
        group: None,
    });
    host
}

fn hostile_findings(text: &str, host: &Host) -> Vec<Diagnostic> {
    let place = host.homes[0].runtimes[0].offset.location.unwrap();
    let other = host.homes[1].runtimes[0].offset.location.unwrap();
    let owner = |home: &Home| Owner {
        home: home.path.to_string_lossy().into_owned().into(),
        runtime: text.to_string().into(),
        listener: text.to_string().into(),
        description: text.to_string().into(),
        base: Some(9443),
        offset: 1,
        location: Some(place),
    };
    let mut finding = Diagnostic::new("port-collision", Severity::Error, text)
        .at(place, text)
        .at(other, text)
        .note(text)
        .help(text)
        .identified_by([text.to_string()]);
    finding.ports = vec![PortClaim {
        protocol: Protocol::Tcp,
        port: 9444,
        owners: host.homes.iter().map(owner).collect(),
    }];
    finding.fix = Some(Fix {
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit::new(place, text)],
        follows: false,
    });
    let mut of_a_path = Diagnostic::new("unreadable-file", Severity::Warning, text).note(text);
    of_a_path.path = Some(text.into());
    let of_nothing = Diagnostic::new("unmatched-home-entry", Severity::Info, text);
    let mut all = vec![finding, of_a_path, of_nothing];
    // GitHub shows ten of a kind; the rest are lines of the log.
    all.extend((0..12).map(|_| Diagnostic::new("x", Severity::Error, text)));
    all
}

fn links(text: &str, host: &Host) -> Vec<Link> {
    let runtime = &host.homes[0].runtimes[0];
    let link = Link {
        home: host.homes[0].path.clone(),
        runtime: text.to_string(),
        route: text.to_string(),
        description: text.to_string(),
        scheme: Some(text.to_string()),
        host: text.to_string(),
        port: None,
        protocol: Protocol::Tcp,
        location: runtime.offset.location,
        opened_by: Some(vec![Opener {
            home: text.to_string(),
            runtime: text.to_string(),
            listener: text.to_string(),
        }]),
    };
    let elsewhere = Link {
        opened_by: None,
        location: None,
        ..link.clone()
    };
    vec![link, elsewhere]
}

fn styles() -> [Style; 3] {
    let narrow = Style {
        width: Some(12),
        ..unicode()
    };
    let relative = Style {
        root: Some("/opt/1".into()),
        ..Style::default()
    };
    [unicode(), narrow, relative]
}

#[test]
fn nobody_obeys_a_report() {
    for text in HOSTILE {
        let host = hostile_host(text);
        let findings = hostile_findings(text, &host);
        let refused = [(findings[1].clone(), (*text).to_string())];
        let repair = RepairReport {
            written: true,
            fixed: &findings,
            refused: &refused,
            files: &host.files,
            withheld: 1,
        };
        for style in &styles() {
            for format in CheckFormat::names() {
                for repair in [None, Some(repair)] {
                    let output = repaired(format, &host, &findings, repair, style);
                    assert_eq!(obeyed(format, &output), None, "{format} {text:?}");
                    assert_eq!(misread(format, &output), None, "{format} {text:?}");
                }
            }
        }
    }
}

#[test]
fn nobody_obeys_a_table() {
    for text in HOSTILE {
        let host = hostile_host(text);
        let links = links(text, &host);
        let findings = hostile_findings(text, &host);
        let check = PortsCheck {
            findings: &findings,
            summary: Summary::of(&host, &findings, 0, 0),
        };
        for style in &styles() {
            for format in PortsFormat::names() {
                for (all, links) in [(true, Some(links.as_slice())), (false, None)] {
                    let options = PortsOptions {
                        all,
                        links,
                        places: all,
                        check: all.then_some(check),
                    };
                    let output = ports_with(format, &host, options, style);
                    assert_eq!(obeyed(format, &output), None, "{format} {text:?}");
                    assert_eq!(misread(format, &output), None, "{format} {text:?}");
                }
            }
        }
    }
}

/// Escaped is not lost: programs read what the files say.
#[test]
fn programs_read_the_text_as_it_is() {
    for text in HOSTILE {
        let host = hostile_host(text);
        let findings = hostile_findings(text, &host);
        let output = check("json", &host, &findings, &Style::default());
        let report: Value = serde_json::from_str(&output).unwrap();
        assert_eq!(report["diagnostics"][0]["message"], *text);
        assert_eq!(report["diagnostics"][1]["path"], *text);
        let table: Value =
            serde_json::from_str(&ports("json", &host, true, &Style::default())).unwrap();
        let listener = &table["homes"][0]["runtimes"][0]["listeners"][0];
        assert_eq!(listener["address"], *text);
    }
}
