//! Times the language server: `editor PROGRAM HOMES [EDITS]`. Starts `PROGRAM server` over a host of so many homes, opens a file
//! that governs one of them, and changes it so often, with the debounce at 0. Says how long it took from each change until
//! all that it changed was published (median, 99th percentile, most, in milliseconds), how much processor time the server took for
//! a change on average, which others on the machine do not disturb, and its memory after the first and after the last change.

#![allow(
    clippy::disallowed_methods,
    reason = "makes hosts on disk and starts the server for measurements, and is no part of the program"
)]

use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Instant;

const USAGE: &str = "usage: editor PROGRAM HOMES [EDITS]";
/// Changes before the measurement.
const WARMING_UP: usize = 20;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let (program, homes, edits) = match arguments.as_slice() {
        [program, homes] => (program, homes.parse(), Ok(1000)),
        [program, homes, edits] => (program, homes.parse(), edits.parse()),
        _ => return say(USAGE, ExitCode::from(2)),
    };
    let (Ok(homes), Ok(edits)) = (homes, edits) else {
        return say(USAGE, ExitCode::from(2));
    };
    match measure(program, homes, edits) {
        Ok(words) => say(&words, ExitCode::SUCCESS),
        Err(why) => say(&format!("error: {why}"), ExitCode::FAILURE),
    }
}

fn say(message: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(std::io::stdout(), "{message}");
    code
}

fn measure(program: &str, homes: usize, edits: usize) -> Result<String, String> {
    let root = tempfile::tempdir().map_err(words)?;
    portlint_bench::generate(root.path(), homes, 0, None).map_err(words)?;
    let file = edited(root.path())?;
    let mut server = Server::start(program, root.path())?;
    let text = std::fs::read_to_string(&file).map_err(words)?;
    let uri = format!("file://{}", file.display());
    let document = json!({ "uri": uri, "languageId": "toml", "version": 0, "text": text });
    server.tell("textDocument/didOpen", json!({ "textDocument": document }))?;
    server.wait()?;
    let mut times = Vec::new();
    let (mut before, mut worked) = (0, 0);
    for edit in 0..edits + WARMING_UP {
        if edit == WARMING_UP {
            before = server.memory();
            worked = server.processor_time();
        }
        let change = json!({
            "textDocument": { "uri": uri, "version": edit + 1 },
            "contentChanges": [{ "text": variant(&text, edit) }],
        });
        let start = Instant::now();
        server.tell("textDocument/didChange", change)?;
        server.wait()?;
        if edit >= WARMING_UP {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let after = server.memory();
    let worked = (server.processor_time() - worked) as f64 / edits.max(1) as f64;
    server.end()?;
    times.sort_by(f64::total_cmp);
    let part = |hundredths: usize| {
        let position = (times.len() * hundredths).div_ceil(100).saturating_sub(1);
        times.get(position).copied().unwrap_or_default()
    };
    Ok(format!(
        "{homes} homes, {edits} changes: median {:.1} ms, 99th percentile {:.1} ms, most {:.1} ms; {worked:.1} ms of a processor each; memory {:.1} MB, then {:.1} MB",
        part(50),
        part(99),
        part(100),
        before as f64 / 1024.0,
        after as f64 / 1024.0,
    ))
}

/// The governing file that is changed: the first `deployment.toml`.
fn edited(root: &Path) -> Result<std::path::PathBuf, String> {
    let mut nodes = std::fs::read_dir(root)
        .map_err(words)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .flat_map(|node| std::fs::read_dir(node).into_iter().flatten())
        .filter_map(|entry| Some(entry.ok()?.path().join("repository/conf/deployment.toml")))
        .filter(|file| file.exists())
        .collect::<Vec<_>>();
    nodes.sort();
    nodes
        .into_iter()
        .next()
        .ok_or("no deployment.toml".to_string())
}

/// Another offset each time, now and then one that clashes with a neighbour, and states in which the file is broken.
fn variant(text: &str, edit: usize) -> String {
    let offset = (edit * 7) % 500;
    let with = |value: &str| {
        let lines = text.lines().map(|line| {
            if line.starts_with("offset = ") {
                format!("offset = {value}\n")
            } else {
                format!("{line}\n")
            }
        });
        lines.collect::<String>()
    };
    match edit % 10 {
        3 => with("1"),
        5 => with(""),
        7 => with("\"7").replace("[server]", "[server"),
        _ => with(&offset.to_string()),
    }
}

/// The program, and the streams to it.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: i32,
}

impl Server {
    fn start(program: &str, root: &Path) -> Result<Server, String> {
        let mut child = Command::new(program)
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(words)?;
        let input = child.stdin.take().ok_or("no standard input")?;
        let output = child.stdout.take().ok_or("no standard output")?;
        let mut server = Server {
            child,
            input,
            output: BufReader::new(output),
            next: 0,
        };
        let folder = json!({ "uri": format!("file://{}", root.display()), "name": "wso2" });
        let watching = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
        server.ask(
            "initialize",
            json!({
                "capabilities": { "workspace": watching },
                "workspaceFolders": [folder],
                "initializationOptions": { "debounce": 0 },
            }),
        )?;
        server.tell("initialized", json!({}))?;
        server.wait()?;
        Ok(server)
    }

    fn tell(&mut self, method: &str, params: Value) -> Result<(), String> {
        let note = Notification::new(method.to_string(), params);
        Message::from(note).write(&mut self.input).map_err(words)
    }

    /// Sends a request and reads up to its answer.
    fn ask(&mut self, method: &str, params: Value) -> Result<(), String> {
        self.next += 1;
        let request = Request::new(self.next.into(), method.to_string(), params);
        let id = request.id.clone();
        Message::from(request)
            .write(&mut self.input)
            .map_err(words)?;
        loop {
            match Message::read(&mut self.output).map_err(words)? {
                Some(Message::Response(response)) if response.id == id => return Ok(()),
                Some(_) => {}
                None => return Err("the server went away".to_string()),
            }
        }
    }

    /// Until everything that was told before is published: a request that nobody answers is refused after that.
    fn wait(&mut self) -> Result<(), String> {
        self.ask("wso2-portlint/none", Value::Null)
    }

    /// The memory that it has in kilobytes; 0 where the system does not say.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        number.unwrap_or_default()
    }

    /// The processor time that it has used, in milliseconds, to a hundredth of a second; 0 where the system does not say.
    fn processor_time(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        // Behind the name, which may hold anything: user and system time are the 12th and 13th field.
        let fields = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let ticks = fields
            .skip(11)
            .take(2)
            .filter_map(|ticks| ticks.parse::<u64>().ok());
        ticks.sum::<u64>() * 10
    }

    fn end(mut self) -> Result<(), String> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        self.child.wait().map(|_| ()).map_err(words)
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
