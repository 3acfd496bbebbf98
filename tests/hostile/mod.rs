//! Hostile input: every case is a host with one home that attacks and one that does not. The attack gets the exit code
//! and the words that it deserves; the other home is checked all the same; nothing hangs, crashes or reaches a terminal.

mod case;
mod config;
mod files;
mod moving;
mod names;
mod runner;
mod text;
mod toml;
mod xml;
mod yaml;

use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn no_input_harms_the_run_or_the_other_home() {
    let cases = [
        text::cases(),
        toml::cases(),
        xml::cases(),
        yaml::cases(),
        files::cases(),
        names::cases(),
        config::cases(),
    ]
    .concat();
    assert!(cases.len() >= 150, "{} cases", cases.len());
    // `HOSTILE=bomb cargo test --test main hostile` runs only the cases whose names say so.
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let cases = cases.into_iter().filter(|case| case.name.contains(&wanted));
    let cases = cases.collect::<Vec<_>>();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            failures.extend(runner::run(case).map(|what| format!("{}: {what}", case.name)));
        }
        failures
    };
    let failures = std::thread::scope(|scope| {
        let workers = [(); 4].map(|()| scope.spawn(work));
        workers.map(|worker| worker.join().unwrap()).concat()
    });
    assert!(
        failures.is_empty(),
        "{} of {} cases:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}
