//! `[limits]` of homes and runs: what is not read because of them is told or counted, and never taken for certain.

use crate::support::{all, run, write};
use std::path::Path;

/// Homes that would clash, each with a `deployment.toml` of so many bytes.
fn homes(host: &Path, count: usize, bytes: usize) {
    for number in 0..count {
        let home = host.join(format!("wso2am-{number:02}"));
        write(&home, "bin/version.txt", "WSO2 API Manager v4.4.0\n");
        let comment = "#".repeat(bytes - "[server]\noffset = 0\n\n".len());
        let text = format!("[server]\noffset = {number}\n{comment}\n");
        write(&home, "repository/conf/deployment.toml", &text);
    }
}

/// Checks with these lines in `[limits]`: exit code and everything said.
fn checked(host: &Path, limits: &str, arguments: &[&str]) -> (Option<i32>, String) {
    write(host, "limits.toml", &format!("[limits]\n{limits}\n"));
    let arguments = [arguments, &["--config", "limits.toml"]].concat();
    let output = run(host, &arguments);
    (output.status.code(), all(&output))
}

#[test]
fn a_home_that_is_too_large_has_unknown_ports_and_the_others_are_checked() {
    let host = tempfile::tempdir().unwrap();
    homes(host.path(), 2, 200);
    let large = "#".repeat(2000);
    write(
        host.path(),
        "wso2am-01/repository/conf/deployment.toml",
        &large,
    );
    let (code, said) = checked(host.path(), "home-bytes = 1000", &["."]);
    assert_eq!(code, Some(1), "{said}");
    let message = "error[unreadable-file]: cannot read this file: with it, more than 1000 bytes would be read of a home \
                   (`[limits]` home-bytes)";
    assert!(said.contains(message), "{said}");
    assert!(said.contains("; not known: "), "{said}");
    let (_, ports) = checked(
        host.path(),
        "home-bytes = 1000",
        &["ports", "--format", "csv", "."],
    );
    let open = |home: &str| ports.lines().filter(|line| line.starts_with(home)).count();
    assert_eq!(open("./wso2am-01"), 0, "{ports}");
    assert!(open("./wso2am-00") > 10, "{ports}");
}

#[test]
fn homes_that_a_run_does_not_reach_are_counted_and_named() {
    let host = tempfile::tempdir().unwrap();
    // Enough for several threads.
    homes(host.path(), 20, 1000);
    let limit = "run-bytes = 10000";
    let (code, said) = checked(host.path(), limit, &["."]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("error[unreadable-file]").count(), 1, "{said}");
    assert!(
        said.contains("more than 10000 bytes would be read of a run"),
        "{said}"
    );
    assert!(
        said.contains("although it looks like a WSO2 home"),
        "{said}"
    );
    let arguments = ["--config", "limits.toml", "--format", "json", "."];
    let json = run(host.path(), &arguments).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let passed = json["not_looked_at"].as_array().unwrap();
    let homes = json["summary"]["homes"].as_u64().unwrap();
    let named = passed.iter().filter(|passed| passed["reason"] == "budget");
    assert_eq!(homes + named.count() as u64, 20, "{json:#}");
    assert!(homes < 20, "{json:#}");
    // Whoever is first among the threads decides nothing.
    for _ in 0..5 {
        assert_eq!(checked(host.path(), limit, &["."]).1, said);
    }
}

#[test]
fn directories_that_are_not_searched_are_counted() {
    let host = tempfile::tempdir().unwrap();
    homes(host.path(), 5, 100);
    let (code, said) = checked(host.path(), "directories = 3", &["."]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("Checked 2 homes") && said.contains("; not looked at: 3 paths"),
        "{said}"
    );
    assert!(
        said.contains("No problems found in what is known."),
        "{said}"
    );
    let (code, said) = checked(host.path(), "directories = 0", &["."]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn archives_that_inflate_to_too_much_are_one_finding_and_counted() {
    use std::io::Write;
    let host = tempfile::tempdir().unwrap();
    let home = host.path().join("mi");
    write(&home, "bin/version.txt", "WSO2 Micro Integrator v4.2.0");
    write(&home, "conf/deployment.toml", "[server]\n");
    for number in 0..20 {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("a.xml", options).unwrap();
        archive.write_all(&vec![b' '; 1_000_000]).unwrap();
        let folder = home.join("repository/deployment/server/carbonapps");
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        std::fs::write(folder.join(format!("{number:02}.car")), bytes).unwrap();
    }
    let (code, said) = checked(host.path(), "inflated-bytes = 5000000", &["."]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("error[unreadable-file]").count(), 1, "{said}");
    assert!(
        said.contains("inflate to more than 5000000 bytes (`[limits]` inflated-bytes)"),
        "{said}"
    );
    assert!(said.contains("; not looked at: 14 paths"), "{said}");
    let (code, said) = checked(host.path(), "", &["."]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_file_beside_the_paths_lowers_limits_and_raises_none() {
    let host = tempfile::tempdir().unwrap();
    homes(host.path(), 1, 200);
    let elsewhere = tempfile::tempdir().unwrap();
    let shown = |limits: &str| {
        write(
            host.path(),
            "wso2-portlint.toml",
            &format!("[limits]\n{limits}\n"),
        );
        let path = host.path().display().to_string();
        all(&run(elsewhere.path(), &["check", &path]))
    };
    let said = shown("home-bytes = 100");
    assert!(
        said.contains("more than 100 bytes would be read of a home"),
        "{said}"
    );
    assert!(shown("home-bytes = 1099511627776").contains("No problems found."));
}
