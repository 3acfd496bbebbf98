//! What every format promises, seen from outside.

use crate::testing::*;
use crate::{CheckFormat, PortsFormat, Style, Summary};
use portlint_host::{Host, Offset};
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::{Format, Span};
use proptest::prelude::*;

#[test]
fn full_draws_both_files_in_one_finding() {
    let (host, findings) = collision();
    let style = Style {
        root: Some("/opt".into()),
        ..unicode()
    };
    let expected = "\
error[port-collision]: am and is both open 9444/tcp
   ╭─[am/repository/conf/deployment.toml:3:10]
 3 │ offset = 1
   ·          ┬
   ·          ╰── 9443 + 1 = 9444
   ╰────
   ╭─[is/repository/conf/deployment.toml:2:8]
 2 │ port = 9444
   ·        ──┬─
   ·          ╰── 9444 + 0 = 9444
   ╰────
  9444/tcp  am servlet-https 9443 + 1 · is servlet-https 9444 + 0
  note: am and is run on the same host
  help: set offset = 2 in /opt/am/repository/conf/deployment.toml

Checked 2 homes, 2 runtimes, 3 listeners; not known: 1 port
Found 1 error. `plan` shows how to end the conflicts; `--fix` repairs 1 finding.
";
    assert_eq!(check("full", &host, &findings, &style), expected);
}

#[test]
fn plain_style_is_ascii_without_escapes() {
    let (host, findings) = collision();
    for name in CheckFormat::names() {
        assert!(
            check(name, &host, &findings, &Style::default()).is_ascii(),
            "{name}"
        );
    }
    for name in PortsFormat::names() {
        assert!(
            ports(name, &host, true, &Style::default()).is_ascii(),
            "{name}"
        );
    }
}

#[test]
fn colours_and_links_come_from_the_style_only() {
    let (host, findings) = collision();
    let style = Style {
        colour: true,
        links: true,
        ..unicode()
    };
    let full = check("full", &host, &findings, &style);
    assert!(full.contains("\u{1b}[1;31merror[\u{1b}]8;;https://"));
    assert!(full.contains("/docs/rules/port-collision.md"));
    assert!(!check("full", &host, &findings, &unicode()).contains('\u{1b}'));
    for machine in ["json", "json-lines", "concise", "narrated"] {
        assert!(
            !check(machine, &host, &findings, &style).contains('\u{1b}'),
            "{machine}"
        );
    }
}

#[test]
fn concise_has_one_line_per_place() {
    let (host, mut findings) = collision();
    findings.push(Diagnostic::new(
        "incomplete-home",
        Severity::Warning,
        "no\nfile",
    ));
    let mut unreadable = Diagnostic::new("unreadable-file", Severity::Error, "permission denied");
    unreadable.path = Some("/opt/a\u{1b}b".into());
    findings.push(unreadable);
    let concise = check("concise", &host, &findings, &Style::default());
    let lines = concise.lines().collect::<Vec<_>>();
    assert_eq!(
        lines[..4],
        [
            "/opt/am/repository/conf/deployment.toml:3:10: error[port-collision]: am and is both open 9444/tcp",
            "    /opt/is/repository/conf/deployment.toml:2:8: note: 9444 + 0 = 9444",
            ".:1:1: warning[incomplete-home]: no file",
            "/opt/a?b:1:1: error[unreadable-file]: permission denied",
        ]
    );
    assert!(lines[4].starts_with("Checked 2 homes, "));
    assert!(lines[5].starts_with("Found "));
    assert_eq!(lines.len(), 6);
}

#[test]
fn narrated_says_it_in_sentences() {
    let (host, findings) = collision();
    let narrated = check("narrated", &host, &findings, &Style::default());
    assert!(
        narrated.contains("line 3:\n  the line reads: offset = 1\n  column 10: 9443 + 1 = 9444\n")
    );
    assert!(
        narrated.contains(
            "is wanted by am servlet-https 9443 + 1, and by is servlet-https 9444 + 0.\n"
        )
    );
}

#[test]
fn nothing_found_is_one_clear_line() {
    let mut host = Host::default();
    assert_eq!(
        check("full", &host, &[], &unicode()),
        "Checked 0 homes, 0 runtimes, 0 listeners\nNo problems found.\n"
    );
    host.homes.push(home("x", vec![]));
    host.homes[0].product = None;
    assert!(
        check("concise", &host, &[], &unicode())
            .ends_with("; not known: 1 product\nNo problems found in what is known.\n")
    );
}

#[test]
fn check_json_is_the_contract() {
    let (host, findings) = collision();
    let text = check("json", &host, &findings, &Style::default());
    assert!(text.starts_with(
        "{\n  \"schema\": 1,\n  \"configuration\": null,\n  \"summary\": {\n    \"homes\": 2,"
    ));
    assert!(text.ends_with("}\n"));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let finding = &json["diagnostics"][0];
    assert_eq!(finding["rule"], "port-collision");
    assert_eq!(finding["fingerprint"].as_str().unwrap().len(), 16);
    assert_eq!(
        finding["ports"][0]["owners"][0]["location"],
        serde_json::Value::Null
    );
    assert_eq!(
        finding["annotations"][0]["location"],
        serde_json::json!({
            "file": "/opt/am/repository/conf/deployment.toml", "line": 3, "column": 10, "end_line": 3, "end_column": 11,
            "byte_offset": 41, "byte_length": 1,
        })
    );
    assert_eq!(finding["fix"]["edits"][0]["replacement"], "2");
    let bare = check(
        "json",
        &host,
        &[Diagnostic::new("x", Severity::Info, "y")],
        &Style::default(),
    );
    let bare: serde_json::Value = serde_json::from_str(&bare).unwrap();
    let bare = &bare["diagnostics"][0];
    assert!(bare["fix"].is_null() && bare["help"].is_null());
    assert!(bare.as_object().unwrap().contains_key("fix"));
    assert_eq!(
        (&bare["ports"], &bare["notes"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
}

#[test]
fn json_lines_are_the_same_findings() {
    let (host, findings) = collision();
    let lines = check("json-lines", &host, &findings, &Style::default());
    let whole: serde_json::Value =
        serde_json::from_str(&check("json", &host, &findings, &Style::default())).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect::<Vec<serde_json::Value>>();
    assert_eq!(lines[0]["diagnostic"], whole["diagnostics"][0]);
    assert_eq!(lines[1]["summary"], whole["summary"]);
}

#[test]
fn ports_json_is_the_contract() {
    let (host, _) = collision();
    let text = ports(
        "json",
        &host,
        false,
        &Style {
            root: Some("/opt".into()),
            ..Style::default()
        },
    );
    assert!(text.ends_with("}\n"));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let runtime = &json["homes"][0]["runtimes"][0];
    assert_eq!(
        runtime["offset"],
        serde_json::json!({
            "value": 1, "source": "[server] offset",
            "location": {
                "file": "am/repository/conf/deployment.toml", "line": 3, "column": 10, "byte_offset": 41, "byte_length": 1,
            },
        })
    );
    assert_eq!(
        runtime["listeners"][1],
        serde_json::json!({
            "id": "thrift", "description": "thrift transport", "protocol": "tcp", "address": "0.0.0.0", "base": null,
            "offset": 1, "port": null, "state": "conditional", "condition": "$env{THRIFT_PORT} is not known",
            "route": "", "source": "product default", "location": null,
        })
    );
    assert_eq!(runtime["listeners"][2]["state"], "closed");
    assert_eq!(runtime["profile"], serde_json::Value::Null);
}

#[test]
fn table_groups_by_home_and_hides_closed_listeners() {
    let (host, _) = collision();
    let expected = "\
/opt/am - WSO2 API Manager 4.2.0
  offset 1: [server] offset (repository/conf/deployment.toml:3)

  listener       protocol  address  base + offset = port  state        set by           conflict           condition
  -------------  --------  -------  --------------------  -----------  ---------------  -----------------  ------------------------------
  servlet-https  tcp       0.0.0.0       9443 + 1 = 9444  open         product default  conflicts with is
  thrift         tcp       0.0.0.0             ? + 1 = ?  conditional  product default                     $env{THRIFT_PORT} is not known
  1 closed listener not shown; --all shows them

/opt/is - WSO2 API Manager 4.2.0
  offset 0: product default

  listener       protocol  address  base + offset = port  state  set by                             conflict
  -------------  --------  -------  --------------------  -----  ---------------------------------  -----------------
  servlet-https  tcp       0.0.0.0       9444 + 0 = 9444  open   repository/conf/deployment.toml:2  conflicts with am
";
    assert_eq!(ports("table", &host, false, &Style::default()), expected);
    let all = ports("table", &host, true, &Style::default());
    assert!(
        all.contains("closed       product default                     the profile has no gateway")
    );
}

#[test]
fn table_names_runtimes_where_there_are_several_and_what_is_unknown() {
    let mut offset = Offset::default_of(0, "ports.offset");
    offset.value = None;
    offset.reason = Some("`x1` is no number".to_string());
    let mut one = home(
        "sp",
        vec![
            runtime("worker", offset, vec![listener("http", Some(9090), 0)]),
            runtime("manager", Offset::default_of(0, "product default"), vec![]),
        ],
    );
    one.version = None;
    one.name = None;
    one.product = None;
    let table = ports(
        "table",
        &Host {
            homes: vec![one],
            ..Host::default()
        },
        false,
        &Style::default(),
    );
    assert!(table.starts_with("sp - unknown product, unknown version\n  worker: offset ?: ports.offset, `x1` is no number\n"));
    assert!(table.contains("\n  worker   http"));
}

#[test]
fn csv_and_markdown_hold_every_cell() {
    let (host, _) = collision();
    let csv = ports("csv", &host, true, &Style::default());
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.lines().all(|line| line.matches(',').count() == 16));
    let markdown = ports("markdown", &host, true, &Style::default());
    assert!(markdown.contains(
        "| servlet-https | tcp | 0.0.0.0 | 9443 + 1 = 9444 | open | product default |  |\n"
    ));
}

#[test]
fn a_firewall_request_has_what_is_open_and_nothing_else() {
    let (host, _) = collision();
    for format in ["csv", "markdown"] {
        let request = ports(format, &host, false, &Style::default());
        assert!(request.contains("9444"), "{request}");
        assert!(!request.contains("9099"), "{request}");
    }
}

#[test]
fn names_and_formats_agree() {
    for name in CheckFormat::names() {
        assert_eq!(
            CheckFormat::from_name(name).map(CheckFormat::name),
            Some(*name)
        );
    }
    for name in PortsFormat::names() {
        assert_eq!(
            PortsFormat::from_name(name).map(PortsFormat::name),
            Some(*name)
        );
    }
    assert_eq!(CheckFormat::from_name("Full"), None);
    assert_eq!(
        (CheckFormat::names()[0], PortsFormat::names()[0]),
        ("full", "table")
    );
}

#[test]
fn summary_counts() {
    let (host, findings) = collision();
    let summary = Summary::of(&host, &findings, 2, 3);
    assert_eq!(
        (summary.listeners, summary.errors, summary.unknown_ports),
        (3, 1, 1)
    );
    assert_eq!((summary.suppressed, summary.baselined), (2, 3));
}

#[test]
fn homes_of_the_same_name_are_shown_by_path() {
    let (host, mut findings) = collision();
    findings[0].ports[0].owners[0].home = "/a/am".into();
    findings[0].ports[0].owners[1].home = "/b/am".into();
    let full = check("full", &host, &findings, &unicode());
    assert!(
        full.contains("  9444/tcp  /a/am servlet-https 9443 + 1 · /b/am servlet-https 9444 + 0\n")
    );
    let third = findings[0].ports[0].owners[0].clone();
    findings[0].ports[0].owners.push(third);
    let full = check("full", &host, &findings, &unicode());
    assert!(
        full.contains("  9444/tcp  /a/am servlet-https 9443 + 1\n            /b/am servlet-https")
    );
}

/// A finding about a stretch of a file.
fn pointing(text: &str, format: Format, spans: &[(usize, usize)]) -> (Host, Diagnostic) {
    let mut host = Host::default();
    let file = file(&mut host.files, "home/conf/file", text, format);
    let finding = spans.iter().fold(
        Diagnostic::new("port-out-of-range", Severity::Error, "m"),
        |finding, (start, end)| finding.at(file.at(Span::new(*start, *end)), "this place"),
    );
    (host, finding)
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!(
        "{}<Offset>70000</Offset>{}",
        " ".repeat(100_000),
        "<x>hunter2</x>".repeat(9_000)
    );
    let (host, finding) = pointing(&text, Format::Xml, &[(100_008, 100_013)]);
    let full = check("full", &host, &[finding], &unicode());
    assert!(full.contains("home/conf/file:1:100009]"), "{full}");
    assert!(full.contains("70000") && full.contains('…') && !full.contains("hunter"));
    assert!(full.lines().all(|line| line.chars().count() < 200));
}

#[test]
fn odd_places_are_drawn_without_panic() {
    for (text, spans) in [
        ("", &[(0, 0)][..]),
        ("a = 1", &[(5, 5)]),
        ("a = 1\n", &[(6, 6)]),
        ("a = 1\nb = 2\n", &[(0, 12), (6, 7)]),
        ("a = 1", &[(900, 990)]),
        ("é = \"漢\"\u{202e}", &[(1, 6), (0, 14)]),
        ("\t\tport = 1\r\nx = 2\r\n", &[(2, 6), (9, 11), (13, 14)]),
    ] {
        let (host, finding) = pointing(text, Format::Toml, spans);
        for format in ["full", "narrated", "concise", "json"] {
            let output = check(format, &host, std::slice::from_ref(&finding), &unicode());
            assert!(!output.contains("Failed to read"), "{text:?}: {output}");
            let places = output.matches("this place").count();
            assert_eq!(
                places,
                spans.len() - usize::from(format == "concise"),
                "{format} {text:?}: {output}"
            );
        }
    }
}

#[test]
fn nothing_is_shown_where_a_parser_stumbled() {
    let (host, mut finding) = pointing("data = 9443 db.lan\n", Format::Toml, &[(12, 18)]);
    assert!(check("full", &host, std::slice::from_ref(&finding), &unicode()).contains("db.lan"));
    finding.rule = "syntax-error";
    for format in CheckFormat::names() {
        assert!(
            !check(format, &host, std::slice::from_ref(&finding), &unicode()).contains("db.lan")
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_place_in_any_text_is_drawn(
        text in "[ -~é漢\\t\\n\u{1b}\u{202e}]{0,400}",
        spans in proptest::collection::vec((0usize..420, 0usize..420), 1..5),
        unicode in any::<bool>(), colour in any::<bool>(),
    ) {
        let style = Style { colour, unicode, ..Style::default() };
        for format in [Format::Toml, Format::Xml] {
            let (host, finding) = pointing(&text, format, &spans);
            let findings = [finding];
            let full = check("full", &host, &findings, &style);
            prop_assert!(!full.contains("Failed to read"), "{}", full);
            prop_assert_eq!(full.matches("this place").count(), spans.len(), "{}", full);
            let reordered = full.contains('\u{202e}');
            prop_assert!(!reordered);
            prop_assert_eq!(&full, &check("full", &host, &findings, &style));
            check("narrated", &host, &findings, &style);
        }
    }

    #[test]
    fn a_planted_secret_is_in_no_output(
        secret in "[A-Z][a-z0-9]{5}[0-9][A-Z]{3}[a-z0-9]{3}[0-9][a-z]{2}", at in 0usize..12,
    ) {
        let toml = [
            "# S", "[server]", "hostname = 'S'", "offset = 1 # S", "password = 'S'", "[S]", "S = 1", "x = ['S', 'S']",
            "port = 'S'", "url = 'https://S:S@localhost:9443/S?S=S'", "t = { port = 9443, key = 'S' }", "S",
        ];
        let text = toml.join("\n").replace('S', &secret);
        let lines = toml.iter().scan(0, |start, line| {
            let length = line.replace('S', &secret).len();
            let span = (*start, *start + length);
            *start += length + 1;
            Some(span)
        });
        let spans = lines.collect::<Vec<_>>();
        let (host, finding) = pointing(&text, Format::Toml, &[spans[at], spans[3]]);
        for format in CheckFormat::names() {
            let output = check(format, &host, std::slice::from_ref(&finding), &unicode());
            prop_assert!(!output.contains(&secret), "{format}: {output}");
        }
    }
}
