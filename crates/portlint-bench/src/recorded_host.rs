//! Times a look at a recorded running host: `recorded-host PROCESSES SOCKETS`. As root sees it: every process shows its
//! command line and its open files, every socket has an owner. Says the median of several looks in milliseconds.

use portlint_files::{Memory, RunningHost};
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

/// Looks of which the median is taken.
const LOOKS: usize = 9;
/// Open files of a process that are no sockets.
const FILES: usize = 10;
/// One process of so many is a server.
const SERVERS: usize = 50;

fn main() -> ExitCode {
    let numbers = std::env::args().skip(1).map(|number| number.parse());
    let numbers: Result<Vec<usize>, _> = numbers.collect();
    let Ok([processes, sockets]) = numbers.as_deref() else {
        return say("usage: recorded-host PROCESSES SOCKETS", ExitCode::from(2));
    };
    let files = record(*processes, *sockets);
    let host = RunningHost::recorded(files);
    let mut times = Vec::new();
    let mut seen = (0, 0);
    for _ in 0..LOOKS {
        let start = Instant::now();
        match portlint_live::look(&host, &Memory::new()) {
            Ok(live) => {
                let sockets = live
                    .networks
                    .first()
                    .map_or(0, |network| network.sockets.len());
                seen = (live.processes.len(), sockets);
            }
            Err(error) => return say(&format!("error: {error}"), ExitCode::FAILURE),
        }
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(LOOKS / 2).copied().unwrap_or_default();
    let (kept, listening) = seen;
    say(
        &format!(
            "{processes} processes, {sockets} sockets: {median:.0} ms ({kept} processes kept, {listening} sockets)"
        ),
        ExitCode::SUCCESS,
    )
}

#[allow(clippy::disallowed_methods, reason = "a tool of developers")]
fn say(message: &str, code: ExitCode) -> ExitCode {
    let _ = std::io::stdout().write_all(format!("{message}\n").as_bytes());
    code
}

/// Files below `/proc`, and what is in them.
fn record(processes: usize, sockets: usize) -> Vec<(String, String)> {
    let mut files = vec![("self".to_string(), processes.to_string())];
    let mut table = "  sl  local_address rem_address   st\n".to_string();
    for socket in 0..sockets {
        let port = 1024 + socket % 60_000;
        let number = 100_000 + socket;
        table.push_str(&format!(
            "{socket:4}: 0100007F:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 \
             {number} 1 0000000000000000 100 0 0 10 0\n"
        ));
        let owner = 1 + socket % processes.max(1);
        files.push((
            format!("{owner}/fd/{}", FILES + socket),
            format!("socket:[{number}]"),
        ));
    }
    files.push(("net/tcp".to_string(), table));
    let zeros = "0 ".repeat(18);
    for number in 1..=processes {
        let words = if number % SERVERS == 0 {
            format!(
                "java\0-Xmx1g\0-Dcarbon.home=/opt/home-{number}\0org.wso2.carbon.bootstrap.Bootstrap\0-DportOffset=3\0"
            )
        } else {
            format!("program-{number}\0--option\0")
        };
        let status = "Name:\tprogram\nUid:\t1000\t1000\t1000\t1000\n".to_string();
        for (name, text) in [
            ("cmdline", words),
            ("status", status),
            ("stat", format!("{number} (program) S {zeros}{number} 0\n")),
            ("cgroup", "0::/system.slice/program.service\n".to_string()),
            ("ns/net", "net:[4026531840]".to_string()),
            ("ns/pid", "pid:[4026531836]".to_string()),
        ] {
            files.push((format!("{number}/{name}"), text));
        }
        let open = (0..FILES).map(|file| (format!("{number}/fd/{file}"), "/dev/null".to_string()));
        files.extend(open);
    }
    files
}
