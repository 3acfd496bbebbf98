//! Runs the built binary on a case, within bounds of time and memory, and looks at everything it says.

use crate::hostile::case::{Case, Generation};
use portlint_report::{CheckFormat, PortsFormat};
use serde_json::Value;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Far more than any case takes, on a slow machine in a debug build.
const PATIENCE: Duration = Duration::from_mins(2);
/// Address space of the process, in KiB.
const MEMORY: usize = 2 * 1024 * 1024;

struct Ran {
    exit: Option<i32>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

/// What is wrong; `None` when all is well.
pub(super) fn run(case: &Case) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let host = directory.path().join("host");
    fs::create_dir(&host).unwrap();
    let healthy = Generation::Toml.home(&host, "healthy");
    fs::write(healthy, "[server]\noffset = 500\n").unwrap();
    (case.build)(&host);
    checked(case, &host, directory.path()).err()
}

fn checked(case: &Case, host: &Path, reports: &Path) -> Result<(), String> {
    let mut arguments = vec![
        "check",
        "--severity",
        "info",
        "--verbose",
        "--format",
        "concise",
    ];
    let files = CheckFormat::names()
        .iter()
        .map(|name| format!("{name}={}", reports.join(name).display()))
        .collect::<Vec<_>>();
    for file in &files {
        arguments.extend(["--output", file]);
    }
    arguments.push(".");
    let check = execute(host, reports, &arguments)?;
    let people = clean(&check)?;
    let expect = |holds: bool, what: String| {
        if holds {
            Ok(())
        } else {
            Err(format!("{what}\n{people}"))
        }
    };
    let exit = match case.exit {
        Some(_) => check.exit == case.exit,
        None => matches!(check.exit, Some(0 | 1)),
    };
    expect(
        exit,
        format!("exit {:?} instead of {:?}", check.exit, case.exit),
    )?;
    for text in &case.says {
        expect(people.contains(text), format!("does not say {text:?}"))?;
    }
    let Some(homes) = case.homes else {
        return Ok(());
    };
    for name in CheckFormat::names() {
        let report = fs::read(reports.join(name)).map_err(|e| format!("{name}: {e}"))?;
        let report = readable(&report).map_err(|e| format!("{name}: {e}"))?;
        match *name {
            "json" => {
                let counted = parsed(&report)?["summary"]["homes"].as_u64();
                expect(
                    counted == Some(homes as u64),
                    format!("{counted:?} homes instead of {homes}"),
                )?;
            }
            "json-lines" => report.lines().try_for_each(|line| parsed(line).map(drop))?,
            _ => {}
        }
    }
    // Each case one further format of tables: among hundreds of cases each format gets its share.
    let formats = PortsFormat::names();
    let further = formats[case.name.len() % formats.len()];
    for format in ["json", further] {
        let ports = execute(host, reports, &["ports", "--all", "--format", format, "."])?;
        clean(&ports)?;
        if format == "json" {
            let table = parsed(&readable(&ports.stdout)?)?;
            let healthy = table["homes"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|home| home["path"] == "./healthy")
                .ok_or("the healthy home is missing")?;
            let listeners = healthy["runtimes"][0]["listeners"].as_array();
            let found = listeners.into_iter().flatten().any(|l| l["port"] == 9943);
            expect(found, "the healthy home has lost its port".to_string())?;
        }
    }
    Ok(())
}

fn execute(host: &Path, reports: &Path, arguments: &[&str]) -> Result<Ran, String> {
    let (out, err) = (reports.join("stdout"), reports.join("stderr"));
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_wso2-portlint"))
        .args(arguments)
        .current_dir(host)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {PATIENCE:?}"));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ok(Ran {
        exit: status.code(),
        stdout: fs::read(out).unwrap(),
        stderr: fs::read(err).unwrap(),
    })
}

/// Both streams as text, without a trace of a bug.
fn clean(ran: &Ran) -> Result<String, String> {
    let all = readable(&ran.stdout)? + &readable(&ran.stderr)?;
    for bug in [
        "a bug in wso2-portlint",
        "panicked",
        "internal error",
        "overflowed its stack",
    ] {
        if all.contains(bug) {
            return Err(format!("{bug}:\n{all}"));
        }
    }
    Ok(all)
}

/// UTF-8 that moves no cursor and turns no text around.
fn readable(bytes: &[u8]) -> Result<String, String> {
    let text = String::from_utf8(bytes.to_vec()).map_err(|e| format!("not UTF-8: {e}"))?;
    let bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || bidi(c);
    // CSV ends its lines as its standard says.
    let text = text.replace("\r\n", "\n");
    match text.find(bad) {
        Some(at) => Err(format!(
            "control character in {:?}",
            text.get(at.saturating_sub(80)..at + 4)
        )),
        None => Ok(text),
    }
}

fn parsed(json: &str) -> Result<Value, String> {
    serde_json::from_str(json).map_err(|e| format!("no JSON: {e}"))
}
