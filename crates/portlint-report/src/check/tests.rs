//! Every format for programs is parsed back, with file names and messages that try to break out of it.

use crate::testing::*;
use crate::{CheckFormat, RepairReport, Style};
use portlint_host::Host;
use portlint_rules::{Diagnostic, Severity};
use portlint_syntax::Format;
use serde_json::Value;
use std::path::Path;

/// What breaks formats: line ends, commands, ends of sections, quotes, markup, controls, reordering, mentions.
const HOSTILE: &str =
    "a\n::error::b\r##[add-mask]c]]>\"'<script>&%0A,:|`@org [x](1) \u{1b}[2J\u{202e}\u{ffff}é";

/// Characters that no output may carry as they are.
const FORBIDDEN: &[char] = &['\u{1b}', '\u{202e}', '\r', '\u{0}'];

fn below_opt() -> Style {
    Style {
        root: Some("/opt".into()),
        ..unicode()
    }
}

/// Two homes that share a port, in files with hostile names and texts.
fn hostile() -> (Host, Vec<Diagnostic>) {
    let (mut host, mut findings) = collision();
    let mut hostile = |home: &str, text| {
        let path = format!("/opt/{home}/{HOSTILE}.toml");
        file(&mut host.files, &path, text, Format::Toml)
    };
    let (am, is) = (hostile("am", AM_TOML), hostile("is", IS_TOML));
    let mut finding = Diagnostic::new("port-collision", Severity::Error, HOSTILE)
        .at(at(&am, "1"), HOSTILE)
        .at(at(&is, "9444"), HOSTILE)
        .note(HOSTILE)
        .help(HOSTILE);
    finding.ports = std::mem::take(&mut findings[0].ports);
    finding.ports[0].owners[0].home = format!("/opt/{HOSTILE}").into();
    finding.fix = findings[0].fix.take();
    let mut unreadable = Diagnostic::new("unreadable-file", Severity::Warning, HOSTILE);
    unreadable.path = Some(format!("/opt/{HOSTILE}").into());
    let nowhere = Diagnostic::new("unmatched-home-entry", Severity::Info, HOSTILE);
    (host, vec![finding, unreadable, nowhere])
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(super) fn schema_errors(log: &Value) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/sarif-2.1.0.json");
    let schema = std::fs::read_to_string(path).unwrap();
    // One pattern of the schema has a bracket that strict readers of expressions refuse.
    let schema = json(&schema.replace("{2}]?$", "{2}$"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator
        .iter_errors(log)
        .map(|error| error.to_string())
        .collect()
}

#[test]
fn sarif_is_valid_with_findings_and_without() {
    let (host, findings) = hostile();
    for findings in [&findings[..], &[]] {
        let log = json(&check("sarif", &host, findings, &below_opt()));
        assert_eq!(schema_errors(&log), Vec::<String>::new());
        assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    }
    let mut broken = json(&check("sarif", &host, &findings, &below_opt()));
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert_ne!(schema_errors(&broken), Vec::<String>::new());
}

#[test]
fn sarif_has_a_linked_result_per_side() {
    let (host, findings) = collision();
    let log = json(&check("sarif", &host, &findings, &below_opt()));
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for (own, other, linked) in [(0, 1, "9444 + 0 = 9444"), (1, 0, "9443 + 1 = 9444")] {
        let message = results[own]["message"]["text"].as_str().unwrap();
        assert!(message.contains(&format!("[{linked}](1)")), "{message}");
        let related = &results[own]["relatedLocations"];
        assert_eq!(related.as_array().unwrap().len(), 1);
        assert_eq!(related[0]["id"], 1);
        assert_eq!(
            related[0]["physicalLocation"],
            results[other]["locations"][0]["physicalLocation"]
        );
    }
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "am/repository/conf/deployment.toml"
    );
    assert_eq!(
        place["region"],
        serde_json::json!({
            "startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 11, "byteOffset": 41, "byteLength": 1,
        })
    );
    let change = &results[0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "2");
}

#[test]
fn sarif_fingerprints_outlive_moved_lines() {
    let prints = |host: &Host, findings: &[Diagnostic]| {
        let log = json(&check("sarif", host, findings, &below_opt()));
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|r| r["partialFingerprints"].clone())
            .collect::<Vec<_>>()
    };
    let (mut host, findings) = collision();
    let before = prints(&host, &findings);
    let mut moved = findings.clone();
    let text = format!("# one more line\n{AM_TOML}");
    let path = "/opt/am/repository/conf/deployment.toml";
    let am = file(&mut host.files, path, &text, Format::Toml);
    moved[0].annotations[0].location = at(&am, "1 # kept");
    assert_eq!(prints(&host, &moved), before);
    assert_ne!(
        before[0]["primaryLocationLineHash"],
        before[1]["primaryLocationLineHash"]
    );
    assert_eq!(
        before[0]["wso2PortlintFinding/v1"],
        before[1]["wso2PortlintFinding/v1"]
    );
    let twice = prints(&host, &[findings[0].clone(), findings[0].clone()]);
    let hash = before[0]["primaryLocationLineHash"].as_str().unwrap();
    assert_eq!(
        twice[2]["primaryLocationLineHash"],
        hash.replace(":1", ":2")
    );
}

#[test]
fn sarif_points_at_one_side_of_what_is_no_collision() {
    let (host, mut findings) = collision();
    findings[0].ports.clear();
    let log = json(&check("sarif", &host, &findings, &below_opt()));
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn sarif_messages_hold_no_link_that_a_name_made() {
    let (host, findings) = hostile();
    let log = json(&check("sarif", &host, &findings, &below_opt()));
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let message = result["message"]["text"].as_str().unwrap();
        assert!(
            !message.contains(" [x](1)") && message.contains(r"\[x\](1)"),
            "{message}"
        );
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(
            uri.as_str().unwrap().chars().all(|c| c.is_ascii_graphic()),
            "{uri}"
        );
    }
}

#[test]
fn github_commands_are_one_line_each_and_nothing_else_is_a_command() {
    let (host, findings) = hostile();
    let log = check("github", &host, &findings, &below_opt());
    let lines = log.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), 6, "{log}");
    // The last notice is the other side of the error, in its own file.
    let commands = ["error", "warning", "notice", "notice"];
    assert!(lines[3].starts_with("::notice file=is/"), "{log}");
    for (line, command) in lines.iter().zip(commands) {
        let (properties, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = properties.split_once(' ').unwrap();
        assert_eq!(name, command);
        let names = properties.split(',').map(|p| p.split_once('=').unwrap().0);
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["file", "line", "endLine", "col", "endColumn", "title"]
        );
    }
    assert!(lines[0].contains("file=am/a%0A%3A%3Aerror%3A%3Ab%0D## [add-mask]c]]>"));
    assert!(lines[4].starts_with("Checked 2 homes"));
}

#[test]
fn github_says_what_it_cuts() {
    let of = |severity, count| vec![Diagnostic::new("x", severity, "##[error]m"); count];
    let findings = [
        of(Severity::Info, 12),
        of(Severity::Error, 10),
        of(Severity::Warning, 11),
    ]
    .concat();
    let log = check("github", &Host::default(), &findings, &unicode());
    let lines = log.lines().collect::<Vec<_>>();
    assert!(lines[..10].iter().all(|line| line.starts_with("::error ")));
    assert!(
        lines[10..20]
            .iter()
            .all(|line| line.starts_with("::warning "))
    );
    assert_eq!(lines[20], "warning[x] .:1:1: ## [error]m");
    assert!(
        lines[21..30]
            .iter()
            .all(|line| line.starts_with("::notice "))
    );
    assert!(
        lines[33].contains("ten of a kind: 1 of 11 warnings, 3 of 12 infos."),
        "{}",
        lines[33]
    );
    let few = check(
        "github",
        &Host::default(),
        &of(Severity::Info, 9),
        &unicode(),
    );
    assert!(!few.contains("of a kind"));
}

#[test]
fn gitlab_issues_have_different_fingerprints() {
    let (host, findings) = hostile();
    let twice = [findings.clone(), findings].concat();
    let issues = json(&check("gitlab", &host, &twice, &below_opt()));
    let issues = issues.as_array().unwrap();
    let prints = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap());
    let different = prints.collect::<std::collections::BTreeSet<_>>();
    assert_eq!((issues.len(), different.len()), (8, 8));
    assert_eq!(issues[1]["location"]["path"], format!("is/{HOSTILE}.toml"));
    assert_eq!(issues[1]["severity"], "info");
    assert_eq!(issues[0]["location"]["path"], format!("am/{HOSTILE}.toml"));
    assert_eq!(issues[0]["location"]["lines"]["begin"], 3);
    assert_eq!(issues[0]["severity"], "critical");
    assert_eq!(
        json(&check("gitlab", &host, &[], &unicode())),
        serde_json::json!([])
    );
}

#[test]
fn rdjson_columns_count_bytes() {
    let text = "é = \"é\"\nport = 1\n";
    let mut host = Host::default();
    let am = file(&mut host.files, "/opt/am/x.toml", text, Format::Toml);
    let finding = Diagnostic::new("x", Severity::Warning, "m").at(at(&am, "\"é\""), "here");
    let report = json(&check("rdjson", &host, &[finding], &below_opt()));
    let diagnostic = &report["diagnostics"][0];
    assert_eq!(
        diagnostic["location"],
        serde_json::json!({
            "path": "am/x.toml", "range": { "start": { "line": 1, "column": 6 }, "end": { "line": 1, "column": 10 } },
        })
    );
    let (host, findings) = collision();
    let report = json(&check("rdjson", &host, &findings, &below_opt()));
    assert_eq!(report["diagnostics"][0]["suggestions"][0]["text"], "2");
    let (host, findings) = hostile();
    let report = json(&check("rdjson", &host, &findings, &below_opt()));
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 3);
    let related = &report["diagnostics"][0]["related_locations"][0];
    assert_eq!(related["location"]["path"], format!("is/{HOSTILE}.toml"));
    assert_eq!(related["location"]["range"]["start"]["line"], 2);
    // The fix is for another file than the finding.
    assert!(report["diagnostics"][0].get("suggestions").is_none());
}

#[test]
fn junit_is_xml_with_a_case_per_finding() {
    let (host, findings) = hostile();
    let text = check("junit", &host, &findings, &below_opt());
    let document = roxmltree::Document::parse(&text).unwrap();
    let cases = || {
        document
            .descendants()
            .filter(|node| node.has_tag_name("testcase"))
    };
    let failures = document
        .descendants()
        .filter(|node| node.has_tag_name("failure"));
    // A warning and an info fail nothing.
    assert_eq!((cases().count(), failures.count()), (3, 1));
    assert!(
        document
            .descendants()
            .all(|node| !node.has_tag_name("script"))
    );
    assert!(
        cases()
            .next()
            .unwrap()
            .attribute("file")
            .unwrap()
            .contains("]]>\"'<script>")
    );
    let none = check("junit", &host, &[], &unicode());
    let none = roxmltree::Document::parse(&none).unwrap();
    assert_eq!(none.root_element().attribute("tests"), Some("1"));
    assert_eq!(none.root_element().attribute("failures"), Some("0"));
    assert!(none.descendants().all(|node| !node.has_tag_name("failure")));
}

#[test]
fn checkstyle_is_xml_with_each_file_once() {
    let (host, findings) = hostile();
    let twice = [findings.clone(), findings].concat();
    let text = check("checkstyle", &host, &twice, &below_opt());
    let document = roxmltree::Document::parse(&text).unwrap();
    let files = document
        .descendants()
        .filter(|node| node.has_tag_name("file"));
    let errors = files.map(|file| {
        file.children()
            .filter(|node| node.has_tag_name("error"))
            .count()
    });
    assert_eq!(errors.collect::<Vec<_>>(), [2, 2, 2, 2]);
    let empty = check("checkstyle", &host, &[], &unicode());
    assert!(roxmltree::Document::parse(&empty).is_ok());
}

/// A line of Markdown without its code spans.
#[allow(clippy::string_slice, reason = "a backtick is a character of one byte")]
fn without_code(line: &str) -> String {
    let fence = |text: &str| text.len() - text.trim_start_matches('`').len();
    let mut outside = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        outside.push_str(before);
        let length = fence(from);
        let inside = &from[length..];
        let ends = inside.match_indices('`').map(|(at, _)| at);
        let mut ends =
            ends.filter(|at| !inside[..*at].ends_with('`') && fence(&inside[*at..]) == length);
        rest = match ends.next() {
            Some(end) if !before.ends_with('\\') => &inside[end + length..],
            _ => inside,
        };
    }
    outside + rest
}

#[test]
fn markdown_rows_stay_rows() {
    let (host, findings) = hostile();
    let text = check("markdown", &host, &findings, &below_opt());
    let rows = text
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect::<Vec<_>>();
    assert_eq!(rows.len(), 2 + findings.len());
    for row in &rows[2..] {
        let bars = row.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 5, "{row}");
    }
    let lines = text.lines().filter(|line| line.starts_with('-'));
    let outside_code = lines.map(without_code).collect::<String>();
    assert!(!outside_code.contains("<script") && !outside_code.contains("@org"));
    assert!(!outside_code.contains(" [x](1)"));
}

#[test]
fn html_holds_no_markup_of_others_and_loads_nothing() {
    let (host, findings) = hostile();
    let text = check("html", &host, &findings, &below_opt());
    assert_eq!(text.matches("<script").count(), 1);
    assert_eq!(text.matches("<article").count(), 3);
    assert!(!text.contains("src=") && !text.contains("@import") && !text.contains("url("));
    let (_, body) = text.split_once("<body>").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    roxmltree::Document::parse(&format!("<body>{body}</body>")).unwrap();
}

#[test]
fn no_format_lets_controls_through() {
    let (host, findings) = hostile();
    for name in CheckFormat::names() {
        // The contract of these two has paths as they are, escaped by JSON.
        if ["json", "json-lines", "gitlab", "rdjson"].contains(name) {
            continue;
        }
        let text = check(name, &host, &findings, &below_opt());
        assert!(!text.contains(FORBIDDEN), "{name}: {text}");
    }
}

/// What was repaired is told in every format that has a place for it, and breaks out of none.
#[test]
fn repairs_are_told() {
    let (host, findings) = hostile();
    let refused = [(findings[1].clone(), HOSTILE.to_string())];
    let repair = RepairReport {
        written: true,
        fixed: &findings[..1],
        refused: &refused,
        files: &host.files,
        withheld: 2,
    };
    let told = |format: &str| repaired(format, &host, &[], Some(repair), &below_opt());
    for format in CheckFormat::names() {
        assert!(!told(format).contains(FORBIDDEN), "{format}");
    }
    let whole = json(&told("json"));
    assert_eq!(whole["repair"]["written"], true);
    assert_eq!(whole["repair"]["fixed"][0]["rule"], "port-collision");
    assert_eq!(whole["repair"]["fixed"][0]["fix"]["applicability"], "safe");
    let other = &whole["repair"]["refused"][0];
    assert_eq!(other["diagnostic"]["rule"], "unreadable-file");
    assert_eq!(whole["repair"]["withheld"], 2);
    assert_eq!(whole["diagnostics"].as_array().unwrap().len(), 0);
    assert!(json(&check("json", &host, &[], &below_opt()))["repair"].is_null());

    let lines = told("json-lines");
    let lines = lines.lines().map(json).collect::<Vec<_>>();
    assert_eq!(lines[0]["fixed"]["rule"], "port-collision");
    assert_eq!(lines[1]["refused"]["diagnostic"]["rule"], "unreadable-file");
    assert!(lines[2]["summary"].is_object());

    let log = json(&told("sarif"));
    assert_eq!(schema_errors(&log), Vec::<String>::new());
    let told_by_sarif = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(told_by_sarif.as_array().unwrap().len(), 3);

    let github = told("github");
    let commands = github.lines().filter(|line| line.starts_with("::"));
    assert_eq!(commands.count(), 1, "{github}");
    assert!(!github.contains("##["), "{github}");
    for (format, sum) in [
        ("github", "Fixed 1 finding; 2 more with --unsafe-fixes"),
        ("markdown", "Fixed 1 finding; 2 more with --unsafe-fixes"),
        ("html", "Fixed 1 finding; 2 more with --unsafe-fixes"),
        ("junit", "not fixed "),
    ] {
        assert!(told(format).contains(sum), "{format}: {}", told(format));
    }
    roxmltree::Document::parse(&told("junit")).unwrap();
    assert!(!told("html").contains("<script>&"));

    let nothing = RepairReport {
        written: false,
        fixed: &[],
        ..repair
    };
    let told = repaired("markdown", &host, &[], Some(nothing), &below_opt());
    assert!(told.contains("Fixed 0 findings; 2 more"), "{told}");
}
