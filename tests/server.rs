//! `server` over its standard streams, as an editor starts it: what it says is what a run says.

use crate::support::{hosts, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wso2-portlint"))
            .args(["server", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Server {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap(),
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// The answer to a request, and what was told before it.
    fn ask(&mut self, id: i32, method: &str, params: &Value) -> (Value, Vec<Value>) {
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&message);
        let mut told = Vec::new();
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                return (message, told);
            }
            told.push(message);
        }
    }
}

#[test]
fn an_editor_is_told_what_a_run_finds() {
    let host = hosts().join("clash");
    let mut server = Server::start();
    let params = json!({
        "capabilities": {},
        "workspaceFolders": [{ "uri": format!("file://{}", host.display()), "name": "clash" }],
    });
    let (answer, _) = server.ask(1, "initialize", &params);
    assert_eq!(
        answer["result"]["capabilities"]["positionEncoding"],
        "utf-16"
    );
    server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let (symbols, told) = server.ask(2, "workspace/symbol", &json!({ "query": "9443/tcp" }));
    assert!(symbols["result"].as_array().unwrap().len() > 1, "{symbols}");
    let diagnostics = told
        .iter()
        .filter(|note| note["method"] == "textDocument/publishDiagnostics")
        .flat_map(|note| note["params"]["diagnostics"].as_array().unwrap());
    let of_editor = diagnostics
        .map(|one| {
            let message = one["message"].as_str().unwrap();
            let line = one["range"]["start"]["line"].as_u64().unwrap() + 1;
            let first = message.lines().next().unwrap().to_string();
            (one["code"].as_str().unwrap().to_string(), line, first)
        })
        .collect::<BTreeSet<_>>();
    let output = run(&host, &["--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_run = report["diagnostics"].as_array().unwrap().iter().map(|one| {
        let primary = &one["annotations"][0];
        (
            one["rule"].as_str().unwrap().to_string(),
            primary["location"]["line"].as_u64().unwrap(),
            one["message"].as_str().unwrap().to_string(),
        )
    });
    assert_eq!(of_editor, of_run.collect());
    let (over, _) = server.ask(3, "shutdown", &Value::Null);
    assert_eq!(over["result"], Value::Null);
    server.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn what_is_not_the_protocol_ends_with_a_message() {
    let mut server = Server::start();
    server.input.write_all(b"hello\r\n\r\n").unwrap();
    drop(server.input);
    let mut rest = Vec::new();
    server.output.read_to_end(&mut rest).unwrap();
    assert_eq!(server.child.wait().unwrap().code(), Some(2));
}
