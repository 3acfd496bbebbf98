//! Every output format over a described host: well-formed whatever the files say, silent about secrets.

use crate::described::{self, SECRET};
use crate::whole::judged;
use portlint_host::Host;
use portlint_report::shown::Output;
use portlint_report::{
    CheckFormat, CheckReport, PortsCheck, PortsFormat, PortsOptions, Style, Summary, links,
    render_check, render_ports,
};
use portlint_rules::Diagnostic;
use std::path::PathBuf;

/// The first byte chooses the format, the second the style; the rest describes the host.
pub fn formats(data: &[u8]) {
    let [format, bits, description @ ..] = data else {
        return;
    };
    let described = described::host(description);
    let (host, findings) = judged(&described, &described.files, &[PathBuf::from("host")]);
    let style = Style {
        unicode: bits & 1 != 0,
        width: (bits & 2 != 0).then_some(usize::from(*bits)),
        root: (bits & 4 != 0).then(|| PathBuf::from("host")),
        directory: PathBuf::new(),
        ..Style::default()
    };
    let (command, name, report) = rendered((*format).into(), &host, &findings, &style);
    let broken = problem(name, &report);
    assert!(broken.is_none(), "{command} {name}: {broken:?}\n{report}");
    assert!(
        !report.contains(SECRET),
        "{command} {name} shows a secret:\n{report}"
    );
}

/// The command, the format, and what it writes.
fn rendered(
    number: usize,
    host: &Host,
    findings: &[Diagnostic],
    style: &Style,
) -> (&'static str, &'static str, String) {
    let (check, ports) = (CheckFormat::names(), PortsFormat::names());
    let number = number % (check.len() + ports.len());
    let mut out = Vec::new();
    let (command, name, written) = if let Some(name) = check.get(number) {
        let report = CheckReport {
            host,
            findings,
            summary: Summary::of(host, findings, 0, 0),
            fail_on: portlint_rules::Severity::Error,
            repair: None,
        };
        let format = CheckFormat::from_name(name).expect("its own name");
        (
            "check",
            *name,
            render_check(format, &report, style, &mut Output::new(&mut out)),
        )
    } else {
        let name = ports[number - check.len()];
        let format = PortsFormat::from_name(name).expect("its own name");
        let links = links(host);
        let options = PortsOptions {
            all: true,
            links: Some(&links),
            places: true,
            check: Some(PortsCheck {
                findings,
                summary: Summary::of(host, findings, 0, 0),
            }),
        };
        (
            "ports",
            name,
            render_ports(format, host, options, style, &mut Output::new(&mut out)),
        )
    };
    written.expect("memory can be written");
    (
        command,
        name,
        String::from_utf8(out).expect("output is UTF-8"),
    )
}

/// What is wrong with an output. Nothing may move a cursor or reorder text, and readers of the format can read it.
fn problem(name: &str, report: &str) -> Option<String> {
    let unfit = |c: char| match c {
        '\n' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    };
    // Comma separated values end their lines as the standard says.
    let mut controls = report
        .chars()
        .filter(|c| unfit(*c) && !(name == "csv" && *c == '\r'));
    if let Some(control) = controls.next() {
        return Some(format!("has {control:?}"));
    }
    let no_json = |text: &str| {
        let read = serde_json::from_str::<serde_json::Value>(text);
        read.err().map(|error| error.to_string())
    };
    match name {
        "json" | "sarif" | "gitlab" | "rdjson" => no_json(report),
        "json-lines" => report.lines().find_map(no_json),
        "junit" | "checkstyle" | "svg" => roxmltree::Document::parse(report)
            .err()
            .map(|e| e.to_string()),
        "html" => unbalanced(report),
        "csv" => ragged(report),
        "github" => report
            .lines()
            .find(|line| !is_command(line))
            .map(str::to_string),
        _ => None,
    }
}

/// A line of GitHub's: one of the annotations that are meant, or no command at all.
fn is_command(line: &str) -> bool {
    let meant = ["::error ", "::warning ", "::notice "];
    let command = line.trim_start();
    meant.iter().any(|start| line.starts_with(start))
        || !(command.starts_with("::") || command.starts_with("##["))
}

/// A tag that is never closed or never opened, as a page has one when text of a file is taken for markup.
fn unbalanced(page: &str) -> Option<String> {
    const VOID: [&str; 6] = ["!doctype", "meta", "link", "input", "br", "hr"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let Some(end) = tag.find('>') else {
            return Some("a tag does not end".to_string());
        };
        let (tag, after) = tag.split_at(end);
        rest = &after[1..];
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '\n', '/']).next().unwrap_or("");
        if VOID.iter().any(|void| name.eq_ignore_ascii_case(void)) || tag.ends_with('/') {
            continue;
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes nothing"));
            }
            continue;
        }
        open.push(name);
        if matches!(name, "script" | "style") {
            let close = format!("</{name}");
            let at = rest.find(&close);
            rest = &rest[at.unwrap_or(rest.len())..];
        }
    }
    open.pop().map(|name| format!("<{name}> is never closed"))
}

/// A row with more or fewer cells than the first.
fn ragged(table: &str) -> Option<String> {
    let mut rows = vec![1];
    let mut quoted = false;
    for character in table.trim_end().chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => *rows.last_mut()? += 1,
            '\n' if !quoted => rows.push(1),
            _ => {}
        }
    }
    let odd = rows.iter().position(|cells| *cells != rows[0]);
    odd.map(|row| format!("row {row} has {} cells", rows[row]))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn broken_outputs_are_noticed() {
        for (name, good, broken) in [
            ("json", "{}", "{"),
            ("json-lines", "{}\n{}\n", "{}\n}\n"),
            ("junit", "<a/>", "<a>"),
            ("html", "<!doctype html><p>a &lt;<br></p>", "<p><b></p>"),
            ("html", "<style>a > b</style>", "<p>"),
            ("html", "<p></p>", "<p></p><"),
            ("csv", "a,b\r\n\"c,\nd\",e\r\n", "a,b\r\nc\r\n"),
            (
                "github",
                "::error file=a::b\nx",
                "::error file=a::b\n::debug::x",
            ),
            ("full", "a\tb", "a\u{1b}[2Jb"),
            ("markdown", "a", "a\u{202e}b"),
        ] {
            assert_eq!(problem(name, good), None, "{name}");
            assert!(problem(name, broken).is_some(), "{name}");
        }
    }
}
