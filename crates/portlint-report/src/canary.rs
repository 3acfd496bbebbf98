//! Every text of the model is hostile, one kind after the other, in every format: nobody who reads the output obeys it.

use crate::testing::*;
use crate::{CheckFormat, Link, Opener, PortsFormat, PortsOptions, RepairReport, Style};
use portlint_analysis::{Owner, PortClaim};
use portlint_catalog::Protocol;
use portlint_fix::{Applicability, FileEdit, Fix};
use portlint_host::{
    Files, ForeignPort, Home, Host, Listener, Namespace, Offset, Published, State,
};
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::Format;
use portlint_testkit::{HOSTILE, obeyed};
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

/// What a reader of the format would make of the text, besides what everybody obeys.
fn misread(format: &str, output: &str) -> Option<String> {
    let broken = match format {
        "json" | "sarif" | "gitlab" | "rdjson" => {
            let read = serde_json::from_str::<Value>(output);
            read.err().map(|error| error.to_string())
        }
        "json-lines" => output
            .lines()
            .find_map(|line| serde_json::from_str::<Value>(line).err())
            .map(|error| error.to_string()),
        "junit" | "checkstyle" | "svg" => roxmltree::Document::parse(output)
            .err()
            .map(|error| error.to_string()),
        // In a command, an escape of the text would be a line end.
        "github" => output
            .lines()
            .find(|line| line.starts_with("::") && line.contains("a%0A::error::b%0D"))
            .map(str::to_string),
        "markdown" => {
            let misread = output.lines().find(|line| is_misread(line));
            misread.or_else(|| ragged(output)).map(str::to_string)
        }
        "csv" => formula(output),
        _ => None,
    };
    broken.or_else(|| {
        let markup = ["html", "junit", "checkstyle", "svg"].contains(&format);
        (markup && output.contains("<script>alert")).then(|| "markup".to_string())
    })
}

/// A mention, a link or a heading in a line of Markdown, code spans aside.
fn is_misread(line: &str) -> bool {
    let mut outside = String::new();
    let mut rest = line;
    while let Some((before, code)) = rest.split_once('`') {
        outside.push_str(before);
        if before.ends_with('\\') {
            rest = code;
            continue;
        }
        let more = code.len() - code.trim_start_matches('`').len();
        let fence = "`".repeat(more + 1);
        let code = code.get(more..).unwrap_or_default();
        rest = code.split_once(&fence).map_or("", |(_, after)| after);
    }
    outside.push_str(rest);
    outside.contains("@everyone") || outside.contains("www.") || outside.contains("[x](1)")
}

/// A row of a table with more or fewer cells than the row above.
fn ragged(output: &str) -> Option<&str> {
    let mut above = None;
    output.lines().find(|line| {
        let bars = line.match_indices('|').filter(|(at, _)| {
            let before = line.get(..*at).unwrap_or_default();
            let slashes = before.len() - before.trim_end_matches('\\').len();
            slashes % 2 == 0
        });
        let bars = line.starts_with("| ").then(|| bars.count());
        let is_ragged = above.is_some() && bars.is_some() && above != bars;
        above = bars;
        is_ragged
    })
}

/// A cell that a spreadsheet would compute.
fn formula(output: &str) -> Option<String> {
    let mut cells = output.split(['\n', ',']);
    let computes = |cell: &&str| {
        let cell = cell.trim_matches(['"', '\r']).trim_start();
        cell.starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err()
    };
    cells
        .find(computes)
        .map(|cell| format!("a formula: {cell}"))
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
        for style in &styles() {
            for format in PortsFormat::names() {
                for (all, links) in [(true, Some(links.as_slice())), (false, None)] {
                    let options = PortsOptions { all, links };
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
