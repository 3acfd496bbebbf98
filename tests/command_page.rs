//! What people are told to type works: each command of `docs/commands.md` prints what stands below it there, and those on
//! the page for browsers are understood and do what it says. `UPDATE_DOCS=1 cargo test -p wso2-portlint --test main
//! command_page` writes the pages in `docs` anew; look at the difference before committing.

use crate::support::{all, hosts, repository, run, run_with, write};
use regex::Regex;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The host that the page describes where a command is run in `.`.
fn moved_host() -> TempDir {
    let host = tempfile::tempdir().unwrap();
    let file = |path: &str, text: &str| write(host.path(), path, text);
    file(
        "wso2am-4.4.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n\n[[apim.gateway.environment]]\nname = \"Default\"\nws_endpoint = \"ws://localhost:9099\"\n",
    );
    file(
        "wso2mi-4.2.0/conf/deployment.toml",
        "[server]\nhostname = \"localhost\"\n\n[[service_catalog]]\nenable = true\napim_host = \"https://localhost:9443\"\n\n[transport.http]\nlistener.port = 8290\n",
    );
    host
}

/// What a line of a shell prints, as far as the page uses one: standard output, then standard error.
fn printed(line: &str, directory: &Path) -> String {
    let (mut input, mut last, mut output) = (String::new(), None, None);
    for part in line.split(" | ") {
        if let Some(text) = part.strip_prefix("printf ") {
            input = text.trim_matches('\'').replace("\\n", "\n");
        } else if let Some(count) = part.strip_prefix("tail -") {
            last = Some(count.parse::<usize>().unwrap());
        } else {
            let words: Vec<_> = part.split(' ').collect();
            assert_eq!(words[0], "wso2-portlint", "{line}");
            output = Some(run_with(directory, &words[1..], &input));
        }
    }
    let mut output = output.expect("a command of the program");
    if let Some(last) = last {
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let from = lines.len().saturating_sub(last);
        output.stdout = format!("{}\n", lines[from..].join("\n")).into_bytes();
    }
    // A page has the line ends of a page.
    all(&output).replace("\r\n", "\n")
}

/// As much of an output as the page has of it: a line `...` stands for the rest.
fn shortened(seen: &str, shown: &str) -> String {
    match shown.strip_suffix("...\n") {
        Some(start) => {
            let lines = seen.lines().take(start.lines().count());
            let lines: String = lines.map(|line| format!("{line}\n")).collect();
            lines + "...\n"
        }
        None => seen.to_string(),
    }
}

#[test]
fn each_command_of_the_page_of_commands_prints_what_stands_there() {
    let file = repository().join("docs/commands.md");
    let page = fs::read_to_string(&file).unwrap();
    let block = Regex::new("(?s)```console\n\\$ ([^\n]*)\n(.*?)```").unwrap();
    let moved = moved_host();
    let mut fresh = String::new();
    let (mut end, mut count) = (0, 0);
    let mut differences = Vec::new();
    for found in block.captures_iter(&page) {
        let (command, shown) = (&found[1], found.get(2).unwrap());
        let is_moved = command.split(' ').any(|word| word == ".");
        let fixtures = hosts();
        let directory = if is_moved { moved.path() } else { &fixtures };
        let seen = shortened(&printed(command, directory), shown.as_str());
        if seen != shown.as_str() {
            differences.push(format!("$ {command}\n{seen}"));
        }
        fresh.push_str(&page[end..shown.start()]);
        fresh.push_str(&seen);
        end = shown.end();
        count += 1;
    }
    fresh.push_str(&page[end..]);
    assert!(count >= 12, "{count} commands");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(file, fresh).unwrap();
    } else {
        assert!(
            differences.is_empty(),
            "docs/commands.md is stale: run with UPDATE_DOCS=1\n{}",
            differences.join("\n")
        );
    }
}

/// `12,345`.
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let parts = digits.as_bytes().rchunks(3).rev();
    let parts: Vec<_> = parts.map(|part| String::from_utf8_lossy(part)).collect();
    parts.join(",")
}

#[test]
fn the_sizes_of_schemas_on_the_page_of_editors_are_theirs() {
    let file = repository().join("docs/editors.md");
    let page = fs::read_to_string(&file).unwrap();
    let row = Regex::new(r"(?m)^\| (wso2[a-z-]+[0-9.]+) \| \d+ \| [\d,]+ \|$").unwrap();
    let fresh = row.replace_all(&page, |found: &regex::Captures<'_>| {
        let output = run(&hosts(), &["schema", &found[1]]);
        let text = String::from_utf8(output.stdout).unwrap();
        let keys = text.matches("\"description\": ").count();
        let bytes = with_commas(text.len());
        format!("| {} | {keys} | {bytes} |", &found[1])
    });
    assert!(row.find_iter(&page).count() >= 5);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(file, fresh.as_bytes()).unwrap();
    } else {
        assert_eq!(
            page, fresh,
            "docs/editors.md is stale: run with UPDATE_DOCS=1"
        );
    }
}

/// A copy of a fixture host, which may be written to.
fn copied(name: &str) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    let host = tempfile::tempdir().unwrap();
    copy(&hosts().join(name), host.path());
    host
}

/// The commands and options that the page for browsers of a host names, each with the program's name before it.
fn on_the_page(host: &Path) -> Vec<String> {
    let output = run(host, &["check", "--format", "html", "."]);
    let page = String::from_utf8(output.stdout).unwrap();
    let code = Regex::new("<code>([^<]*)</code>").unwrap();
    let mut commands: Vec<_> = code
        .captures_iter(&page)
        .map(|found| found[1].to_string())
        .filter_map(|text| match text.split(' ').next()? {
            "wso2-portlint" => Some(text),
            "plan" | "check" | "ports" | "explain" => Some(format!("wso2-portlint {text}")),
            option if option.starts_with("--") => Some(format!("wso2-portlint check {text}")),
            _ => None,
        })
        .collect();
    commands.sort();
    commands.dedup();
    commands
}

#[test]
fn the_commands_of_the_page_for_browsers_work() {
    let host = copied("two");
    let commands = on_the_page(host.path());
    assert!(
        commands.contains(&"wso2-portlint plan --write".to_string()),
        "{commands:?}"
    );
    for command in &commands {
        let mut words: Vec<_> = command.split(' ').skip(1).collect();
        words.push("--help");
        let output = run(host.path(), &words);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", all(&output));
    }
    // The page says that it edits the files: then nothing is in conflict.
    assert_eq!(run(host.path(), &["check"]).status.code(), Some(1));
    let written = run(host.path(), &["plan", "--write"]);
    assert_eq!(written.status.code(), Some(0), "{}", all(&written));
    let after = run(host.path(), &["check"]);
    assert_eq!(after.status.code(), Some(0), "{}", all(&after));
    for name in ["clash", "damaged", "ten-homes"] {
        let host = copied(name);
        for command in on_the_page(host.path()) {
            let mut words: Vec<_> = command.split(' ').skip(1).collect();
            words.push("--help");
            let output = run(host.path(), &words);
            assert_eq!(output.status.code(), Some(0), "{command}: {}", all(&output));
        }
    }
}
